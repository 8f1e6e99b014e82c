"""Two drafts of one contract, requirement by requirement: gained, strengthened, weakened, lost, unchanged.

What counts is what each draft guarantees, not where it says it: renumbering or moving an article, or saving the same
draft in another format, is no change.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from clausecheck.difference import Piece, alike, difference
from clausecheck.draft import ALIKE, Draft
from clausecheck.fingerprint import canonical
from clausecheck.model import ElementFinding, Evidence, Finding, Report

Change = Literal["gained", "strengthened", "weakened", "lost", "unchanged"]

#: What a verdict is worth. What could not be verified counts as missing; what does not apply has no rank.
RANK = {"contrary": 0, "missing": 1, "not-verifiable": 1, "weak": 2, "present": 3}
_DIGITS = "0123456789"
_STATED = 2  # from this rank on, a clause is there


@dataclass(frozen=True, slots=True)
class PassageChange:
    """A passage of the old draft and what became of it; ``old`` or ``new`` is None when the other has no such passage."""

    old: Evidence | None
    new: Evidence | None
    pieces: tuple[Piece, ...]

    @property
    def same(self) -> bool:
        return all(p.kind == "same" for p in self.pieces)


@dataclass(frozen=True, slots=True)
class RequirementChange:
    """What became of one requirement.

    ``applicability``: "started" or "ended" when the requirement applies to one draft only. ``same_words`` tells that the
    two drafts were judged differently although they hold the same passages: a matter of reading or of place, to be looked at.
    """

    clause: str
    family: str
    change: Change
    old: Finding
    new: Finding
    passages: tuple[PassageChange, ...] = ()
    elements_gained: tuple[str, ...] = ()
    elements_lost: tuple[str, ...] = ()
    applicability: Literal["", "started", "ended"] = ""
    same_words: bool = False

    @property
    def reworded(self) -> bool:
        """Whether a passage concerned has other words, whatever the verdicts say of it."""
        return any(not p.same for p in self.passages)


@dataclass(frozen=True, slots=True)
class Comparison:
    """``changes`` are in the order of the new report; ``unmatched`` are requirements that only one report judged."""

    old: Report
    new: Report
    changes: tuple[RequirementChange, ...]
    unmatched: tuple[str, ...] = ()

    @property
    def regressions(self) -> tuple[RequirementChange, ...]:
        """What the new draft guarantees less than the old one."""
        return tuple(c for c in self.changes if c.change in ("weakened", "lost"))


def compare(old: Report, new: Report) -> Comparison:
    """What the ``new`` draft guarantees more or less than the ``old`` one. Raises nothing: two reports can be compared."""
    before = {f.clause: f for f in old.findings}
    drafts = Draft(old), Draft(new)
    changes = [_compare(before[f.clause], f, *drafts) for f in new.findings if f.clause in before]
    judged = {f.clause for f in new.findings}
    unmatched = [f.clause for f in old.findings if f.clause not in judged]
    return Comparison(old, new, tuple(changes), (*unmatched, *(f.clause for f in new.findings if f.clause not in before)))


def _compare(old: Finding, new: Finding, a: Draft, b: Draft) -> RequirementChange:
    names = old.clause, old.family
    if old.verdict == new.verdict == "not-applicable":
        return RequirementChange(*names, "unchanged", old, new)
    passages = _passages(old, new, a, b)
    if old.verdict == "not-applicable":
        same = a.formats != b.formats and _same_conditions(new, a, b)
        change: Change = "unchanged" if same else "gained" if RANK[new.verdict] >= _STATED else "weakened"
        return RequirementChange(*names, change, old, new, passages, applicability="started", same_words=same)
    if new.verdict == "not-applicable":
        same = a.formats != b.formats and _same_conditions(old, b, a)
        return RequirementChange(*names, "unchanged", old, new, passages, applicability="ended", same_words=same)
    change, decisive = _change(old, new)
    same = change != "unchanged" and _same_words(old, new, decisive, a, b)
    return RequirementChange(
        *names, "unchanged" if same else change, old, new, passages,
        tuple(e.key for e in _found_only(new, old)), tuple(e.key for e in _found_only(old, new)), same_words=same,
    )  # fmt: skip


# ---- more or less ------------------------------------------------------------------------------------------


def _change(old: Finding, new: Finding) -> tuple[Change, Sequence[ElementFinding]]:
    """The change and, when it only lies in the elements, those that make it."""
    before, after = RANK[old.verdict], RANK[new.verdict]
    if before != after:
        if before < _STATED <= after:
            return "gained", ()
        if after < _STATED <= before:
            return "lost", ()
        return ("strengthened" if after > before else "weakened"), ()
    if before == RANK["missing"]:
        return "unchanged", ()  # elements found without the duty they complete guarantee nothing
    lost, gained = _found_only(old, new), _found_only(new, old)
    required = {e.key for e in (*old.elements, *new.elements) if e.required}
    # a loss is never made good by another element; what is required comes before what is not
    for wanted in (True, False):
        for change, elements in (("weakened", lost), ("strengthened", gained)):
            chosen = [e for e in elements if (e.key in required) == wanted]
            if chosen:
                return change, chosen  # type: ignore[return-value]
    return "unchanged", ()


def _found_only(here: Finding, there: Finding) -> list[ElementFinding]:
    """Elements found in ``here`` and not in ``there``, each with the passage that one of the two shows for it."""
    other = {e.key: e for e in there.elements}
    only = [e for e in here.elements if e.found and e.key in other and not other[e.key].found]
    return [e if e.evidence else other[e.key] for e in only]


def _same_words(old: Finding, new: Finding, decisive: Sequence[ElementFinding], a: Draft, b: Draft) -> bool:
    """Whether both drafts hold every passage concerned, so that the difference lies in the reading or in the place.

    With one file format, the verdict of a passage that went elsewhere is taken as it is: a duty put in the preamble is
    lost. Only elements are let off, for they are looked for around the duty. With two formats, reading may differ.
    """
    if not decisive and a.formats == b.formats:
        return False
    shown = [e.evidence for e in decisive]
    if None in shown:
        return False
    quotes = [canonical(e.quote) for e in (*old.evidence, *new.evidence, *(x for x in shown if x))]
    return bool(quotes) and all(a.holds(q) and b.holds(q) for q in quotes)


def _same_conditions(applies: Finding, without: Draft, within: Draft) -> bool:
    """Whether the draft without the requirement holds all the passages that make it apply to the other."""
    quotes = [canonical(e.quote) for c in within.report.conditions if c.id in applies.conditions for e in c.evidence]
    return bool(quotes) and all(without.holds(q) for q in quotes)


# ---- passages ----------------------------------------------------------------------------------------------


def _passages(old: Finding, new: Finding, a: Draft, b: Draft) -> tuple[PassageChange, ...]:
    """Each passage of the evidence with its other state: the same words, else the most alike, else none."""
    left, right = _distinct(old.evidence), _distinct(new.evidence)
    taken_a, taken_b = ({(e.document, e.start) for e in f.evidence} for f in (old, new))
    same: list[tuple[Evidence | None, Evidence | None]] = [(left.pop(key), right.pop(key)) for key in list(left) if key in right]
    if a.formats != b.formats:  # a footnote has its number in a PDF, not in a DOCX
        bare = {key.lstrip(_DIGITS): key for key in right}
        for key in list(left):
            if (twin := bare.pop(key.lstrip(_DIGITS), None)) is not None:
                same.append((left.pop(key), right.pop(twin)))
    # what one report does not quote may still stand in its draft, word for word
    same += [(left.pop(key), b.find(key, taken_b)) for key in list(left) if b.holds(key)]
    same += [(a.find(key, taken_a), right.pop(key)) for key in list(right) if a.holds(key)]
    other = _paired(list(left.values()), list(right.values()))
    rows = []
    for x, y in same:
        quote = x.quote if x else y.quote if y else ""
        rows.append((x, y, difference(quote, quote)))
    for x, y in other:
        if x and not y:
            y = b.closest(x.quote, taken_b)
        elif y and not x:
            x = a.closest(y.quote, taken_a)
        rows.append((x, y, difference(x.quote if x else "", y.quote if y else "")))
    rows.sort(key=_order)
    return tuple(PassageChange(*row) for row in rows)


def _paired(left: Sequence[Evidence], right: Sequence[Evidence]) -> list[tuple[Evidence | None, Evidence | None]]:
    """The passages two by two, the most alike first; those that are like no other stay alone."""
    scored = sorted((-alike(x.quote, y.quote), n, m) for n, x in enumerate(left) for m, y in enumerate(right))
    pairs: dict[int, int] = {}
    for score, n, m in scored:
        if -score >= ALIKE and n not in pairs and m not in pairs.values():
            pairs[n] = m
    out: list[tuple[Evidence | None, Evidence | None]] = [(x, right[pairs[n]] if n in pairs else None) for n, x in enumerate(left)]
    return out + [(None, y) for m, y in enumerate(right) if m not in pairs.values()]


def _order(row: tuple[Evidence | None, Evidence | None, tuple[Piece, ...]]) -> tuple[bool, str, int]:
    """As in the old draft, then what only the new one has."""
    e = row[0] or row[1]
    assert e is not None
    return row[0] is None, e.document, e.start


def _distinct(evidence: Iterable[Evidence]) -> dict[str, Evidence]:
    """Canonical text → passage, each text once."""
    out: dict[str, Evidence] = {}
    for e in evidence:
        out.setdefault(canonical(e.quote), e)
    return out
