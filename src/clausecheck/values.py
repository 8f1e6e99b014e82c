"""Numbers in contracts: durations, dates, amounts and percentages, in words and in figures, and placeholders for them."""

from __future__ import annotations

import re
from dataclasses import dataclass

from clausecheck.languages import Grammar

_MONTHS = (
    "janvier|fevrier|mars|avril|mai|juin|juillet|aout|septembre|octobre|novembre|decembre|"
    "january|february|march|april|may|june|july|august|september|october|november|december"
)
_DATE = re.compile(
    rf"\b(?:\d{{1,2}}(?:er|st|nd|rd|th)?\s+(?:{_MONTHS})(?:\s+\d{{4}})?|\d{{1,2}}/\d{{1,2}}/\d{{2,4}}|(?:{_MONTHS})\s+\d{{1,2}}(?:,?\s+\d{{4}})?)\b"
)
_AMOUNT = re.compile(r"(?:\b\d[\d\s.,]*\s*(?:€|euros?\b|eur\b|k€|£|\$|dollars?\b|pounds?\b)|(?:[€£$]|\b(?:eur|gbp|usd)\b)\s?\d[\d,.]*)")
_PERCENT = re.compile(r"\b\d[\d.,]*\s*(?:%|pour\s?cents?\b|per\s?cent\b)")
_NUMBER = re.compile(r"\b\d[\d.,]*\b")
_FIGURE = r"(?P<figure>\d{1,4}(?:[.,]\d+)?)"


@dataclass(frozen=True, slots=True)
class Value:
    """``kind``: duration, date, amount, percent, number or placeholder; ``unit`` and ``amount`` for durations.

    ``amount`` is in ``unit`` (second, minute, hour, day, week, month, quarter, year).
    """

    kind: str
    start: int
    end: int
    amount: float | None = None
    unit: str = ""

    @property
    def hours(self) -> float | None:
        """The duration in hours (a day is 24 hours, a month 30 days); None for what is not a duration."""
        scale = {
            "second": 1 / 3600,
            "minute": 1 / 60,
            "hour": 1,
            "day": 24,
            "week": 168,
            "month": 720,
            "quarter": 2160,
            "year": 8760,
        }
        return None if self.amount is None or self.unit not in scale else self.amount * scale[self.unit]


_COMPILED: dict[str, tuple[re.Pattern[str], re.Pattern[str]]] = {}
_REACH = 60  # characters before a unit in which its number must stand


def _duration(grammar: Grammar) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """(a unit of time, the number that ends just before it): "quarante-huit (48) | heures", "24|h", "[n] | jours"."""
    if grammar.language not in _COMPILED:
        numbers = "|".join(re.sub(r"\s+", r"\\s+", w) for w in sorted(grammar.number_words, key=len, reverse=True))
        units = "|".join(sorted(map(re.escape, grammar.units), key=len, reverse=True))
        between = r"(?:\s*(?:ouvres?|ouvrables?|calendaires?|francs?|working|business|calendar|clear|full|consecutive|consecutifs?))?"
        blank = r"\[\s*(?:n|x+|\d{0,3}|\.+|…|●|•|_+|a\s+completer|insert[^\]]{0,20})\s*\]|_{3,}|x{2,}|\.{4,}|…"
        unit = re.compile(rf"(?<![a-z])(?:{units})(?![a-z])")
        number = re.compile(
            rf"(?:(?P<word>(?<![a-z])(?:{numbers}))\s*\(\s*{_FIGURE}\s*\)|(?<![\d.,]){_FIGURE.replace('figure', 'figure2')}"
            rf"|(?P<word2>(?<![a-z])(?:{numbers}))|(?P<blank>{blank}))\s?{between}\s?$"
        )
        _COMPILED[grammar.language] = (unit, number)
    return _COMPILED[grammar.language]


def values(folded: str, grammar: Grammar) -> list[Value]:
    """Every value in a folded sentence, in order; spans are offsets into it."""
    out: list[Value] = []
    unit, number = _duration(grammar)
    for u in unit.finditer(folded):
        m = number.search(folded, max(0, u.start() - _REACH), u.start())
        if m is None:
            continue
        name = grammar.units[u[0]]
        if m["blank"]:
            out.append(Value("duration-placeholder", m.start(), u.end(), None, name))
            continue
        figure, word = m["figure"] or m["figure2"], m["word"] or m["word2"]
        amount = float(figure.replace(",", ".")) if figure else float(grammar.number_words[" ".join(word.split())])
        out.append(Value("duration", m.start(), u.end(), amount, name))
    for kind, pattern in (("date", _DATE), ("amount", _AMOUNT), ("percent", _PERCENT), ("placeholder", grammar.placeholder)):
        out.extend(Value(kind, m.start(), m.end()) for m in pattern.finditer(folded))
    taken = [(v.start, v.end) for v in out]
    for m in _NUMBER.finditer(folded):
        if not any(a <= m.start() < b for a, b in taken):
            out.append(Value("number", m.start(), m.end()))
    return sorted(out, key=lambda v: (v.start, v.end, v.kind))


#: "every 4 hours", "24 hours a day" are rhythms, not time limits.
_RHYTHM_BEFORE = ("every ", "each ", "toutes les ", "tous les ", "chaque ")
_RHYTHM_AFTER = (" sur 24", " a day", " per day", "/24", " / 24", "/7")
_NEXT = re.compile(r"\s*([a-z]+)")
_WORKING = ("ouvre", "ouvrable", "working", "business")


@dataclass(frozen=True, slots=True)
class TimeLimit:
    """A time limit and its span. ``hours``: a working day or hour counts as 7/5 of a plain one, a month as 30 days."""

    hours: float
    start: int
    end: int


def time_limits(folded: str, grammar: Grammar) -> list[TimeLimit]:
    """The time limits of a folded text, in order: its durations, without those that say a rhythm."""
    out = []
    for value in values(folded, grammar):
        before, after = folded[max(0, value.start - 14) : value.start], folded[value.end : value.end + 16]
        if value.hours is None or before.endswith(_RHYTHM_BEFORE) or after.startswith(_RHYTHM_AFTER):
            continue
        follows = _NEXT.match(after)  # "24 heures ouvrées"
        beside = follows.end() if follows and follows[1].startswith(_WORKING) else 0
        working = beside or any(w in folded[value.start : value.end] for w in _WORKING)
        out.append(TimeLimit(value.hours * 7 / 5 if working else value.hours, value.start, value.end + beside))
    return out
