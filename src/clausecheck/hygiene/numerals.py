"""Numbers in words, in French and English, up to the millions: "quatre-vingt-dix-sept" is 97, "two hundred and five" 205.

Only what is spelt as the language spells it is a number: "deux trois" is none.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache

from clausecheck.model import Language

_FR = (
    "zero", "un", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf", "dix", "onze", "douze", "treize", "quatorze",
    "quinze", "seize", "dix-sept", "dix-huit", "dix-neuf",
)  # fmt: skip
_FR_TENS = {20: "vingt", 30: "trente", 40: "quarante", 50: "cinquante", 60: "soixante"}
#: Belgium and Switzerland.
_FR_PLAIN_TENS = {**_FR_TENS, 70: "septante", 80: "huitante", 90: "nonante"}
_EN = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen", "fourteen",
    "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
)  # fmt: skip
_EN_TENS = {20: "twenty", 30: "thirty", 40: "forty", 50: "fifty", 60: "sixty", 70: "seventy", 80: "eighty", 90: "ninety"}
_SAME = {"une": "un", "vingts": "vingt", "cents": "cent", "octante": "huitante", "millions": "million", "milliers": "mille"}
_LINKS = frozenset({"et", "and"})
_SCALES: Mapping[Language, tuple[tuple[str, int], ...]] = {
    "fr": (("million", 1_000_000), ("mille", 1000)),
    "en": (("million", 1_000_000), ("thousand", 1000)),
}


def _french(n: int, tens: Mapping[int, str]) -> str:
    if n >= 100:
        head = "cent" if n < 200 else f"{_FR[n // 100]} cent"
        return head if n % 100 == 0 else f"{head} {_french(n % 100, tens)}"
    if n < 20:
        return _FR[n]
    base = n // 10 * 10
    if base in tens:
        return tens[base] if n == base else f"{tens[base]} {_FR[n - base]}"
    if base == 70:
        return f"soixante {_FR[n - 60]}"
    return "quatre vingt" if n == 80 else f"quatre vingt {_FR[n - 80]}"


def _english(n: int) -> str:
    if n >= 100:
        head = f"{_EN[n // 100]} hundred"
        return head if n % 100 == 0 else f"{head} {_english(n % 100)}"
    if n < 20:
        return _EN[n]
    base = n // 10 * 10
    return _EN_TENS[base] if n == base else f"{_EN_TENS[base]} {_EN[n - base]}"


@lru_cache
def _table(language: Language) -> Mapping[str, int]:
    """Every spelling of 0 to 999, without hyphens, links nor plural marks."""

    def spellings() -> Iterator[tuple[str, int]]:
        for n in range(1000):
            if language == "en":
                yield _english(n), n
            else:
                yield _french(n, _FR_TENS).replace("-", " "), n
                yield _french(n, _FR_PLAIN_TENS).replace("-", " "), n

    return dict(spellings())


@lru_cache
def vocabulary(language: Language) -> frozenset[str]:
    """Every word that a number can be made of, links left out."""
    words = {w for spelling in _table(language) for w in spelling.split()} | {w for w, _ in _SCALES[language]}
    return frozenset(words | {odd for odd, plain in _SAME.items() if plain in words})


def number(words: Sequence[str], language: Language) -> int | None:
    """The number that folded words spell; None when they spell none."""
    if not words or words[0] in _LINKS or words[-1] in _LINKS:
        return None
    rest = [_SAME.get(w, w) for w in words if w not in _LINKS]
    total = 0
    for scale, value in _SCALES[language]:
        if scale in rest:
            at = rest.index(scale)
            times = _table(language).get(" ".join(rest[:at])) if at else 1
            if times is None:
                return None
            total, rest = total + times * value, rest[at + 1 :]
    if not rest:
        return total
    end = _table(language).get(" ".join(rest))
    return None if end is None else total + end
