"""The contract itself, given back as Word comments: one per finding, on the words that it is about.

Nothing else of the file changes: parts without a comment are the same bytes, and without our comments and insertions
the text of every part is that of the source.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from clausecheck.errors import UsageError
from clausecheck.model import Block, Document, Evidence, Finding, HygieneIssue, Report
from clausecheck.patterns import load_patterns
from clausecheck.report.docx_anchor import Anchors, inside
from clausecheck.report.docx_insert import insert
from clausecheck.report.docx_marks import Marks
from clausecheck.report.docx_parties import fill, party_names
from clausecheck.report.docx_parts import Element, Parts, printable
from clausecheck.report.docx_places import Place, Places
from clausecheck.report.parts import element_name, lacking, legal_basis, model_clause, one_line, title, waived, waiver_line
from clausecheck.report.unsettled import accepted, by_gravity, issue_title, message, settle
from clausecheck.report.words import why, word
from clausecheck.requirements import Patterns, Requirement

_WORDS: Mapping[str, tuple[str, str]] = {
    "title": ("Clause {verdict} ({severity}) : {title}", "{verdict} clause ({severity}): {title}"),
    "lacks": ("Manque : {0}", "Lacks: {0}"),
    "provide": ("À prévoir : {0}", "To provide: {0}"),
    "exclude": ("À exclure : {0}", "To exclude: {0}"),
    "basis": ("Base légale : {0}", "Legal basis: {0}"),
    "also": ("Voir aussi : {0}", "See also: {0}"),
    "read-in": ("Passage lu dans : {0}", "Passage read in: {0}"),
    "place": ("Emplacement proposé : à la fin de « {0} »", "Suggested place: end of \"{0}\""),
    "end": ("Emplacement proposé : à la fin du document", "Suggested place: end of the document"),
    "proposed": ("Clause modèle insérée ci-après, à adapter.", "Model clause inserted below, to be adapted."),
}  # fmt: skip
#: Reasons that a comment gives in other words.
_SAID = ("core", "no-core", "lacks")
_BASES = 2
_ALSO = 3
_DATE = re.compile(r"\d{4}-\d\d-\d\d")
#: A paragraph worth imitating: prose, or a numbered sub-article.
_PROSE = 60
_SUB_ARTICLE = re.compile(r"\d+(?:\.\d+)+\.?$")


@dataclass(frozen=True, slots=True)
class _Comment:
    """A comment to be written in ``document``: on its ``evidence``, else at ``place``."""

    finding: Finding
    document: Document
    evidence: tuple[Evidence, ...] = ()
    place: Place | None = None

    @property
    def block(self) -> Block:
        """Where a comment without evidence goes."""
        assert self.place is not None
        return self.place.block


def render(
    report: Report,
    source: bytes,
    name: str,
    *,
    propose: bool = False,
    today: str | None = None,
    patterns: Patterns | None = None,
) -> bytes:
    """``source``, the Word file that ``report`` judged under ``name``, with a comment for each gap found in it.

    Clauses missing from the whole contract are told in the Word document where they would best be inserted; with
    ``propose``, their model clause is inserted there as a tracked change. ``today`` ("2026-01-31") dates both; by
    default it is the date of the report, else the day when the source was last saved, never the clock's.
    Raises UsageError when ``name`` is no Word document of the report or ``today`` is no date, UnreadableError when the
    file is damaged.
    """
    patterns = patterns or load_patterns()
    document = _document(report, source, name)
    parts = Parts(name, source)
    comments = [c for c in _planned(report, patterns) if c.document is document]
    issues = [i for i in by_gravity(report, waived=None) if _told_in(i, document)]
    if not comments and not issues:
        return source
    requirements = {r.id: r for r in patterns.requirements}
    written = document.language or report.language
    names = party_names(document, written) if propose else {}
    today = today or report.date
    stamp = f"{_checked(today)}T00:00:00Z" if today else parts.modified()
    anchors = Anchors(parts.document, document, parts.package)
    marks = Marks(parts.document, parts.namespace, parts.comments(), parts.package.named("styles")[1], stamp)
    inserted: dict[Block, list[str]] = {}
    for c in comments:
        requirement = requirements.get(c.finding.clause)
        anchor = anchors.of(c.evidence[0].start, c.evidence[0].end) if c.evidence else anchors.end_of(c.block)
        clause = ""
        if propose and c.finding.verdict == "missing" and not waived(c.finding):
            clause = fill(one_line(model_clause(requirement, written)), names, written)
        if clause:
            inserted.setdefault(c.block, []).append(printable(clause))
        marks.comment(anchor, [printable(line) for line in _lines(c, requirement, patterns, report, anchor.place, bool(clause))])
    for i in issues:
        anchor = anchors.of(i.evidence.start, i.evidence.end)
        marks.comment(anchor, [printable(line) for line in _issue_lines(i, report, anchor.place)])
    # All places are found before the first insertion, which would change what follows what.
    insertions: dict[Element, tuple[list[str], Element | None]] = {}
    for block, texts in inserted.items():
        after = _insertion_point(anchors, document, block)
        insertions.setdefault(after, ([], _neighbour(anchors, document, block)))[0].extend(texts)
    for after, (texts, like) in insertions.items():
        insert(marks, after, texts, like)
    return parts.to_bytes()


# ---- what to say, and where --------------------------------------------------------------------------------


def _document(report: Report, source: bytes, name: str) -> Document:
    """The document that was read from ``source``: two files of a contract may have the same name."""
    named = [d for d in report.documents if d.name == name and d.format == "docx"]
    digest = hashlib.sha256(source).hexdigest()
    found = next((d for d in named if d.sha256 == digest), None)
    if found is None:
        raise UsageError(
            f"{name}: this file is no Word document of the report, or has changed since; check it again.",
            f"{name} : ce fichier n'est pas un document Word du rapport, ou il a changé depuis ; relancez l'analyse.",
        )
    return found


def _checked(today: str) -> str:
    try:
        return date.fromisoformat(today).isoformat()
    except ValueError:
        raise UsageError(
            f"{today!r} is not a date; write it 2026-01-31.", f"« {today} » n'est pas une date ; écrivez-la 2026-01-31."
        ) from None


def _planned(report: Report, patterns: Patterns) -> list[_Comment]:
    """One comment for each finding that asks for something, in each Word document where its evidence is.

    What has no evidence anywhere is told once, at the likeliest place.
    """
    documents = [d for d in report.documents if d.format == "docx"]
    places = Places(report, documents, patterns)
    out = []
    for f in report.findings:
        if f.verdict == "not-applicable" or (f.verdict == "present" and f.severity == "note"):
            continue
        quotes = f.evidence if f.verdict not in ("missing", "not-verifiable") else ()
        for d in documents:
            own = [e for e in quotes if e.document == d.name and e.quote and d.text[e.start : e.end] == e.quote]
            if own:
                # A contrary verdict rests on the passages against; the favourable ones are told as well.
                own.sort(key=lambda e: e.role != "against" if f.verdict == "contrary" else False)
                out.append(_Comment(f, d, tuple(own)))
        if not quotes and (place := places.of(f)) is not None:
            out.append(_Comment(f, place.document, (), place))
    return out


def _lines(c: _Comment, requirement: Requirement | None, patterns: Patterns, report: Report, read_in: str, proposed: bool) -> list[str]:
    """The paragraphs of a comment, in the report's language."""
    f, lang = c.finding, report.language

    def say(key: str, *values: str, **named: str) -> str:
        return _WORDS[key][0 if lang == "fr" else 1].format(*values, **named)

    verdict = word(f.verdict, lang) if lang == "fr" else word(f.verdict, lang).capitalize()
    heading = say("title", verdict=verdict, severity=word(f.severity, lang), title=title(requirement, lang) or f.clause)
    out = [heading]
    reasons = [code for code in f.why if code.partition(":")[0] not in _SAID]
    out += [_sentence(r) for r in why(replace(f, why=tuple(reasons)), requirement, lang)]
    absences = {e.key for e in f.elements if e.role == "absence"}
    wanted = [element_name(k, requirement, lang) for k in lacking(f) if k not in absences]
    excluded = [element_name(k, requirement, lang) for k in lacking(f) if k in absences]
    separator = " ; " if lang == "fr" else "; "
    if wanted and f.verdict != "contrary":
        out.append(say("lacks" if f.verdict == "weak" else "provide", separator.join(wanted)))
    if excluded:
        out.append(say("exclude", separator.join(excluded)))
    if basis := legal_basis(requirement, patterns, lang):
        out.append(say("basis", separator.join(basis[:_BASES])))
    if waiver := waiver_line(f, lang):
        out.append(_sentence(waiver))
    if read_in:
        out.append(say("read-in", read_in))
    also = dict.fromkeys(e.where for e in c.evidence[1:] if e.where and e.where != c.evidence[0].where)
    if also:
        out.append(say("also", separator.join(list(also)[:_ALSO])))
    if c.place is not None:
        out.append(say("place", c.place.article) if c.place.article else say("end"))
    if proposed:
        out.append(say("proposed"))
    out.append(f.clause)
    return out


