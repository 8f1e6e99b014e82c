"""The report as Markdown (CommonMark with tables), for a merge request, a wiki or an e-mail."""

from __future__ import annotations

import re

from clausecheck.model import Evidence, Finding, Language, Report
from clausecheck.patterns import load_patterns
from clausecheck.report.dossier import sections
from clausecheck.report.parts import (
    element_name,
    lacking_names,
    legal_basis,
    mark,
    model_clause,
    one_line,
    place,
    title,
    waived,
    waiver_line,
)
from clausecheck.report.unsettled import accepted, blocks, by_gravity, grouped, in_context, issue_title, message, said, settle
from clausecheck.report.words import VERDICTS, condition_title, counts, gaps, why, word
from clausecheck.requirements import Patterns, Requirement

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>|#~&!$])")
_WAIVERS = {
    "fr": ("Écarts acceptés par dérogation", "Dérogations à revoir"),
    "en": ("Gaps accepted by waiver", "Waivers to look at again"),
}
_OPENING = re.compile(r"^(?:(\d{1,9})([.)])(?=\s|$)|([-+=]))")


def render(report: Report, patterns: Patterns | None = None) -> str:
    """The whole page as text. Words of the contract are escaped: they can neither format nor script the page."""
    patterns = patterns or load_patterns()
    lang = report.language
    requirements = {r.id: r for r in patterns.requirements}
    out = [f"# {word('title', lang)}", ""]
    out += _documents(report) + _synthesis(report, requirements) + _dossier(report, patterns) + _notices(report)
    out += _conditions(report, patterns) + _hygiene(report)
    out += [f"## {word('requirements', lang).capitalize()}", ""]
    titles = {f.id: f.title[lang] for f in patterns.families}
    for family in (*titles, *dict.fromkeys(f.family for f in report.findings if f.family not in titles)):
        inside = [f for f in report.findings if f.family == family]
        if not inside:
            continue
        out += [f"### {md(titles.get(family, family))}", ""]
        for f in inside:
            if f.verdict != "not-applicable":
                out += _finding(f, requirements.get(f.clause), report, patterns)
        aside = [f for f in inside if f.verdict == "not-applicable"]
        if aside:
            names = (f"- {f.clause} · {md(title(requirements.get(f.clause), lang))}" for f in aside)
            out += [f"{word('not-applicable-title', lang)} ({len(aside)})", "", *names, ""]
    out += [
        "---",
        "",
        f"{word('side', lang)} {word('disclaimer', lang)}",
        "",
        f"clausecheck {report.tool_version} · patterns {report.patterns_version} · `{report.patterns_sha256[:16]}`",
    ]
    return "\n".join(out) + "\n"


def md(text: str) -> str:
    """The text on one line, with every mark that Markdown or HTML would act on escaped."""
    text = _SPECIAL.sub(r"\\\1", one_line(text))
    return _OPENING.sub(lambda m: f"{m[1] or ''}\\{m[2] or m[3]}", text)


def _documents(report: Report) -> list[str]:
    lang = report.language
    heads = [word(k, lang) for k in ("document", "language", "pages", "characters", "complete")]
    out = _table([*heads, "SHA-256"])
    for d in report.documents:
        cells = [md(d.name), word(d.language, lang) if d.language else "–", str(d.pages or "–"), str(len(d.text))]
        out.append(_row([*cells, word("yes" if d.complete else "no", lang), f"`{d.sha256}`"]))
    out.append("")
    unread = [(d, u) for d in report.documents for u in d.unread]
    if unread:
        out += [f"**{word('unread', lang)}**", ""]
        for d, u in unread:
            out.append(f"- {md(d.name)}, {md(u.where)}{_colon(lang)} {md(u.message_fr if lang == 'fr' else u.message_en)}")
    else:
        out.append(word("nothing-unread", lang))
    if report.waiver_problems:
        out += ["", f"**{_WAIVERS[lang][1]}**", ""]
        for p in report.waiver_problems:
            out.append(f"- {md(p.place)}{_colon(lang)} {md(p.message_fr if lang == 'fr' else p.message_en)}")
    return [*out, ""]


def _synthesis(report: Report, requirements: dict[str, Requirement]) -> list[str]:
    lang = report.language
    number = counts(report.findings)
    out = [f"## {word('synthesis', lang)}", "", *_table([word(v, lang) for v in VERDICTS])]
    out += [_row([str(number[v]) for v in VERDICTS]), ""]
    asks = gaps(report)
    sections = [
        (word("blocking", lang), [f for f in asks if f.severity == "error"]),
        (word("to-fix", lang), [f for f in asks if f.severity != "error"]),
        (_WAIVERS[lang][0], gaps(report, waived=True)),
    ]
    for n, (heading, chosen) in enumerate(sections):
        if not chosen:
            out += [word("no-blocking", lang), ""] if n == 0 and not blocks(report) else []
            continue
        out += [f"### {heading} ({len(chosen)})", ""]
        for f in chosen:
            requirement = requirements.get(f.clause)
            lacks = lacking_names(f, requirement, lang) if f.verdict == "weak" else []
            tail = f" – {word('lacks', lang)}{_colon(lang)} {md(', '.join(lacks))}" if lacks else ""
            tail += f" – {md(waiver_line(f, lang))}" if waived(f) else ""
            out.append(f"- **{f.clause}** · {md(title(requirement, lang))} – *{word(f.verdict, lang)}*{tail}")
        out.append("")
    return out


