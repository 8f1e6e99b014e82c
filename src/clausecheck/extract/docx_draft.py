"""Blocks before their offsets are known, and the rules that make one of a paragraph or a table row."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from clausecheck.extract.docx_annotations import Stretch
from clausecheck.extract.docx_numbering import BULLET
from clausecheck.extract.docx_text import NO_MARK, Mark, Revision
from clausecheck.model import BlockKind, Layer, Span

CELL_JOIN = " | "
#: A cell longer than this, of several paragraphs, is prose in a frame: its sentences and lists matter, not its row.
LONG_CELL = 600
#: English contracts often set whole clauses in a heading style; a title is short, or at least is not a sentence.
_MAX_TITLE = 150
_MAX_TITLE_WORDS = 8
_SENTENCE_ENDS = (".", ";", ":")


@dataclass(frozen=True, slots=True)
class Scope:
    """Where the reader is, and the tracked change in force there."""

    part: str
    layer: Layer = "body"
    place: str = ""
    table: tuple[int, int] | None = None
    mark: Mark = NO_MARK

    def within(self, place: str) -> str:
        """The place of something inside this one."""
        return f"{self.place}, {place}" if self.place else place


@dataclass(slots=True)
class Draft:
    """A block whose text is not yet part of a document's; ``cells`` are relative to it."""

    text: str
    kind: BlockKind
    scope: Scope
    locator: str
    number: str = ""
    level: int = 0
    style: str = ""
    revision: Revision = ""
    cells: tuple[Span, ...] = ()
    stretches: tuple[Stretch, ...] = ()


def is_title(text: str) -> bool:
    """Whether a paragraph in a heading style can be a title. A clause taken for a title would never be judged."""
    if len(text) > _MAX_TITLE:
        return False
    return len(text.split()) <= _MAX_TITLE_WORDS or not text.endswith(_SENTENCE_ENDS)


def revision_of(revisions: Iterable[Revision]) -> Revision:
    """The revision of a block made of several stretches of text: an insertion anywhere shows on the whole."""
    found = set(revisions)
    return "inserted" if "inserted" in found else "moved" if "moved" in found else ""


def is_long(cell: Sequence[Draft]) -> bool:
    filled = [draft.text for draft in cell if draft.text]
    return len(filled) > 1 and sum(map(len, filled)) > LONG_CELL


def row_draft(cells: Sequence[Sequence[Draft]], scope: Scope, locator: str) -> Draft | None:
    """One block for cells side by side, empty ones included so that columns keep their rank; None if all are empty."""
    texts = ["\n".join(draft.text for draft in cell if draft.text) for cell in cells]
    if not any(texts):
        return None
    spans, start = [], 0
    for text in texts:
        spans.append(Span(start, start + len(text)))
        start += len(text) + len(CELL_JOIN)
    drafts = [draft for cell in cells for draft in cell]
    filled = [draft for draft in drafts if draft.text]
    # A first column often holds nothing but Word's number for the row.
    number = next((draft.number for draft in drafts[:1] if draft.number != BULLET), "")
    return Draft(
        CELL_JOIN.join(texts),
        "toc" if all(draft.kind == "toc" for draft in filled) else "table-row",
        scope,
        locator,
        number=number,
        style=filled[0].style,
        revision=revision_of(draft.revision for draft in filled),
        cells=tuple(spans),
        stretches=tuple(stretch for draft in drafts for stretch in draft.stretches),
    )
