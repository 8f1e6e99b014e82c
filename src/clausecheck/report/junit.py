"""The report as JUnit XML, for pipelines that show tests: one suite per family, one case per requirement.

A gap is a failure whatever its severity (a format with two colours must not paint a gap green), what could not be
verified is an error, what does not apply or is waived is skipped. No time is written: the same input gives the same bytes.
"""

from __future__ import annotations

import re
from xml.sax.saxutils import escape, quoteattr

from clausecheck.hygiene import FAMILY, checks
from clausecheck.model import Finding, Report
from clausecheck.patterns import load_patterns
from clausecheck.report.parts import GAPS, lacking_names, legal_basis, mark, one_line, place, title, waived, waiver_line
from clausecheck.report.unsettled import accepted, by_gravity, in_context, issue_title, message, said, settle
from clausecheck.report.words import why, word
from clausecheck.requirements import Patterns, Requirement

#: Characters that XML 1.0 cannot hold, not even escaped. Text taken from a PDF has some.
_FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def render(report: Report, patterns: Patterns | None = None) -> str:
    """The XML document as text, to be written in UTF-8."""
    patterns = patterns or load_patterns()
    requirements = {r.id: r for r in patterns.requirements}
    titles = {f.id: f.title[report.language] for f in patterns.families}
    families = [*titles, *dict.fromkeys(f.family for f in report.findings if f.family not in titles)]
    out = ['<?xml version="1.0" encoding="UTF-8"?>', f"<testsuites name={_attr('clausecheck')}{_totals(report.findings, report)}>"]
    for family in families:
        inside = [f for f in report.findings if f.family == family]
        if not inside:
            continue
        skipped = sum(f.verdict == "not-applicable" or waived(f) for f in inside)
        out.append(f'  <testsuite name={_attr(titles.get(family, family))}{_totals(inside)} skipped="{skipped}">')
        out += ["    <properties>", *(f"      <property name={_attr(n)} value={_attr(v)}/>" for n, v in _properties(report))]
        out.append("    </properties>")
        for f in inside:
            out += _case(f, requirements.get(f.clause), report, patterns)
        out.append("  </testsuite>")
    return "\n".join([*out, *_hygiene(report), "</testsuites>"]) + "\n"


def _hygiene(report: Report) -> list[str]:
    """One case per check: a failure that lists every place, skipped when all of them are waived."""
    if report.hygiene is None:
        return []
    lang = report.language
    cases = []
    skipped = 0
    for check in checks():
        own = [i for i in by_gravity(report, waived=None) if i.id == check.id]
        asks = [i for i in own if i.waiver is None]
        head = f"    <testcase classname={_attr(FAMILY)} name={_attr(f'{check.id} · {check.text(lang).title}')}"
        if not own:
            cases.append(head + "/>")
        elif not asks:
            skipped += 1
            cases += [head + ">", f"      <skipped message={_attr(accepted(own[0], lang))}/>", "    </testcase>"]
        else:
            lines = [f"{place(i.evidence, report)} : {in_context(i)} – {message(i, lang)} {i.fingerprint}" for i in asks]
            body = escape(_FORBIDDEN.sub("\ufffd", "\n".join([settle(asks[0], lang), *lines])))
            told = _attr(f"{issue_title(asks[0], lang)} ({len(asks)}, {word(asks[0].severity, lang)})")
            cases += [head + ">", f'      <failure type="unsettled" message={told}>{body}</failure>', "    </testcase>"]
    counts = f' tests="{len(checks())}" failures="{_unsettled(report)}" errors="0" skipped="{skipped}"'
    properties = (f"      <property name={_attr(n)} value={_attr(v)}/>" for n, v in _properties(report))
    return [
        f"  <testsuite name={_attr(said('title', lang))}{counts}>",
        "    <properties>", *properties, "    </properties>",
        *cases,
        "  </testsuite>",
    ]  # fmt: skip


def _unsettled(report: Report) -> int:
    """How many checks have an issue that is not waived."""
    return len({i.id for i in by_gravity(report)})


def _totals(findings: tuple[Finding, ...] | list[Finding], report: Report | None = None) -> str:
    """The counts of these findings; of the hygiene checks too when a report is given."""
    hygiene = report is not None and report.hygiene is not None
    more, failed = (len(checks()), _unsettled(report)) if report is not None and hygiene else (0, 0)
    open_ = [f for f in findings if f.verdict in GAPS and not waived(f)]
    errors = sum(f.verdict == "not-verifiable" for f in open_)
    failures = len(open_) - errors + failed
    return f' tests="{len(findings) + more}" failures="{failures}" errors="{errors}"'


def _properties(report: Report) -> list[tuple[str, str]]:
    out = [
        ("clausecheck", report.tool_version),
        ("patterns", report.patterns_version),
        ("patterns-sha256", report.patterns_sha256),
        ("language", report.language),
    ]
    for d in report.documents:
        out.append((f"sha256:{d.name}", d.sha256))
        out += [(f"unread:{d.name}", f"{u.where}: {u.message_fr if report.language == 'fr' else u.message_en}") for u in d.unread]
    for p in report.waiver_problems:
        out.append((f"waiver:{p.place}", p.message_fr if report.language == "fr" else p.message_en))
    return out


def _case(f: Finding, requirement: Requirement | None, report: Report, patterns: Patterns) -> list[str]:
    lang = report.language
    name = " · ".join(x for x in (f.clause, title(requirement, lang)) if x)
    head = f"    <testcase classname={_attr(f.family)} name={_attr(name)}"
    if f.verdict == "present":
        return [head + "/>"]
    reasons = why(f, requirement, lang)
    if f.verdict == "not-applicable" or waived(f):
        message = _attr(one_line(" ; ".join([word(f.verdict, lang), *([waiver_line(f, lang)] if waived(f) else reasons)])))
        return [head + ">", f"      <skipped message={message}/>", "    </testcase>"]
    tag = "error" if f.verdict == "not-verifiable" else "failure"
    message = f"{word(f.verdict, lang)} ({word(f.severity, lang)})"
    lacks = lacking_names(f, requirement, lang)
    lines = [*reasons]
    if lacks:
        lines.append(f"{word('lacks', lang)}{' :' if lang == 'fr' else ':'} {', '.join(lacks)}")
    lines += [f"[{word(e.role, lang)}] {place(e, report)} : {one_line(e.quote)}" for e in (*f.evidence, *f.nearest)]
    lines += legal_basis(requirement, patterns, lang)
    lines.append(mark(f))
    body = escape(_FORBIDDEN.sub("\ufffd", "\n".join(lines)))
    return [head + ">", f"      <{tag} type={_attr(f.verdict)} message={_attr(message)}>{body}</{tag}>", "    </testcase>"]


def _attr(text: str) -> str:
    return quoteattr(_FORBIDDEN.sub("\ufffd", text))
