"""The numbers that Word computes for paragraphs and does not store: "Article 3.2", "a)", "•"."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from clausecheck.extract.docx_package import MC, Element, W
from clausecheck.extract.docx_styles import Style, child_of, number, switch, value

BULLET = "•"
_PLACEHOLDER = re.compile(r"%(\d)")

_ROMAN = (
    (1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"), (40, "XL"),
    (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"),
)  # fmt: skip
_WORDS = {
    ("cardinalText", "fr"): "Un Deux Trois Quatre Cinq Six Sept Huit Neuf Dix Onze Douze Treize Quatorze Quinze",
    ("ordinalText", "fr"): "Premier Deuxième Troisième Quatrième Cinquième Sixième Septième Huitième Neuvième Dixième "
    "Onzième Douzième Treizième Quatorzième Quinzième",
    ("cardinalText", "en"): "One Two Three Four Five Six Seven Eight Nine Ten Eleven Twelve Thirteen Fourteen Fifteen",
    ("ordinalText", "en"): "First Second Third Fourth Fifth Sixth Seventh Eighth Ninth Tenth Eleventh Twelfth "
    "Thirteenth Fourteenth Fifteenth",
}
# Word's own limits; beyond them a broken file could ask for a label of any length.
_MAX_LETTERS = 780
_MAX_ROMAN = 32_767
_MAX_WIDTH = 9


@dataclass(frozen=True, slots=True)
class Label:
    """The number of a paragraph as printed, and its depth in its list, 1 for the outermost."""

    text: str
    depth: int


@dataclass(frozen=True, slots=True)
class _Level:
    start: int = 1
    format: str = "decimal"
    text: str = ""
    style: str | None = None
    restart: int | None = None
    legal: bool = False
    width: int = 0


@dataclass(frozen=True, slots=True)
class _Abstract:
    """A list definition. Numbers are counted per definition, so that two lists sharing one go on from each other."""

    levels: Mapping[int, _Level]
    style_link: str | None


@dataclass(frozen=True, slots=True)
class _Num:
    """A use of a definition, with the levels it redefines and the numbers it starts again from."""

    abstract: str
    levels: Mapping[int, _Level] = field(default_factory=dict)
    starts: Mapping[int, int] = field(default_factory=dict)


class Numbering:
    """Counts the paragraphs of a document, which must be given in reading order."""

    def __init__(self, root: Element | None, language: str) -> None:
        self._language = "en" if language.lower().startswith("en") else "fr"
        self._abstracts: dict[str, _Abstract] = {}
        self._nums: dict[str, _Num] = {}
        self._by_style: dict[str, str] = {}
        self._counts: dict[str, dict[int, int]] = {}
        self._begun: set[str] = set()
        if root is not None:
            self._load(root)

    def label(self, properties: Element | None, style: Style) -> Label | None:
        """Count a paragraph and give its number; None when it has none."""
        num_id, depth = self._numbering_of(properties, style)
        abstract, levels = self._levels(num_id)
        level = levels.get(depth)
        if num_id is None or level is None:
            return None
        counts = self._counts.setdefault(abstract, {})
        self._begin(num_id, counts)
        for above in range(depth):
            counts.setdefault(above, levels.get(above, _Level()).start)
        counts[depth] = counts[depth] + 1 if depth in counts else level.start
        for below in [each for each in counts if each > depth]:
            restart = levels.get(below, _Level()).restart
            if restart is None or depth < restart:
                del counts[below]
        if level.format == "bullet":
            return Label(BULLET, depth + 1)
        text = _PLACEHOLDER.sub(lambda m: self._shown(int(m[1]) - 1, levels, counts, level.legal), level.text).strip()
        return Label(text, depth + 1) if text else None

    # ---- which list, which level ---------------------------------------------------------------------------

    def _numbering_of(self, properties: Element | None, style: Style) -> tuple[str | None, int]:
        num_id = value(properties, "numPr/numId")
        depth = number(properties, "numPr/ilvl")
        if num_id is None:
            num_id = style.num
            depth = style.ilvl if depth is None else depth
            if depth is None:
                # A style that states no level is at the level that names the style.
                _, levels = self._levels(num_id)
                linked = {level.style: each for each, level in levels.items()}
                depth = next((linked[each] for each in style.chain if each in linked), None)
        return num_id, depth or 0

    def _levels(self, num_id: str | None) -> tuple[str, Mapping[int, _Level]]:
        num = self._nums.get(num_id or "")
        abstract = self._abstracts.get(num.abstract) if num else None
        if num is None or abstract is None:
            return "", {}
        key = num.abstract
        if not abstract.levels and abstract.style_link in self._by_style:
            key = self._by_style[abstract.style_link]
            abstract = self._abstracts[key]
        return key, {**abstract.levels, **num.levels}

    # ---- counting ------------------------------------------------------------------------------------------

    def _begin(self, num_id: str, counts: dict[int, int]) -> None:
        """At its first paragraph a list starts again where it says so."""
        if num_id in self._begun:
            return
        self._begun.add(num_id)
        for depth, start in self._nums[num_id].starts.items():
            counts[depth] = start - 1
            for below in [each for each in counts if each > depth]:
                del counts[below]

    def _shown(self, depth: int, levels: Mapping[int, _Level], counts: Mapping[int, int], legal: bool) -> str:
        level = levels.get(depth, _Level())
        count = counts.get(depth, level.start)
        shape = "decimal" if legal and level.format != "none" else level.format
        return format_number(count, shape, self._language).zfill(level.width)

    # ---- loading -------------------------------------------------------------------------------------------

    def _load(self, root: Element) -> None:
        for element in root.iter(f"{W}abstractNum"):
            key = element.get(f"{W}abstractNumId", "")
            levels = {_depth(each): _level(each) for each in element.findall(f"{W}lvl")}
            self._abstracts[key] = _Abstract(levels, value(element, "numStyleLink"))
            if link := value(element, "styleLink"):
                self._by_style[link] = key
        for element in root.findall(f"{W}num"):
            levels, starts = {}, {}
            for override in element.findall(f"{W}lvlOverride"):
                depth = _depth(override)
                redefined = child_of(override, "lvl")
                if redefined is not None:
                    levels[depth] = _level(redefined)
                start = number(override, "startOverride")
                if start is not None:
                    starts[depth] = start
            num_id = element.get(f"{W}numId", "")
            self._nums[num_id] = _Num(value(element, "abstractNumId") or "", levels, starts)


def format_number(count: int, shape: str, language: str) -> str:
    """A number in one of Word's formats; a format this reader does not know is printed in digits."""
    if shape in ("none", "bullet"):
        return ""
    if shape in ("upperLetter", "lowerLetter") and 0 < count <= _MAX_LETTERS:
        letters = chr(ord("A") + (count - 1) % 26) * (1 + (count - 1) // 26)
        return letters if shape == "upperLetter" else letters.lower()
    if shape in ("upperRoman", "lowerRoman") and 0 < count <= _MAX_ROMAN:
        roman = _roman(count)
        return roman if shape == "upperRoman" else roman.lower()
    if shape == "decimalZero":
        return f"{count:02d}"
    if shape == "numberInDash":
        return f"- {count} -"
    words = _WORDS.get((shape, language), "").split()
    if 0 < count <= len(words):
        return words[count - 1]
    if shape in ("ordinal", "ordinalText"):
        return _ordinal(count, language)
    return str(count)


def _ordinal(count: int, language: str) -> str:
    if language == "fr":
        return f"{count}er" if count == 1 else f"{count}e"
    suffix = "th" if count % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(count % 10, "th")
    return f"{count}{suffix}"


def _roman(count: int) -> str:
    letters = ""
    for amount, symbol in _ROMAN:
        letters += symbol * (count // amount)
        count %= amount
    return letters


def _depth(element: Element) -> int:
    try:
        return int(element.get(f"{W}ilvl", "0"))
    except ValueError:
        return 0


def _level(element: Element) -> _Level:
    shape, custom = value(element, "numFmt"), ""
    if shape is None:
        # A custom format is wrapped, with a plain one for readers that do not know it.
        choices = element.iterfind(f"{MC}AlternateContent/*/{W}numFmt")
        known = {each.get(f"{W}val", ""): each.get(f"{W}format", "") for each in choices}
        custom = known.pop("custom", "")
        shape = next(iter(known), "decimal")
    start = number(element, "start")
    first = custom.split(",")[0].strip()
    return _Level(
        start=1 if start is None else start,
        format=shape,
        text=value(element, "lvlText") or "",
        style=value(element, "pStyle"),
        restart=number(element, "lvlRestart"),
        legal=bool(switch(element, "isLgl")),
        width=min(len(first), _MAX_WIDTH) if first.isdigit() else 0,
    )
