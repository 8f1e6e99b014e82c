"""The report as CSV (RFC 4180, comma, UTF-8): one row per finding, column names and codes in English for programs.

For a spreadsheet, the xlsx report is the better door: it needs no guess on separator or encoding.
"""

from __future__ import annotations

import csv
import io

from clausecheck.hygiene import FAMILY
from clausecheck.model import Report
from clausecheck.patterns import load_patterns
from clausecheck.report.parts import lacking, legal_basis, mark, model_clause, one_line, principal, title, waiver_line
from clausecheck.report.unsettled import accepted, by_gravity, issue_title, message, settle
from clausecheck.report.words import why
from clausecheck.requirements import Patterns

COLUMNS = (
    "clause", "family", "title", "verdict", "severity", "confidence", "document", "where", "page", "start", "end", "quote",
    "passages", "lacks", "why", "legal_basis", "model_clause", "fingerprint",
    "waiver",
)  # fmt: skip

#: First characters that make a spreadsheet compute a cell, in their ASCII and full-width forms.
_FORMULA = tuple("=+-@＝＋－＠|%")


def render(report: Report, patterns: Patterns | None = None) -> str:
    """The whole table as text, lines ended by a line feed. ``quote`` is the first passage; ``passages`` counts them all.

    Hygiene issues come last, with the verdict ``unsettled`` and, as model clause, what to do.
    """
    patterns = patterns or load_patterns()
    lang = report.language
    requirements = {r.id: r for r in patterns.requirements}
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    for f in report.findings:
        requirement = requirements.get(f.clause)
        e = principal(f)
        row = (
            f.clause, f.family, title(requirement, lang), f.verdict, f.severity, f.confidence,
            e.document if e else "", e.where if e else "", e.page if e else "", e.start if e else "", e.end if e else "",
            e.quote if e else "", len(f.evidence), ", ".join(lacking(f)) if f.verdict != "not-applicable" else "",
            "; ".join(why(f, requirement, lang)), "; ".join(legal_basis(requirement, patterns, lang)),
            model_clause(requirement, lang), mark(f), waiver_line(f, lang),
        )  # fmt: skip
        writer.writerow([safe(cell) if isinstance(cell, str) else cell for cell in row])
    for i in by_gravity(report, waived=None):
        e = i.evidence
        line = (
            i.id, FAMILY, issue_title(i, lang), "unsettled", i.severity, "high", e.document, e.where, e.page or "", e.start, e.end,
            e.quote, 1, "", message(i, lang), "", settle(i, lang), i.fingerprint, accepted(i, lang),
        )  # fmt: skip
        writer.writerow([safe(cell) if isinstance(cell, str) else cell for cell in line])
    return out.getvalue()


def safe(text: str) -> str:
    """The text on one line, with an apostrophe before it when a spreadsheet would take it for a formula."""
    text = one_line(text.replace("\0", ""))
    return "'" + text if text.startswith(_FORMULA) else text
