"""Labels typed at the start of a line: bullets, "a)", "3.2", "Article 4 –", "ANNEXE 1"."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

Family = Literal[
    "bullet", "letter", "roman", "item", "number", "upper-roman", "upper-letter", "article", "section", "chapter", "part", "annex"
]

#: Words that open a title, by rank: a part holds chapters, a chapter holds sections, a section holds articles.
_WORDS: tuple[tuple[Family, str], ...] = (
    ("annex", r"annexes?|annex|appendix|appendice|schedule|exhibit|attachment"),
    ("part", r"titre|title|partie|part|livre|volet"),
    ("chapter", r"chapitre|chapter"),
    ("section", r"section|sous-section"),
    ("article", r"article|art\.|clause"),
)
_NUMBER = r"(?:n[°o]\s*)?(?:\d+(?:\.\d+)*|[ivxlc]+|[a-z]|premi[eè]re?|unique)(?:er|re|ère|e|ème|bis|ter)?"
_WORDED = tuple((family, re.compile(rf"(?:{words})(?:\s+{_NUMBER}(?![\w’'])\s?[.)]?|$)", re.IGNORECASE)) for family, words in _WORDS)
_ANNEX_ALONE = re.compile(r"(?:annexes?|appendix|schedule)(?=\s*[:–—-]\s)", re.IGNORECASE)
_BULLET = re.compile(r"(?:[•◦▪▫●○■□☐☒☑✓✔➢➤►▶‣⁃∙·❖◆◇♦*]+|[-–—]|o(?=\s))(?=\s*\S)")
_GLYPH = re.compile(r"[•◦▪▫●○■□☐☒☑✓✔➢➤►▶‣⁃∙❖◆◇♦]")
_TEXT = r"(?=\s|$|[–—\[(«“\"-]|[^\W\d])"  # what may follow a label
_UNIT = r"(?:%|€|euros?\b|h\b)"
_LABELS: tuple[tuple[Family, re.Pattern[str]], ...] = (
    # "3.2", "A2.1"; the letters L, R and D open the articles of French codes.
    ("number", re.compile(rf"(?:[A-CE-K]?\d{{1,2}})(?:\.\d{{1,3}}){{1,5}}(?!\d|\s*{_UNIT})\s?[.)]?{_TEXT}")),
    ("number", re.compile(r"\d{1,2}(?:\.(?!\d)|\s?[–—-](?=\s))(?=\s|[^\W\d])")),
    ("item", re.compile(r"\(?\d{1,2}\s?\)(?=\s|[^\W\d])|\d{1,2}\s?°\s?[)/]?(?=\s)")),
    ("roman", re.compile(r"\(?(?:i{1,3}|iv|vi{0,3}|ix|xi{0,3})\s?[).](?=\s|[^\W\d])")),
    ("letter", re.compile(r"\(?[a-z]\s?\)(?=\s|[^\W\d])|[a-z](?:\.|\s?/)(?=\s)")),
    ("upper-roman", re.compile(r"(?:I{1,3}|IV|VI{0,3}|IX|XI{0,3}|XIV|XVI{0,3})(?:\s?[.)](?=\s)|\s[–—-](?=\s))")),
    ("upper-letter", re.compile(r"\(?[A-LN-Z](?:\s?\)|\.)(?=\s+[^\W\d])|[A-Z]\s[–—-](?=\s)")),
)
#: "1 Objet": a number without a point is a label only where the look of the line tells a title.
_BARE = re.compile(r"(?P<number>\d{1,2})(?=\s+[^\W\d_])|(?:I{1,3}|IV|VI{0,3}|IX|XI{0,3})(?=\s+[A-ZÀ-Ý]{2})")


@dataclass(frozen=True, slots=True)
class Label:
    """``text`` as typed, ``depth`` the number of its parts ("3.2.1" is 3), ``end`` where the text goes on."""

    text: str
    family: Family
    depth: int
    end: int

    @property
    def worded(self) -> bool:
        return self.family in ("article", "section", "chapter", "part", "annex")

    @property
    def numbers(self) -> list[int]:
        return [int(number) for number in re.findall(r"\d+", self.text)]

    def follows(self, other: Label) -> bool:
        """Whether a decimal label can come right after another: "3.3", "3.2.1" and "4" after "3.2"."""
        ours, theirs = self.numbers, other.numbers
        return ours == [*theirs, 1] or any(ours == [*theirs[:k], theirs[k] + 1] for k in range(len(theirs)))

    def lies_in(self, other: Label) -> bool:
        """Whether a decimal label goes on from another one: "8.3" from "Clause 8"."""
        ours, theirs = self.numbers, other.numbers
        return bool(theirs) and len(ours) > len(theirs) and ours[: len(theirs)] == theirs

    @property
    def glyph(self) -> bool:
        """True for a mark that no running text contains."""
        return bool(_GLYPH.match(self.text))


def label_of(text: str, *, bare: bool = False) -> Label | None:
    """The label that opens a text; ``bare`` accepts a number followed by nothing but a blank."""
    match = _BULLET.match(text)
    if match:
        return Label(match[0], "bullet", 1, match.end())
    for family, pattern in _WORDED if text[:1].isupper() else ():
        match = pattern.match(text) or (_ANNEX_ALONE.match(text) if family == "annex" else None)
        if match:
            return Label(match[0].rstrip(" .)"), family, 1 + match[0].strip(" .").count("."), match.end())
    for family, pattern in _LABELS:
        match = pattern.match(text)
        if match:
            number = match[0].strip(" –—-")
            number = number.rstrip(")") if family == "number" else number
            return Label(number, family, 1 + number.strip(" .").count("."), match.end())
    match = _BARE.match(text) if bare else None
    if match:
        return Label(match[0], "number" if match["number"] else "upper-roman", 1, match.end())
    return None
