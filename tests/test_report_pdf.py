"""The highlighted PDF: boxes on the words, source bytes kept, text unchanged."""

import hashlib
from pathlib import Path

import pypdfium2 as pdfium
import pytest
from pypdfium2 import raw

from clausecheck.errors import UsageError
from clausecheck.extract.pdf import read_pdf
from clausecheck.extract.pdf_words import Frame
from clausecheck.model import ElementFinding, Evidence, Finding, Report
from clausecheck.report import pdf
from clausecheck.report.pdf_page import WIDTH
from makers.pdf_maker import PdfMaker

SENTENCE = "Le titulaire notifie toute violation de données au plus tard vingt-quatre heures après l'avoir constatée."
FILL = "Le présent article précise les modalités de suivi de la prestation et la tenue des réunions. "


def one_column(rotation: int = 0) -> bytes:
    maker = PdfMaker().page(rotation).text("Article 1 - Suivi", bold=True)
    return maker.text(FILL * 3).text(SENTENCE).text(FILL * 3).bytes()


def two_columns() -> bytes:
    maker = PdfMaker().page()
    maker.text("Article 1 - Suivi", width=210, bold=True).text(FILL * 4, width=210).text(SENTENCE, width=210).text(FILL * 4, width=210)
    maker.top = 72
    return maker.text("Article 2 - Fin", x=320, width=210, bold=True).text(FILL * 9, x=320, width=210).bytes()


def judged(source: bytes, verdict: str = "weak") -> Report:
    document = read_pdf("c.pdf", source)
    start = document.text.index("Le titulaire notifie")
    end = document.text.index("constatée.", start) + len("constatée.")
    evidence = Evidence("c.pdf", "Article 1", 1, document.text[start:end], start, end)
    elements = (ElementFinding("content", "essential", True, False),)
    findings = (
        Finding("GDPR-33-2", "gdpr", verdict, "error", elements, (evidence,), ("lacks:content",)),
        Finding("GDPR-28-3-a", "gdpr", "missing", "error", (), (), ("no-core",)),
    )
    return Report("0", "1", "0" * 64, "fr", (document,), (), findings)


