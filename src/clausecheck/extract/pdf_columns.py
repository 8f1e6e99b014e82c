"""The reading order of a page: one column or two, and the tables in their place."""

from __future__ import annotations

import itertools
import math
from collections import Counter, defaultdict
from collections.abc import Sequence

from clausecheck.extract.pdf_layout import Line, PageLayout, build_lines, take_notes
from clausecheck.extract.pdf_tables import Table

#: A column of prose holds at least this many lines, and takes at least this share of the page's width.
_COLUMN_LINES = 6
_COLUMN_WIDTH = 0.22
#: A term beside its definition takes at most so many lines and this share of the page's width.
_TERM_LINES = 6
_TERM_WIDTH = 0.3
#: From so many lines on, their longest tell where lines end.
_MANY_LINES = 40


def set_flow(page: PageLayout, tables: Sequence[Table]) -> None:
    """Put the lines and tables of a page in reading order, its notes apart, and find where its lines end.

    The stream's own order is right in nearly all files; only where it is not are the lines sorted.
    """
    in_table = {id(word) for table in tables for row in table.rows for cell in row for word in cell.words}
    lines = page.lines
    if in_table:
        kept = [word for line in lines for word in line.words if id(word) not in in_table]
        lines = build_lines(kept, page.number)
    page.notes = take_notes(lines, max([page.height / 2, *(table.bottom for table in tables)]))
    noted = {id(line) for note in page.notes for line in note}
    lines = [line for line in lines if id(line) not in noted]
    page.gutter = _find_gutter(lines, page.width)
    if page.gutter is not None:
        lines = build_lines([word for line in lines for word in line.words], page.number, page.gutter)
    if lines and (page.jumbled or _order_is_broken(lines) or _interleaved(lines, page.gutter)):
        lines = _sort(lines, page.gutter)
    _tie_terms(lines, page.width)
    page.lines = lines
    page.flow = _insert(lines, tables)


def _tie_terms(lines: Sequence[Line], width: float) -> None:
    """Tie the lines of a term to the definition beside it, in a table without rules."""
    for k, line in enumerate(lines):
        stack: list[Line] = []
        for before in reversed(lines[max(0, k - _TERM_LINES) : k]):
            stack.append(before)
            if before.base > line.base + 2.5 and before.x1 < line.x0 and not before.tied:
                continue
            if len(stack) > 1 and abs(before.base - line.base) < 2.5 and before.x1 < line.x0:
                extent = max(each.x1 for each in stack) - min(each.x0 for each in stack)
                if extent < _TERM_WIDTH * width:
                    for each in [line, *stack[:-1]]:
                        each.tied = True
            break


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
        if not _is_sure(edge, lines):
            known = edges[round(page.width), side]
            edge = max(edge, known.most_common(1)[0][0] if known.total() > _MANY_LINES else _opposite_margin(page, side))
        for line in lines:
            line.edge = edge


def _is_sure(edge: float, lines: Sequence[Line]) -> bool:
    return sum(abs(line.x1 - edge) < 3 for line in lines) >= max(4, 0.25 * len(lines))


def _opposite_margin(page: PageLayout, side: str) -> float:
    """Where lines should end when none shows it: as far from the right as they begin from the left."""
    if side == "left" and page.gutter is not None:
        return page.gutter - 6
    return page.width - min(line.x0 for line in page.lines)


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
    low, high = int(0.1 * width), int(0.23 * width) + 1  # steps of three points, over the middle of the page
    changes = Counter[int]()
    for x0, x1, _ in pieces:
        changes[max(low, int(x0 // 3) + 1)] += 1
        changes[max(low, math.ceil(x1 / 3))] -= 1
    crossing = dict(zip(range(3 * low, 3 * high, 3), itertools.accumulate(changes[x] for x in range(low, high)), strict=True))
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
    top = max(min(y for _, _, y in left), min(y for _, _, y in right))
    bottom = min(max(y for _, _, y in left), max(y for _, _, y in right))
    for side in (left, right):
        inside = [(x0, x1) for x0, x1, y in side if top <= y <= bottom]
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
    for line, following in itertools.pairwise(lines):
        overlap = min(line.x1, following.x1) - max(line.x0, following.x0)
        jumps += overlap > 0 and following.base < line.base - 2
    return jumps > max(2.0, 0.1 * len(lines))


def _interleaved(lines: Sequence[Line], gutter: float | None) -> bool:
    """True when the stream hops from one column to the other and back, row by row."""
    columns = [side for line in lines if (side := _side(line, gutter)) != "whole"]
    hops = sum(1 for side, following in itertools.pairwise(columns) if side != following)
    return hops > max(4.0, 0.3 * len(columns))


def _sort(lines: Sequence[Line], gutter: float | None) -> list[Line]:
    """From top to bottom; between two lines that cross the gutter, the left column before the right one."""
    ordered: list[Line] = []
    band: list[Line] = []
    for line in [*_by_rows(lines), None]:
        if line is None or _side(line, gutter) == "whole":
            ordered += [each for each in band if _side(each, gutter) == "left"]
            ordered += [each for each in band if _side(each, gutter) == "right"]
            band = []
            ordered += [line] if line is not None else []
        else:
            band.append(line)
    return build_lines([word for line in ordered for word in line.words], lines[0].page, gutter)


def _by_rows(lines: Sequence[Line]) -> list[Line]:
    """Lines from top to bottom, those on one level from left to right."""
    rows: list[list[Line]] = []
    for line in sorted(lines, key=lambda line: line.top + line.bottom):
        first = rows[-1][0] if rows else None
        height = min(line.bottom - line.top, first.bottom - first.top) if first else 0.0
        if first and (line.top + line.bottom) - (first.top + first.bottom) < height:
            rows[-1].append(line)
        else:
            rows.append([line])
    return [line for row in rows for line in sorted(row, key=lambda line: line.x0)]


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
