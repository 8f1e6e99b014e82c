"""Ruled tables: pdfplumber's table finder, fed with the ruling lines that pdfium reads.

pdfplumber's own reading of a page takes thirty times longer, for the same tables.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, cast

from clausecheck.extract.pdf_shapes import Box, Shapes
from clausecheck.extract.pdf_words import RawWord

#: Lines closer than this are one line of the grid (pdfplumber's own tolerance).
_SNAP = 3.0
_SHORTEST = 5.0
#: More rulings than this on a page are a drawing.
_MOST_RULINGS = 6_000


@dataclass(slots=True)
class Cell:
    x0: float
    top: float
    x1: float
    bottom: float
    words: list[RawWord] = field(default_factory=list)

    @property
    def area(self) -> float:
        return (self.x1 - self.x0) * (self.bottom - self.top)

    def holds(self, x: float, y: float) -> bool:
        return self.x0 <= x <= self.x1 and self.top <= y <= self.bottom


@dataclass(slots=True)
class Table:
    """Rows of cells, both in order; a cell merged over rows lies in its first row."""

    page: int
    x0: float
    top: float
    x1: float
    bottom: float
    rows: list[list[Cell]]

    @property
    def edges(self) -> tuple[int, ...]:
        """Where its columns begin, to recognise the same table on the next page."""
        return tuple(sorted({round(cell.x0) for row in self.rows for cell in row}))


@dataclass(slots=True)
class _RuledPage:
    """The two attributes of a pdfplumber page that its table finder reads."""

    bbox: Box
    edges: list[dict[str, Any]]


def find_tables(shapes: Shapes, words: Sequence[RawWord], page: int, width: float, height: float) -> list[Table]:
    """The tables of a page, their words in their cells. Frames of one column are no tables."""
    if len(shapes.horizontal) + len(shapes.vertical) > _MOST_RULINGS:
        return []
    uprights = shapes.vertical + _implied_uprights(shapes.horizontal, words)
    if not _may_hold_table(shapes.horizontal, uprights):
        return []
    from pdfplumber.table import TableFinder

    edges = [_edge(box, "h") for box in shapes.horizontal] + [_edge(box, "v") for box in uprights]
    finder = TableFinder(cast(Any, _RuledPage((0.0, 0.0, width, height), edges)))
    tables = []
    for found in finder.tables:
        rows = [[Cell(*cell) for cell in row.cells if cell is not None] for row in found.rows]
        if len({round(cell.x0) for row in rows for cell in row}) > 1:
            tables.append(Table(page, *found.bbox, rows))
    _fill(tables, words)
    return [table for table in tables if any(sum(bool(cell.words) for cell in row) > 1 for row in table.rows)]


def _may_hold_table(levels: Sequence[Box], uprights: Sequence[Box]) -> bool:
    """True when the rulings could make two columns: only then is pdfplumber worth importing."""
    columns = {round(box[0] / _SNAP) for box in uprights if box[3] - box[1] >= _SHORTEST}
    rows = {round(box[1] / _SNAP) for box in levels if box[2] - box[0] >= _SHORTEST}
    return len(columns) > 2 and len(rows) > 1


def _implied_uprights(levels: Sequence[Box], words: Sequence[RawWord]) -> list[Box]:
    """The sides of cells that have only a top and a bottom: word processors draw these cell by cell.

    Where two rulings, one below the other, are both cut at the same places, the cuts are the sides of cells.
    """
    rows: list[tuple[float, list[Box]]] = []
    for box in sorted(levels, key=lambda box: box[1]):
        if box[2] - box[0] < _SHORTEST:
            continue
        if rows and box[1] - rows[-1][0] < 2:
            rows[-1][1].append(box)
        else:
            rows.append((box[1], [box]))
    cuts = [(y, *_cuts(boxes)) for y, boxes in rows]
    sides: list[Box] = []
    for (top, left, right, above), (bottom, other_left, other_right, below) in itertools.pairwise(cuts):
        shared = [x for x in above if any(abs(x - other) < _SNAP for other in below)]
        if not shared or abs(left - other_left) > _SNAP or abs(right - other_right) > _SNAP:
            continue
        inside = [word for word in words if top < (word.top + word.bottom) / 2 < bottom]
        if not any(word.x0 + 1 < x < word.x1 - 1 for word in inside for x in shared):
            sides += [(x, top, x, bottom) for x in (left, *shared, right)]
    return sides


def _cuts(boxes: Sequence[Box]) -> tuple[float, float, list[float]]:
    """The ends of a ruling drawn in pieces, and where one piece ends and the next begins."""
    ordered = sorted(boxes)
    cuts = [(box[2] + following[0]) / 2 for box, following in itertools.pairwise(ordered) if abs(following[0] - box[2]) < _SNAP]
    return ordered[0][0], max(box[2] for box in ordered), cuts


def _edge(box: Box, orientation: str) -> dict[str, Any]:
    x0, top, x1, bottom = box
    return {
        "object_type": "line", "orientation": orientation, "x0": x0, "x1": x1, "top": top, "bottom": bottom,
        "width": x1 - x0, "height": bottom - top,
    }  # fmt: skip


def _fill(tables: Sequence[Table], words: Sequence[RawWord]) -> None:
    """Put each word in the smallest cell that holds its middle."""
    for word in words:
        x, y = (word.x0 + word.x1) / 2, (word.top + word.bottom) / 2
        cells = [
            cell
            for table in tables
            if table.x0 <= x <= table.x1 and table.top <= y <= table.bottom
            for row in table.rows
            for cell in row
            if cell.holds(x, y)
        ]
        if cells:
            min(cells, key=lambda cell: cell.area).words.append(word)
