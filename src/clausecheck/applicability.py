"""Which conditions hold (established, probable, absent) and so which requirements apply (catalogue rule J16)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from clausecheck.index import Index
from clausecheck.lexicon import Item, Lexicon
from clausecheck.match import Compiled, Matcher, compiled, meets_bearer, meets_polarity
from clausecheck.model import Language, State
from clausecheck.requirements import Condition, Patterns, Requirement

_ROLES = ("established", "probable", "false_friends", "presumption_needs", "presumption_void", "excluded_by")
_ABOUT = frozenset({"operative", "description", "recital", "heading", "definition"})
_TOLD = frozenset({"operative", "description", "recital", "definition", "heading", "instruction", "quotation"})
#: Why a condition holds or not when the policy says so.
DECLARED = "declared"
RANK: dict[State, int] = {"absent": 0, "probable": 1, "established": 2}


@dataclass(frozen=True, slots=True)
class Trigger:
    """A sentence that makes a condition probable or established."""

    document: int
    sentence: int
    state: State
    wording: str


@dataclass(frozen=True, slots=True)
class ConditionState:
    id: str
    state: State
    triggers: tuple[Trigger, ...]
    because: str = ""


class ConditionRules:
    """The wordings of the conditions in one language."""

    def __init__(self, patterns: Patterns, language: Language) -> None:
        shared = patterns.vocabulary[language].concepts
        vocabulary = Lexicon(shared)
        self.rules: dict[str, dict[str, list[Compiled]]] = {}
        #: "in case of hosting": what is only supposed makes a condition probable
        self.hypothesis = vocabulary.item("<hypothesis>") if "hypothesis" in shared else None
        for condition in patterns.conditions:
            text = condition.languages.get(language)
            if text is None:
                continue
            lexicon = vocabulary.with_local(text.wordings.concepts, condition.id)
            self.rules[condition.id] = {role: compiled(getattr(text.wordings, role), lexicon) for role in _ROLES}

    def items(self) -> Iterable[Item]:
        """Every item of every wording, to be found in one pass."""
        if self.hypothesis is not None:
            yield self.hypothesis
        for roles in self.rules.values():
            for alternatives in roles.values():
                for c in alternatives:
                    yield from (*c.items, *c.none)


def conditions(
    patterns: Patterns,
    indexes: Sequence[Index],
    rules: Mapping[Language, ConditionRules],
    facts: Mapping[str, bool] | None = None,
) -> dict[str, ConditionState]:
    """The state of each condition over the whole contract, with the passages that show it.

    A fact settles its condition, whatever the contract says: true, established; false, absent.
    """
    facts = facts or {}
    found: dict[str, ConditionState] = {}
    # what is no sign of a digital contract (e-invoicing, an electronic tender) is no sign of any condition
    base = [c.id for c in patterns.conditions if c.base]
    unrelated = [{s for b in base for s in _friends(Matcher(index), rules[index.grammar.language].rules.get(b, {}))} for index in indexes]
    for condition in patterns.conditions:
        triggers = []
        for index, apart in zip(indexes, unrelated, strict=True):
            own = rules[index.grammar.language]
            triggers += _triggers(index, own.rules.get(condition.id, {}), own.hypothesis, apart)
        triggers.sort(key=lambda t: (-RANK[t.state], t.document, t.sentence))
        state: State = triggers[0].state if triggers else "absent"
        if state == "probable" and _said(condition.id, "excluded_by", indexes, rules):
            state = "absent"  # the contract itself says that it is not so
        found[condition.id] = ConditionState(condition.id, state, tuple(t for t in triggers if t.state == state)[:3])
        if condition.id in facts:
            found[condition.id] = _declared(found[condition.id], facts[condition.id])
    barred = {c.id for c in patterns.conditions if c.presumed_if and not _may_presume(c.id, indexes, rules)}
    return _close(patterns.conditions, found, barred, frozenset(facts))


def _declared(read: ConditionState, holds: bool) -> ConditionState:
    return ConditionState(read.id, "established" if holds else "absent", read.triggers if holds else (), DECLARED)


def _said(condition: str, role: str, indexes: Sequence[Index], rules: Mapping[Language, ConditionRules]) -> bool:
    """Whether a wording of that role is met anywhere in the contract."""
    return any(
        Matcher(index).meetings(c, _ABOUT)
        for index in indexes
        for c in rules[index.grammar.language].rules.get(condition, {}).get(role, ())
    )


def _may_presume(condition: str, indexes: Sequence[Index], rules: Mapping[Language, ConditionRules]) -> bool:
    """Whether a presumption may apply: what it needs is said somewhere, and nothing voids it."""
    if _said(condition, "presumption_void", indexes, rules) or _said(condition, "excluded_by", indexes, rules):
        return False
    needs = any(rules[i.grammar.language].rules.get(condition, {}).get("presumption_needs") for i in indexes)
    return not needs or _said(condition, "presumption_needs", indexes, rules)


def _friends(matcher: Matcher, rules: Mapping[str, list[Compiled]]) -> set[int]:
    return {m.sentence for c in rules.get("false_friends", ()) for m in matcher.meetings(c, _TOLD)}


def _triggers(index: Index, rules: Mapping[str, list[Compiled]], hypothesis: Item | None, apart: set[int]) -> list[Trigger]:
    matcher = Matcher(index)
    number = index.segmented.clauses[0].document
    friends = apart | _friends(matcher, rules)
    doubtful = index.find(hypothesis) if hypothesis is not None else {}
    out: dict[int, Trigger] = {}
    for state, role, kinds in (("established", "established", _ABOUT), ("probable", "probable", _TOLD)):
        for c in rules.get(role, ()):
            wanted = c.alternative.polarity or "affirmed"
            met = [
                m.sentence
                for m in matcher.meetings(c, kinds)
                if m.sentence not in friends
                and meets_polarity(wanted, m.polarity)
                and meets_bearer(c.alternative.by or "any", m.bound)
                and (wanted == "any" or not matcher.denied(m))
                and (c.alternative.where == "any" or _central(index, m.sentence, c.alternative.where))
            ]
            if len(set(met)) < c.alternative.times:
                continue
            for sentence in met:
                reached: State = "probable" if state == "established" and sentence in doubtful else state  # type: ignore[assignment]
                if sentence not in out or RANK[out[sentence].state] < RANK[reached]:
                    out[sentence] = Trigger(number, sentence, reached, " + ".join(c.alternative.all))
    return list(out.values())


def _central(index: Index, sentence: int, where: str) -> bool:
    """True in a heading (``title``) or where a contract says what it is about (``object``)."""
    s = index.sentences[sentence]
    if where == "title":
        return s.kind == "heading" or s.index < 8
    title = index.segmented.clauses[s.clause].title.lower()
    return s.index < 40 or any(w in title for w in ("objet", "object", "purpose", "scope", "subject", "périmètre"))


def _close(
    conditions_: Sequence[Condition], found: dict[str, ConditionState], barred: set[str], settled: frozenset[str] = frozenset()
) -> dict[str, ConditionState]:
    """Pass states on: what implies a condition, what it requires, what makes it presumed. A settled one stays as it is."""
    for _ in range(4):
        for condition in conditions_:
            if condition.id in settled:
                continue
            current = found[condition.id]
            for other in condition.implied_by:
                if other in found and RANK[found[other].state] > RANK[current.state]:
                    current = ConditionState(condition.id, found[other].state, found[other].triggers, f"implied by {other}")
            if current.state == "absent" and condition.id not in barred:
                for other in condition.presumed_if:
                    if other in found and found[other].state == "established":
                        current = ConditionState(condition.id, "probable", found[other].triggers, f"presumed from {other}")
                        break
            needs = [found[r].state for r in condition.requires if r in found]
            if needs and RANK[current.state] > min(RANK[s] for s in needs):
                lowest = min(needs, key=lambda s: RANK[s])
                current = ConditionState(
                    condition.id,
                    lowest,
                    current.triggers if lowest != "absent" else (),
                    f"requires {', '.join(condition.requires)}",
                )
            found[condition.id] = current
    base = next((c.id for c in conditions_ if c.base), None)
    if base is not None and found[base].state == "absent":
        return {k: ConditionState(k, "absent", (), v.because) for k, v in found.items()}
    return found


@dataclass(frozen=True, slots=True)
class Applies:
    """Whether a requirement applies, on what grounds, and whether only on probable ones."""

    state: State
    conditions: tuple[str, ...]
    only_elements: frozenset[str] | None


def applies(requirement: Requirement, states: Mapping[str, ConditionState]) -> Applies:
    """Judge the grounds of a requirement: the best one decides; ``only_elements`` when every ground is so limited."""
    best: State = "absent"
    names: dict[str, None] = {}
    limits: list[frozenset[str]] = []
    unlimited = False
    for ground in requirement.clause.applicability.any_of:
        parts: list[State] = [states[c].state if c in states else "absent" for c in ground.all_of]
        state = min(parts, key=lambda s: RANK[s])
        if state == "absent" or (ground.established_only and state != "established"):
            continue
        names.update(dict.fromkeys(ground.all_of))
        if ground.only_elements:
            limits.append(frozenset(ground.only_elements))
        else:
            unlimited = True
        if RANK[state] > RANK[best]:
            best = state
    only = frozenset().union(*limits) if limits and not unlimited else None
    return Applies(best, tuple(names), only)
