"""The text of one paragraph: what is to be read, what is deleted, hidden or struck, and what hangs on it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import ClassVar, Literal

from clausecheck.extract.docx_annotations import is_highlighted
from clausecheck.extract.docx_package import MC, Element, R, W
from clausecheck.extract.docx_styles import Style, Styles, child_of, switch, value
from clausecheck.extract.docx_symbols import BOX_GLYPHS, TICKED, UNTICKED, checkbox, form_field, glyph, translate
from clausecheck.text import clean

Apart = Literal["", "deleted", "hidden", "struck"]
Revision = Literal["", "inserted", "moved"]

_MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_DIAGRAM = "{http://schemas.openxmlformats.org/drawingml/2006/diagram}"
_OLE = "{urn:schemas-microsoft-com:office:office}OLEObject"

# Breaks inside a paragraph, until its whole text is known; neither character can occur in XML.
_LINE_BREAK, _PAGE_BREAK = "\v", "\f"
_SPACE_ROUND_BREAK = re.compile(r"[^\S\xa0]*([\v\f])[^\S\xa0]*")
_SIGNS = {
    f"{W}tab": "\t",
    f"{W}ptab": "\t",
    f"{W}cr": _LINE_BREAK,
    f"{W}noBreakHyphen": "-",
    # A fraction bar is drawn, not written.
    f"{_MATH}den": "/",
}
_SKIPPED = frozenset(W + tag for tag in ("pPr", "rPr", "sdtPr", "sdtEndPr", "rt", "p", "tbl", "fldData", "softHyphen"))
_TEXT = frozenset((f"{W}t", f"{W}delText", f"{_MATH}t"))


@dataclass(frozen=True, slots=True)
class Mark:
    """The state in force on a stretch of text. ``apart`` text is kept out of the paragraph.

    ``ticked`` is the state of a check box control round a whole paragraph.
    """

    apart: Apart = ""
    revision: Revision = ""
    font: str = ""
    ticked: bool | None = None
    highlight: bool = False


NO_MARK = Mark()
_NO_STYLE = Style()


@dataclass(frozen=True, slots=True)
class Piece:
    text: str
    apart: Apart
    revision: Revision
    toc: bool
    highlight: bool = False
    comments: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Anchored:
    """Something that a paragraph calls: a note by its id, a text box, or another part by the id of its relation."""

    kind: Literal["footnote", "endnote", "box", "diagram", "object", "subdocument"]
    mark: Mark
    id: str = ""
    element: Element | None = None


@dataclass(slots=True)
class Inline:
    """The content of a paragraph, in order."""

    pieces: list[Piece] = field(default_factory=list)
    anchored: list[Anchored] = field(default_factory=list)


@dataclass(slots=True)
class _Field:
    """A field whose end has not been met. Its code is not text; its result is, unless ``silent``."""

    silent: bool
    in_code: bool = True
    code: str = ""

    @property
    def is_toc(self) -> bool:
        return self.code.strip().upper().startswith("TOC")


class InlineReader:
    """Reads the paragraphs of one story, in order: a field may begin in one paragraph and end in another."""

    def __init__(self, styles: Styles) -> None:
        self._styles = styles
        self._closed: set[Element] = set()
        self._fields: list[_Field] = []
        self._inline = Inline()
        self._style = Style()
        self._comments: set[str] = set()
        self._commented: set[str] = set()

    def prepare(self, root: Element) -> None:
        """To be called with each part before its paragraphs are read."""
        self._closed.update(_closed_fields(root))

    def paragraph(self, element: Element, style: Style, mark: Mark) -> Inline:
        self._inline = Inline()
        self._style = style
        self._walk_box(element, mark, mark.ticked)
        return self._inline

    def enter_story(self) -> list[_Field]:
        """Begin a note or a box, where the fields of the main text are not in force; ``leave_story`` ends it."""
        outer, self._fields = self._fields, []
        return outer

    def leave_story(self, outer: list[_Field]) -> None:
        self._fields = outer

    # ---- walking -------------------------------------------------------------------------------------------

    def _walk(self, parent: Element, mark: Mark) -> None:
        for element in parent:
            tag = element.tag
            if tag in _SKIPPED:
                continue
            if tag in _TEXT:
                # Word shows a line end of the XML as a space, and a tab as a tab.
                text = (element.text or "").replace("\n", " ").replace("\r", " ")
                self._add(translate(text, mark.font), mark)
            elif tag == f"{W}r":
                self._walk(element, self._run_mark(element, mark))
            elif tag in _SIGNS:
                self._add(_SIGNS[tag], mark)
                self._walk(element, mark)
            elif (branch := branch_mark(element, mark)) is not None:
                self._walk(element, branch)
            elif (handler := self._HANDLERS.get(tag)) is not None:
                handler(self, element, mark)
            else:
                self._walk(element, mark)

    def _add(self, text: str, mark: Mark) -> None:
        if any(each.in_code or each.silent for each in self._fields):
            return
        toc = any(each.is_toc for each in self._fields)
        self._inline.pieces.append(Piece(text, mark.apart, mark.revision, toc, mark.highlight, frozenset(self._comments)))

    def _run_mark(self, run: Element, mark: Mark) -> Mark:
        properties = child_of(run, "rPr")
        hidden = struck = None
        font, character = "", _NO_STYLE
        if properties is not None:
            character = self._styles.get(value(properties, "rStyle") or "")
            hidden = switch(properties, "vanish")
            struck = switch(properties, "dstrike") or switch(properties, "strike")
            fonts = child_of(properties, "rFonts")
            font = "" if fonts is None else fonts.get(f"{W}ascii") or fonts.get(f"{W}hAnsi") or ""
        # Both are toggles: a paragraph style and a character style that both set one cancel out.
        hidden = self._style.hidden != character.hidden if hidden is None else hidden
        struck = self._style.struck != character.struck if struck is None else struck
        apart: Apart = mark.apart or ("hidden" if hidden else "struck" if struck else "")
        return Mark(apart, mark.revision, font, mark.ticked, is_highlighted(properties))

    # ---- elements with a meaning of their own --------------------------------------------------------------

    def _break(self, element: Element, mark: Mark) -> None:
        flowing = element.get(f"{W}type", "textWrapping") == "textWrapping"
        self._add(_LINE_BREAK if flowing else _PAGE_BREAK, mark)

    def _symbol(self, element: Element, mark: Mark) -> None:
        try:
            code = int(element.get(f"{W}char", ""), 16)
        except ValueError:
            return
        self._add(glyph(code, element.get(f"{W}font", "")), mark)

    def _field_char(self, element: Element, mark: Mark) -> None:
        kind = element.get(f"{W}fldCharType")
        if kind == "begin" and element in self._closed:
            shown = form_field(child_of(element, "ffData"))
            if shown is not None:
                self._add(shown, mark)
            self._fields.append(_Field(silent=shown is not None))
        elif kind == "separate" and self._fields:
            self._fields[-1].in_code = False
        elif kind == "end" and self._fields:
            self._fields.pop()

    def _field_code(self, element: Element, mark: Mark) -> None:
        if self._fields and self._fields[-1].in_code:
            self._fields[-1].code += element.text or ""

    def _simple_field(self, element: Element, mark: Mark) -> None:
        self._fields.append(_Field(silent=False, in_code=False, code=element.get(f"{W}instr", "")))
        self._walk(element, mark)
        self._fields.pop()

    def _control(self, element: Element, mark: Mark) -> None:
        self._walk_box(element, mark, checkbox(element))

    def _walk_box(self, element: Element, mark: Mark, ticked: bool | None) -> None:
        """Read a check box control by its state: its glyph may be of any font. Anything else is simply read."""
        start = len(self._inline.pieces)
        self._walk(element, replace(mark, ticked=None))
        if ticked is not None:
            content = self._inline.pieces[start:]
            del self._inline.pieces[start:]
            self._add(TICKED if ticked else UNTICKED, mark)
            self._inline.pieces.extend(replace(piece, text=piece.text.lstrip(BOX_GLYPHS)) for piece in content)

    def _choice(self, element: Element, mark: Mark) -> None:
        chosen = choice(element)
        if chosen is not None:
            self._walk(chosen, mark)

    def _comment_start(self, element: Element, mark: Mark) -> None:
        self._comments.add(element.get(f"{W}id", ""))
        self._commented.add(element.get(f"{W}id", ""))

    def _comment_end(self, element: Element, mark: Mark) -> None:
        self._comments.discard(element.get(f"{W}id", ""))

    def _comment_call(self, element: Element, mark: Mark) -> None:
        """A comment whose stretch was not told in a paragraph is about the place where it is called."""
        if element.get(f"{W}id", "") not in self._commented:
            self._inline.pieces.append(Piece("", "", "", False, comments=frozenset({element.get(f"{W}id", "")})))

    def _note_call(self, element: Element, mark: Mark) -> None:
        kind: Literal["footnote", "endnote"] = "footnote" if element.tag == f"{W}footnoteReference" else "endnote"
        self._inline.anchored.append(Anchored(kind, mark, element.get(f"{W}id", "")))

    def _box(self, element: Element, mark: Mark) -> None:
        self._inline.anchored.append(Anchored("box", mark, element=element))

    def _diagram(self, element: Element, mark: Mark) -> None:
        self._inline.anchored.append(Anchored("diagram", mark, element.get(f"{R}dm", "")))

    def _object(self, element: Element, mark: Mark) -> None:
        # Formulas made by the old equation editor are objects too, but hold no sentence.
        if not element.get("ProgID", "").startswith("Equation"):
            self._inline.anchored.append(Anchored("object", mark, element.get(f"{R}id", "")))

    def _subdocument(self, element: Element, mark: Mark) -> None:
        self._inline.anchored.append(Anchored("subdocument", mark, element.get(f"{R}id", "")))

    _HANDLERS: ClassVar[dict[str, Callable[[InlineReader, Element, Mark], None]]] = {
        f"{W}br": _break,
        f"{W}sym": _symbol,
        f"{W}fldChar": _field_char,
        f"{W}instrText": _field_code,
        f"{W}delInstrText": _field_code,
        f"{W}fldSimple": _simple_field,
        f"{W}sdt": _control,
        f"{MC}AlternateContent": _choice,
        f"{W}commentRangeStart": _comment_start,
        f"{W}commentRangeEnd": _comment_end,
        f"{W}commentReference": _comment_call,
        f"{W}footnoteReference": _note_call,
        f"{W}endnoteReference": _note_call,
        f"{W}txbxContent": _box,
        f"{_DIAGRAM}relIds": _diagram,
        f"{W}subDoc": _subdocument,
        _OLE: _object,
    }


def branch_mark(element: Element, mark: Mark) -> Mark | None:
    """The mark inside a tracked change; None for any other element. What is deleted stays so inside an insertion."""
    tag = element.tag
    if tag in (f"{W}del", f"{W}moveFrom"):
        return replace(mark, apart="deleted")
    if tag == f"{W}ins":
        return replace(mark, revision="inserted")
    if tag == f"{W}moveTo":
        return replace(mark, revision="moved")
    return None


def choice(element: Element) -> Element | None:
    """The branch of an ``mc:AlternateContent`` to read. Both branches say the same thing to different readers."""
    chosen: Element | None = element.find(f"{MC}Choice")
    return element.find(f"{MC}Fallback") if chosen is None else chosen


def tidy(text: str) -> str:
    """The final text of a paragraph: normal form, breaks decided, blanks at both ends dropped."""
    text = clean(text)
    if _LINE_BREAK in text or _PAGE_BREAK in text:
        text = _SPACE_ROUND_BREAK.sub(r"\1", text).strip()
        text = re.sub(r"[\v\f]+", lambda m: _broken(text, m.start(), m.end()), text)
    return text.strip()


def _broken(text: str, start: int, end: int) -> str:
    """A line break inside a sentence is a space; before a new one, a list item or a new page it ends the line."""
    flows = text[end].islower() or text[start - 1] == ","
    return " " if flows and _PAGE_BREAK not in text[start:end] else "\n"


def _closed_fields(root: Element) -> list[Element]:
    """The field beginnings that have an end. One without would turn all the text that follows into its code."""
    closed: list[Element] = []
    open_fields: list[Element] = []
    for element in root.iter(f"{W}fldChar"):
        kind = element.get(f"{W}fldCharType")
        if kind == "begin":
            open_fields.append(element)
        elif kind == "end" and open_fields:
            closed.append(open_fields.pop())
    return closed
