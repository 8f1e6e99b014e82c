"""The words of a PDF page with their boxes, sizes and weights, read by pdfium's raw interface.

Characters are read in one call and only the first and last of each word are measured: measuring every character
would double the time of the whole reader.
"""

from __future__ import annotations

import ctypes
import math
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

import pypdfium2 as pdfium
from pypdfium2 import raw

from clausecheck.text import clean

#: How pdfium marks a hyphen at the end of a line.
LINE_HYPHEN = "\ufffe"
#: Glyphs of Symbol and Wingdings, whose code points mean nothing without the font. The rest becomes a bullet at the
#: start of a line and nothing elsewhere.
_SYMBOLS = {
    0xF06C: "•", 0xF06E: "▪", 0xF06F: "☐", 0xF070: "☐", 0xF071: "☐", 0xF072: "☐", 0xF076: "•", 0xF078: "☒", 0xF0A3: "☐",
    0xF0A7: "▪", 0xF0A8: "☐", 0xF0B7: "•", 0xF0D8: "•", 0xF0E0: "→", 0xF0E8: "→", 0xF0F0: "⇒", 0xF0FC: "✓", 0xF0FD: "☒",
    0xF0FE: "☒", 0xF02D: "-", 0xF052: "☒", 0xF053: "☒", 0xF0B0: "°",
}  # fmt: skip
_WORD = re.compile(rf"[^\s\x00-\x1f\ufeff{LINE_HYPHEN}]+{LINE_HYPHEN}?")
_ODD = re.compile(r"[^\x20-\x7eÀ-ÿ’‘–—“”€Œœ…•]")
_PRIVATE = re.compile("[\ue000-\uf8ff]")
_GARBLED = re.compile("[\ue000-\uf8ff\ufffd\x01\x03-\x08\x0e-\x1f]")
#: Where a change of size inside a word is looked for: a call or a label of a note is made of these.
_CALL = re.compile(r"^[\d*]{1,3}(?=\D)|(?<=\D)[\d*]{1,3}\W?$")
#: pdfium leaves no blank where only a tab parts a label from its text: "3.1Objet", "•la".
_GLUED_LABEL = re.compile(r"(?:\d[\d.]*[.)°]?|\(?[a-zA-Z]{1,4}[.)]|[•▪\uf000-\uf0ff-])(?=[^\W\d]|[\[(«“\"])")
_ORDINAL = re.compile(r"(?:ers?|[eè]?res?|[eè]?mes?|nde?s?|st|th|rd|os?|[a-z]?\W*$)")
_UNICODE_CALL = re.compile(r"(?<=[^\W\d]{4})[⁰¹²³⁴-⁹]{1,3}(?=\W*$)|(?<=[.,;:»”)])[⁰¹²³⁴-⁹]{1,3}$")
_BOLD = re.compile(r"bold|black|heavy|semibd|demi", re.IGNORECASE)
_UNIT = re.compile(r"(?:^|[\d/.,])(?:[kcdm]?m|ha|s)$")
_FORCE_BOLD = 1 << 18
_FILL_AND_STROKE = 2


@dataclass(slots=True)
class RawWord:
    """A word in points of the page as it is displayed, origin at the top left.

    ``glued`` words follow the word before without a blank. ``call`` is a raised number: the call of a note.
    ``hyphen`` words end their line with a hyphen; when the file says that it is a soft one, it is left out.
    """

    text: str
    x0: float
    top: float
    x1: float
    bottom: float
    size: float
    bold: bool
    upright: bool
    ends_line: bool = False
    glued: bool = False
    call: bool = False
    hyphen: bool = False


@dataclass(slots=True)
class PageText:
    """What pdfium reads on a page. ``garbled`` is the share of characters that stand for no letter.

    ``flattened`` pages had form fields or text annotations, which come last whatever their place.
    """

    number: int
    width: float
    height: float
    words: list[RawWord] = field(default_factory=list)
    garbled: float = 0.0
    flattened: bool = False
    broken: bool = False


