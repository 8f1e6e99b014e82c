"""The first page of the HTML report: what blocks, what to fix first, what was not read, on one sheet of A4.

A printed sheet holds so many lines, and each entry prints on one. What blocks comes first, but a few lines are kept for the
rest. What finds no room is counted ("and 12 more, see below"): it is in the findings, and on a screen it unfolds.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from clausecheck.model import ConditionFinding, Document, Finding, Report, State, Unread, WaiverProblem
from clausecheck.report.parts import waived
from clausecheck.report.words import condition_title, gaps
from clausecheck.requirements import Patterns

T = TypeVar("T")

#: Lines for lists on the sheet, beside the title, the counts, the conditions and the closing words.
_LINES = 38
_HEADING = 2  # lines that the heading of a list takes
_FEW = 3  # entries of a list of files, and the least that is kept for what blocks and what to fix
_FEWER = 2  # the same for everything else
_LEAST = (("error", _FEW), ("warning", _FEW), ("note", _FEWER))
_CONDITIONS = 230  # characters: two lines, in either language


@dataclass(frozen=True, slots=True)
class Listing(Generic[T]):
    """Entries that fit the sheet, and those that do not."""

    shown: tuple[T, ...] = ()
    more: tuple[T, ...] = ()

    def __len__(self) -> int:
        return len(self.shown) + len(self.more)

    @property
    def lines(self) -> int:
        """Lines of the list itself, without a heading."""
        return len(self.shown) + bool(self.more)


@dataclass(frozen=True, slots=True)
class Synthesis:
    """``gaps`` are (severity, entries), the gravest first, without those that a waiver accepts. Any list may be empty."""

    files: Listing[Document]
    conditions: tuple[tuple[State, Listing[ConditionFinding]], ...]
    unread: Listing[tuple[Document, Unread]]
    gaps: tuple[tuple[str, Listing[Finding]], ...]
    waived: Listing[Finding]
    problems: Listing[WaiverProblem]


def synthesis(report: Report, patterns: Patterns, *, beside: bool = False) -> Synthesis:
    """What the first page says of this report; ``beside``: it also names the sections that are no findings."""
    files = _cut(report.documents, _FEW)
    unread = _cut([(d, u) for d in report.documents for u in d.unread], _FEW)
    accepted = _cut([f for f in report.findings if waived(f)], _FEWER)
    problems = _cut(report.waiver_problems, _FEWER)
    left = _LINES - 2 * beside - files.lines - sum(_HEADING + x.lines for x in (unread, accepted, problems) if len(x))
    asks = [(s, least, [f for f in gaps(report) if f.severity == s]) for s, least in _LEAST]
    kept = sum(_HEADING + _cut(findings, least).lines for _, least, findings in asks if findings)
    shares = []
    for severity, least, findings in asks:
        kept -= _HEADING + _cut(findings, least).lines if findings else 0
        share = _cut(findings, max(left - kept - _HEADING - 1, least))
        left -= _HEADING + share.lines if findings else 0
        shares.append((severity, share))
    states: tuple[State, State] = ("established", "probable")
    conditions = tuple((state, _fitting(report, state, patterns)) for state in states)
    return Synthesis(files, conditions, unread, tuple(shares), accepted, problems)


def _cut(items: Sequence[T], room: int) -> Listing[T]:
    """The first entries; one more rather than "and 1 more", which takes as much room."""
    at = len(items) if len(items) <= room + 1 else room
    return Listing(tuple(items[:at]), tuple(items[at:]))


def _fitting(report: Report, state: State, patterns: Patterns) -> Listing[ConditionFinding]:
    """The conditions in this state, as many as their titles fit."""
    inside = [c for c in report.conditions if c.state == state]
    room, at = _CONDITIONS, 0
    while at < len(inside) and (room := room - len(condition_title(patterns, inside[at].id, report.language)) - 2) >= 0:
        at += 1
    return _cut(inside, at)