def annotations(data: bytes, number: int = 0) -> list[tuple[int, str, tuple[float, float, float, float]]]:
    document = pdfium.PdfDocument(data)
    page = document[number]
    out = []
    for k in range(raw.FPDFPage_GetAnnotCount(page.raw)):
        a = raw.FPDFPage_GetAnnot(page.raw, k)
        size = raw.FPDFAnnot_GetStringValue(a, b"Contents", None, 0)
        buffer = (raw.FPDF_WCHAR * (size // 2))()
        raw.FPDFAnnot_GetStringValue(a, b"Contents", buffer, size)
        rect = raw.FS_RECTF()
        raw.FPDFAnnot_GetRect(a, rect)
        box = (rect.left, rect.bottom, rect.right, rect.top)
        out.append((raw.FPDFAnnot_GetSubtype(a), bytes(buffer).decode("utf-16-le").rstrip("\0"), box))
        raw.FPDFPage_CloseAnnot(a)
    page.close()
    document.close()
    return out


def page_text(data: bytes, number: int) -> str:
    document = pdfium.PdfDocument(data)
    try:
        return document[number].get_textpage().get_text_bounded()
    finally:
        document.close()


def changed(before: bytes, after: bytes) -> tuple[set[tuple[int, int]], tuple[int, int]]:
    """Blank pixels that took the colour of a highlight (weak), and the size of the picture."""
    pictures = []
    for data in (before, after):
        document = pdfium.PdfDocument(data)
        pictures.append(document[0].render(scale=1).to_pil().convert("RGB"))
        document.close()
    old, new = pictures
    spots = {
        (x, y)
        for x in range(old.width)
        for y in range(old.height)
        if old.getpixel((x, y)) == (255, 255, 255) and new.getpixel((x, y)) == pdf.COLOURS["weak"]
    }
    return spots, old.size


SOURCES = {"upright": one_column, "90": lambda: one_column(90), "180": lambda: one_column(180), "270": lambda: one_column(270),
           "columns": two_columns}  # fmt: skip


@pytest.mark.parametrize("name", SOURCES)
def test_boxes_sit_on_the_words(name):
    source = SOURCES[name]()
    report = judged(source)
    spots, _ = changed(source, pdf.render(report, source, "c.pdf"))
    e = report.findings[0].evidence[0]
    words = [w for w in report.documents[0].words if e.start <= w.start < e.end]
    assert len(words) == len(e.quote.split())
    around = [(w.x0 - 2, w.top - 2, w.x1 + 8, w.bottom + 2) for w in words]
    assert all(any(x0 <= x <= x1 and y0 <= y <= y1 for x0, y0, x1, y1 in around) for x, y in spots)
    for w in words:
        assert sum(w.x0 <= x <= w.x1 and w.top <= y <= w.bottom for x, y in spots) > 5, w


@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
def test_back_is_the_inverse_of_the_reader(rotation):
    frame = Frame(10, 20, 605, 862, rotation)
    assert frame.point(*pdf.back(frame, 33, 44)) == (33, 44)


@pytest.mark.parametrize("name", SOURCES)
def test_source_bytes_and_text_are_kept_and_the_result_is_the_same_each_time(name):
    source = SOURCES[name]()
    report = judged(source)
    result = pdf.render(report, source, "c.pdf")
    assert result.startswith(source)
    assert result == pdf.render(report, source, "c.pdf")
    assert page_text(result, 0) == page_text(source, 0)
    before, after = read_pdf("c.pdf", source), read_pdf("c.pdf", result)
    assert after.pages == 2
    assert after.text.startswith(before.text)
    assert "Page ajoutée par clausecheck" in page_text(result, 1)


def test_notes_say_the_verdict_and_what_lacks():
    source = one_column()
    kinds = annotations(pdf.render(judged(source), source, "c.pdf"))
    text = next(t for kind, t, _ in kinds if kind == raw.FPDF_ANNOT_HIGHLIGHT)
    assert text.startswith("GDPR-33-2 – insuffisante\n")
    assert "manque : " in text
    synthesis = next(t for kind, t, _ in kinds if kind == raw.FPDF_ANNOT_TEXT)
    assert "GDPR-28-3-a" in synthesis


def test_findings_on_the_same_passage_share_one_highlight_with_the_gravest_colour():
    source = one_column()
    report = judged(source)
    first = report.findings[0]
    second = Finding("SOV-OWNERSHIP", "data-sovereignty", "contrary", "note", (), first.evidence, ("contrary",))
    both = Report("0", "1", "0" * 64, "fr", report.documents, (), (first, second))
    assert [[f.clause for f, _ in p.findings] for p in pdf.passages(both, report.documents[0])] == [["SOV-OWNERSHIP", "GDPR-33-2"]]


def test_synthesis_stays_inside_its_page():
    source = one_column()
    report = judged(source)
    many = tuple(Finding(f"GDPR-{n}-TRÈS-LONG-NOM", "gdpr", "missing", "error", (), (), ("no-core",)) for n in range(300))
    result = pdf.render(Report("0", "1", "0" * 64, "fr", report.documents, (), many), source, "c.pdf")
    page = pdfium.PdfDocument(result)[1]
    boxes = [o.get_bounds() for o in page.get_objects()]
    assert all(x0 > 40 and x1 < WIDTH - 20 and y0 > 40 for x0, y0, x1, _ in boxes)
    assert "autre(s), dans le rapport complet" in page_text(result, 1)


def test_another_file_is_refused():
    source = one_column()
    with pytest.raises(UsageError):
        pdf.render(judged(source), two_columns(), "c.pdf")


def test_signature_is_seen(tmp_path: Path):
    source = one_column()
    assert not pdf.is_signed(source)
    assert not pdf.is_signed(b"%PDF-1.7 nothing")
    signed = _with_signature_field(source)
    assert pdf.is_signed(signed)
    result = pdf.render(judged(signed), signed, "c.pdf")
    assert result.startswith(signed)
    assert len(pdfium.PdfDocument(result)) == 1
    assert hashlib.sha256(result[: len(signed)]).digest() == hashlib.sha256(signed).digest()


def _with_signature_field(source: bytes) -> bytes:
    """An incremental update that gives the file a signature field with a value (no real signature)."""
    end = source.index(b"startxref")
    previous = int(source[end:].split()[1])
    trailer = source[source.rindex(b"trailer") : end].decode("latin-1")
    root = int(trailer.split("/Root ")[1].split()[0])
    size = int(trailer.split("/Size ")[1].split()[0])
    at = source.index(b"\n%d 0 obj" % root) + 1
    body = source[at : source.index(b"endobj", at)].decode("latin-1")
    catalog = body.rstrip()[:-2] + f"/AcroForm <</Fields [{size} 0 R] /SigFlags 3>> >>\nendobj\n"
    value = "<</Type /Sig /Filter /Adobe.PPKLite /ByteRange [0 1 2 3] /Contents <00>>>"
    field = f"{size} 0 obj\n<</FT /Sig /T (s) /V {value} >>\nendobj\n"
    out = source + b"\n"
    first = len(out)
    out += catalog.encode("latin-1")
    second = len(out)
    out += field.encode()
    table = len(out)
    out += f"xref\n{root} 1\n{first:010d} 00000 n \n{size} 1\n{second:010d} 00000 n \n".encode()
    out += f"trailer\n<</Root {root} 0 R /Size {size + 1} /Prev {previous}>>\nstartxref\n{table}\n%%EOF\n".encode()
    return out
