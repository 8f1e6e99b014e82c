"""Reports on small documents whose findings quote their text: what a comparison of two drafts needs."""

from __future__ import annotations

from dataclasses import replace

from clausecheck.model import Block, ConditionFinding, Document, ElementFinding, Evidence, Finding, Report

CLAUSE = "GDPR-33-2"


def draft(*paragraphs: str, findings=(), format_: str = "docx", conditions=(), language: str = "fr") -> Report:
    """A report on a document of these paragraphs; "# " opens a heading."""
    text, blocks = "", []
    for p in paragraphs:
        kind = "heading" if p.startswith("# ") else "paragraph"
        p = p.removeprefix("# ")
        blocks.append(Block(kind, len(text), len(text) + len(p), level=1 if kind == "heading" else 0))
        text += p + "\n"
    document = Document(f"contrat.{format_}", "0" * 64, format_, text, tuple(blocks), language=language)
    report = Report("1.0", "1.0", "f" * 64, language, (document,), (), ())
    return replace(
        report,
        findings=tuple(f(report) for f in findings),
        conditions=tuple(ConditionFinding(c, "established", (quoted(report, q),)) for c, q in conditions),
    )


def quoted(report: Report, quote: str, role: str = "for") -> Evidence:
    d = report.documents[0]
    at = d.text.find(quote)
    return Evidence(d.name, "Article", None, quote, at, at + len(quote), role)


def judged(verdict: str, *quotes: str, found=(), lacking=(), optional=(), clause: str = CLAUSE, **more):
    """A finding to be placed in a draft. ``found`` elements are in the first quote; those in capitals are optional."""

    def make(report: Report) -> Finding:
        evidence = tuple(quoted(report, q, "against" if verdict == "contrary" else "for") for q in quotes)
        first = evidence[0] if evidence else None
        elements = [ElementFinding(k, "essential", True, True, first) for k in found]
        elements += [ElementFinding(k, "optional", False, True, first) for k in optional]
        elements += [ElementFinding(k, "essential", k.islower(), False) for k in lacking]
        return Finding(clause, "gdpr", verdict, "error", tuple(elements), evidence, ("core",), **more)

    return make
