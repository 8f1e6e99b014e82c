"""Walks one story of a DOCX (the body, a note, a header) and gives its paragraphs and table rows in reading order."""

from __future__ import annotations

import itertools
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace

from clausecheck.extract.docx_annotations import stretches
from clausecheck.extract.docx_draft import Draft, Scope, is_long, is_title, revision_of, row_draft
from clausecheck.extract.docx_numbering import Label, Numbering
from clausecheck.extract.docx_package import MC, Element, Package, R, W
from clausecheck.extract.docx_styles import Style, Styles, child_of, heading_level, number, switch
from clausecheck.extract.docx_symbols import checkbox
from clausecheck.extract.docx_text import (
    Anchored,
    InlineReader,
    Mark,
    Piece,
    branch_mark,
    choice,
    tidy,
)

_BLOCKS = frozenset((f"{W}p", f"{W}tbl", f"{W}altChunk"))
_PROPERTIES = frozenset(W + tag for tag in ("sdtPr", "sdtEndPr", "sectPr", "tblPr", "tblGrid", "trPr", "tcPr"))
_DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_MAX_QUOTED_TITLE = 80

_APART_PLACE = {"deleted": "texte supprimé", "hidden": "texte masqué", "struck": "texte barré"}
_NOTE_PLACE = {"footnote": "note", "endnote": "note de fin"}
_UNREAD = {
    "alt-chunk": ("un document inséré dans le texte n'a pas été lu", "a document inserted in the text was not read"),
    "object": ("un objet incorporé (tableau, document…) n'a pas été lu", "an embedded object was not read"),
    "subdocument": ("un sous-document n'a pas été lu", "a sub-document was not read"),
    "missing-note": ("une note appelée dans le texte est introuvable", "a note called in the text cannot be found"),
}


@dataclass(slots=True)
class _Paragraph:
    """A paragraph whose inline content is read; ``counted`` says whether it takes a number in its list."""

    properties: Element | None
    style: Style
    scope: Scope
    locator: str
    pieces: list[Piece]
    anchored: list[Anchored]
    counted: bool

    def follow(self, other: _Paragraph) -> None:
        """Take over the text of the paragraph before, whose end was deleted."""
        if any(piece.text.strip() for piece in other.pieces):
            self.locator = other.locator
        self.pieces = other.pieces + self.pieces
        self.anchored = other.anchored + self.anchored