def _notices(report: Report) -> list[str]:
    lang = report.language
    if not report.notices:
        return []
    out = [f"## {word('notices', lang)}", ""]
    for n in report.notices:
        text = md(n.text_fr if lang == "fr" else n.text_en)
        clauses = f" ({', '.join(n.clauses)})" if n.clauses else ""
        out += [f"- *{word(n.severity, lang)}* – {text}{clauses}"]
        out += [f"  - {_quoted(e.quote, lang)} ({md(place(e, report))})" for e in n.evidence]
    return [*out, ""]


def _dossier(report: Report, patterns: Patterns) -> list[str]:
    out: list[str] = []
    for section in sections(report, patterns):
        out += [f"## {md(section.title)}", ""]
        for line in section.lines:
            out.append(f"- {md(line.text)}")
            for label, e in line.quotes:
                said = f"{md(label)}, " if label else ""
                out.append(f"  - {said}{md(place(e, report))}{_colon(report.language)} {_quoted(e.quote, report.language)}")
        out.append("")
    return out


def _conditions(report: Report, patterns: Patterns) -> list[str]:
    lang = report.language
    shown = [c for c in report.conditions if c.state != "absent"]
    if not shown:
        return []
    out = [f"## {word('conditions', lang)}", "", *_table([word(k, lang) for k in ("condition", "state", "passage")])]
    for c in shown:
        passage = f"{_quoted(c.evidence[0].quote, lang)} ({md(place(c.evidence[0], report))})" if c.evidence else ""
        out.append(_row([md(condition_title(patterns, c.id, lang)), word(c.state, lang), passage]))
    return [*out, ""]


def _hygiene(report: Report) -> list[str]:
    """Every issue, check by check, those accepted by a waiver last."""
    if report.hygiene is None:
        return []
    lang = report.language
    out = [f"## {said('title', lang)} ({len(report.hygiene)})", ""]
    groups = grouped(by_gravity(report, waived=None))
    for (identifier, severity), inside in groups.items():
        out += [f"### {identifier} · {md(issue_title(inside[0], lang))} – {word(severity, lang)} ({len(inside)})", ""]
        out += [md(settle(inside[0], lang)), ""]
        for i in inside:
            waiver = f" **{md(accepted(i, lang))}**" if i.waiver else ""
            out.append(
                f"- {_quoted(in_context(i), lang)} ({md(place(i.evidence, report))}) – {md(message(i, lang))}{waiver} `{i.fingerprint}`"
            )
        out.append("")
    return out if groups else [*out, said("none", lang), ""]


def _finding(f: Finding, requirement: Requirement | None, report: Report, patterns: Patterns) -> list[str]:
    lang = report.language
    out = [f"#### {f.clause} · {md(title(requirement, lang))} – {word(f.verdict, lang)}", ""]
    notes = [f"{word('confidence', lang)}{_colon(lang)} {word(f.confidence, lang)}", f"`{mark(f)}`"]
    if f.verdict != "present":
        notes.insert(0, f"{word('severity', lang)}{_colon(lang)} {word(f.severity, lang)}")
    out += [" · ".join(notes), ""]
    out += [f"- {md(reason)}" for reason in why(f, requirement, lang)]
    out += [f"- **{md(waiver_line(f, lang))}**", ""] if waived(f) else [""]
    for e in f.evidence:
        out += _quote(e, report)
    if f.verdict in ("missing", "not-verifiable"):
        looked = " ; ".join(md(x) for x in f.looked_in) if f.looked_in else word("nowhere", lang)
        out += [f"{word('looked', lang)}{_colon(lang)} {looked}", ""]
        if f.nearest:
            out += [f"{word('nearest', lang)}{_colon(lang)}", ""]
        for e in f.nearest:
            out += _quote(e, report)
    if f.elements:
        out += _table([word(k, lang) for k in ("element", "role", "found")])
        for x in f.elements:
            found = word("yes" if x.found else "no", lang)
            cells = [md(element_name(x.key, requirement, lang)), word(x.role, lang)]
            out.append(_row([*cells, f"**{found}**" if x.required and not x.found else found]))
        out.append("")
    clause = model_clause(requirement, lang)
    if f.verdict != "present" and clause:
        out += [f"**{word('model-clause', lang)}** ({word('copy-hint', lang).rstrip('.')})", "", f"> {md(clause)}", ""]
    basis = legal_basis(requirement, patterns, lang)
    if basis:
        out += [f"{word('legal-basis', lang)}{_colon(lang)} {md(' ; '.join(basis))}", ""]
    return out


def _quote(e: Evidence, report: Report) -> list[str]:
    role = f" · **{word(e.role, report.language)}**" if e.role in ("against", "reference") else ""
    return [f"> {md(e.quote)}", ">", f"> — {md(place(e, report))}{role}", ""]


def _quoted(text: str, lang: Language) -> str:
    text = one_line(text)
    short = text if len(text) <= 280 else text[:279].rstrip() + "…"
    return f"« {md(short)} »" if lang == "fr" else f"“{md(short)}”"


def _table(heads: list[str]) -> list[str]:
    return [_row(heads), _row(["---"] * len(heads))]


def _row(cells: list[str]) -> str:
    return "| " + " | ".join(cells) + " |"


def _colon(lang: Language) -> str:
    return " :" if lang == "fr" else ":"
