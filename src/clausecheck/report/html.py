"""The report as one self-contained HTML page, to read, print on A4 and attach to the file. No external request.

The page is whole without its script, which only hides what the reader does not want to see. A section more is one template
more, named in ``SECTIONS``.
"""

from __future__ import annotations

import hashlib
from base64 import b64encode
from collections.abc import Iterator, Sequence
from typing import Any

from clausecheck.model import Evidence, Finding, Language, Report
from clausecheck.patterns import load_patterns
from clausecheck.report.html_extras import extras
from clausecheck.report.html_synthesis import synthesis
from clausecheck.report.html_text import Citation, MarkedText
from clausecheck.report.parts import (
    GAPS,
    element_name,
    lacking_names,
    legal_basis,
    model_clause,
    one_line,
    place,
    title,
    waived,
    waiver_line,
)
from clausecheck.report.words import VERDICTS, condition_title, counts, why, word
from clausecheck.requirements import Patterns, Requirement

#: Templates of the page, in order: ``templates/html/<name>.html.j2``. "columns" holds the findings and, beside, the text.
SECTIONS = ("synthesis", "read", "dossier", "notices", "conditions", "hygiene", "columns")
_RUNNING = 110  # characters


def render(report: Report, patterns: Patterns | None = None) -> str:
    """The whole page as text."""
    from jinja2 import Environment, PackageLoader, StrictUndefined
    from markupsafe import Markup

    patterns = patterns or load_patterns()
    lang = report.language
    environment = Environment(
        loader=PackageLoader("clausecheck.report", "templates/html"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )

    def source(name: str) -> str:
        loader = environment.loader
        assert loader is not None
        return loader.get_source(environment, name)[0].strip()

    script = source("report.js")
    more = extras(report, patterns)
    text = MarkedText(report, [*_citations(report, patterns), *more.citations()])
    requirements = {r.id: r for r in patterns.requirements}
    languages = {d.name: d.language for d in report.documents}
    environment.globals.update(
        w=lambda key: word(key, lang),
        say=lambda key, *values: word(key, lang).format(*values),
        colon="\u00a0:" if lang == "fr" else ":",
        place=lambda e: place(e, report),
        one_line=one_line,
        mark_of=text.id_of,
        title=lambda f: title(requirements.get(f.clause), lang),
        why=lambda f: why(f, requirements.get(f.clause), lang),
        lacking=lambda f: lacking_names(f, requirements.get(f.clause), lang),
        element=lambda key, f: element_name(key, requirements.get(f.clause), lang),
        model=lambda f: model_clause(requirements.get(f.clause), lang),
        basis=lambda f: _basis(requirements.get(f.clause), patterns, lang),
        language_of=lambda e: languages.get(e.document) or lang,
        words=lambda f: requirements[f.clause].languages[lang] if f.clause in requirements else None,
        condition_title=lambda identifier: condition_title(patterns, identifier, lang),
        nearest=_nearest,
        waived=waived,
        waiver_line=lambda f: waiver_line(f, lang),
    )
    return environment.get_template("report.html.j2").render(
        sections=SECTIONS,
        style=Markup(source("report.css")),
        script=Markup(script),
        script_hash="sha256-" + b64encode(hashlib.sha256(script.encode()).digest()).decode(),
        running=Markup(_css_string(_running(report))),
        report=report,
        lang=lang,
        verdicts=VERDICTS,
        asks=GAPS,
        counts=counts(report.findings),
        synthesis=synthesis(report, patterns, beside=bool(more.links)),
        extras=more,
        families=_families(report, patterns),
        conditions=[c for c in report.conditions if c.state != "absent"],
        aside=[(d, b) for d in report.documents for b in d.blocks if b.layer in ("deleted", "hidden", "struck")],
        text=text,
    )


def _families(report: Report, patterns: Patterns) -> list[dict[str, Any]]:
    """The findings by family: those of the patterns in their order, then those of families they do not know."""
    titles = {f.id: f.title[report.language] for f in patterns.families}
    names = dict.fromkeys([*titles, *(f.family for f in report.findings)])
    inside = {name: [f for f in report.findings if f.family == name] for name in names}
    return [{"id": name, "title": titles.get(name, name), "findings": findings} for name, findings in inside.items() if findings]


def _basis(requirement: Requirement | None, patterns: Patterns, language: Language) -> list[str]:
    """The legal basis, with its notes in a French report: they are written in French."""
    lines = legal_basis(requirement, patterns, language)
    notes = [b.note for b in requirement.clause.legal_basis] if requirement else []
    return [f"{line} – {note}" if note and language == "fr" else line for line, note in zip(lines, notes, strict=True)]


def _nearest(finding: Finding) -> Sequence[Evidence]:
    """The passages to read when the clause was not found."""
    return finding.nearest if finding.verdict in ("missing", "not-verifiable") else ()


def _citations(report: Report, patterns: Patterns) -> Iterator[tuple[Evidence, Citation]]:
    """Every passage that the page shows or names, with the id of the place in the page that does."""
    for f in report.findings:
        for n, e in enumerate((*f.evidence, *_nearest(f)), 1):
            yield e, Citation(f"q-{f.clause}-{n}", f.clause, f.verdict, e.role)
        for x in f.elements:
            if x.evidence is not None:
                yield x.evidence, Citation(f"e-{f.clause}-{x.key}", f.clause, f.verdict, "for")
    for c in report.conditions:
        if c.state != "absent":
            for e in c.evidence[:1]:
                yield e, Citation(f"c-{c.id}", condition_title(patterns, c.id, report.language), "condition", "condition")


def _running(report: Report) -> str:
    """The line at the foot of printed pages."""
    line = one_line(f"{word('title', report.language)} – {', '.join(d.name for d in report.documents)}")
    return line if len(line) <= _RUNNING else line[: _RUNNING - 1] + "…"


def _css_string(text: str) -> str:
    """A string of CSS that no text can leave: everything but letters and digits of ASCII is an escape."""
    return '"' + "".join(c if c.isascii() and c.isalnum() else f"\\{ord(c):06x}" for c in text) + '"'
