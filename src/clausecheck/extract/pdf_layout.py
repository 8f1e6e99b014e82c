"""From the words of a page to its lines: reading order, running headers and footers, notes."""

from __future__ import annotations

import re
import statistics
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from clausecheck.extract.pdf_words import RawWord

#: Running headers and footers lie in this share of the page, from its top and from its bottom.
_MARGIN = 0.15
_SAME_HEIGHT = 4.0  # points
_NUMERAL = re.compile(r"\d+|(?<![^\W_])[ivxlc]{1,6}(?![^\W_])")
_NOTE_LABEL = re.compile(r"[(\[]?(\d{1,3}|\*{1,3}|[ivx]{1,4})[)\].]{0,2}$")
#: A column of prose holds at least this many lines, and no less than this share of the page's width.
_COLUMN_LINES = 6
_COLUMN_WIDTH = 0.25


@dataclass(slots=True)
class Line:
    """Words that share a baseline, from left to right."""

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

    def measure(self) -> Line:
        """Compute the box and the looks from the words."""
        words = self.words
        self.x0, self.x1 = min(w.x0 for w in words), max(w.x1 for w in words)
        self.top, self.bottom = min(w.top for w in words), max(w.bottom for w in words)
        # Bullets and symbols sit in other fonts: the widest word tells the true size and baseline.
        widest = max(words, key=lambda w: len(w.text))
        self.base, self.size = widest.bottom, widest.size
        letters = bold = 0
        for w in words:
            letters += len(w.text)
            bold += len(w.text) if w.bold else 0
        self.bold = bold > 0.8 * letters
        self.text = join_words(words)
        return self


def join_words(words: Iterable[RawWord]) -> str:
    return "".join(w.text if w.glued else f" {w.text}" for w in words).strip()


@dataclass(slots=True)
class Column:
    """Where lines of prose begin and end on a page."""

    x0: float
    x1: float


@dataclass(slots=True)
class PageLayout:
    number: int
    width: float
    height: float
    lines: list[Line]
    columns: list[Column] = field(default_factory=list)
    notes: list[list[Line]] = field(default_factory=list)

    def column(self, line: Line) -> Column:
        """The column of a line; the whole page for a line that crosses its columns."""
        for column in self.columns:
            if line.x0 >= column.x0 - 8 and line.x1 <= column.x1 + 8:
                return column
        return Column(self.columns[0].x0, self.columns[-1].x1)


# ---- lines -------------------------------------------------------------------------------------------------


def build_lines(words: Sequence[RawWord], page: int, gutter: float | None = None) -> list[Line]:
    """Lines in the order of the page's stream; no line crosses ``gutter``."""
    lines: list[Line] = []
    current: list[RawWord] = []
    for word in words:
        if current and not _continues(current, word, gutter):
            lines.append(Line(page, current).measure())
            current = []
        current.append(word)
    if current:
        lines.append(Line(page, current).measure())
    return lines


def _continues(line: list[RawWord], word: RawWord, gutter: float | None) -> bool:
    last = line[-1]
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


# ---- running headers and footers ---------------------------------------------------------------------------


def running_lines(pages: Sequence[PageLayout]) -> dict[int, str]:
    """``id`` of each line that is repeated from page to page → "header" or "footer"."""
    needed = 3 if len(pages) > 4 else max(2, (len(pages) + 1) // 2)
    found: dict[tuple[str, str], list[tuple[float, int, Line]]] = defaultdict(list)
    for page in pages:
        for line in page.lines:
            from_top, from_bottom = line.top, page.height - line.bottom
            zone = min((from_top, "header"), (from_bottom, "footer"))
            if zone[0] < _MARGIN * page.height:
                found[zone[1], _NUMERAL.sub("#", line.text.lower())].append((zone[0], page.number, line))
    running: dict[int, str] = {}
    for (zone_name, _), places in found.items():
        places.sort(key=lambda place: place[0])
        for distance, _, _ in places:
            near = [place for place in places if abs(place[0] - distance) <= _SAME_HEIGHT]
            if len({number for _, number, _ in near}) >= needed:
                running.update((id(line), zone_name) for _, _, line in near)
    return running


# ---- notes -------------------------------------------------------------------------------------------------


def take_notes(page: PageLayout) -> None:
    """Move the notes at the bottom of a page, set in small type, from its lines to its notes."""
    sizes = Counter[float]()
    for line in page.lines:
        sizes[line.size] += len(line.text)
    if not sizes:
        return
    body = sizes.most_common(1)[0][0]
    small: list[Line] = []
    for line in sorted(page.lines, key=lambda line: -line.base):
        if line.size > 0.93 * body:
            break
        small.append(line)
    notes: list[list[Line]] = []
    for line in reversed(small):
        label = _NOTE_LABEL.match(line.words[0].text)
        if label and (line.words[0].call or len(line.words) > 1):
            notes.append([line])
        elif notes:
            notes[-1].append(line)
    taken = {id(line) for note in notes for line in note}
    page.notes = notes
    page.lines = [line for line in page.lines if id(line) not in taken]


# ---- reading order -----------------------------------------------------------------------------------------


def find_gutter(words: Sequence[RawWord], page: PageLayout) -> float | None:
    """The middle of the blank strip between two columns of prose, or None."""
    lines = [line for line in page.lines if line.words[0].upright]
    if len(lines) < 2 * _COLUMN_LINES:
        return None
    # Lines as pdfium joins them may cross the gutter: what counts is the words and the blanks between them.
    left, right = min(line.x0 for line in lines), max(line.x1 for line in lines)
    best: tuple[int, float] | None = None
    for x in range(int(left + 0.3 * (right - left)), int(left + 0.7 * (right - left)), 4):
        crossing = sum(1 for w in words if w.x0 < x < w.x1)
        if best is None or crossing < best[0]:
            best = (crossing, x)
    if best is None:
        return None
    # TODO
    return None


def order_is_broken(lines: Sequence[Line]) -> bool:
    """True when the stream often goes back up inside a column."""
    jumps = 0
    for line, following in zip(lines, lines[1:], strict=False):
        overlap = min(line.x1, following.x1) - max(line.x0, following.x0)
        jumps += overlap > 0 and following.base < line.base - 2
    return jumps > max(2, 0.1 * len(lines))


def typical_leading(lines: Sequence[Line]) -> dict[float, float]:
    found: dict[float, Counter[float]] = defaultdict(Counter)
    for line, following in zip(lines, lines[1:], strict=False):
        step = following.base - line.base
        if line.page == following.page and line.size == following.size and 0.8 * line.size < step < 2.2 * line.size:
            found[line.size][round(step * 2) / 2] += 1
    return {size: statistics.fmean([counts.most_common(1)[0][0]]) for size, counts in found.items()}
