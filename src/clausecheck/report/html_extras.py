"""What the HTML page says beside the findings: the dossier, general terms and derogations, hygiene before signature."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from clausecheck.model import Evidence, Report
from clausecheck.report.dossier import sections
from clausecheck.report.html_text import Citation
from clausecheck.report.unsettled import accepted, blocks, by_gravity, grouped, in_context, issue_title, message, said, settle
from clausecheck.report.words import word
from clausecheck.requirements import Patterns


@dataclass(frozen=True)
class Extras:
    """``blocking`` says that hygiene alone forbids a signature; ``links`` are (anchor, title) for the first page."""

    dossier: tuple[dict[str, Any], ...]
    notices: tuple[dict[str, Any], ...]
    hygiene: tuple[dict[str, Any], ...]
    looked: bool
    issues: int
    blocking: bool
    hygiene_title: str
    hygiene_none: str
    links: tuple[tuple[str, str], ...]

    def citations(self) -> Iterator[tuple[Evidence, Citation]]:
        """Every passage shown here, with the id of the place in the page that does."""
        for section in self.dossier:
            for line in section["lines"]:
                for _, e, anchor in line["quotes"]:
                    yield e, Citation(anchor, section["title"], "condition", "condition")
        for n in self.notices:
            for e, anchor in n["quotes"]:
                yield e, Citation(anchor, n["title"], "condition", "reference")
        for group in self.hygiene:
            for i in group["issues"]:
                yield i["evidence"], Citation(i["anchor"], group["id"], "condition", "nearest")


def extras(report: Report, patterns: Patterns) -> Extras:
    """What there is to say of this report beside its findings; empty when there is nothing."""
    lang = report.language
    dossier = tuple(
        {
            "anchor": f"dossier-{s}",
            "title": section.title,
            "lines": [
                {"text": line.text, "quotes": [(label, e, f"p-{s}-{x}-{q}") for q, (label, e) in enumerate(line.quotes, 1)]}
                for x, line in enumerate(section.lines, 1)
            ],
        }
        for s, section in enumerate(sections(report, patterns), 1)
    )
    notices = tuple(
        {
            "title": word("notices", lang),
            "severity": n.severity,
            "text": n.text_fr if lang == "fr" else n.text_en,
            "clauses": n.clauses,
            "quotes": [(e, f"n-{x}-{q}") for q, e in enumerate(n.evidence, 1)],
        }
        for x, n in enumerate(report.notices, 1)
    )
    groups = tuple(
        {
            "id": identifier,
            "severity": severity,
            "title": issue_title(inside[0], lang),
            "settle": settle(inside[0], lang),
            "issues": [
                {
                    "anchor": f"h-{identifier}-{severity}-{x}",
                    "evidence": i.evidence,
                    "context": in_context(i),
                    "message": message(i, lang),
                    "accepted": accepted(i, lang),
                }
                for x, i in enumerate(inside, 1)
            ],
        }
        for (identifier, severity), inside in grouped(by_gravity(report, waived=None)).items()
    )
    looked, issues = report.hygiene is not None, len(report.hygiene or ())
    links = [(str(d["anchor"]), str(d["title"])) for d in dossier]
    links += [("notices", f"{word('notices', lang)} ({len(notices)})")] if notices else []
    links += [("hygiene", f"{said('title', lang)} ({issues})")] if looked else []
    return Extras(
        dossier, notices, groups, looked, issues, blocks(report), said("title", lang), said("none", lang), tuple(links)
    )  # fmt: skip
