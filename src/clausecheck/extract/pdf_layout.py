"""From the words of a page to its lines in reading order; running headers, footers and notes apart."""

from __future__ import annotations

import itertools
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from clausecheck.extract.pdf_shapes import Box, Shapes
from clausecheck.extract.pdf_tables import Table
from clausecheck.extract.pdf_words import RawWord
from clausecheck.model import Layer

#: Running headers and footers lie in this share of the page, from its top and from its bottom.
_MARGIN = 0.15
_SAME_PLACE = 4.0  # points
_NUMERAL = re.compile(r"\d+|(?<![^\W_])[ivxlc]{1,6}(?![^\W_])")
_LETTER = re.compile(r"[^\W\d_]")
_NOTE_LABEL = re.compile(r"[(\[]?(\d{1,3}|\*{1,3})[)\].]{0,2}$")


@dataclass(slots=True)
class Line:
    """Words that share a baseline, from left to right.

    ``edge`` is where the lines of its column end. A ``tied`` line belongs with the line before it, whatever their places.
    """

    page: int
    words: list[RawWord]
    x0: float = 0.0
    top: float = 0.0
    x1: float = 0.0
    bottom: float = 0.0
    base: float = 0.0
    size: float = 0.0
    bold: bool = False
    text: str = ""
    edge: float = 0.0
    tied: bool = False
    bulleted: bool = False
    underlined: bool = False

    def measure(self) -> Line:
        """Compute the box and the looks from the words."""
        words = self.words
        first = longest = words[0]
        x0, top, x1, bottom = first.x0, first.top, first.x1, first.bottom
        letters = bold = 0
        for w in words:
            x0, top = (w.x0 if w.x0 < x0 else x0), (w.top if w.top < top else top)
            x1, bottom = (w.x1 if w.x1 > x1 else x1), (w.bottom if w.bottom > bottom else bottom)
            length = len(w.text)
            letters += length
            if w.bold:
                bold += length
            if length > len(longest.text):
                longest = w
        self.x0, self.top, self.x1, self.bottom = x0, top, x1, bottom
        # Bullets and symbols are set in other fonts: the longest word tells the true size and baseline.
        self.base, self.size = longest.bottom, longest.size
        self.bold = bold > 0.8 * letters
        self.text = join_words(words)
        return self


def join_words(words: Iterable[RawWord]) -> str:
    return "".join(w.text if w.glued else f" {w.text}" for w in words).strip()


@dataclass(slots=True)
class PageLayout:
    """A page on its way to paragraphs: ``flow`` is its body in reading order.

    ``jumbled`` pages have text whose place in the stream means nothing, such as form fields.
    """

    number: int
    width: float
    height: float
    lines: list[Line] = field(default_factory=list)
    jumbled: bool = False
    gutter: float | None = None
    flow: list[Line | Table] = field(default_factory=list)
    notes: list[list[Line]] = field(default_factory=list)


# ---- lines -------------------------------------------------------------------------------------------------


def build_lines(words: Sequence[RawWord], page: int, gutter: float | None = None) -> list[Line]:
    """Lines in the order of the page's stream; none crosses ``gutter``."""
    lines: list[Line] = []
    current: list[RawWord] = []
    for word in words:
        if current and not _continues(current[-1], word, gutter):
            lines.append(Line(page, current).measure())
            current = []
        current.append(word)
    if current:
        lines.append(Line(page, current).measure())
    return lines


def _continues(last: RawWord, word: RawWord, gutter: float | None) -> bool:
    if word.glued:
        return True
    if last.upright != word.upright:
        return False
    if not word.upright:
        return not last.ends_line
    shared = min(last.bottom, word.bottom) - max(last.top, word.top)
    if shared < 0.5 * min(last.bottom - last.top, word.bottom - word.top):
        return False
    if gutter is not None and last.x1 <= gutter <= word.x0:
        return False
    return word.x0 > last.x1 - 0.5 * word.size


