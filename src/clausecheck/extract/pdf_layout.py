"""From the words of a page to its lines in reading order; running headers, footers and notes apart."""

from __future__ import annotations

import itertools
import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from clausecheck.extract.pdf_shapes import Box, Shapes
from clausecheck.extract.pdf_tables import Table
from clausecheck.extract.pdf_words import RawWord
from clausecheck.model import Layer

#: Running headers and footers lie in this share of the page, from its top and from its bottom.
_MARGIN = 0.15
_SAME_PLACE = 4.0  # points
_NUMERAL = re.compile(r"\d+|(?<![^\W_])[ivxlc]{1,6}(?![^\W_])")
_NOTE_LABEL = re.compile(r"[(\[]?(\d{1,3}|\*{1,3})[)\].]{0,2}$")
#: A column of prose holds at least this many lines, each at least this share of the page wide.
_COLUMN_LINES = 6
_COLUMN_WIDTH = 0.22


@dataclass(slots=True)
class Line:
    """Words that share a baseline, from left to right. ``edge`` is where the lines of its column end."""

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
            low < y < line.base + 2 and x0 < line.x0 + 3 and abs(x1 - line.x1) < 4 and line.x0 - x0 < 30
            for x0, y, x1, _ in rulings
        )


def _is_bullet(box: Box, line: Line) -> bool:
    middle = (box[1] + box[3]) / 2
    return line.top < middle < line.bottom and -1 < line.x0 - box[2] < 30


# ---- running headers and footers ---------------------------------------------------------------------------