def _told_in(issue: HygieneIssue, document: Document) -> bool:
    """Whether an issue gets a comment in this document. A reviser's own comment needs no other one."""
    e = issue.evidence
    return issue.id != "HYG-COMMENT" and e.document == document.name and document.text[e.start : e.end] == e.quote


def _issue_lines(issue: HygieneIssue, report: Report, read_in: str) -> list[str]:
    """The paragraphs of the comment of a hygiene issue."""
    lang = report.language
    out = [f"{issue_title(issue, lang)} ({word(issue.severity, lang)})", message(issue, lang), settle(issue, lang)]
    if waiver := accepted(issue, lang):
        out.append(_sentence(waiver))
    if read_in:
        out.append(_WORDS["read-in"][0 if lang == "fr" else 1].format(read_in))
    return [line for line in (*out, issue.id) if line]


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:] + ("" if text.endswith(".") else ".")


# ---- where to insert ---------------------------------------------------------------------------------------


def _insertion_point(anchors: Anchors, document: Document, block: Block) -> Element:
    """The paragraph or table after which a clause goes: a table is not cut in two, unless the next article is in it too."""
    paragraphs = anchors.paragraphs(block)
    if block.table is None or not block.cells:
        return paragraphs[-1]
    following = document.blocks[document.blocks.index(block) + 1 :]
    if any(b.table == (block.table[0], b.table[1]) for b in following if b.table):
        return anchors.end_of(block).paragraph
    table = inside(paragraphs[0], "w:tbl")
    return paragraphs[-1] if table is None else table


def _neighbour(anchors: Anchors, document: Document, block: Block) -> Element | None:
    """The paragraph that an insertion imitates: the nearest prose or numbered sub-article, before it if possible."""
    at = document.blocks.index(block)
    for candidate in (*reversed(document.blocks[: at + 1]), *document.blocks[at + 1 :]):
        if candidate.layer == "body" and not candidate.cells and candidate.kind in ("paragraph", "list-item"):
            text = document.text[candidate.start : candidate.end]
            numbered = candidate.number.strip()
            if len(text) >= _PROSE and (not numbered or _SUB_ARTICLE.match(numbered)):
                found = anchors.paragraphs(candidate)
                if found:
                    return found[-1]
    return None
