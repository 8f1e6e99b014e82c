"""What the contract takes in by reference: general terms (CCAG), a data protection annex, the EU's standard clauses."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from clausecheck.applicability import ConditionState
from clausecheck.ccag import Applied, Mention, applied, mentions
from clausecheck.derogations import Derogations, derogations
from clausecheck.general_terms import GeneralTerms, touches
from clausecheck.index import Index
from clausecheck.match import Rules
from clausecheck.model import Evidence, Hit, Language
from clausecheck.quotes import evidence
from clausecheck.requirements import ClauseFile


@dataclass(frozen=True, slots=True)
class Carried:
    """What a requirement gets by reference. ``code`` goes to the finding's ``why``; ``withdrawn`` when a derogation takes it back."""

    code: str
    evidence: tuple[Evidence, ...]
    withdrawn: bool = False
    partly: str = ""


@dataclass
class References:
    """The references found in a contract, and whether some of its files could not be read."""

    found: dict[str, list[Evidence]] = field(default_factory=dict)
    unread: bool = False
    other_data: bool = False
    personal: dict[tuple[int, int], bool] = field(default_factory=dict)
    mentions: tuple[Mention, ...] = ()
    terms: tuple[Applied, ...] = ()
    derogations: Derogations = field(default_factory=lambda: Derogations((), False))
    known: tuple[GeneralTerms, ...] = ()

    def carries(self, clause: ClauseFile) -> Carried | None:
        """The first reference that carries a requirement (J12, J21), or the one that a derogation withdraws (J15), or None."""
        withdrawn: Carried | None = None
        for text in self.terms:
            for carried in self._by_terms(clause, text):
                if not carried.withdrawn:
                    return carried
                withdrawn = withdrawn or carried
        if clause.by_reference.scc and "SCC" in self.found:
            return Carried("by-reference:SCC", tuple(self.found["SCC"][:2]))
        if clause.by_reference.gdpr_annex and "GDPR annex" in self.found:
            return Carried("by-reference:GDPR annex", tuple(self.found["GDPR annex"][:2]))
        return withdrawn

    def _by_terms(self, clause: ClauseFile, text: Applied) -> Iterator[Carried]:
        terms = text.terms
        if not any(t.knows(clause.id) for t in self.known if t.kind == terms.kind):
            if text.whole and terms.kind in clause.by_reference.ccag:  # a house requirement: our files say nothing of it
                yield Carried(f"by-reference:{terms.id}", text.evidence)
            return
        for article in terms.carriers(clause.id, text.whole, tuple(text.cited)):
            code = f"{terms.id}:{article.article or 'ip'}" + (":to-check" if article.confidence == "to-check" else "")
            lost = self.derogations.withdrawing(terms.kind, article)
            if lost:
                yield Carried(f"withdrawn:{code}", tuple(d.evidence for d in lost[:2]), withdrawn=True)
                continue
            calls = tuple(e for number, e in text.cited.items() if touches(number, article))
            shown = text.evidence if text.whole and clause.id in article.block else calls
            part = self.derogations.limiting(terms.kind, article)
            yield Carried(f"by-reference:{code}", (shown or calls)[:2], partly=",".join(part))

    def personal_only(self, clause: ClauseFile, core: Sequence[Hit]) -> bool:
        """True when a clause that should cover all data is only promised for personal data (J10)."""
        if not clause.personal_data_scope or not self.other_data or not core:
            return False
        narrow = [self.personal.get((h.document, h.sentence), False) for h in core]
        # a wording whose words stand far apart in another sentence does not carry the promise over to all data
        return any(narrow) and all(n or h.loose for n, h in zip(narrow, core, strict=True))


def references(
    indexes: Sequence[Index], rules: Mapping[Language, Rules], states: Mapping[str, ConditionState],
    terms: Sequence[GeneralTerms] = (), *, gdpr_annex: bool = False,
) -> References:  # fmt: skip
    """Read the references of the contract's documents.

    ``terms`` are the general terms that we know; ``gdpr_annex``: a file of the dossier is that annex.
    """
    out = References(known=tuple(terms))
    out.mentions = tuple(mentions(indexes, terms))
    out.terms = applied(indexes, terms, out.mentions)
    whole = [a.terms.kind for a in out.terms if a.whole]
    if out.terms:
        out.derogations = derogations(indexes, terms, whole[0] if len(whole) == 1 else "")
    out.other_data = any(states[c].state != "absent" for c in ("data-producing", "software-dev", "iot", "cloud") if c in states)
    annexes = [c.name.lower() for index in indexes for c in index.segmented.clauses if c.annex]
    has_gdpr_annex = gdpr_annex or any(
        w in name for name in annexes for w in ("rgpd", "données", "gdpr", "data protection", "personal data")
    )
    for index in indexes:
        lexicon = rules[index.grammar.language].lexicon
        number = index.segmented.clauses[0].document

        def note(concept: str, name: str, index: Index = index, lexicon=lexicon) -> None:  # type: ignore[no-untyped-def]
            for s in index.find(lexicon.item(f"<{concept}>")):
                if index.sentences[s].kind == "operative":
                    out.found.setdefault(name, []).append(evidence(index, s, "reference"))

        note("scc-processor", "SCC")
        if not has_gdpr_annex:
            note("gdpr-annex", "GDPR annex")
        personal = set(index.find(lexicon.item("<personal-data>"))) | set(index.find(lexicon.item("<processing-chain>")))
        private = _on_privacy(index)
        for s in index.sentences:
            out.personal[number, s.index] = s.index in personal or s.clause in private or bool(personal.intersection(s.heads))
    return out


_PRIVACY = ("personnel", "personal data", "rgpd", "gdpr", "data protection", "sous-traitance de données", "processing of data", "privacy")


def _on_privacy(index: Index) -> set[int]:
    """The articles whose own title, or that of the chapter or annex they belong to, is about personal data."""
    out: set[int] = set()
    for clause in index.segmented.clauses[1:]:  # the first is the document itself; a parent comes before its children
        if clause.parent in out or any(w in clause.name.lower() for w in _PRIVACY):
            out.add(clause.index)
    return out
