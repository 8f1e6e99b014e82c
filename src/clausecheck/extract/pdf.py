"""PDF → Document: pdfium reads words and drawings, the geometry makes paragraphs, titles, lists, tables and notes."""

from __future__ import annotations

import hashlib
import itertools
import re
from collections.abc import Iterator, Sequence

import pypdfium2 as pdfium
from pypdfium2 import raw

from clausecheck.errors import UnreadableError
from clausecheck.extract.pdf_blocks import classify
from clausecheck.extract.pdf_columns import set_flow, settle_edges
from clausecheck.extract.pdf_flow import FlowReader
from clausecheck.extract.pdf_forms import add_marks, take_marks
from clausecheck.extract.pdf_layout import Line, PageLayout, build_lines, decorate, drop_calls, running_lines
from clausecheck.extract.pdf_paragraphs import Paragraph, measure_typography
from clausecheck.extract.pdf_shapes import Shapes, read_shapes
from clausecheck.extract.pdf_tables import find_tables
from clausecheck.extract.pdf_text import Hyphens, Writer
from clausecheck.extract.pdf_words import PageText, WordReader, frame_of
from clausecheck.model import Document, Layer, Unread

MAX_PAGES = 3_000
_FEW_WORDS = 15
_IMAGE_SHARE = 0.3
_GARBLED_SHARE = 0.2
#: Letters drawn as outlines leave a page of curves.
_MANY_CURVES = 150
_MESSAGES = {
    "page-image": (
        "{} : image sans texte ; passez le fichier par une reconnaissance de caractères (OCR)",
        "{}: an image without text; run OCR on the file",
    ),
    "page-garbled": (
        "{} : texte illisible, les polices ne disent pas quelles lettres elles dessinent",
        "{}: unreadable text, the fonts do not tell which letters they draw",
    ),
    "page-broken": ("{} : page endommagée", "{}: damaged page"),
    "form-xfa": (
        "{} : formulaire XFA, dont le contenu n'est pas lu ; enregistrez-le en PDF ordinaire",
        "{}: XFA form, whose content is not read; save it as an ordinary PDF",
    ),
}
_XFA = (raw.FORMTYPE_XFA_FULL, raw.FORMTYPE_XFA_FOREGROUND)
_MASKED = re.compile(r"\d+")


def read_pdf(name: str, data: bytes) -> Document:
    """Read ``data``, the content of a PDF named ``name``. The language is left to the caller.

    Raises UnreadableError, in one sentence, when nothing can be read of it.
    """
    pdf = _open(name, data)
    try:
        pages = len(pdf)
        if pages > MAX_PAGES:
            raise UnreadableError(
                f"{name}: {pages} pages; at most {MAX_PAGES} are read. Split the file.",
                f"{name} : {pages} pages ; {MAX_PAGES} au plus sont lues. Découpez le fichier.",
            )
        is_xfa = pdf.get_formtype() in _XFA
        read = list(_read_pages(pdf))
    finally:
        pdf.close()
    problems = [(text.number, code) for text, shapes in read if (code := _problem(text, shapes))]
    if not any(text.words and (text.number, "page-image") not in problems for text, _ in read):
        raise _nothing_to_read(name, problems)
    writer = _write(read)
    unread = list(_unread(problems))
    if is_xfa:
        unread.append(_tell("form-xfa", "formulaire"))
    return Document(
        name, hashlib.sha256(data).hexdigest(), "pdf", writer.text, tuple(writer.blocks), pages,
        unread=tuple(unread), ledger=writer.ledger, words=tuple(writer.words),
    )  # fmt: skip


# ---- reading -----------------------------------------------------------------------------------------------


def _open(name: str, data: bytes) -> pdfium.PdfDocument:
    try:
        pdf = pdfium.PdfDocument(data)
        if pdf.get_formtype() == raw.FORMTYPE_ACRO_FORM:
            # pdfium then draws the values of fields that come without a drawing of their own.
            pdf.init_forms()
    except pdfium.PdfiumError as error:
        if error.err_code == raw.FPDF_ERR_PASSWORD:
            raise UnreadableError(
                f"{name}: protected by a password; remove it and try again.",
                f"{name} : protégé par un mot de passe ; retirez-le et recommencez.",
            ) from None
        raise UnreadableError(
            f"{name}: this PDF is empty, cut short or damaged; get a good copy or print it again to PDF.",
            f"{name} : ce PDF est vide, tronqué ou endommagé ; procurez-vous une bonne copie ou réimprimez-le en PDF.",
        ) from None
    return pdf


