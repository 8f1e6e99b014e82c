"""The public door of the package: ``check``, ``explain``, ``load_patterns``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING

from clausecheck import __version__
from clausecheck.errors import ClausecheckError, NoFileError, UnreadableError, UsageError
from clausecheck.model import ConditionFinding, Document, HygieneIssue, Language, Report, Segmented, Unread

if TYPE_CHECKING:
    from clausecheck.requirements import Patterns, Requirement
    from clausecheck.trace import Step

_NAMES = {
    "de": ("German", "allemand"), "es": ("Spanish", "espagnol"), "it": ("Italian", "italien"), "nl": ("Dutch", "néerlandais"),
    "pt": ("Portuguese", "portugais"),
}  # fmt: skip


def load_patterns(extra: str | PathLike[str] | None = None) -> Patterns:
    """The built-in requirements, with those of the folder ``extra`` added. Raises PatternError."""
    from clausecheck.patterns import load_patterns as load

    return load(Path(extra) if extra is not None else None)


def explain(identifier: str, patterns: Patterns | None = None) -> Requirement:
    """The requirement of that id: what it guarantees, its elements, legal basis, model clause and examples.

    Raises PatternError when there is none.
    """
    return (patterns or load_patterns()).requirement(identifier)


def check(
    files: Sequence[str | PathLike[str]],
    *,
    language: Language | None = None,
    families: Sequence[str] = (),
    clauses: Sequence[str] = (),
    patterns: Patterns | None = None,
    facts: Mapping[str, bool] | None = None,
    hygiene: bool = False,
    beside: Sequence[str] = (),
    pieces: Mapping[str, str] | None = None,
) -> Report:
    """Judge the files of ONE contract together and return the report.

    ``language`` is that of the report (default: the contract's). ``families`` and ``clauses`` limit the requirements.
    ``facts`` settle conditions, whatever the contract says: ``{"personal-data": True, "experiment": False}``.
    ``hygiene`` also looks for what must be settled before signature, as naming the family ``hygiene`` does; ``beside`` are
    the names of files of the dossier that are no text (a plan, a workbook) and may be an annex that the contract announces.
    ``pieces`` says what a file is, whatever its title: file name or glob → kind (``{"doc1.docx": "ccap"}``).
    Raises UnreadableError when nothing can be read of a file, PatternError for a wrong family, clause or pattern file.
    """
    reading = start_reading(files)
    patterns = patterns or load_patterns()
    return judge(
        reading.documents(), language=language, families=families, clauses=clauses, patterns=patterns, facts=facts,
        hygiene=hygiene, beside=beside, pieces=pieces,
    )  # fmt: skip


def start_reading(files: Sequence[str | PathLike[str]]) -> PendingDocuments:
    """Begin to read the files of a contract in the background."""
    return PendingDocuments([Path(f) for f in files])


class PendingDocuments:
    """Documents being read in child processes."""

    def __init__(self, paths: Sequence[Path]) -> None:
        from clausecheck.extract.worker import Reading

        self._paths = paths
        self._reading = Reading(paths)

    def documents(self) -> list[Document]:
        """The documents, in order, with their language. A piece that cannot be read is kept, empty, with the reason.

        Raises NoFileError for a file that is not there, UnreadableError when no piece at all can be read.
        """
        from clausecheck.extract.worker import warm_up

        warm_up()
        out: list[Document] = []
        errors: list[ClausecheckError] = []
        for path, result in zip(self._paths, self._reading.results(), strict=True):
            try:
                if isinstance(result, ClausecheckError):
                    raise result
                out.append(detected(result))
            except NoFileError:
                raise
            except UnreadableError as error:
                errors.append(error)
                out.append(_unread(path, error))
        if errors and len(errors) == len(out):
            raise errors[0]
        return out


def _unread(path: Path, error: UnreadableError) -> Document:
    """An empty document that says why its file could not be read."""
    import hashlib

    name = path.suffix.lower().lstrip(".")
    kind = name if name in ("pdf", "md", "txt") else "docx"
    reason = Unread(path.name, "unreadable", error.fr, error.en)
    return Document(path.name, hashlib.sha256(path.read_bytes()).hexdigest(), kind, "", (), unread=(reason,))  # type: ignore[arg-type]


def detected(document: Document) -> Document:
    """The document with its language set. Raises UnreadableError when the language is not French or English."""
    from clausecheck.languages import detect

    body = " ".join(document.text[b.start : b.end] for b in document.blocks if b.layer in ("body", "note", "box"))
    found = detect(body)
    if found in ("fr", "en"):
        return replace(document, language=found)  # type: ignore[arg-type]
    if found is None:
        raise UnreadableError(
            f"{document.name}: too little text to tell the language.",
            f"{document.name} : trop peu de texte pour reconnaître la langue.",
        )
    en, fr = _NAMES[found]
    raise UnreadableError(
        f"{document.name}: written in {en}; only French and English contracts are read.",
        f"{document.name} : rédigé en {fr} ; seuls les contrats en français et en anglais sont lus.",
    )


def judge(
    documents: Sequence[Document],
    *,
    language: Language | None = None,
    families: Sequence[str] = (),
    clauses: Sequence[str] = (),
    patterns: Patterns | None = None,
    facts: Mapping[str, bool] | None = None,
    hygiene: bool = False,
    beside: Sequence[str] = (),
    pieces: Mapping[str, str] | None = None,
) -> Report:
    """Judge documents already read, as ``check`` does."""
    from clausecheck.applicability import applies, conditions
    from clausecheck.assess import Gathered, assess, gather
    from clausecheck.dossier import Judged, read_dossier, supplies
    from clausecheck.hygiene import FAMILY
    from clausecheck.likeness.opinion import Opinion
    from clausecheck.notices import notices
    from clausecheck.piecewords import kind_of_option
    from clausecheck.places import in_language
    from clausecheck.prepare import prepare
    from clausecheck.quotes import evidence
    from clausecheck.references import references
    from clausecheck.selection import selected

    patterns = patterns or load_patterns()
    language = language or _main_language(documents)
    documents = [in_language(d, language) for d in documents]
    chosen = selected(patterns, families, clauses)
    hygiene = hygiene or FAMILY in families
    _known(facts or {}, patterns)
    readable = [d for d in documents if d.language is not None]
    stated = {name: kind_of_option(kind) for name, kind in (pieces or {}).items()}
    indexes, recognised, rules, condition_rules = prepare(readable, patterns, stated)
    states = conditions(patterns, indexes, condition_rules, facts)
    refs = references(indexes, rules, states, patterns.general_terms, gdpr_annex=supplies(indexes, recognised, "gdpr-annex"))
    refs.unread = len(readable) < len(documents)
    grounds = {r.id: applies(r, states) for r in chosen}
    active = [r for r in chosen if grounds[r.id].state != "absent"]
    for index in indexes:
        index.prepare(rules[index.grammar.language].items(r.id for r in active))
    opinion = Opinion(indexes, patterns, rules)
    judged = []
    for requirement in chosen:
        apply_it = grounds[requirement.id].state != "absent"
        gathered = gather(requirement, indexes, rules) if apply_it else Gathered()
        if apply_it and not (gathered.core or gathered.weak or gathered.contrary):
            gathered.alike = opinion.alike(requirement.id)
        finding = assess(requirement, grounds[requirement.id], states, gathered, indexes, refs)
        judged.append(Judged(requirement, gathered, finding))
    dossier, findings = read_dossier(indexes, recognised, judged, refs)
    return Report(
        tool_version=__version__,
        patterns_version=patterns.version,
        patterns_sha256=patterns.sha256,
        language=language,
        documents=tuple(documents),
        conditions=tuple(
            ConditionFinding(s.id, s.state, tuple(evidence(indexes[t.document], t.sentence, "for") for t in s.triggers), s.because)
            for s in states.values()
        ),
        findings=findings,
        notices=notices(refs, indexes, patterns) if active else (),
        hygiene=_hygiene(documents, [i.segmented for i in indexes], beside) if hygiene else None,
        dossier=dossier,
    )


def _hygiene(documents: Sequence[Document], segmented: Sequence[Segmented], beside: Sequence[str]) -> tuple[HygieneIssue, ...]:
    from clausecheck.hygiene import examine

    unread = [d.name for d in documents if d.language is None]
    return examine(segmented, (*unread, *beside))


def _known(facts: Mapping[str, bool], patterns: Patterns) -> None:
    unknown = sorted(set(facts) - {c.id for c in patterns.conditions})
    if unknown:
        raise UsageError(f"There is no condition {unknown[0]!r}.", f"Il n'y a pas de condition « {unknown[0]} ».")


def trace(files: Sequence[str | PathLike[str]], identifier: str, *, patterns: Patterns | None = None) -> list[Step]:
    """Every wording of one requirement that met a sentence of the contract, and what became of it.

    Raises as ``check`` does.
    """
    from clausecheck.places import in_language
    from clausecheck.prepare import prepare
    from clausecheck.trace import trace as steps

    reading = start_reading(files)
    patterns = patterns or load_patterns()
    requirement = patterns.requirement(identifier)
    documents = [in_language(d, d.language) for d in reading.documents() if d.language is not None]
    indexes, _, rules, _ = prepare(documents, patterns)
    return list(steps(requirement, indexes, rules))


def _main_language(documents: Sequence[Document]) -> Language:
    """The language in which most of the contract is written."""
    size: dict[Language, int] = {"fr": 0, "en": 0}
    for d in documents:
        if d.language is not None:
            size[d.language] += len(d.text)
    return "en" if size["en"] > size["fr"] else "fr"
