"""What a sentence says that cannot stay: a number that its figures contradict, a text no longer in force."""

from __future__ import annotations

import re
from collections.abc import Iterator

from clausecheck.hygiene.numerals import number, vocabulary
from clausecheck.hygiene.piece import Piece, any_of
from clausecheck.languages import GRAMMARS
from clausecheck.model import HygieneIssue, Language, Sentence

_FIGURE = re.compile(r"\d{1,3}(?:[ .,]\d{3})+(?![\d])|\d+")
#: "(48)", "(48 h)", "(30 jours)", "(12 000 €)": figures in brackets, perhaps with a unit.
_BRACKETS = re.compile(r"\(\s*(?P<figure>\d[\d .,]*?)(?P<decimals>[.,]0{1,2})?\s*(?P<unit>[a-z€%£$]{0,12}\.?(?: ?[a-z]{2,11})?)\s*\)")
_BEFORE = re.compile(r"(?P<figure>\d{1,4})\s*\(\s*(?P<words>[a-z ]{2,60}?)\s*\)")
_WORKING = frozenset((
    "ouvre", "ouvres", "ouvree", "ouvrees", "ouvrable", "ouvrables", "calendaire", "calendaires", "franc", "francs", "business",
    "working", "calendar", "consecutive", "euro", "euros", "eur", "ht", "ttc", "pct", "points", "point", "dollars", "pounds",
))  # fmt: skip
_MOST_UNITS = 2  # "trente jours ouvrés (30)"
_LIST_MARK = 1


def numbers(piece: Piece, sentence: Sentence) -> Iterator[HygieneIssue]:
    """Numbers in words followed by other figures, or the other way round."""
    text = piece.fold(sentence)
    for m in _BRACKETS.finditer(text):
        if m["unit"] and not _is_unit(m["unit"], piece.language):
            continue
        if int(_digits(m["figure"]) or 0) == _LIST_MARK and re.search(r"\(\s*2\s*\)", text):
            continue  # (1), (2)… number a list or notes
        start, words = _words_before(text, m.start(), piece.language)
        yield from _compared(piece, sentence, words, m["figure"], start, m.end())
    for m in _BEFORE.finditer(text):
        words = m["words"].split()
        while words and _is_unit(words[-1], piece.language):
            words.pop()
        yield from _compared(piece, sentence, words, m["figure"], m.start(), m.end())


def _compared(piece: Piece, sentence: Sentence, words: list[str], figure: str, start: int, end: int) -> Iterator[HygieneIssue]:
    said = number(words, piece.language)
    written = _digits(figure)
    if said is None or written is None or said == int(written):
        return
    fr = f"Le nombre en lettres ({said}) et le nombre en chiffres ({int(written)}) diffèrent."
    en = f"The number in words ({said}) and the number in figures ({int(written)}) differ."
    yield piece.issue("HYG-NUMBER", sentence, start, end, fr, en)


def _digits(figure: str) -> str | None:
    """The figures of a whole number, without its thousands separators; None for anything else."""
    figure = figure.strip(" .,")
    return re.sub(r"\D", "", figure) if _FIGURE.fullmatch(figure) else None


def _is_unit(words: str, language: Language) -> bool:
    units = GRAMMARS[language].units
    return all(w.strip(".") in units or w in _WORKING or w in ("€", "%", "£", "$", "k€") for w in words.split())


def _words_before(text: str, end: int, language: Language) -> tuple[int, list[str]]:
    """Where the number in words before an offset begins, and its words; a unit or two may stand between."""
    known = vocabulary(language)
    found = [(m.start(), m[0]) for m in re.finditer(r"[a-z]+|[^\sa-z]", text[max(0, end - 120) : end])]
    shift = max(0, end - 120)
    units = 0
    while found and found[-1][1] not in known and _is_unit(found[-1][1], language) and units < _MOST_UNITS:
        found.pop()
        units += 1
    if len(found) > 1 and (found[-2][1], found[-1][1]) in (("pour", "cent"), ("pour", "mille"), ("per", "cent")):
        del found[-2:]
    words: list[tuple[int, str]] = []
    while found and (found[-1][1] in known or (words and found[-1][1] in ("et", "and"))):
        words.insert(0, found.pop())
    while words and words[0][1] in ("et", "and"):
        words.pop(0)
    return (words[0][0] + shift if words else end), [w for _, w in words]


def outdated(piece: Piece, sentence: Sentence) -> Iterator[HygieneIssue]:
    """Texts no longer in force, with what replaces them. A sentence that says so itself is left alone."""
    text = piece.fold(sentence)
    for rule in piece.rules.outdated:
        m = any_of(rule.match, start="").search(text)
        if m is None or (rule.unless and any_of(rule.unless, start="").search(text)):
            continue
        fr, en = f"{rule.what} À remplacer par : {rule.replacement}.", f"{rule.what} Replace with: {rule.replacement}."
        yield piece.issue("HYG-OUTDATED-LAW", sentence, m.start(), m.end(), fr, en, rule.id)
