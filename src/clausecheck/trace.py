"""How a verdict came about: every wording that met a sentence, and what became of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from clausecheck.assess import default_bearer, passages, reading_kinds
from clausecheck.index import Index
from clausecheck.match import DEFAULT_HEDGES, Matcher, Rules, meets_bearer, meets_polarity
from clausecheck.model import Evidence, Language
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
        matcher = Matcher(index)
        core = {
            m.sentence
            for c in wordings.get("core", ())
            for m in matcher.meetings(c, kinds)
            if meets_polarity(c.alternative.polarity or "affirmed", m.polarity)
        }
        near = passages(index, matcher, wordings.get("topic", ()), core)
        for role, alternatives in wordings.items():
            for c in alternatives:
                wanted = c.alternative.polarity or ("any" if role in ("weak", "topic") else "affirmed")
                by = c.alternative.by or (default_bearer(clause) if role == "core" else "any")
                for m in matcher.meetings(c, _EVERY_KIND):
                    kind = index.sentences[m.sentence].kind
                    outcome = "counts"
                    if kind not in kinds:
                        outcome = f"kind: {kind}"
                    elif not meets_bearer(by, m.bound):
                        outcome = f"bearer: {m.bound}, wanted {by}"
                    elif not meets_polarity(wanted, m.polarity):
                        outcome = f"polarity: {m.polarity}, wanted {wanted}"
                    elif role.startswith("element") and not c.alternative.anywhere and m.sentence not in near:
                        outcome = "passage: not on the topic"
                    hedges = matcher.hedges(m, own.hedges, active) if role == "core" else ()
                    yield Step(
                        role,
                        " + ".join(c.alternative.all),
                        evidence(index, m.sentence, "for"),
                        m.polarity,
                        m.bound,
                        hedges,
                        outcome,
                    )
