"""Hits + conditions → findings: the verdict of each requirement over the whole contract (catalogue rules J1–J25)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from clausecheck.applicability import Applies, ConditionState
from clausecheck.choices import some_lots
from clausecheck.index import Index
from clausecheck.match import DEFAULT_HEDGES, Compiled, Matcher, Rules, meets_polarity
from clausecheck.model import Alike, ElementFinding, Evidence, Finding, Hit, Language, Severity, Verdict
from clausecheck.outcomes import outcome, reading_kinds
from clausecheck.quotes import evidence, where
from clausecheck.references import References
from clausecheck.requirements import ClauseFile, Element, Requirement
from clausecheck.text import fold

_LOWER: dict[Severity, Severity] = {"error": "warning", "warning": "note", "note": "note"}
_REACH = 30  # sentences: an article longer than this is not one topic
#: Hedges that empty an element of its force: possibility, best efforts, discretion, extra fee.
_SOFT = frozenset({"W1", "W2", "W3", "W6", "W7"})
#: Reasons that make a finding one to check: the labelled contracts show that such verdicts are wrong more often.
_DOUBT = frozenset({"conflict", "reservation", "elements-alone", "buyer-only", "resembles"})
_QUOTES = 6  # passages quoted for one finding


@dataclass
class Gathered:
    """What all the documents say of one requirement."""

    core: list[Hit] = field(default_factory=list)
    buyer_core: list[Hit] = field(default_factory=list)
    weak: list[Hit] = field(default_factory=list)
    contrary: list[Hit] = field(default_factory=list)
    elements: dict[str, list[Hit]] = field(default_factory=dict)
    defeated: dict[str, list[Hit]] = field(default_factory=dict)
    topic: list[tuple[int, int]] = field(default_factory=list)
    alike: Sequence[Alike] = ()


def gather(requirement: Requirement, indexes: Sequence[Index], rules: Mapping[Language, Rules]) -> Gathered:
    """Every hit of a requirement in every document of the contract."""
    out = Gathered()
    for index in indexes:
        own = rules[index.grammar.language]
        wordings = own.of(requirement.id)
        if wordings:
            _gather_one(requirement.clause, index, own, wordings, out)
    return out


def _gather_one(clause: ClauseFile, index: Index, rules: Rules, wordings: Mapping[str, list[Compiled]], out: Gathered) -> None:
    matcher = Matcher(index, supplier_bound=clause.bound_party == "supplier")
    kinds = reading_kinds(clause)
    active = clause.hedges if clause.hedges is not None else DEFAULT_HEDGES

    def hits(role: str, c: Compiled, within: frozenset[int] | None = None) -> tuple[list[Hit], list[Hit], list[Hit]]:
        """(as wanted, with the other polarity, by the other party)"""
        good: list[Hit] = []
        flipped: list[Hit] = []
        other: list[Hit] = []
        for m in matcher.meetings(c, kinds, within):
            found = outcome(clause, matcher, role, c, m)
            if not found.stop:
                kept = good
            elif found.stop in ("bearer", "exchanged") and meets_polarity(found.polarity, m.polarity):
                kept = other
            elif found.stop == "polarity" and found.polarity == "affirmed":
                kept = flipped
            else:
                continue
            kept.append(matcher.hit(clause.id, role, c, m, rules.hedges, active))
        return good, flipped, other

    core_sentences: set[int] = set()
    for c in wordings["core"]:
        good, flipped, other = hits("core", c)
        out.core += good
        out.buyer_core += [h for h in other if h.bound == "buyer"]
        out.contrary += [h for h in flipped if h.polarity == "released"]
        core_sentences.update(h.sentence for h in good)
    for c in wordings["weak"]:
        out.weak += hits("weak", c)[0]
    for c in wordings["contrary"]:
        out.contrary += hits("contrary", c)[0]
    near = passages(index, matcher, wordings["topic"], core_sentences)
    number = index.segmented.clauses[0].document
    out.topic += [(number, s) for s in sorted(near) if index.sentences[s].kind in kinds]
    for element in clause.elements:
        for c in wordings.get(f"element {element.key}", ()):
            inside = None if c.alternative.anywhere else near
            out.elements.setdefault(element.key, []).extend(hits(f"element {element.key}", c, inside)[0])


def passages(index: Index, matcher: Matcher, topic: Sequence[Compiled], core: set[int]) -> frozenset[int]:
    """The sentences where an element of the requirement may be read: on its topic, or beside its core duty."""
    out: set[int] = set()
    for c in topic:
        out.update(m.sentence for m in matcher.meetings(c, frozenset({"operative", "definition"})))
        first = index.wide(c.items[0], titles=True) if len(c.items) == 1 else frozenset()
        out.update(first)
    near = set(out) | core
    for s in list(near):
        sentence = index.sentences[s]
        near.update(index.by_block[sentence.block])
        near.update(index.children.get(s, ()))
        near.update(sentence.heads)
    for s in core:
        inside = index.by_clause[index.sentences[s].clause]
        if len(inside) <= _REACH:
            near.update(inside)
        else:
            near.update(range(max(inside[0], s - 6), min(inside[-1], s + 8) + 1))
    return frozenset(near)


# ---- verdict -----------------------------------------------------------------------------------------------


def assess(
    requirement: Requirement,
    applies: Applies,
    states: Mapping[str, ConditionState],
    gathered: Gathered,
    indexes: Sequence[Index],
    references: References,
) -> Finding:
    """The finding of one requirement. Needs no file, no clock and no language library."""
    clause = requirement.clause
    if applies.state == "absent":
        return Finding(clause.id, clause.family, "not-applicable", "note", (), (), ("no-condition",), "high")
    elements = tuple(_element(e, applies, states, gathered, indexes) for e in clause.elements)
    lacking = [e.key for e in elements if e.required and not e.found]
    complete = all(not index.segmented.document.unread for index in indexes) and not references.unread
    verdict, why = _verdict(clause, gathered, lacking, references)
    nearest: tuple[Evidence, ...] = ()
    looked: tuple[str, ...] = ()
    if verdict == "missing":
        nearest = tuple(evidence(indexes[d], s, "nearest") for d, s in _nearest(gathered))
        looked = tuple(dict.fromkeys(where(indexes[d], s) for d, s in gathered.topic))[:8]
        if not complete:
            verdict, why = "not-verifiable", ["not-read", *why]
    if verdict in ("present", "weak") and gathered.core and all(_some_lots(h, indexes) for h in gathered.core):
        why.append("some-lots")
    if applies.state == "probable":
        why.append("probable")
    severity = _severity(clause, verdict, applies, states)
    confidence = "high" if applies.state == "established" and not _DOUBT & set(why) else "to-check"
    quotes = _evidence(verdict, gathered, elements, indexes, references, clause)
    return Finding(clause.id, clause.family, verdict, severity, elements, quotes, tuple(why), confidence,  # type: ignore[arg-type]
                   applies.conditions, looked, nearest)  # fmt: skip


def _verdict(clause: ClauseFile, g: Gathered, lacking: Sequence[str], references: References) -> tuple[Verdict, list[str]]:
    clean = [h for h in g.core if not h.hedges and not _weakened(h, g.weak)]
    if g.contrary:
        if clean and not any(map(_firm, g.contrary)):
            return "weak", ["reservation"]
        return "contrary", ["contrary", *(["conflict"] if g.core else [])]
    if g.core:
        why = ["core"]
        if lacking:
            why.append("lacks:" + ",".join(lacking))
        soft = [e.key for e in clause.elements if e.key not in lacking and _hedged_only(e, g)]
        if clean and soft:
            why.append("hedged-elements:" + ",".join(soft))
        narrow = [e.key for e in clause.elements if e.role == "essential" and references.personal_only(clause, g.elements.get(e.key, ()))]
        if narrow and not references.personal_only(clause, g.core):
            why.append("personal-data-elements:" + ",".join(narrow))
        if not clean:
            why.append("hedged:" + ",".join(sorted({w for h in g.core for w in h.hedges}) or ["wording"]))
        if references.personal_only(clause, g.core):
            why.append("personal-data-only")
        return ("present" if len(why) == 1 else "weak"), why
    if g.weak:
        return "weak", ["weak-wording"]
    carried = references.carries(clause)
    if carried is not None and not carried.withdrawn:
        return "weak", [carried.code, *([f"derogated-in-part:{carried.partly}"] if carried.partly else [])]
    why = ["no-core"]
    if carried is not None:
        why.append(carried.code)
    if g.buyer_core:
        why.append("buyer-only")
    if any(g.elements.values()):
        why.append("elements-alone")
    if g.alike:
        why.append("resembles")
    return "missing", why


def _firm(hit: Hit) -> bool:
    """True when a contrary passage can set aside a duty that is promised in clear terms elsewhere.

    Words that stand far apart or are borrowed from a title cannot, nor can the exclusion of one case from the duty
    itself ("attachments are not part of the export"): those only limit it.
    """
    return hit.role == "contrary" and not hit.loose


def _some_lots(hit: Hit, indexes: Sequence[Index]) -> bool:
    """True for a term, or an article, that says it is for some lots only (J23): it counts, and that is said."""
    index = indexes[hit.document]
    sentence = index.sentences[hit.sentence]
    around = [index.text(n) for n in (*sentence.heads, hit.sentence)] + [fold(index.segmented.clauses[sentence.clause].title)]
    return any(map(some_lots, around))


def _hedged_only(element: Element, g: Gathered) -> bool:
    """True when an essential element is only ever promised under a hedge."""
    hits = g.elements.get(element.key, [])
    return element.role == "essential" and bool(hits) and all(set(h.hedges) & _SOFT for h in hits)


def _weakened(hit: Hit, weak: Sequence[Hit]) -> bool:
    return any(w.document == hit.document and w.sentence == hit.sentence for w in weak)


def _element(
    element: Element, applies: Applies, states: Mapping[str, ConditionState], g: Gathered, indexes: Sequence[Index]
) -> ElementFinding:
    required = element.role == "essential" and (applies.only_elements is None or element.key in applies.only_elements)
    if required and element.when is not None:
        when = element.when
        if when.any_of:
            required = any(states[c].state != "absent" for c in when.any_of if c in states)
        elif when.element:
            required = bool(g.elements.get(when.element))
        else:
            required = bool(g.elements.get(f"{element.key}"))
    hits = g.elements.get(element.key, [])
    if element.role == "absence":
        return ElementFinding(element.key, element.role, True, not hits, _first(hits, indexes))
    return ElementFinding(element.key, element.role, required, bool(hits), _first(hits, indexes))


def _first(hits: Sequence[Hit], indexes: Sequence[Index]) -> Evidence | None:
    return evidence(indexes[hits[0].document], hits[0].sentence, "for") if hits else None


def _severity(clause: ClauseFile, verdict: Verdict, applies: Applies, states: Mapping[str, ConditionState]) -> Severity:
    table: dict[str, Severity] = {
        "missing": clause.severity.missing,
        "not-verifiable": clause.severity.missing,
        "weak": clause.severity.weak,
        "contrary": clause.severity.contrary,
    }
    severity = table.get(verdict, "note")
    if verdict in ("missing", "not-verifiable"):
        for modifier in clause.severity.modifiers:
            if modifier.condition in states and states[modifier.condition].state == "established":
                severity = modifier.missing_becomes
    return lowered(severity) if applies.state == "probable" else severity


def lowered(severity: Severity) -> Severity:
    """One level below: the severity of a finding whose condition is only probable (J16)."""
    return _LOWER[severity]


def _nearest(g: Gathered) -> list[tuple[int, int]]:
    """The passages closest to the requirement: those like its clauses, those of its elements, then those of its topic."""
    places = [(h.document, h.sentence) for h in g.buyer_core]
    places += [(a.document, a.sentence) for a in g.alike]
    places += [(h.document, h.sentence) for hits in g.elements.values() for h in hits]
    return list(dict.fromkeys([*places, *g.topic]))[:3]


def _evidence(
    verdict: Verdict,
    g: Gathered,
    elements: Sequence[ElementFinding],
    indexes: Sequence[Index],
    references: References,
    clause: ClauseFile,
) -> tuple[Evidence, ...]:
    out: dict[tuple[str, int, int], Evidence] = {}

    def add(item: Evidence) -> None:
        out.setdefault((item.document, item.start, item.end), item)

    if g.contrary:
        for h in g.contrary[:_QUOTES]:
            add(evidence(indexes[h.document], h.sentence, "against"))
    carried = references.carries(clause)
    if verdict in ("missing", "not-verifiable") and carried is not None:
        for item in carried.evidence:  # the derogation that takes the general terms away (J15)
            add(item)
    if verdict in ("present", "weak", "contrary"):
        for h in _spread(g.core) + g.weak[:2]:
            add(evidence(indexes[h.document], h.sentence, "for"))
        if not g.core and not g.weak:
            for item in carried.evidence if carried is not None else ():
                add(item)
        else:
            for e in elements:
                if e.found and e.evidence is not None and e.role != "absence":
                    add(e.evidence)
    return tuple(out.values())


def _spread(hits: Sequence[Hit]) -> list[Hit]:
    """The first hits, those without a hedge before the others."""
    return sorted(hits, key=lambda h: (bool(h.hedges), h.document, h.sentence))[:_QUOTES]
