"""The PDF that was judged, its evidence highlighted: colour by verdict, a note on each passage, a page of synthesis at the end.

The annotations are appended as an incremental save: the bytes of the source stay as they are, at the start of the result, so
that a signature can still be checked. A signed file gets no page of synthesis, because a page more would break its signature.
The same report and source give the same bytes.
"""

from __future__ import annotations

import hashlib
import io
import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pypdfium2 as pdfium
from pypdfium2 import raw

from clausecheck.errors import UnreadableError, UsageError
from clausecheck.extract.pdf_words import Frame, frame_of
from clausecheck.model import Document, Evidence, Finding, HygieneIssue, Language, Report, Word
from clausecheck.patterns import load_patterns
from clausecheck.report import pdf_page
from clausecheck.report.parts import by_urgency, lacking_names, title, waiver_line
from clausecheck.report.unsettled import accepted, by_gravity, grouped, issue_title, message, said, settle
from clausecheck.report.words import VERDICTS, why, word
from clausecheck.requirements import Patterns, Requirement

#: Colour of the highlight of each verdict that has evidence, and of hygiene issues ("unsettled"); the note always says the word.
COLOURS: Mapping[str, tuple[int, int, int]] = {
    "contrary": (255, 150, 180),
    "weak": (255, 210, 90),
    "missing": (255, 170, 110),
    "not-verifiable": (200, 206, 214),
    "present": (150, 225, 165),
    "unsettled": (170, 205, 255),
}
_PRINT = 4  # the flag of annotations that are printed too
_COLON = {"fr": " :", "en": ":"}
_SECOND_ID = re.compile(rb"<([0-9A-Fa-f]{32})>\s*\]")
_BOTH_IDS = re.compile(rb"/ID\s*\[\s*<([0-9A-Fa-f]{32})>\s*<([0-9A-Fa-f]{32})>\s*\]")


@dataclass(frozen=True, slots=True)
class Quad:
    """A stretch of one printed line, in points of the page as it is displayed, origin at the top left."""

    page: int
    x0: float
    top: float
    x1: float
    bottom: float


@dataclass(frozen=True, slots=True)
class Passage:
    """A passage and the findings that rest on it, the gravest first."""

    start: int
    end: int
    findings: tuple[tuple[Finding, Evidence], ...]


def render(report: Report, source: bytes, name: str, patterns: Patterns | None = None) -> bytes:
    """``source``, the PDF of the report's document called ``name``, with its evidence highlighted.

    Raises UsageError when the report has no such document, UnreadableError when nothing can be added to the file.
    """
    document = _document(report, source, name)
    patterns = patterns or load_patterns()
    requirements = {r.id: r for r in patterns.requirements}
    pdf = _open(source, name)
    try:
        pages: dict[int, list[tuple[Passage, list[Quad]]]] = {}
        for passage in passages(report, document):
            for number, quads in _by_page(quads_of(document, passage.start, passage.end)):
                pages.setdefault(number, []).append((passage, quads))
        issues: dict[int, list[tuple[HygieneIssue, list[Quad]]]] = {}
        for issue in by_gravity(report, waived=None):
            e = issue.evidence
            if e.document == document.name and document.text[e.start : e.end] == e.quote:
                for number, quads in _by_page(quads_of(document, e.start, e.end)):
                    issues.setdefault(number, []).append((issue, quads))
        for number in range(1, len(pdf) + 1):
            if number in pages or number in issues or number == 1:
                page = pdf[number - 1]
                try:
                    frame = frame_of(page)
                    for passage, quads in pages.get(number, ()):
                        text = note(passage, requirements, report.language)
                        _highlight(page, frame, quads, text, passage.findings[0][0].verdict, f"{number}-{passage.start}")
                    for issue, quads in issues.get(number, ()):
                        key = f"{number}-{issue.evidence.start}-{issue.id}"
                        _highlight(page, frame, quads, issue_note(issue, report.language), "unsettled", key)
                    if number == 1:
                        _synthesis_note(page, frame, summary(report, requirements))
                finally:
                    page.close()
        if raw.FPDF_GetSignatureCount(pdf.raw) <= 0:
            pdf_page.add(pdf, report, requirements)
        out = io.BytesIO()
        pdf.save(out, flags=raw.FPDF_INCREMENTAL)
    except pdfium.PdfiumError:
        raise _refused(name) from None
    finally:
        pdf.close()
    result = out.getvalue()
    if not result.startswith(source):
        raise _refused(name)
    return settled(result, source)


