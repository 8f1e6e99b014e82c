"""The report as one self-contained HTML page, to read, print on A4 and attach to the file. No external request, no script."""

from __future__ import annotations

from typing import Any

from clausecheck.model import Evidence, Finding, Report
from clausecheck.patterns import load_patterns
from clausecheck.report.dossier import sections
from clausecheck.report.unsettled import accepted, blocks, by_gravity, grouped, in_context, issue_title, message, said, settle
from clausecheck.report.words import VERDICTS, condition_title, counts, gaps, why, word
from clausecheck.requirements import Patterns


def render(report: Report, patterns: Patterns | None = None) -> str:
    """The whole page as text."""
    from jinja2 import Environment, PackageLoader, StrictUndefined

    patterns = patterns or load_patterns()
    lang = report.language
    environment = Environment(
        loader=PackageLoader("clausecheck.report", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals["w"] = lambda key: word(key, lang)
    requirements = {r.id: r for r in patterns.requirements}
    families = []
    for family in patterns.families:
        inside = [f for f in report.findings if f.family == family.id]
        if inside:
            families.append({"id": family.id, "title": family.title[lang], "findings": inside, "counts": counts(inside)})
    return environment.get_template("report.html.j2").render(
        report=report,
        lang=lang,
        verdicts=VERDICTS,
        counts=counts(report.findings),
        blocking=[f for f in gaps(report) if f.severity == "error"],
        to_fix=[f for f in gaps(report) if f.severity != "error"],
        waived=[f for f in report.findings if f.waiver is not None],
        unread=[(d, u) for d in report.documents for u in d.unread],
        families=families,
        requirements=requirements,
        instruments=patterns.instruments,
        conditions=[c for c in report.conditions if c.state != "absent"],
        condition_title=lambda identifier: condition_title(patterns, identifier, lang),
        why=lambda f: why(f, requirements.get(f.clause), lang),
        place=lambda e: _place(e, report),
        aside=_aside(report),
        dossier=sections(report, patterns),
        lacking=_lacking,
        hygiene=_hygiene(report),
    )


def _hygiene(report: Report) -> dict[str, Any]:
    """What ``hygiene.html.j2`` shows."""
    lang = report.language
    groups = [
        {
            "id": identifier,
            "severity": severity,
            "title": issue_title(inside[0], lang),
            "settle": settle(inside[0], lang),
            "issues": [
                {"evidence": i.evidence, "context": in_context(i), "message": message(i, lang), "accepted": accepted(i, lang)}
                for i in inside
            ],
        }
        for (identifier, severity), inside in grouped(by_gravity(report, waived=None)).items()
    ]
    looked = report.hygiene is not None
    return {
        "blocking": blocks(report),
        "looked": looked,
        "title": said("title", lang),
        "none": said("none", lang),
        "count": len(report.hygiene or ()),
        "groups": groups,
    }


def _place(e: Evidence, report: Report) -> str:
    """Where a quote stands: its document when there are several, its article, its page."""
    parts = [e.document] if len(report.documents) > 1 or not (e.where or e.page) else []
    if e.where:
        parts.append(e.where)
    if e.page:
        parts.append(f"{word('page', report.language)} {e.page}")
    return ", ".join(parts)


def _lacking(finding: Finding) -> list[str]:
    return [e.key for e in finding.elements if e.required and not e.found]


def _aside(report: Report) -> list[dict[str, Any]]:
    """Text that was read but does not bind: deleted, hidden, struck, headers and footers."""
    out = []
    for d in report.documents:
        for b in d.blocks:
            if b.layer in ("deleted", "hidden", "struck"):
                text = " ".join(d.text[b.start : b.end].split())
                out.append(
                    {
                        "document": d.name,
                        "layer": b.layer,
                        "place": b.place,
                        "text": text[:300] + ("…" if len(text) > 300 else ""),
                    }
                )
    return out
