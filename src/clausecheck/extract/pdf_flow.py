"""The body of a PDF in order: paragraphs and table rows, the notes of each page after its last paragraph."""

from __future__ import annotations

from collections.abc import Sequence

from clausecheck.extract.pdf_blocks import is_title
from clausecheck.extract.pdf_labels import label_of
from clausecheck.extract.pdf_layout import Line, PageLayout, build_lines
from clausecheck.extract.pdf_paragraphs import Paragraph, Row, Typography, paragraphs
from clausecheck.extract.pdf_tables import Cell, Table

#: A cell longer than this is prose in a frame: its sentences and lists matter, not its row.
_LONG_CELL = 600

Item = Paragraph | Row


class FlowReader:
    """Walks the pages in order; a paragraph or a table may run over the end of a page."""

    def __init__(self, typography: Typography) -> None:
        self.items: list[Item] = []
        self._typography = typography
        self._last: Paragraph | None = None
        self._tables = 0
        self._table: Table | None = None  # the table that ends the page before
        self._rows: list[Row] = []  # of the table in hand

    def page(self, page: PageLayout) -> None:
        run: list[Line] = []
        for place, item in enumerate(page.flow):
            if isinstance(item, Line):
                run.append(item)
                continue
            self._prose(run)
            run = []
            self._read_table(item, opens_page=place == 0)
        self._prose(run)
        for note in page.notes:
            label = note[0].words[0].text.strip("()[].")
            self.items.append(Paragraph(note, layer="note", place=f"note {label}", label=label_of(note[0].text)))

    def _prose(self, lines: Sequence[Line]) -> None:
        if not lines:
            return
        found = paragraphs(lines, self._typography, self._last)
        self.items += found
        self._last = found[-1] if found else self._last
        self._table = None

    # ---- tables --------------------------------------------------------------------------------------------

    def _read_table(self, table: Table, *, opens_page: bool) -> None:
        self._last = None
        rows = [row for row in table.rows if any(cell.words for cell in row)]
        if opens_page and self._table is not None and _same_columns(self._table, table):
            if self._rows and [_texts(row) for row in rows[:1]] == [_row_texts(self._rows[0])]:
                rows = rows[1:]
            if rows and self._carries_on(rows[0], table.page):
                rows = rows[1:]
        else:
            self._tables += 1
            self._rows = []
        self._table = table
        for cells in rows:
            self._read_row(cells, table.page)

    def _carries_on(self, cells: Sequence[Cell], page: int) -> bool:
        """Add a row to the one that the end of the page cut: only one of its cells goes on, not the first."""
        filled = [place for place, cell in enumerate(cells) if cell.words]
        if len(filled) != 1 or filled[0] == 0 or not self._rows or len(self._rows[-1].cells) != len(cells):
            return False
        self._rows[-1].cells[filled[0]] += build_lines(cells[filled[0]].words, page)
        return True

    def _read_row(self, cells: Sequence[Cell], page: int) -> None:
        contents = [build_lines(cell.words, page) for cell in cells]
        filled = [lines for lines in contents if lines]
        if len(filled) == 1 and self._is_title_row(filled[0]):
            self.items.append(Paragraph(filled[0]))
            return
        row = Row(page, contents, (self._tables, len(self._rows) + 1))
        self._rows.append(row)
        self.items.append(row)

    def _is_title_row(self, lines: list[Line]) -> bool:
        paragraph = Paragraph(lines)
        label = label_of(paragraph.text)
        return label is not None and label.family != "bullet" and is_title(paragraph, self._typography)

    def finish(self) -> list[Item]:
        """All items, the long cells of rows as paragraphs of their own."""
        items: list[Item] = []
        for item in self.items:
            items += self._split(item) if isinstance(item, Row) else [item]
        return items

    def _split(self, row: Row) -> list[Item]:
        items: list[Item] = []
        short: list[list[Line]] = []
        for lines in row.cells:
            if sum(len(line.text) + 1 for line in lines) <= _LONG_CELL:
                short.append(lines)
                continue
            if any(short):
                items.append(Row(row.page, short, row.table))
            short = []
            edge = max(line.x1 for line in lines)
            for line in lines:
                line.edge = edge
            items += paragraphs(lines, self._typography)
        if any(short):
            items.append(Row(row.page, short, row.table))
        return items


def _same_columns(table: Table, other: Table) -> bool:
    ours, theirs = table.edges, other.edges
    return len(ours) == len(theirs) and all(abs(a - b) < 4 for a, b in zip(ours, theirs, strict=True))


def _texts(row: Sequence[Cell]) -> list[str]:
    return [" ".join(word.text for word in cell.words) for cell in row]


def _row_texts(row: Row) -> list[str]:
    return [" ".join(word.text for line in lines for word in line.words) for lines in row.cells]
