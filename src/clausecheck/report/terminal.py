"""The report for a terminal: the gaps first, where to look, no colour codes (so that it can be piped)."""

from __future__ import annotations

import textwrap

from clausecheck.model import Evidence, Finding, Language, Report
from clausecheck.patterns import load_patterns
from clausecheck.report.dossier import sections
from clausecheck.report.words import VERDICTS, counts, gaps, why, word
from clausecheck.requirements import Patterns, Requirement

_WIDTH = 100


def render(report: Report, patterns: Patterns | None = None) -> str:
    """Plain text, 100 columns."""
    patterns = patterns or load_patterns()
    lang = report.language
    requirements = {r.id: r for r in patterns.requirements}
    out = [word("title", lang), "=" * len(word("title", lang)), ""]
    for d in report.documents:
        pages = f", {d.pages} {word('pages', lang).lower()}" if d.pages else ""
        out.append(f"{d.name} ({word(d.language or 'unknown', lang)}{pages}, {len(d.text)} {word('characters', lang).lower()})")
        out += [f"  ! {u.where}: {u.message_fr if lang == 'fr' else u.message_en}" for u in d.unread]
    out.append("")
    number = counts(report.findings)
    out.append(
        " · ".join(f"{word(v, lang)} : {number[v]}" if lang == "fr" else f"{word(v, lang)}: {number[v]}" for v in VERDICTS if number[v])
    )
    out += dossier_lines(report, patterns)
    section = ""
    for finding in gaps(report):
        heading = {"error": word("blocking", lang), "warning": word("to-fix", lang), "note": word("note", lang).capitalize()}[
            finding.severity
        ]
        if heading != section:
            section = heading
            out += ["", heading, "-" * len(heading)]
        out += _finding(finding, requirements.get(finding.clause), lang)
    if not any(number[v] for v in VERDICTS[:4]):
        out += ["", word("no-blocking", lang)]
    waived = [f for f in report.findings if f.waiver is not None]
    if waived:
        out += ["", word("waived", lang)]
    for f in waived:
        assert f.waiver is not None
        given = f.waiver
        out.append(f"{f.clause}  {word(f.verdict, lang)} – {given.approver}, {word('until', lang)} {given.expires}: {given.reason}")
    if report.waiver_problems:
        out += ["", word("waiver-problems", lang)]
    for p in report.waiver_problems:
        out.append(f"! {p.place} {p.requirement}: {p.message_fr if lang == 'fr' else p.message_en}")
    out += ["", word("side", lang), word("disclaimer", lang)]
    return "\n".join(out) + "\n"


def dossier_lines(report: Report, patterns: Patterns, *, everything: bool = False) -> list[str]:
    """The pieces, their order, the conflicts and what is absent."""
    out: list[str] = []
    for section in sections(report, patterns, everything=everything):
        out += ["", section.title, "-" * len(section.title)]
        for line in section.lines:
            out += textwrap.wrap(line.text, _WIDTH, subsequent_indent="    ", break_long_words=False)
            for label, e in line.quotes:
                out.append(_quote(e, f"    → {label + ', ' if label else ''}", report.language, named=len(report.documents) > 1))
    return out


def _finding(finding: Finding, requirement: Requirement | None, lang: Language) -> list[str]:
    title = requirement.languages[lang].title if requirement and lang in requirement.languages else ""
    out = [f"{finding.clause}  {word(finding.verdict, lang).upper()}  {title}"]
    out += textwrap.wrap(" ; ".join(why(finding, requirement, lang)), _WIDTH, initial_indent="    ", subsequent_indent="    ")
    shown = [e for e in finding.evidence if e.role == "against"] or list(finding.evidence)
    out += [_quote(e, "    → ", lang) for e in shown[:2]]
    if finding.verdict in ("missing", "not-verifiable"):
        out += [_quote(e, "    ? ", lang) for e in finding.nearest[:1]]
    return out


def _quote(e: Evidence, mark: str, lang: Language, *, named: bool = False) -> str:
    place = ", ".join(p for p in (e.document if named else "", e.where, f"{word('page', lang)} {e.page}" if e.page else "") if p)
    text = " ".join(e.quote.split())
    short = textwrap.shorten(text, 160, placeholder=" […]")
    return f"{mark}{place or e.document} : « {short} »" if lang == "fr" else f'{mark}{place or e.document}: "{short}"'
