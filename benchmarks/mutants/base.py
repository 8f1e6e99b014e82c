"""What the two languages have in common: where the verb of a duty is, and why a mutation may have to be left out."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Skipped(Exception):
    """The grammar of a sentence does not allow a mutation; ``reason`` is counted in the report."""

    reason: str


@dataclass(frozen=True, slots=True)
class Verb:
    """A conjugated verb of a sentence: ``kind`` is modal, duty, may, be or plain; offsets into the sentence.

    ``start`` includes the first half of a negation and the pronouns ("ne la notifie"), ``end`` its second half.
    """

    kind: str
    start: int
    end: int
    negative: bool


@dataclass(frozen=True, slots=True)
class Name:
    """How a contract calls a party: its article ("le", "la", "l'", "the", "") and its name ("Titulaire", "we")."""

    article: str
    name: str


class Writer(Protocol):
    """The mutations that change the words of one sentence. Each raises ``Skipped`` when the grammar does not allow it."""

    def verbs(self, text: str) -> list[Verb]:
        """The conjugated verbs of a sentence, in order."""

    def negate(self, text: str, verb: Verb) -> dict[str, str]:
        """The sentence with the contrary of its duty, by variant."""

    def hedge(self, text: str, verb: Verb) -> dict[str, str]:
        """The sentence with a duty that only asks for efforts or for what is possible, by variant."""

    def reserve(self, text: str, supplier: Name) -> dict[str, str]:
        """The sentence with an exception that is in the supplier's hands, by variant."""

    def named(self, text: str, start: int, end: int) -> bool:
        """True when the party at ``start``-``end`` is named as such, not "its subcontractors" nor "a new supplier"."""

    def rename(self, text: str, start: int, end: int, name: Name) -> tuple[int, int, str]:
        """(start, end, new words) that put another party in the place of the one named at ``start``-``end``."""


_COORDINATED = re.compile(r"(?:,|\b(?:et|ou|puis|and|or|then))\s*(?:il\s+|elle\s+|it\s+)?$")  # "… et fournit": another duty
_STOP = re.compile(r"[;:]|\.(?=\s)")


def governing(verbs: list[Verb], folded: str, act: tuple[int, int], aside: re.Pattern[str]) -> Verb:
    """The verb that carries the act: the act itself, else the nearest before it, else the first after it.

    ``aside`` are the words that open a subordinate clause; a verb behind one of them is not the main one.
    """
    start, end = act
    left = max((m.end() for m in _STOP.finditer(folded, 0, start)), default=0)
    stop = _STOP.search(folded, end)
    right = stop.start() if stop else len(folded)
    near = [v for v in verbs if left <= v.start < right]
    main = [v for v in near if not _subordinate(folded, left, v.start, aside)]
    overlapping = [v for v in near if v.start < end and start < v.end]
    if overlapping:
        verb = overlapping[0]
        modal = [v for v in main if v.end <= verb.start and v.kind in ("modal", "duty", "may")]
        return modal[-1] if modal and _adjoins(folded, modal[-1].end, verb.start) else verb
    before = [v for v in main if v.end <= start]
    if before:
        # "doit … et notifie": the nearest; but "est tenu de … que …" keeps its modal
        modal = [v for v in before if v.kind in ("modal", "duty", "may")]
        return modal[-1] if modal else before[-1]
    after = [v for v in main if v.start >= end and not _COORDINATED.search(folded[end : v.start])]
    if after:
        return after[0]
    raise Skipped("no verb")


def _adjoins(folded: str, a: int, b: int) -> bool:
    return len(folded[a:b].split()) <= 2


def _subordinate(folded: str, left: int, at: int, aside: re.Pattern[str]) -> bool:
    """True when a word that opens a subordinate clause stands between the last comma and the verb."""
    comma = max(folded.rfind(",", left, at), folded.rfind("(", left, at), left - 1)
    return bool(aside.search(folded[comma + 1 : at]))


def before_end(text: str) -> int:
    """Where something can be added at the end of a sentence: before its final marks."""
    return len(text.rstrip(" .;:,\u00a0"))