def decorate(lines: Sequence[Line], shapes: Shapes) -> None:
    """Tell the lines that a drawn bullet opens or a ruling underlines."""
    rulings = [box for box in shapes.horizontal if box[2] - box[0] > 12]
    for line in lines:
        line.bulleted = any(_is_bullet(box, line) for box in shapes.bullets)
        low = line.base - 0.35 * line.size
        line.underlined = any(
            low < y < line.base + 2 and x0 < line.x0 + 3 and abs(x1 - line.x1) < 4 and line.x0 - x0 < 30 for x0, y, x1, _ in rulings
        )


def _is_bullet(box: Box, line: Line) -> bool:
    middle = (box[1] + box[3]) / 2
    return line.top < middle < line.bottom and -1 < line.x0 - box[2] < 30


# ---- running headers and footers ---------------------------------------------------------------------------


def running_lines(pages: Sequence[PageLayout]) -> dict[int, Layer]:
    """``id`` of each line that is repeated from page to page → "header" or "footer"."""
    needed = 3 if len(pages) > 4 else max(2, (len(pages) + 1) // 2)
    found: dict[tuple[Layer, str], list[tuple[float, int, Line]]] = defaultdict(list)
    for page in pages:
        for line in page.lines:
            distance, zone = _nearest_margin(line, page)
            if distance < _MARGIN * page.height:
                found[zone, _NUMERAL.sub("#", line.text.lower())].append((distance, page.number, line))
    running: dict[int, Layer] = {}
    lines_of = {page.number: page.lines for page in pages}
    # Numbers come last: alone, they are those of pages only where nothing but other running lines lies beyond them.
    for (zone, text), places in sorted(found.items(), key=lambda entry: not _LETTER.search(entry[0][1])):
        places.sort(key=lambda place: place[0])
        for group in _close_together(places):
            if not _LETTER.search(text):
                group = [place for place in group if _is_outermost(place[2], zone, lines_of[place[1]], running)]
            if len({number for _, number, _ in group}) >= needed:
                running.update((id(line), zone) for _, _, line in group)
    return running


def _is_outermost(line: Line, zone: Layer, lines: Sequence[Line], running: dict[int, Layer]) -> bool:
    return all(
        id(other) in running or (other.top > line.top - 2 if zone == "header" else other.bottom < line.bottom + 2) for other in lines
    )


def _nearest_margin(line: Line, page: PageLayout) -> tuple[float, Layer]:
    from_top, from_bottom = line.top, page.height - line.bottom
    return (from_top, "header") if from_top < from_bottom else (from_bottom, "footer")


def _close_together(places: Sequence[tuple[float, int, Line]]) -> Iterator[list[tuple[float, int, Line]]]:
    """Runs of places, which are sorted, with no step between neighbours wider than the tolerance."""
    group: list[tuple[float, int, Line]] = []
    for place in places:
        if group and place[0] - group[-1][0] > _SAME_PLACE:
            yield group
            group = []
        group.append(place)
    yield group


# ---- notes -------------------------------------------------------------------------------------------------


def drop_calls(lines: Sequence[Line]) -> None:
    """Take out the calls of notes; a raised number that opens a line is the label of a note and stays."""
    for line in lines:
        kept = [word for k, word in enumerate(line.words) if k == 0 or not word.call]
        if len(kept) < len(line.words):
            if line.words[-1].ends_line:
                kept[-1].ends_line = True
            line.words = kept
            line.measure()


def take_notes(lines: Sequence[Line], limit: float) -> list[list[Line]]:
    """The notes at the bottom of a page: small type below everything else, each opened by a number or an asterisk.

    ``limit`` is how high they may reach.
    """
    sizes = Counter[float]()
    for line in lines:
        sizes[line.size] += len(line.text)
    if not sizes:
        return []
    # Long notes may hold more letters than the text above them.
    body = max(size for size, letters in sizes.items() if letters >= 0.25 * sizes.total())
    small = itertools.takewhile(lambda line: line.size < 0.93 * body and line.top > limit, sorted(lines, key=lambda line: -line.base))
    notes: list[list[Line]] = []
    for line in reversed(list(small)):
        if _NOTE_LABEL.match(line.words[0].text) and len(line.words) > 1:
            notes.append([line])
        elif notes:
            notes[-1].append(line)
    return notes
