"""What the contract takes in by reference: general terms (CCAG), a data protection annex, the EU's standard clauses."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from clausecheck.applicability import ConditionState
from clausecheck.index import Index
from clausecheck.match import Rules
from clausecheck.model import Evidence, Hit, Language
from clausecheck.quotes import evidence
from clausecheck.requirements import ClauseFile

#: Vocabulary concepts that name each set of general terms.
_CCAG = {"TIC": "ccag-tic", "PI": "ccag-pi", "FCS": "ccag-fcs", "MOE": "ccag-moe", "Travaux": "ccag-travaux"}


@dataclass
class References:
    """The references found in a contract, and whether some of its files could not be read."""

    found: dict[str, list[Evidence]] = field(default_factory=dict)
    unread: bool = False
    other_data: bool = False
    personal: dict[tuple[int, int], bool] = field(default_factory=dict)

    def carries(self, clause: ClauseFile) -> str:
        """The name of the first reference that carries a requirement (J12, J21), or ""."""
        for kind in clause.by_reference.ccag:
            if f"CCAG-{kind}" in self.found:
                return f"CCAG-{kind}"
        if clause.by_reference.scc and "SCC" in self.found:
            return "SCC"
        if clause.by_reference.gdpr_annex and "GDPR annex" in self.found:
            return "GDPR annex"
        return ""

    def evidence(self, clause: ClauseFile) -> tuple[Evidence, ...]:
        """The passages that make the reference."""
        name = self.carries(clause)
        return tuple(self.found[name][:2]) if name else ()

    def personal_only(self, clause: ClauseFile, core: Sequence[Hit]) -> bool:
        """True when a clause that should cover all data is only promised for personal data (J10)."""
        if not clause.personal_data_scope or not self.other_data or not core:
            return False
        return all(self.personal.get((h.document, h.sentence), False) for h in core)


def references(
    indexes: Sequence[Index], rules: Mapping[Language, Rules], states: Mapping[str, ConditionState], *, gdpr_annex: bool = False
) -> References:
    """Read the references of the contract's documents. ``gdpr_annex``: a file of the dossier is that annex."""
    out = References()
    out.other_data = any(states[c].state == "established" for c in ("data-producing", "software-dev", "iot", "cloud") if c in states)
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

        if index.grammar.language == "fr":
            for kind, concept in _CCAG.items():
                note(concept, f"CCAG-{kind}")
        note("scc-processor", "SCC")
        if not has_gdpr_annex:
            note("gdpr-annex", "GDPR annex")
        personal = index.find(lexicon.item("<personal-data>"))
        for s in index.sentences:
            title = index.segmented.clauses[s.clause].name.lower()
            in_section = any(w in title for w in ("personnel", "personal", "rgpd", "gdpr", "data protection"))
            out.personal[number, s.index] = s.index in personal or in_section
    return out
