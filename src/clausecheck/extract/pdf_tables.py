"""Ruled tables: pdfplumber's table finder, fed with the ruling lines that pdfium reads.

pdfplumber's own reading of a page takes thirty times longer, for the same tables.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from clausecheck.extract.pdf_shapes import Box, Shapes
from clausecheck.extract.pdf_words import RawWord

#: Lines closer than this are one line of the grid (pdfplumber's own tolerance).
_SNAP = 3.0
_SHORTEST = 5.0


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


def may_hold_table(shapes: Shapes) -> bool:
    """True when the rulings could make two columns: only then is pdfplumber worth importing."""
    uprights = {round(box[0] / _SNAP) for box in shapes.vertical if box[3] - box[1] >= _SHORTEST}
    levels = {round(box[1] / _SNAP) for box in shapes.horizontal if box[2] - box[0] >= _SHORTEST}
    return len(uprights) > 2 and len(levels) > 1


def find_tables(shapes: Shapes, words: Sequence[RawWord], page: int, width: float, height: float) -> list[Table]:
    """The tables of a page, their words in their cells. Frames of one column are no tables."""
    if not may_hold_table(shapes):
        return []
    from pdfplumber.table import TableFinder

    edges = [_edge(box, "h") for box in shapes.horizontal] + [_edge(box, "v") for box in shapes.vertical]
    finder = TableFinder(_RuledPage((0.0, 0.0, width, height), edges))
    tables = []
    for found in finder.tables:
        rows = [[Cell(*cell) for cell in row.cells if cell is not None] for row in found.rows]
        if len({round(cell.x0) for row in rows for cell in row}) > 1:
            tables.append(Table(page, *found.bbox, rows))
    _fill(tables, words)
    return [table for table in tables if any(sum(bool(cell.words) for cell in row) > 1 for row in table.rows)]


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