def is_signed(source: bytes) -> bool:
    """Whether the PDF carries an electronic signature; False too for what cannot be opened."""
    try:
        pdf = pdfium.PdfDocument(source)
    except pdfium.PdfiumError:
        return False
    try:
        return bool(raw.FPDF_GetSignatureCount(pdf.raw) > 0)
    finally:
        pdf.close()


# ---- what is highlighted -----------------------------------------------------------------------------------


def passages(report: Report, document: Document) -> list[Passage]:
    """The passages of ``document`` on which findings rest, in the order of the text; each is there once."""
    found: dict[tuple[int, int], dict[str, tuple[Finding, Evidence]]] = {}
    for f in by_urgency(report):
        for e in f.evidence if f.verdict in COLOURS else ():
            if e.document == document.name and document.text[e.start : e.end] == e.quote:
                found.setdefault((e.start, e.end), {}).setdefault(f.clause, (f, e))
    rank = {v: n for n, v in enumerate(VERDICTS)}
    # What contradicts a requirement comes before what serves it, whatever the severity.
    ordered = {span: sorted(fs.values(), key=lambda x: rank[x[0].verdict]) for span, fs in found.items()}
    return [Passage(start, end, tuple(ordered[start, end])) for start, end in sorted(ordered)]


def quads_of(document: Document, start: int, end: int) -> list[Quad]:
    """Where the text between ``start`` and ``end`` is printed: one box for each line, or for each side of a wide gap."""
    words = document.words
    out: list[Quad] = []
    for w in words[bisect_left(words, start, key=lambda w: w.end) :]:
        if w.start >= end:
            break
        if w.end <= start:
            continue
        last = out[-1] if out else None
        if last is not None and _continues(last, w):
            out[-1] = Quad(w.page, last.x0, min(last.top, w.top), max(last.x1, w.x1), max(last.bottom, w.bottom))
        else:
            out.append(Quad(w.page, w.x0, w.top, w.x1, w.bottom))
    return out


def _continues(last: Quad, w: Word) -> bool:
    """Whether a word follows on the same line, with no more than a justified blank between."""
    height = min(last.bottom - last.top, w.bottom - w.top)
    level = min(last.bottom, w.bottom) - max(last.top, w.top) > 0.4 * height
    return last.page == w.page and level and -1 <= w.x0 - last.x1 <= 2.5 * max(height, 1)


def _by_page(quads: Sequence[Quad]) -> Iterator[tuple[int, list[Quad]]]:
    pages: dict[int, list[Quad]] = {}
    for q in quads:
        pages.setdefault(q.page, []).append(q)
    yield from pages.items()


# ---- what is said ------------------------------------------------------------------------------------------


def note(passage: Passage, requirements: Mapping[str, Requirement], language: Language) -> str:
    """What the note of a passage says: for each finding its id, verdict, title and what lacks."""
    out = []
    for f, e in passage.findings:
        requirement = requirements.get(f.clause)
        head = f"{f.clause} – {word(f.verdict, language)}"
        if e.role in ("against", "reference"):
            head += f" ({word(e.role, language)})"
        lines = [head, title(requirement, language)]
        lacks = lacking_names(f, requirement, language)
        if lacks:
            lines.append(f"{word('lacks', language)}{_COLON[language]} {', '.join(lacks)}")
        elif f.verdict != "present":
            lines += why(f, requirement, language)
        lines.append(waiver_line(f, language))
        out.append("\n".join(line for line in lines if line))
    return "\n\n".join(out)


def issue_note(issue: HygieneIssue, language: Language) -> str:
    """What the note of a hygiene issue says."""
    lines = [f"{issue.id} – {issue_title(issue, language)}", message(issue, language), settle(issue, language), accepted(issue, language)]
    return "\n".join(line for line in lines if line)


def summary(report: Report, requirements: Mapping[str, Requirement]) -> str:
    """What the note of the first page says: the count of each verdict, and what no passage shows."""
    lang = report.language
    out = [word("title", lang), *pdf_page.verdict_lines(report)]
    for verdict in ("missing", "not-verifiable"):
        found = [f for f in by_urgency(report) if f.verdict == verdict]
        if found:
            out += ["", word(verdict, lang).capitalize() + _COLON[lang]]
            out += [f"{f.clause} – {title(requirements.get(f.clause), lang)}" for f in found]
    groups = grouped(by_gravity(report))
    if groups:
        out += ["", said("title", lang) + _COLON[lang]]
        out += [f"{identifier} – {issue_title(inside[0], lang)} ({len(inside)})" for (identifier, _), inside in groups.items()]
    return "\n".join([*out, "", word("disclaimer", lang)])