@dataclass(frozen=True, slots=True)
class Frame:
    """From the page's own coordinates to the page as it is displayed."""

    left: float
    bottom: float
    right: float
    top: float
    rotation: int

    @property
    def width(self) -> float:
        return self.top - self.bottom if self.rotation in (90, 270) else self.right - self.left

    @property
    def height(self) -> float:
        return self.right - self.left if self.rotation in (90, 270) else self.top - self.bottom

    def point(self, x: float, y: float) -> tuple[float, float]:
        if self.rotation == 0:
            return x - self.left, self.top - y
        if self.rotation == 90:
            return y - self.bottom, x - self.left
        if self.rotation == 180:
            return self.right - x, y - self.bottom
        return self.top - y, self.right - x

    def box(self, x0: float, y0: float, x1: float, y1: float) -> tuple[float, float, float, float]:
        """(x0, top, x1, bottom) of a rectangle given by its lower left and upper right corners."""
        if self.rotation == 0:
            return x0 - self.left, self.top - y1, x1 - self.left, self.top - y0
        ax, ay = self.point(x0, y0)
        bx, by = self.point(x1, y1)
        return min(ax, bx), min(ay, by), max(ax, bx), max(ay, by)


def frame_of(page: pdfium.PdfPage) -> Frame:
    left, bottom, right, top = page.get_bbox()
    return Frame(left, bottom, right, top, page.get_rotation() % 360)


@dataclass(frozen=True, slots=True)
class _Style:
    size: float
    bold: bool
    angle: int


class WordReader:
    """Reads the words of the pages of one document; what it learns of a font serves all pages."""

    def __init__(self) -> None:
        self._bold_fonts: dict[int, bool] = {}

    def read(self, page: pdfium.PdfPage, number: int) -> PageText:
        frame = frame_of(page)
        result = PageText(number, frame.width, frame.height)
        text_page = page.get_textpage()
        try:
            text = _characters(text_page)
            if text:
                result.garbled = len(_GARBLED.findall(text)) / max(1, len(text) - text.count(" "))
                result.words = list(self._words(text_page.raw, text, frame))
        finally:
            text_page.close()
        return result

    def _words(self, page: raw.FPDF_TEXTPAGE, text: str, frame: Frame) -> Iterator[RawWord]:
        styles: dict[int | None, _Style] = {}
        box = raw.FS_RECTF()
        box_ref = ctypes.byref(box)
        measure = raw.FPDFText_GetLooseCharBox
        previous: RawWord | None = None
        previous_end = 0
        for match in _WORD.finditer(text):
            start, end = match.span()
            if previous is not None and "\n" in text[previous_end:start]:
                previous.ends_line = True
            for first, last, glued in self._cuts(page, match, styles, frame):
                style = self._style(page, first, styles, frame)
                if not measure(page, first, box_ref):
                    continue
                x0, y0, x1, y1 = box.left, box.bottom, box.right, box.top
                if last - first > 1 and measure(page, last - 1, box_ref):
                    x0, y0, x1, y1 = min(x0, box.left), min(y0, box.bottom), max(x1, box.right), max(y1, box.top)
                word = RawWord(text[first:last], *frame.box(x0, y0, x1, y1), style.size, style.bold, style.angle == 0)
                word.glued = glued
                if previous is not None:
                    _relate(word, previous, adjacent=start == previous_end)
                if _tidy(word):
                    yield word
                    previous = word
            previous_end = end
        if previous is not None:
            previous.ends_line = True

    def _cuts(
        self, page: raw.FPDF_TEXTPAGE, match: re.Match[str], styles: dict[int | None, _Style], frame: Frame
    ) -> list[tuple[int, int, bool]]:
        """(start, end, glued) of the word in one piece, or cut at a note's number or at a label set off by a tab."""
        text, (start, end) = match[0], match.span()
        label = _GLUED_LABEL.match(text)
        if label and label.end() + 1 < len(text):
            cut = start + label.end()
            # Letter-spaced text has such gaps everywhere.
            if _gap(page, cut) - max(0.0, _gap(page, cut + 1)) > 0.05 * self._style(page, start, styles, frame).size:
                return [(start, cut, False), (cut, end, False)]
        if end - start == 1 or not _CALL.search(text):
            return [(start, end, False)]
        sizes = [self._style(page, k, styles, frame).size for k in range(start, end)]
        pieces, first, glued = [], 0, False
        for k in range(1, end - start):
            smaller = min(sizes[k], sizes[k - 1]) < 0.85 * max(sizes[k], sizes[k - 1])
            if smaller and (text[k].isalnum() or text[k] == "*" or text[k - 1].isdigit()):
                pieces.append((start + first, start + k, glued))
                # The number before a title in small capitals is a label; that of "1er" is not.
                first, glued = k, not text[first:k].isdigit() or bool(_ORDINAL.match(text, k))
        return [*pieces, (start + first, end, glued)]

    def _style(self, page: raw.FPDF_TEXTPAGE, index: int, styles: dict[int | None, _Style], frame: Frame) -> _Style:
        handle = raw.FPDFText_GetTextObject(page, index)
        key = ctypes.addressof(handle.contents) if handle else None
        style = styles.get(key)
        if style is None:
            matrix = raw.FS_MATRIX()
            size, scale, angle = raw.FPDFText_GetFontSize(page, index), 1.0, 0
            if raw.FPDFText_GetMatrix(page, index, matrix):
                scale = math.hypot(matrix.c, matrix.d)
                turn = math.degrees(math.atan2(matrix.b, matrix.a)) - frame.rotation
                angle = round(turn / 90) * 90 % 360
            style = styles[key] = _Style(round(size * scale, 1), self._is_bold(handle), angle)
        return style

    def _is_bold(self, handle: raw.FPDF_PAGEOBJECT) -> bool:
        if not handle:
            return False
        if raw.FPDFTextObj_GetTextRenderMode(handle) == _FILL_AND_STROKE:
            return True
        font = raw.FPDFTextObj_GetFont(handle)
        key = ctypes.cast(font, ctypes.c_void_p).value or 0
        if key not in self._bold_fonts:
            buffer = ctypes.create_string_buffer(128)
            raw.FPDFFont_GetBaseFontName(font, buffer, 128)
            name = buffer.value.decode("latin-1")
            self._bold_fonts[key] = bool(_BOLD.search(name)) or bool(raw.FPDFFont_GetFlags(font) & _FORCE_BOLD)
        return self._bold_fonts[key]