def running_lines(pages: Sequence[PageLayout]) -> dict[int, Layer]:
    """``id`` of each line that is repeated from page to page → "header" or "footer"."""
    needed = 3 if len(pages) > 4 else max(2, (len(pages) + 1) // 2)
    found: dict[tuple[str, str], list[tuple[float, int, Line]]] = defaultdict(list)
    for page in pages:
        for line in page.lines:
            distance, zone = min((line.top, "header"), (page.height - line.bottom, "footer"))
            if distance < _MARGIN * page.height:
                found[zone, _NUMERAL.sub("#", line.text.lower())].append((distance, page.number, line))
    running: dict[int, Layer] = {}
    for (zone, _), places in found.items():
        for distance, _, _ in places:
            near = [place for place in places if abs(place[0] - distance) <= _SAME_PLACE]
            if len({number for _, number, _ in near}) >= needed:
                running.update((id(line), zone) for _, _, line in near)
    return running


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


def _take_notes(lines: Sequence[Line], lowest_table: float) -> list[list[Line]]:
    """The notes at the bottom of a page: small type below everything else, each opened by a number or an asterisk."""
    sizes = Counter[float]()
    for line in lines:
        sizes[line.size] += len(line.text)
    if not sizes:
        return []
    body = sizes.most_common(1)[0][0]
    small = itertools.takewhile(
        lambda line: line.size < 0.93 * body and line.top > lowest_table, sorted(lines, key=lambda line: -line.base)
    )
    notes: list[list[Line]] = []
    for line in reversed(list(small)):
        if _NOTE_LABEL.match(line.words[0].text) and len(line.words) > 1:
            notes.append([line])
        elif notes:
            notes[-1].append(line)
    return notes


# ---- reading order -----------------------------------------------------------------------------------------


def set_flow(page: PageLayout, tables: Sequence[Table]) -> None:
    """Put the lines and tables of a page in reading order, its notes apart, and find where its lines end.

    The stream's own order is right in nearly all files; only where it is not are the lines sorted.
    """
    in_table = {id(word) for table in tables for row in table.rows for cell in row for word in cell.words}
    lines = page.lines
    if in_table:
        kept = [word for line in lines for word in line.words if id(word) not in in_table]
        lines = build_lines(kept, page.number)
    page.notes = _take_notes(lines, max((table.bottom for table in tables), default=0.0))
    noted = {id(line) for note in page.notes for line in note}
    lines = [line for line in lines if id(line) not in noted]
    page.gutter = _find_gutter(lines, page.width)
    if page.gutter is not None:
        lines = build_lines([word for line in lines for word in line.words], page.number, page.gutter)
    if page.jumbled or _order_is_broken(lines) or _interleaved(lines, page.gutter):
        lines = _sort(lines, page.gutter)
    page.lines = lines
    page.flow = _insert(lines, tables)


def settle_edges(pages: Sequence[PageLayout]) -> None:
    """Tell each line where the lines of its column end; a page with few full lines takes the edge of the others."""
    _share_gutters(pages)
    edges: dict[tuple[int, str], Counter[int]] = defaultdict(Counter)
    sides: list[tuple[PageLayout, str, list[Line]]] = []
    for page in pages:
        for side in ("left", "right", "whole"):
            lines = [line for line in page.lines if _side(line, page.gutter) == side]
            if lines:
                edges[round(page.width), side][round(right_edge(lines))] += len(lines)
                sides.append((page, side, lines))
    for page, side, lines in sides:
        edge = right_edge(lines)
        if sum(abs(line.x1 - edge) < 3 for line in lines) < max(4, 0.25 * len(lines)):
            edge = max(edge, edges[round(page.width), side].most_common(1)[0][0])
        for line in lines:
            line.edge = edge


def _share_gutters(pages: Sequence[PageLayout]) -> None:
    """In a document of two columns, a page whose lines leave the same strip blank has two columns too."""
    known = [page for page in pages if page.gutter is not None]
    if 2 * sum(len(page.lines) for page in known) < sum(len(page.lines) for page in pages):
        return
    for page in pages:
        for gutter in {other.gutter for other in known if other.gutter and abs(other.width - page.width) < 2}:
            if page.gutter is None and not any(line.x0 < gutter < line.x1 for line in page.lines):
                page.gutter = gutter


def _side(line: Line, gutter: float | None) -> str:
    if gutter is None:
        return "whole"
    return "left" if line.x1 <= gutter else "right" if line.x0 >= gutter else "whole"


def right_edge(lines: Sequence[Line]) -> float:
    """Where full lines end: the rightmost place that several lines reach, or the longest line."""
    ends = sorted((line.x1 for line in lines), reverse=True)
    for k, end in enumerate(ends[:-2]):
        if end - ends[k + 2] < 6:
            return end
    return ends[0] if ends else 0.0


def _find_gutter(lines: Sequence[Line], width: float) -> float | None:
    """The middle of the blank strip between two columns of prose, or None."""
    gutter = _blank_strip([(line.x0, line.x1, line.base) for line in lines], width, full_share=0.0)
    if gutter is not None and not _interleaved(lines, gutter):
        return gutter
    # The stream may run across the columns, row by row: so do labels beside values, whose lines are seldom full.
    return _blank_strip([piece for line in lines for piece in _pieces(line)], width, full_share=0.6)


def _blank_strip(pieces: Sequence[tuple[float, float, float]], width: float, full_share: float) -> float | None:
    """The middle of a strip that hardly any piece (x0, x1, y) crosses, with columns at its left and right."""
    if len(pieces) < 2 * _COLUMN_LINES:
        return None
    first, last = int(0.1 * width), int(0.23 * width)  # steps of three points, over the middle of the page
    changes = Counter[int]()
    for x0, x1, _ in pieces:
        changes[max(first, int(x0 // 3) + 1)] += 1
        changes[max(first, math.ceil(x1 / 3))] -= 1
    crossing = dict(zip(range(3 * first, 3 * last, 3), itertools.accumulate(changes[x] for x in range(first, last)), strict=True))
    least = min(crossing.values())
    if least > 0.1 * len(pieces):
        return None
    clear = [x for x, count in crossing.items() if count == least]
    middle = min(clear, key=lambda x: abs(x - width / 2))
    strip = [x for x in clear if all(y in clear for y in range(min(x, middle), max(x, middle), 3))]
    gutter = (strip[0] + strip[-1]) / 2
    left = [piece for piece in pieces if piece[1] <= gutter]
    right = [piece for piece in pieces if piece[0] >= gutter]
    if not left or not right:
        return None
    first = max(min(y for _, _, y in left), min(y for _, _, y in right))
    last = min(max(y for _, _, y in left), max(y for _, _, y in right))
    for side in (left, right):
        inside = [(x0, x1) for x0, x1, y in side if first <= y <= last]
        span = max((x1 for _, x1 in inside), default=0.0) - min((x0 for x0, _ in inside), default=0.0)
        full = sum(1 for x0, x1 in inside if x1 - x0 > 0.7 * span)
        if len(inside) < _COLUMN_LINES or span < _COLUMN_WIDTH * width or full < full_share * len(inside):
            return None
    return gutter


def _pieces(line: Line) -> list[tuple[float, float, float]]:
    """(x0, x1, y) of the parts of a line between its wide blanks."""
    pieces, start, end = [], line.x0, line.words[0].x1
    for word in line.words[1:]:
        if word.x0 - end > max(9.0, 0.9 * line.size):
            pieces.append((start, end, line.base))
            start = word.x0
        end = max(end, word.x1)
    return [*pieces, (start, end, line.base)]


def _order_is_broken(lines: Sequence[Line]) -> bool:
    """True when the stream often goes back up inside a column."""
    jumps = 0
    for line, following in zip(lines, lines[1:], strict=False):
        overlap = min(line.x1, following.x1) - max(line.x0, following.x0)
        jumps += overlap > 0 and following.base < line.base - 2
    return jumps > max(2.0, 0.1 * len(lines))


def _interleaved(lines: Sequence[Line], gutter: float | None) -> bool:
    """True when the stream hops from one column to the other and back, row by row."""
    columns = [side for line in lines if (side := _side(line, gutter)) != "whole"]
    hops = sum(1 for side, following in zip(columns, columns[1:], strict=False) if side != following)
    return hops > max(4.0, 0.3 * len(columns))


def _sort(lines: Sequence[Line], gutter: float | None) -> list[Line]:
    """From top to bottom; between two lines that cross the gutter, the left column before the right one."""
    ordered: list[Line] = []
    band: list[Line] = []
    for line in [*sorted(lines, key=lambda line: (round(line.base / 3), line.x0)), None]:
        if line is None or _side(line, gutter) == "whole":
            ordered += [each for each in band if _side(each, gutter) == "left"]
            ordered += [each for each in band if _side(each, gutter) == "right"]
            band = []
            ordered += [line] if line is not None else []
        else:
            band.append(line)
    return build_lines([word for line in ordered for word in line.words], lines[0].page, gutter)


def _insert(lines: Sequence[Line], tables: Sequence[Table]) -> list[Line | Table]:
    """Each table before the first line of its column that lies below it."""
    flow: list[Line | Table] = list(lines)
    for table in sorted(tables, key=lambda table: table.top):
        middle = (table.top + table.bottom) / 2
        place = len(flow)
        for k, item in enumerate(flow):
            beside = min(item.x1, table.x1) - max(item.x0, table.x0) <= 0
            if not beside and (item.top + item.bottom) / 2 > middle:
                place = k
                break
        flow.insert(place, table)
    return flow
