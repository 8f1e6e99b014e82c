"""From the text that was judged back to the XML it was read from: which characters of which ``w:t`` hold a quote.

The reader's text is tidy (normal form, blanks, line breaks, separators of cells), that of the XML is not: see
:mod:`clausecheck.report.docx_align`.
"""

from __future__ import annotations

import bisect
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from clausecheck.extract.docx_package import Element, Package
from clausecheck.extract.docx_symbols import glyph
from clausecheck.model import Block, Document
from clausecheck.report.docx_align import letters, locate
from clausecheck.report.docx_parts import STRICT, TRANSITIONAL, kind

_NOT_READ = frozenset(
    ("w:pPr", "w:rPr", "w:sdtPr", "w:sdtEndPr", "w:rt", "w:p", "w:tbl", "w:del", "w:moveFrom", "w:instrText", "w:fldData")
)
#: What cannot be cut in two; a comment may begin or end beside it.
_WHOLE = frozenset(("w:r", "m:oMath", "m:oMathPara", "mc:AlternateContent"))


@dataclass(frozen=True, slots=True)
class Point:
    """A character of a ``w:t`` that can be cut, or an element that cannot (``offset`` is then -1)."""

    element: Element
    offset: int = -1


@dataclass(frozen=True, slots=True)
class Anchor:
    """The first and the last character to be marked. Without points, the paragraph is empty.

    ``exact`` is False when the whole paragraph stands for a quote that was not found in it. ``place`` names the note,
    header or text box that the quote is really in.
    """

    paragraph: Element
    first: Point | None = None
    last: Point | None = None
    exact: bool = True
    place: str = ""


def inside(element: Element, *kinds: str) -> Element | None:
    """The nearest ancestor of one of these kinds."""
    return next((each for each in element.iterancestors() if kind(each.tag) in kinds), None)


class Anchors:
    """Finds the anchors of one document. ``root`` may be changed between two calls, if its text is not."""

    def __init__(self, root: Element, document: Document, package: Package) -> None:
        self._document = document
        self._package = package
        self._root = root
        self._paragraphs = list(_paragraphs_in(root))
        self._starts = [block.start for block in document.blocks]

    # ---- blocks --------------------------------------------------------------------------------------------

    def block_at(self, offset: int) -> int:
        """The index of the block that holds this character of the document's text."""
        return max(0, bisect.bisect_right(self._starts, offset) - 1)

    def paragraphs(self, block: Block) -> list[Element]:
        """The paragraphs of the main part that a block was read from; empty when it was read from another part."""
        first = self._first(block)
        if first is None:
            return []
        if block.cells:
            return self._row(first, block)
        out = [first]
        # A deleted paragraph mark joins a paragraph to the next one, and the reader has joined them.
        while _end_is_deleted(out[-1]) and (following := _next_paragraph(out[-1])) is not None:
            out.append(following)
        return out

    def _first(self, block: Block) -> Element | None:
        part, _, number = block.locator.rpartition("#")
        position = int(number) if number.isdigit() else 0
        return self._paragraphs[position - 1] if part == self._package.main and 0 < position <= len(self._paragraphs) else None

    def _row(self, first: Element, block: Block) -> list[Element]:
        """All the paragraphs of the row whose first one this is: of the tables one in another, the one that fits best."""
        rows = [each for each in first.iterancestors() if kind(each.tag) == "w:tr" and next(_paragraphs_in(each)) is first]
        wanted = len(letters(self._text(block)))
        candidates = [list(_paragraphs_in(row)) for row in rows]
        fitting = [ps for ps in candidates if sum(len(letters(_raw(p))) for p in ps) >= wanted]
        return (fitting or candidates or [[first]])[0]

    def _text(self, block: Block) -> str:
        """The text of a block without the separators of its cells, at the same offsets."""
        text = self._document.text[block.start : block.end]
        for left, right in zip(block.cells, block.cells[1:], strict=False):
            a, b = left.end - block.start, right.start - block.start
            text = text[:a] + " " * (b - a) + text[b:]
        return text

    # ---- anchors -------------------------------------------------------------------------------------------

    def of(self, start: int, end: int) -> Anchor:
        """The anchor of ``document.text[start:end]``; of the nearest paragraph of the body if it is not in the body."""
        block = self._document.blocks[self.block_at(start)]
        found = self.paragraphs(block)
        outer = _outermost_paragraph(found[0]) if found else None
        if not found or block.layer != "body" or outer is not found[0]:
            paragraph = outer if outer is not None else self._calling(block)
            return _whole(paragraph, block.place or block.layer)
        last = self._document.blocks[self.block_at(max(start, end - 1))]
        begin = self._points(found, block, start, min(end, block.end))
        finish = begin if last is block else self._points(self.paragraphs(last), last, last.start, end)
        if begin is None or finish is None:
            whole = _whole(found[0])
            tail = _whole(found[-1])
            return Anchor(found[0], whole.first, tail.last or whole.last, exact=False)
        return Anchor(found[0], begin[0], finish[1])

    def end_of(self, block: Block) -> Anchor:
        """The last word of a block: where something is missing, nothing else deserves to be marked."""
        text = self._text(block)
        words = list(re.finditer(r"\S+", text))
        if not words:
            found = self.paragraphs(block)
            return _whole(found[-1] if found else self._calling(block))
        return self.of(block.start + words[-1].start(), block.start + words[-1].end())

    def _points(self, paragraphs: Sequence[Element], block: Block, start: int, end: int) -> tuple[Point, Point] | None:
        units = [unit for p in paragraphs for unit in _units(p)]
        raw = letters("".join(char for char, _ in units))
        text = letters(self._text(block))
        span = [k for k, (_, offset) in enumerate(text) if start <= offset + block.start < end]
        if not span or not raw:
            return None
        found = locate("".join(c for c, _ in raw), "".join(c for c, _ in text), span[0], span[-1] + 1)
        if found is None:
            return None
        first, last = raw[found[0]][1], raw[found[1]][1]
        # An accent written apart belongs to the letter before it.
        while last + 1 < len(units) and unicodedata.category(units[last + 1][0])[0] == "M":
            last += 1
        return units[first][1], units[last][1]

    def _calling(self, block: Block) -> Element:
        """The paragraph of the body from which a note, header, footer or diagram is called; else the first with text."""
        part, _, number = block.locator.rpartition("#")
        texts = [p for p in self._paragraphs if inside(p, "w:p") is None]
        filled = next((p for p in texts if _raw(p).strip()), texts[0] if texts else None)
        if filled is None:
            # Nothing but a header: a comment needs a paragraph of the body.
            filled = self._root.makeelement(f"{self._root.tag.partition('}')[0]}}}p")
            next(each for each in self._root if kind(each.tag) == "w:body").insert(0, filled)
            self._paragraphs.append(filled)
        called = self._call(part, int(number) if number.isdigit() else 0)
        outer = _outermost_paragraph(called) if called is not None else None
        return filled if outer is None else outer

    def _call(self, part: str, position: int) -> Element | None:
        """The element of the main part that calls the ``position``-th paragraph of another part."""
        ids = {r.id for r in self._package.relations_of(self._package.main).values() if r.target == part}
        tree = self._package.read(part) if ids else None
        if tree is None:
            return None
        paragraph = next((p for n, p in enumerate(_paragraphs_in(tree), 1) if n == position), None)
        note = inside(paragraph, "w:footnote", "w:endnote") if paragraph is not None else None
        for element in self._root.iter():
            name = kind(element.tag)
            if note is not None:
                if name == f"{kind(note.tag)}Reference" and _attribute(element, "id") == _attribute(note, "id"):
                    return element
            elif ids & set(element.attrib.values()):
                return _section_start(element) if name in ("w:headerReference", "w:footerReference") else element
        return None


