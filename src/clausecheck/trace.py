"""How a verdict came about: every wording that met a sentence, and what became of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from clausecheck.assess import passages
from clausecheck.index import Index
from clausecheck.match import DEFAULT_HEDGES, Matcher, Rules
from clausecheck.model import Evidence, Language
from clausecheck.outcomes import outcome, reading_kinds
from clausecheck.quotes import evidence
from clausecheck.requirements import Requirement


@dataclass(frozen=True, slots=True)
class Step:
    """One wording met by one sentence. ``outcome`` is "counts" or what stopped it: polarity, bearer, passage or kind."""

    role: str
    wording: str
    passage: Evidence
    polarity: str
    bound: str
    hedges: tuple[str, ...]
    outcome: str


_EVERY_KIND = frozenset(
    {"operative", "heading", "toc", "recital", "definition", "quotation", "instruction", "drafting-note", "description"}
)


def trace(requirement: Requirement, indexes: Sequence[Index], rules: Mapping[Language, Rules]) -> Iterator[Step]:
    """Every step of the judgement of a requirement, document by document, in the order the engine takes them."""
    clause = requirement.clause
    kinds = reading_kinds(clause)
    active = clause.hedges if clause.hedges is not None else DEFAULT_HEDGES
    for index in indexes:
        own = rules[index.grammar.language]
        wordings = own.of(requirement.id)
        matcher = Matcher(index, supplier_bound=clause.bound_party == "supplier")
        core = {
            m.sentence
            for c in wordings.get("core", ())
            for m in matcher.meetings(c, kinds)
            if not outcome(clause, matcher, "core", c, m).stop
        }
        near = passages(index, matcher, wordings.get("topic", ()), core)
        for role, alternatives in wordings.items():
            for c in alternatives:
                for m in matcher.meetings(c, _EVERY_KIND):
                    kind = index.sentences[m.sentence].kind
                    found = outcome(clause, matcher, role, c, m)
                    told = "counts"
                    if kind not in kinds:
                        told = f"kind: {kind}"
                    elif found.stop == "bearer":
                        told = f"bearer: {m.bound}, wanted {found.by}"
                    elif found.stop == "exchanged":
                        told = f"bearer: {m.bound}, the roles are exchanged"
                    elif found.stop == "denied":
                        told = "polarity: plainly denied"
                    elif found.stop == "polarity":
                        told = f"polarity: {m.polarity}, wanted {found.polarity}"
                    elif role.startswith("element") and not c.alternative.anywhere and m.sentence not in near:
                        told = "passage: not on the topic"
                    hedges = matcher.hedges(m, own.hedges, active) if role == "core" else ()
                    yield Step(
                        role,
                        " + ".join(c.alternative.all),
                        evidence(index, m.sentence, "for"),
                        m.polarity,
                        m.bound,
                        hedges,
                        told,
                    )