def _read_pages(pdf: pdfium.PdfDocument) -> Iterator[tuple[PageText, Shapes]]:
    reader = WordReader()
    for k in range(len(pdf)):
        try:
            page = pdf[k]
        except pdfium.PdfiumError:
            yield PageText(k + 1, 0.0, 0.0, broken=True), Shapes()
            continue
        marks = take_marks(page, frame_of(page))
        if marks is not None:
            page.close()
            page = pdf[k]
        text = reader.read(page, k + 1)
        if marks is not None:
            add_marks(text, marks)
        shapes = read_shapes(page)
        page.close()
        yield text, shapes


# ---- what cannot be read -----------------------------------------------------------------------------------


def _problem(text: PageText, shapes: Shapes) -> str:
    if text.broken:
        return "page-broken"
    if text.garbled > _GARBLED_SHARE:
        return "page-garbled"
    drawn = bool(shapes.images) or shapes.curves > _MANY_CURVES
    covered = shapes.image_share(text.width, text.height) > _IMAGE_SHARE
    if (drawn and not text.words) or (covered and len(text.words) < _FEW_WORDS):
        return "page-image"
    return ""


def _nothing_to_read(name: str, problems: Sequence[tuple[int, str]]) -> UnreadableError:
    codes = {code for _, code in problems}
    if "page-image" in codes:
        return UnreadableError(
            f"{name}: a scan without text; run OCR on it first.",
            f"{name} : c'est une image sans texte (scan) ; passez-le d'abord par une reconnaissance de caractères (OCR).",
        )
    if codes:
        return UnreadableError(f"{name}: this PDF is damaged.", f"{name} : ce PDF est endommagé.")
    return UnreadableError(f"{name}: no text in this PDF.", f"{name} : ce PDF ne contient aucun texte.")


def _unread(problems: Sequence[tuple[int, str]]) -> Iterator[Unread]:
    """One entry for each run of pages with the same problem."""
    numbered = [(code, number, number - place) for place, (number, code) in enumerate(problems)]
    for (code, _), run in itertools.groupby(numbered, key=lambda entry: (entry[0], entry[2])):
        numbers = [number for _, number, _ in run]
        where = f"page {numbers[0]}" if len(numbers) == 1 else f"pages {numbers[0]}-{numbers[-1]}"
        yield _tell(code, where)


def _tell(code: str, where: str) -> Unread:
    fr, en = _MESSAGES[code]
    return Unread(where, code, fr.format(where), en.format(where))


# ---- putting together --------------------------------------------------------------------------------------


def _write(read: Sequence[tuple[PageText, Shapes]]) -> Writer:
    layouts = []
    for text, _ in read:
        layout = PageLayout(text.number, text.width, text.height, build_lines(text.words, text.number), text.flattened)
        drop_calls(layout.lines)
        layouts.append(layout)
    running = _take_running(layouts)
    for layout, (_, shapes) in zip(layouts, read, strict=True):
        words = [word for line in layout.lines for word in line.words]
        set_flow(layout, find_tables(shapes, words, layout.number, layout.width, layout.height))
        decorate(layout.lines, shapes)
    settle_edges(layouts)
    typography = measure_typography([line for layout in layouts for line in layout.lines])
    flow = FlowReader(typography)
    for layout in layouts:
        flow.page(layout)
    items = flow.finish()
    classify(items, typography)
    writer = Writer(Hyphens(word for text, _ in read for word in text.words))
    for item in [*items, *running]:
        if isinstance(item, Paragraph):
            writer.paragraph(item)
        else:
            writer.row(item)
    return writer


def _take_running(layouts: Sequence[PageLayout]) -> list[Paragraph]:
    """Take running headers and footers out of the pages; one copy of each is kept."""
    running = running_lines(layouts)
    kept: dict[tuple[Layer, str], Line] = {}
    for layout in layouts:
        for line in layout.lines:
            layer: Layer | None = running.get(id(line))
            if layer is not None:
                kept.setdefault((layer, _MASKED.sub("#", line.text)), line)
        layout.lines = [line for line in layout.lines if id(line) not in running]
    places = {"header": "en-tête", "footer": "pied de page"}
    ordered = sorted(kept.items(), key=lambda entry: entry[0][0] == "footer")
    return [Paragraph([line], layer=layer, place=places[layer]) for (layer, _), line in ordered]