# ---- the text of a paragraph -------------------------------------------------------------------------------


def _units(paragraph: Element) -> list[tuple[str, Point]]:
    """Every character shown by a paragraph and where it is; tabs and breaks, which are blanks, are left out."""
    out: list[tuple[str, Point]] = []

    def walk(parent: Element, whole: Element | None) -> None:
        for element in parent:
            name = kind(element.tag)
            if name in _NOT_READ:
                continue
            top = element if whole is None and name in _WHOLE else whole
            if name in ("w:t", "m:t"):
                divisible = name == "w:t" and top is not None and element.getparent() is top
                for offset, char in enumerate(element.text or ""):
                    out.append((char, Point(element, offset) if divisible else Point(element if top is None else top)))
            elif name == "w:noBreakHyphen" and top is not None:
                out.append(("-", Point(element) if element.getparent() is top else Point(top)))
            elif name == "w:sym" and top is not None:
                code = _attribute(element, "char")
                shown = glyph(int(code, 16), _attribute(element, "font")) if re.fullmatch("[0-9A-Fa-f]{1,6}", code) else " "
                out.append((shown, Point(element) if element.getparent() is top else Point(top)))
            elif name == "mc:AlternateContent":
                chosen = next((c for c in element if kind(c.tag) == "mc:Choice"), None)
                if chosen is None:
                    chosen = next((c for c in element if kind(c.tag) == "mc:Fallback"), None)
                if chosen is not None:
                    walk(chosen, top)
            else:
                walk(element, top)

    walk(paragraph, None)
    return out


def _raw(paragraph: Element) -> str:
    return "".join(char for char, _ in _units(paragraph))


def _whole(paragraph: Element, place: str = "") -> Anchor:
    units = [point for char, point in _units(paragraph) if not char.isspace()]
    return Anchor(paragraph, units[0], units[-1], not place, place) if units else Anchor(paragraph, None, None, not place, place)


# ---- the tree ----------------------------------------------------------------------------------------------


def _outermost_paragraph(element: Element) -> Element | None:
    """The paragraph of the body that holds an element, or is it: text boxes have paragraphs of their own."""
    return next((each for each in reversed([element, *element.iterancestors()]) if kind(each.tag) == "w:p"), None)


def _paragraphs_in(element: Element) -> Iterator[Element]:
    yield from element.iter(f"{{{TRANSITIONAL}}}p", f"{{{STRICT}}}p")


def _attribute(element: Element, name: str) -> str:
    for namespace in (TRANSITIONAL, STRICT):
        if (value := element.get(f"{{{namespace}}}{name}")) is not None:
            return str(value)
    return ""


def _end_is_deleted(paragraph: Element) -> bool:
    return any(
        kind(mark.tag) in ("w:del", "w:moveFrom")
        for properties in paragraph
        if kind(properties.tag) == "w:pPr"
        for run in properties
        if kind(run.tag) == "w:rPr"
        for mark in run
    )


def _next_paragraph(paragraph: Element) -> Element | None:
    following = paragraph.getnext()
    while following is not None and kind(following.tag) not in ("w:p", "w:tbl"):
        following = following.getnext()
    return following if following is not None and kind(following.tag) == "w:p" else None


def _section_start(reference: Element) -> Element | None:
    """The first paragraph with text of the section whose header or footer this is."""
    found = None
    for element in reference.getroottree().getroot().iter():
        name = kind(element.tag)
        if name == "w:p" and found is None and inside(element, "w:p") is None and _raw(element).strip():
            found = element
        elif name == "w:sectPr":
            if element is reference.getparent():
                return found
            found = None
    return found