def _characters(text_page: pdfium.PdfTextPage) -> str:
    """One character per index of pdfium's text page."""
    count = text_page.count_chars()
    if count <= 0:
        return ""
    buffer = (ctypes.c_ushort * (count + 1))()
    raw.FPDFText_GetText(text_page.raw, 0, count, buffer)
    text = bytes(buffer).decode("utf-16-le", "replace").rstrip("\0")
    if len(text) == count:
        return text
    # Characters without a code, or beyond 16 bits, shift the bulk text: then each index is asked for.
    codes = (raw.FPDFText_GetUnicode(text_page.raw, k) for k in range(count))
    return "".join(LINE_HYPHEN if code in (2, 0xFFFE) else chr(code) if code < 0x110000 else "\ufffd" for code in codes)


def _gap(page: raw.FPDF_TEXTPAGE, index: int) -> float:
    """The blank before a character, in points of the page."""
    before, after = raw.FS_RECTF(), raw.FS_RECTF()
    raw.FPDFText_GetLooseCharBox(page, index - 1, before)
    raw.FPDFText_GetLooseCharBox(page, index, after)
    return max(float(after.left - before.right), float(before.bottom - after.top), float(after.bottom - before.top))


def _tidy(word: RawWord) -> bool:
    """Give the word its final letters; False when nothing is left of it."""
    text = word.text
    if _ODD.search(text):
        if text.endswith((LINE_HYPHEN, "\u00ad")):
            word.hyphen = word.ends_line = True
            text = text[:-1] + ("-" if text[-1] == LINE_HYPHEN else "")
        text = clean(_PRIVATE.sub(lambda m: _SYMBOLS.get(ord(m[0]), "•"), text).replace(LINE_HYPHEN, "-"))
        text = _UNICODE_CALL.sub("", text)
        word.text = text
    return bool(text)


def _relate(word: RawWord, previous: RawWord, *, adjacent: bool) -> None:
    """Settle what depends on the word before."""
    if previous.hyphen and adjacent and word.x0 >= previous.x1 - 1 and word.top < previous.bottom < word.bottom + 1:
        # pdfium saw the end of a line where there is none.
        previous.hyphen = previous.ends_line = False
        word.glued = True
    if previous.ends_line or word.size > 0.85 * previous.size or not re.fullmatch(r"[\d*]{1,3}\W?", word.text):
        return
    raised = word.top < previous.top + 0.35 * (previous.bottom - previous.top) and word.bottom < previous.bottom - 0.5
    word.call = raised and not _UNIT.search(previous.text)
