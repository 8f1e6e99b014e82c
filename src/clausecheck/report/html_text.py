"""The text of a contract for a page: articles, paragraphs and table rows, with the passages that a report cites marked.

Passages overlap (a sentence and its list, one sentence for several requirements). The text is therefore cut at every
start and end of a passage; each piece knows the passages that cover it, and each passage the first of its pieces.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from typing import Literal

from clausecheck.model import Block, Document, Evidence, Report, Span
from clausecheck.segment import articles

#: How a piece is shown when several passages cover it: the first of these that one of them has.
ROLES = ("against", "for", "reference", "nearest", "condition")
_DEEPEST = 6  # h6


@dataclass(frozen=True, slots=True)
class Citation:
    """Who cites a passage: ``anchor`` is the id of the quote in the page, ``label`` its name for a reader.

    ``kind`` is the verdict, or "condition"; ``role`` one of ``ROLES``.
    """

    anchor: str
    label: str
    kind: str
    role: str


@dataclass(frozen=True, slots=True)
class Piece:
    """Text that the same passages cover. ``id`` when a passage starts here; ``cited`` by those that end here."""

    text: str
    id: str = ""
    role: str = ""
    cited: tuple[Citation, ...] = ()


Cell = tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """A heading, a paragraph or a table of a document; ``rows`` has one row of one cell unless it is a table.

    ``level`` is that of the heading in the page (h4…) or the depth of a list item (0 for a paragraph). ``label`` is a number
    that is not in the text. ``page`` is given when a page begins here. ``layer`` and ``place`` are those of the block.
    """

    kind: Literal["heading", "paragraph", "table"]
    level: int
    label: str
    layer: str
    place: str
    page: int | None
    rows: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True, slots=True)
class _Passage:
    start: int
    end: int
    citations: tuple[Citation, ...]


class MarkedText:
    """The documents of a report with the cited passages marked; ``documents`` are in the order of the report."""

    def __init__(self, report: Report, citations: Iterable[tuple[Evidence, Citation]]) -> None:
        self._report = report
        self._ids: dict[tuple[int, int, int], str] = {}
        by_span: dict[tuple[int, int, int], dict[str, Citation]] = {}
        for evidence, citation in citations:
            span = self._span(evidence)
            if span is not None:
                by_span.setdefault(span, {}).setdefault(citation.label, citation)
        self.documents: tuple[tuple[Document, tuple[Part, ...]], ...] = tuple(
            (d, tuple(_Marker(n, d, by_span, self._ids).parts())) for n, d in enumerate(report.documents)
        )

    def id_of(self, evidence: Evidence) -> str:
        """The id of the mark of a cited passage; "" when no document has it."""
        span = self._span(evidence)
        return self._ids.get(span, "") if span is not None else ""

    def _span(self, e: Evidence) -> tuple[int, int, int] | None:
        """(document, start, end); None when no document of that name has the quote there."""
        for n, d in enumerate(self._report.documents):
            if d.name == e.document and e.start < e.end and d.text[e.start : e.end] == e.quote:
                return n, e.start, e.end
        return None


class _Marker:
    """Cuts one document. Fills ``ids`` (span → id of the first piece) on the way."""

    def __init__(
        self,
        number: int,
        document: Document,
        by_span: Mapping[tuple[int, int, int], Mapping[str, Citation]],
        ids: dict[tuple[int, int, int], str],
    ) -> None:
        self._number, self._document, self._ids = number, document, ids
        spans = sorted((span[1:], tuple(c.values())) for span, c in by_span.items() if span[0] == number)
        self._passages = [_Passage(start, end, citations) for (start, end), citations in spans]
        shown = [s for b in document.blocks for s in (b.cells or (Span(b.start, b.end),)) if s.start < s.end]
        # where a passage that ends in a separator between cells, or between blocks, is last seen
        self._last: dict[int, list[_Passage]] = {}
        for p in self._passages:
            inside = [min(s.end, p.end) for s in shown if s.start < p.end and p.start < s.end]
            if inside:
                self._last.setdefault(max(inside), []).append(p)

    def parts(self) -> Iterator[Part]:
        titles = {a.first_block: a.level for a in articles(self._document, self._number) if a.title}
        page, heading = None, _DEEPEST - 3
        for _, group in groupby(enumerate(self._document.blocks), key=_table_of):
            blocks = list(group)
            n, first = blocks[0]
            opened = first.page if first.page != page and first.layer == "body" else None
            page = opened or page
            kind: Literal["heading", "paragraph", "table"] = "table" if first.kind == "table-row" else "paragraph"
            level = first.level if first.kind == "list-item" else 0
            if kind == "paragraph" and n in titles:
                # a level is never skipped: those who listen to the page move from one to the next
                kind, level = "heading", min(3 + max(titles[n], 1), heading + 1, _DEEPEST)
                heading = level
            rows = tuple(tuple(self._pieces(s) for s in (b.cells or (Span(b.start, b.end),))) for _, b in blocks)
            yield Part(kind, level, self._label(first), first.layer, first.place, opened, rows)

    def _label(self, block: Block) -> str:
        number = block.number.strip()
        written = self._document.text[block.start : block.end].lstrip().startswith(number)
        return "" if written or block.kind == "table-row" else number

    def _pieces(self, span: Span) -> Cell:
        over = [p for p in self._passages if p.start < span.end and span.start < p.end]
        cuts = sorted({span.start, span.end, *(x for p in over for x in (p.start, p.end) if span.start < x < span.end)})
        return tuple(self._piece(a, b, over) for a, b in pairwise(cuts))

    def _piece(self, start: int, end: int, near: Sequence[_Passage]) -> Piece:
        text = self._document.text[start:end]
        over = [p for p in near if p.start < end and start < p.end]
        if not over:
            return Piece(text)
        new = [p for p in over if (self._number, p.start, p.end) not in self._ids]
        name = f"t{self._number + 1}-{start}" if new else ""
        self._ids.update({(self._number, p.start, p.end): name for p in new})
        roles = {c.role for p in over for c in p.citations}
        cited = {c.label: c for p in self._last.get(end, ()) for c in p.citations}
        return Piece(text, name, next((r for r in ROLES if r in roles), ROLES[-1]), tuple(cited.values()))


def _table_of(numbered: tuple[int, Block]) -> tuple[int, int | None]:
    """Rows of one table on one page go together; everything else stands alone."""
    n, block = numbered
    return (block.table[0], block.page) if block.kind == "table-row" and block.table else (-1 - n, None)