# ---- writing it --------------------------------------------------------------------------------------------


def _highlight(page: pdfium.PdfPage, frame: Frame, quads: Sequence[Quad], text: str, verdict: str, key: str) -> None:
    annotation = raw.FPDFPage_CreateAnnot(page.raw, raw.FPDF_ANNOT_HIGHLIGHT)
    try:
        raw.FPDFAnnot_SetColor(annotation, raw.FPDFANNOT_COLORTYPE_Color, *COLOURS[verdict], 255)
        points = []
        for q in quads:
            corners = [back(frame, x, y) for y in (q.top, q.bottom) for x in (q.x0, q.x1)]
            raw.FPDFAnnot_AppendAttachmentPoints(annotation, raw.FS_QUADPOINTSF(*(v for corner in corners for v in corner)))
            points += corners
        _finish(annotation, points, text, f"clausecheck-{key}")
    finally:
        raw.FPDFPage_CloseAnnot(annotation)


def _synthesis_note(page: pdfium.PdfPage, frame: Frame, text: str) -> None:
    """A note in the top left corner of the first page."""
    annotation = raw.FPDFPage_CreateAnnot(page.raw, raw.FPDF_ANNOT_TEXT)
    try:
        raw.FPDFAnnot_SetColor(annotation, raw.FPDFANNOT_COLORTYPE_Color, 255, 210, 90, 255)
        _finish(annotation, [back(frame, 12, 12), back(frame, 32, 32)], text, "clausecheck-synthesis")
    finally:
        raw.FPDFPage_CloseAnnot(annotation)


def _finish(annotation: Any, points: Sequence[tuple[float, float]], text: str, name: str) -> None:
    xs, ys = [x for x, _ in points], [y for _, y in points]
    raw.FPDFAnnot_SetRect(annotation, raw.FS_RECTF(min(xs), max(ys), max(xs), min(ys)))
    raw.FPDFAnnot_SetFlags(annotation, _PRINT)
    for key, value in ((b"T", "clausecheck"), (b"Contents", text), (b"NM", name)):
        raw.FPDFAnnot_SetStringValue(annotation, key, pdf_page.wide(value))


def back(frame: Frame, x: float, top: float) -> tuple[float, float]:
    """From the page as it is displayed to the page's own coordinates: the inverse of ``Frame.point``."""
    if frame.rotation == 90:
        return frame.left + top, frame.bottom + x
    if frame.rotation == 180:
        return frame.right - x, frame.bottom + top
    if frame.rotation == 270:
        return frame.right - top, frame.top - x
    return frame.left + x, frame.top - top


def settled(result: bytes, source: bytes) -> bytes:
    """The file with an identifier drawn from its content: pdfium draws one at random for each save."""
    tail = result[len(source) :]
    spots: list[tuple[int, int]] = []
    both = list(_BOTH_IDS.finditer(tail))
    for match in both[-1:]:
        first = match[1]
        if bytes.fromhex(first.decode()) not in source and first.lower() not in source.lower():
            spots.append(match.span(1))
    spots += [match.span(1) for match in list(_SECOND_ID.finditer(tail))[-1:]]
    blank = bytearray(tail)
    for start, end in spots:
        blank[start:end] = b"0" * (end - start)
    digest = hashlib.sha256(source + bytes(blank)).hexdigest()[:32].upper().encode()
    for start, end in spots:
        blank[start:end] = digest
    return source + bytes(blank)


# ---- opening it --------------------------------------------------------------------------------------------


def _document(report: Report, source: bytes, name: str) -> Document:
    sha = hashlib.sha256(source).hexdigest()
    for d in report.documents:
        if d.format == "pdf" and d.sha256 == sha and d.name == name:
            return d
    raise UsageError(
        f"{name}: this is not a PDF that the report is about, or it has changed since.",
        f"{name} : ce n'est pas un PDF dont traite le rapport, ou il a changé depuis.",
    )


def _open(source: bytes, name: str) -> pdfium.PdfDocument:
    try:
        return pdfium.PdfDocument(source)
    except pdfium.PdfiumError:
        raise _refused(name) from None


def _refused(name: str) -> UnreadableError:
    return UnreadableError(
        f"{name}: nothing can be added to this PDF; print it again to PDF.",
        f"{name} : rien ne peut être ajouté à ce PDF ; réimprimez-le en PDF.",
    )
