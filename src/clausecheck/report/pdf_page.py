"""The page of synthesis that ends a highlighted PDF, drawn with pdfium in a standard font."""

from __future__ import annotations

import ctypes
import textwrap
from collections.abc import Mapping
from typing import Any

import pypdfium2 as pdfium
from pypdfium2 import raw

from clausecheck.model import Report
from clausecheck.report.parts import GAPS, by_urgency, lacking_names, title, waived
from clausecheck.report.words import VERDICTS, counts, word
from clausecheck.requirements import Requirement

WIDTH, HEIGHT = 595.0, 842.0
_LEFT, _TOP, _BOTTOM = 56.0, 60.0, 66.0
_SIZE, _LEADING = 9.0, 12.0
_LINE = 100  # characters of 9 points that fit between the margins
_MORE = {"fr": "… et {0} autre(s), dans le rapport complet.", "en": "… and {0} more, in the full report."}
_ADDED = {
    "fr": "Page ajoutée par clausecheck ; elle ne fait pas partie du document.",
    "en": "Page added by clausecheck; it is not part of the document.",
}


def add(pdf: pdfium.PdfDocument, report: Report, requirements: Mapping[str, Requirement]) -> None:
    """Append a page with the count of each verdict, what was not read and the gaps, the gravest first."""
    lang = report.language
    page = pdf.new_page(WIDTH, HEIGHT)
    fonts = {bold: raw.FPDFText_LoadStandardFont(pdf.raw, b"Helvetica-Bold" if bold else b"Helvetica") for bold in (False, True)}
    try:
        y = HEIGHT - _TOP
        for text, size, bold in _head(report):
            y = _put(pdf, page, fonts[bold], text, size, y)
        gaps = [f for f in by_urgency(report) if f.verdict in GAPS and not waived(f)]
        y -= _LEADING / 2
        foot = [
            *textwrap.wrap(word("disclaimer", lang), _LINE),
            f"clausecheck {report.tool_version} · patterns {report.patterns_version}",
        ]
        low = _BOTTOM + _LEADING * (len(foot) + 1)
        for n, f in enumerate(gaps):
            requirement = requirements.get(f.clause)
            lines = [f"{f.clause} – {word(f.verdict, lang)} – {title(requirement, lang)}"]
            lacks = lacking_names(f, requirement, lang) if f.verdict == "weak" else []
            if lacks:
                lines += textwrap.wrap(f"{word('lacks', lang)}{' :' if lang == 'fr' else ':'} {', '.join(lacks)}", _LINE)[:2]
            if y - _LEADING * len(lines) < low:
                y = _put(pdf, page, fonts[False], _MORE[lang].format(len(gaps) - n), _SIZE, y)
                break
            for place, line in enumerate(lines):
                y = _put(pdf, page, fonts[False], line[: _LINE + 4], _SIZE, y, shift=12.0 if place else 0.0)
        y = _BOTTOM + _LEADING * len(foot)
        for line in foot:
            y = _put(pdf, page, fonts[False], line, _SIZE, y)
        raw.FPDFPage_GenerateContent(page.raw)
    finally:
        page.close()
        for font in fonts.values():
            raw.FPDFFont_Close(font)


def verdict_lines(report: Report) -> list[str]:
    """Lines like "3 absente", one for each verdict found."""
    return [f"{n} {word(v, report.language)}" for v, n in counts(report.findings).items() if n]


def wide(text: str) -> Any:
    """Text as pdfium takes it."""
    data = text.encode("utf-16-le") + b"\0\0"
    return ctypes.cast(ctypes.create_string_buffer(data, len(data)), ctypes.POINTER(ctypes.c_ushort))


def _head(report: Report) -> list[tuple[str, float, bool]]:
    lang = report.language
    out = [(word("title", lang), 15.0, True), (_ADDED[lang], _SIZE, False)]
    out += [(line, _SIZE, False) for line in textwrap.wrap(" · ".join(d.name for d in report.documents), _LINE)[:3]]
    numbers = counts(report.findings)
    out += [("", _SIZE, False), (word("synthesis", lang), 11.0, True)]
    out.append((" · ".join(f"{word(v, lang)} {numbers[v]}" for v in VERDICTS), _SIZE, False))
    unread = [(d, u) for d in report.documents for u in d.unread]
    for d, u in unread[:6]:
        said = f"{d.name}, {u.where} – {u.message_fr if lang == 'fr' else u.message_en}"
        out += [(line, _SIZE, False) for line in textwrap.wrap(said, _LINE)[:2]]
    if len(unread) > 6:
        out.append((_MORE[lang].format(len(unread) - 6), _SIZE, False))
    if not unread:
        out.append((word("nothing-unread", lang), _SIZE, False))
    return [*out, ("", _SIZE, False)]


def _put(pdf: Any, page: Any, font: Any, text: str, size: float, y: float, *, shift: float = 0.0) -> float:
    """Write a line whose top is at ``y`` and give the top of the next."""
    if text:
        shown = raw.FPDFPageObj_CreateTextObj(pdf.raw, font, size)
        # The standard fonts have the letters of Western Europe only.
        raw.FPDFText_SetText(shown, wide(text.encode("cp1252", "replace").decode("cp1252")))
        raw.FPDFPageObj_Transform(shown, 1, 0, 0, 1, _LEFT + shift, y - size)
        raw.FPDFPage_InsertObject(page.raw, shown)
    return y - max(_LEADING, size + 5)
