"""Form fields and text annotations, which pdfium leaves out of the text of a page."""

from __future__ import annotations

import ctypes
from dataclasses import dataclass

import pypdfium2 as pdfium
from pypdfium2 import raw

from clausecheck.extract.pdf_words import Frame, PageText, RawWord

_SHOWN = (raw.FPDF_ANNOT_WIDGET, raw.FPDF_ANNOT_FREETEXT)
_TICKABLE = (raw.FPDF_FORMFIELD_CHECKBOX, raw.FPDF_FORMFIELD_RADIOBUTTON)
_SIZE = 10.0  # of letters that are not drawn


@dataclass(frozen=True, slots=True)
class Mark:
    """Text that belongs at a place of the page: the state of a box to tick, or a note that the page may not draw."""

    text: str
    x0: float
    top: float
    x1: float
    bottom: float
    ticked: bool


def take_marks(page: pdfium.PdfPage, frame: Frame) -> list[Mark] | None:
    """Make fields and annotations part of the page, to be loaded again; None when it has none.

    The text they draw is then read with the rest of the page. What they do not draw as text is returned.
    """
    marks: list[Mark] = []
    found = False
    for k in range(raw.FPDFPage_GetAnnotCount(page)):
        annotation = raw.FPDFPage_GetAnnot(page, k)
        subtype = raw.FPDFAnnot_GetSubtype(annotation)
        if subtype in _SHOWN and not raw.FPDFAnnot_GetFlags(annotation) & raw.FPDF_ANNOT_FLAG_HIDDEN:
            found = True
            text, ticked = _content(page, annotation, subtype)
            rectangle = raw.FS_RECTF()
            if text and raw.FPDFAnnot_GetRect(annotation, rectangle):
                box = frame.box(rectangle.left, rectangle.bottom, rectangle.right, rectangle.top)
                marks.append(Mark(text, *box, ticked))
        raw.FPDFPage_CloseAnnot(annotation)
    if not found or raw.FPDFPage_Flatten(page, raw.FLAT_NORMALDISPLAY) == raw.FLATTEN_FAIL:
        return None
    return marks


def _content(page: pdfium.PdfPage, annotation: raw.FPDF_ANNOTATION, subtype: int) -> tuple[str, bool]:
    """(what the annotation says and may not draw as text, whether it is a box to tick)."""
    if subtype == raw.FPDF_ANNOT_FREETEXT:
        return _string(annotation, b"Contents"), False
    if page.formenv is None or raw.FPDFAnnot_GetFormFieldType(page.formenv, annotation) not in _TICKABLE:
        return "", False
    return "☒" if raw.FPDFAnnot_IsChecked(page.formenv, annotation) else "☐", True


def _string(annotation: raw.FPDF_ANNOTATION, key: bytes) -> str:
    length = raw.FPDFAnnot_GetStringValue(annotation, key, None, 0)
    buffer = (ctypes.c_ushort * (length // 2 + 1))()
    raw.FPDFAnnot_GetStringValue(annotation, key, buffer, length)
    return bytes(buffer).decode("utf-16-le", "replace").split("\0")[0].strip()


def add_marks(text: PageText, marks: list[Mark]) -> None:
    """Add to a page what its marks say and its text does not."""
    text.flattened = True
    shown = " ".join(word.text for word in text.words)
    for mark in marks:
        if mark.ticked:
            # A tick drawn as a letter of a symbol font says less than the state of its box.
            text.words = [word for word in text.words if not _lies_in(word, mark)]
        elif " ".join(mark.text.split()) in shown:
            continue
        words = mark.text.split()
        width = (mark.x1 - mark.x0) / len(words)
        for k, word in enumerate(words):
            left = mark.x0 + k * width
            text.words.append(RawWord(word, left, mark.top, left + 0.9 * width, mark.bottom, _SIZE, False, True))
        text.words[-1].ends_line = True


def _lies_in(word: RawWord, mark: Mark) -> bool:
    x, y = (word.x0 + word.x1) / 2, (word.top + word.bottom) / 2
    return mark.x0 <= x <= mark.x1 and mark.top <= y <= mark.bottom
