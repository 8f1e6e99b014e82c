"""The report for a terminal: the gaps first, where to look, no colour codes (so that it can be piped)."""

from __future__ import annotations

import textwrap

from clausecheck.model import Evidence, Finding, HygieneIssue, Language, Report
from clausecheck.patterns import load_patterns
from clausecheck.report.dossier import sections
from clausecheck.report.parts import place
from clausecheck.report.unsettled import blocks, by_gravity, grouped, in_context, issue_title, message, said
from clausecheck.report.words import VERDICTS, counts, gaps, why, word
from clausecheck.requirements import Patterns, Requirement

_WIDTH = 100
_ISSUES = 5  # of one hygiene check before "and n more"


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
    section = ""
    for finding in gaps(report):
        heading = {"error": word("blocking", lang), "warning": word("to-fix", lang), "note": word("note", lang).capitalize()}[
            finding.severity
        ]
        if heading != section:
            section = heading
            out += ["", heading, "-" * len(heading)]
        out += _finding(finding, requirements.get(finding.clause), lang)
    if not any(number[v] for v in VERDICTS[:4]) and not blocks(report):
        out += ["", word("no-blocking", lang)]
    out += dossier_lines(report, patterns)
    out += _hygiene(report)
    waived = [f for f in report.findings if f.waiver is not None]
    accepted = by_gravity(report, waived=True)
    if waived or accepted:
        out += ["", word("waived", lang)]
    for f in waived:
        assert f.waiver is not None
        given = f.waiver
        out.append(f"{f.clause}  {word(f.verdict, lang)} – {given.approver}, {word('until', lang)} {given.expires}: {given.reason}")
    for i in accepted:
        assert i.waiver is not None
        told = f"{i.waiver.approver}, {word('until', lang)} {i.waiver.expires}: {i.waiver.reason}"
        out.append(f"{i.id}  {textwrap.shorten(in_context(i), 60, placeholder=' […]')} – {told}")
    if report.waiver_problems:
        out += ["", word("waiver-problems", lang)]
    for p in report.waiver_problems:
        out.append(f"! {p.place} {p.requirement}: {p.message_fr if lang == 'fr' else p.message_en}")
    if report.notices:
        out += ["", word("notices", lang), "-" * len(word("notices", lang))]
    for n in report.notices:
        text = n.text_fr if lang == "fr" else n.text_en
        if n.clauses:
            text += f" [{', '.join(n.clauses)}]"
        out += textwrap.wrap(
            text, _WIDTH, initial_indent="! " if n.severity != "note" else "- ", subsequent_indent="  ", break_on_hyphens=False
        )
        out += [_quote(e, "    → ", lang) for e in n.evidence[:2]]
    out += ["", word("side", lang), word("disclaimer", lang)]
    return "\n".join(out) + "\n"


def _hygiene(report: Report) -> list[str]:
    """The issues check by check, the first few of each."""
    if report.hygiene is None:
        return []
    lang = report.language
    heading = said("title", lang)
    out = ["", heading, "-" * len(heading)]
    groups = grouped(by_gravity(report))
    for (identifier, severity), inside in groups.items():
        out.append(f"{identifier}  {word(severity, lang).upper()}  {issue_title(inside[0], lang)} ({len(inside)})")
        for issue in inside[:_ISSUES]:
            out += _issue(issue, report)
        if len(inside) > _ISSUES:
            out.append("    " + said("more", lang, len(inside) - _ISSUES))
    return out if groups else [*out, said("none", lang)]


def _issue(issue: HygieneIssue, report: Report) -> list[str]:
    lang = report.language
    context = textwrap.shorten(in_context(issue), 200, placeholder=" […]")
    colon, quoted = (" :", f"« {context} »") if lang == "fr" else (":", f'"{context}"')
    told = textwrap.wrap(message(issue, lang), _WIDTH, initial_indent="      ", subsequent_indent="      ")
    return [f"    → {place(issue.evidence, report)}{colon} {quoted}", *told]


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