class BlockReader:
    """Stories must be read in order, because numbers, notes and tables are counted on the way.

    Deleted, hidden and struck text is put in ``apart`` instead of among the blocks.
    """

    def __init__(self, package: Package, styles: Styles, numbering: Numbering) -> None:
        self.apart: list[Draft] = []
        self._package = package
        self._styles = styles
        self._numbering = numbering
        self._inline = InlineReader(styles)
        self._positions: dict[str, dict[Element, int]] = {}
        self._notes: dict[str, tuple[str, dict[str, Element]]] = {}
        self._notes_read: dict[str, set[str]] = {"footnote": set(), "endnote": set()}
        self._tables = 0
        self._heading = ""

    def story(self, container: Element, scope: Scope) -> Iterator[Draft]:
        """The blocks of the body, of a note, of a header…"""
        if scope.part not in self._positions:
            root = container.getroottree().getroot()
            self._positions[scope.part] = {p: n for n, p in enumerate(root.iter(f"{W}p"), 1)}
            self._inline.prepare(root)
        outer = self._inline.enter_story()
        yield from self._blocks(container, scope)
        self._inline.leave_story(outer)

    def _blocks(self, container: Element, scope: Scope) -> Iterator[Draft]:
        pending: _Paragraph | None = None
        for element, mark in _flat(container, scope.mark, _BLOCKS):
            inner = replace(scope, mark=mark)
            if element.tag == f"{W}p":
                paragraph = self._paragraph(element, inner)
                if pending is not None:
                    paragraph.follow(pending)
                pending = paragraph if _end_is_deleted(paragraph.properties) else None
                if pending is None:
                    yield from self._finish(paragraph)
                continue
            if pending is not None:
                yield from self._finish(pending)
                pending = None
            if element.tag == f"{W}tbl":
                yield from self._table(element, inner)
            elif not mark.apart:
                self._unread("alt-chunk", scope.part, element.get(f"{R}id", ""))
        if pending is not None:
            yield from self._finish(pending)

    # ---- paragraphs ----------------------------------------------------------------------------------------

    def _paragraph(self, element: Element, scope: Scope) -> _Paragraph:
        properties = child_of(element, "pPr")
        style = self._styles.paragraph(properties)
        position = self._positions[scope.part][element]
        inline = self._inline.paragraph(element, style, scope.mark)
        locator = f"{scope.part}#{position}"
        self._set_apart(inline.pieces, scope, locator, position)
        pieces = [piece for piece in inline.pieces if not piece.apart]
        counted = not scope.mark.apart
        if not any(piece.text.strip() for piece in pieces):
            # Word gives no number to the empty paragraph that ends a section, nor to one that is hidden altogether.
            end_is_hidden = switch(properties, "rPr/vanish")
            hidden = bool(inline.pieces) and (style.hidden if end_is_hidden is None else end_is_hidden)
            counted = counted and not hidden and child_of(properties, "sectPr") is None
        return _Paragraph(properties, style, scope, locator, pieces, inline.anchored, counted)

    def _set_apart(self, pieces: Sequence[Piece], scope: Scope, locator: str, position: int) -> None:
        under = f"sous « {self._heading} »" if self._heading else f"paragraphe {position}"
        for apart, group in itertools.groupby(pieces, key=lambda piece: piece.apart):
            text = tidy("".join(piece.text for piece in group)) if apart else ""
            if apart and text:
                place = f"{_APART_PLACE[apart]}, {scope.place or under}"
                self.apart.append(Draft(text, "paragraph", replace(scope, layer=apart, place=place), locator))

    def _finish(self, paragraph: _Paragraph) -> Iterator[Draft]:
        """The block of a paragraph, then what the paragraph calls: notes, text boxes, diagrams."""
        text = tidy("".join(piece.text for piece in paragraph.pieces))
        label = self._numbering.label(paragraph.properties, paragraph.style) if paragraph.counted else None
        if text or label:
            yield self._draft(paragraph, text, label)
        for anchored in paragraph.anchored:
            yield from self._called(anchored, paragraph.scope)

    def _draft(self, paragraph: _Paragraph, text: str, label: Label | None) -> Draft:
        filled = [piece for piece in paragraph.pieces if piece.text.strip()]
        draft = Draft(text, "paragraph", paragraph.scope, paragraph.locator, style=paragraph.style.name)
        draft.revision = revision_of(piece.revision for piece in filled)
        draft.number = label.text if label else ""
        draft.stretches = stretches(paragraph.pieces, tidy)
        outline = number(paragraph.properties, "outlineLvl")
        level = paragraph.style.heading if outline is None else heading_level(outline)
        if paragraph.style.toc or (filled and all(piece.toc for piece in filled)):
            draft.kind = "toc"
        elif level and is_title(text):
            draft.kind, draft.level = "heading", level
            if paragraph.scope.layer == "body":
                self._heading = f"{draft.number} {text}".strip()[:_MAX_QUOTED_TITLE]
        elif label:
            draft.kind, draft.level = "list-item", label.depth
        return draft

    # ---- tables --------------------------------------------------------------------------------------------

    def _table(self, table: Element, scope: Scope) -> Iterator[Draft]:
        rows = []
        for row, mark in _flat(table, scope.mark, {f"{W}tr"}):
            inner = _changed(mark, row, "trPr/del", "trPr/ins")
            rows.append((row, inner, list(_flat(row, inner, {f"{W}tc"}))))
        if all(len(cells) <= 1 for _, _, cells in rows):
            # A single column is a frame round ordinary paragraphs.
            for cell, mark in (pair for _, _, cells in rows for pair in cells):
                yield from self._cell(cell, replace(scope, mark=mark))
            return
        self._tables += 1
        rank, position = self._tables, 1
        for row, mark, cells in rows:
            place = scope.within(f"tableau {rank}, ligne {position}")
            yield from self._row(row, cells, replace(scope, place=place, table=(rank, position), mark=mark))
            if not mark.apart:
                position += 1

    def _row(self, row: Element, cells: Sequence[tuple[Element, Mark]], scope: Scope) -> Iterator[Draft]:
        """A block for the row, its long cells paragraph by paragraph, then its notes and nested tables."""
        contents = [list(self._cell(cell, replace(scope, mark=mark))) for cell, mark in cells]
        # What hangs on a cell, notes and nested tables, is not in this row of this table.
        own = [[draft for draft in content if draft.scope.table == scope.table] for content in contents]
        first = next(row.iter(f"{W}p"), None)
        locator = f"{scope.part}#{self._positions[scope.part].get(first, 0)}"
        filled = [draft for content in own for draft in content if draft.text]
        if len(filled) == 1 and filled[0].kind == "heading":
            # A title across the columns divides the document, as it would outside a table.
            yield filled[0]
            own = []
        for long, group in itertools.groupby(own, key=is_long):
            if long:
                yield from (draft for content in group for draft in content if draft.text)
            elif (draft := row_draft(list(group), scope, locator)) is not None:
                yield draft
        yield from (draft for content in contents for draft in content if draft.scope.table != scope.table)

    def _cell(self, cell: Element, scope: Scope) -> Iterator[Draft]:
        mark = _changed(scope.mark, cell, "tcPr/cellDel", "tcPr/cellIns")
        return self._blocks(cell, replace(scope, mark=mark))

    # ---- what paragraphs call ------------------------------------------------------------------------------

    def _called(self, anchored: Anchored, scope: Scope) -> Iterator[Draft]:
        mark = anchored.mark
        if anchored.kind in ("footnote", "endnote"):
            yield from self._note(anchored, scope)
        elif anchored.kind == "box" and anchored.element is not None:
            layer = "box" if scope.layer == "body" else scope.layer
            place = scope.within("zone de texte")
            yield from self.story(anchored.element, Scope(scope.part, layer, place, mark=mark))
        elif mark.apart:
            return
        elif anchored.kind == "diagram":
            yield from self._diagram(anchored, scope)
        else:
            self._unread(anchored.kind, scope.part, anchored.id)

    def _note(self, anchored: Anchored, scope: Scope) -> Iterator[Draft]:
        kind, mark = anchored.kind, anchored.mark
        if kind not in self._notes:
            part, root = self._package.named(f"{kind}s")
            found = {} if root is None else {note.get(f"{W}id", ""): note for note in root.iter(f"{W}{kind}")}
            self._notes[kind] = (part, found)
        part, notes = self._notes[kind]
        read = self._notes_read[kind]
        if anchored.id in read:
            return
        place = _NOTE_PLACE[kind]
        if not mark.apart:
            # A deleted call takes no number, as in Word.
            read.add(anchored.id)
            place += f" {len(read)}"
        if anchored.id in notes:
            yield from self.story(notes[anchored.id], Scope(part, "note", place, mark=mark))
        elif notes or not part:
            # Otherwise the whole part is missing or broken, which is already told.
            self._unread("missing-note", scope.part, "")

    def _diagram(self, anchored: Anchored, scope: Scope) -> Iterator[Draft]:
        """The words of a diagram, which are in a part of their own."""
        relation = self._package.relations_of(scope.part).get(anchored.id)
        root = self._package.read(relation.target) if relation else None
        if relation is None or root is None:
            return
        layer = "box" if scope.layer == "body" else scope.layer
        inner = Scope(relation.target, layer, scope.within("diagramme"))
        for position, paragraph in enumerate(root.iter(f"{_DRAWING}p"), 1):
            text = tidy("".join(piece.text or "" for piece in paragraph.iter(f"{_DRAWING}t")))
            if text:
                yield Draft(text, "paragraph", inner, f"{relation.target}#{position}")

    def _unread(self, code: str, part: str, relation_id: str) -> None:
        relation = self._package.relations_of(part).get(relation_id)
        self._package.note(relation.target if relation else part, code, *_UNREAD[code])


def _flat(container: Element, mark: Mark, wanted: Collection[str]) -> Iterator[tuple[Element, Mark]]:
    """The wanted elements of a container, through content controls, custom XML and tracked changes round them."""
    for element in container:
        if element.tag in wanted:
            yield element, mark
        elif element.tag == f"{MC}AlternateContent":
            chosen = choice(element)
            if chosen is not None:
                yield from _flat(chosen, mark, wanted)
        elif element.tag not in _PROPERTIES:
            inner = branch_mark(element, mark) or mark
            ticked = checkbox(element)
            yield from _flat(element, inner if ticked is None else replace(inner, ticked=ticked), wanted)


def _changed(mark: Mark, element: Element, deleted: str, inserted: str) -> Mark:
    """The mark inside a row or cell that was deleted or inserted as a whole."""
    if child_of(element, deleted) is not None:
        return replace(mark, apart="deleted")
    return mark if child_of(element, inserted) is None else replace(mark, revision="inserted")


def _end_is_deleted(properties: Element | None) -> bool:
    return child_of(properties, "rPr/del") is not None or child_of(properties, "rPr/moveFrom") is not None
