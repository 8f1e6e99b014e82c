"""Two drafts compared, for a terminal, as JSON (``clausecheck/comparison@1``) or as one self-contained HTML page."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Mapping
from typing import Any

from clausecheck.compare import Comparison, PassageChange, RequirementChange
from clausecheck.model import Document, Evidence, Language, Report, Unread
from clausecheck.patterns import load_patterns
from clausecheck.report.parts import element_name, one_line, place, title, waived, waiver_line
from clausecheck.report.words import why, word
from clausecheck.requirements import Patterns

FORMATS = ("terminal", "json", "html")
SCHEMA = "clausecheck/comparison@1"
#: Order of the report: what hurts first.
CHANGES = ("lost", "weakened", "strengthened", "gained", "unchanged")
_WIDTH = 100

WORDS: Mapping[str, tuple[str, str]] = {
    "comparison": ("Deux versions du contrat comparées", "Two drafts of the contract compared"),
    "old": ("Ancienne version", "Old draft"),
    "new": ("Nouvelle version", "New draft"),
    "lost": ("perdue", "lost"),
    "weakened": ("affaiblie", "weakened"),
    "strengthened": ("renforcée", "strengthened"),
    "gained": ("gagnée", "gained"),
    "unchanged": ("inchangée", "unchanged"),
    "lost-title": ("Clauses perdues", "Clauses lost"),
    "weakened-title": ("Clauses affaiblies", "Clauses weakened"),
    "strengthened-title": ("Clauses renforcées", "Clauses strengthened"),
    "gained-title": ("Clauses gagnées", "Clauses gained"),
    "unchanged-title": ("Sans changement", "Unchanged"),
    "to-check-title": ("Même verdict ou mêmes passages, à relire", "Same verdict or same passages, to be read again"),
    "no-regression": ("Aucun recul d'une version à l'autre.", "Nothing is guaranteed less than before."),
    "elements-lost": ("Éléments perdus", "Elements lost"),
    "elements-gained": ("Éléments gagnés", "Elements gained"),
    "started": ("L'exigence ne s'appliquait pas à l'ancienne version.", "The requirement did not apply to the old draft."),
    "ended": ("L'exigence ne s'applique plus à la nouvelle version.", "The requirement no longer applies to the new draft."),
    "same-words": (
        "Jugée autrement, alors que les passages cités sont dans les deux versions : lecture ou place du texte à vérifier.",
        "Judged differently although the quoted passages are in both drafts: check how or where the text was read.",
    ),
    "reworded": ("Même verdict, mais le texte a changé.", "Same verdict, but the text has changed."),
    "difference": ("Différence, mot à mot", "Difference, word by word"),
    "same-text": ("Texte identique dans les deux versions", "Same text in both drafts"),
    "no-passage": ("Aucun passage.", "No passage."),
    "added": ("ajout", "added"),
    "removed": ("retrait", "removed"),
    "end": ("fin", "end"),
    "unmatched": ("Exigences examinées dans une seule version", "Requirements examined in one draft only"),
    "patterns-differ": (
        "Les deux versions n'ont pas été jugées avec les mêmes motifs : un changement peut en venir.",
        "The two drafts were not judged with the same patterns: a change may come from there.",
    ),
}


def render(comparison: Comparison, format_: str = "terminal", patterns: Patterns | None = None) -> str:
    """The comparison in one of ``FORMATS``, in the language of the new report. Raises ValueError for another format."""
    if format_ == "json":
        return as_json(comparison)
    if format_ == "html":
        return html(comparison, patterns or load_patterns())
    if format_ == "terminal":
        return terminal(comparison, patterns or load_patterns())
    raise ValueError(f"unknown format {format_!r}")


def said(key: str, language: Language) -> str:
    """One word or phrase of this report, else of all reports. Raises KeyError for an unknown key."""
    return WORDS[key][0 if language == "fr" else 1] if key in WORDS else word(key, language)


def groups(comparison: Comparison) -> dict[str, list[RequirementChange]]:
    """The changes by heading: the four changes, what should be read again, what is unchanged in every respect."""
    out: dict[str, list[RequirementChange]] = {c: [] for c in (*CHANGES[:4], "to-check", "unchanged")}
    for c in comparison.changes:
        again = c.change == "unchanged" and (c.same_words or c.applicability or c.reworded)
        out["to-check" if again else c.change].append(c)
    return out


def notes(c: RequirementChange, language: Language) -> list[str]:
    """What must be said of a change beside its name."""
    keys: list[str] = [c.applicability] if c.applicability else []
    if c.same_words:
        keys.append("same-words")
    elif c.change == "unchanged" and c.reworded and not c.applicability:
        keys.append("reworded")
    out = [said(k, language) for k in keys]
    for side, f in (("old", c.old), ("new", c.new)):
        if waived(f):
            out.append(f"{said(side, language)}{_colon(language)} {waiver_line(f, language)}")
    return out


def _sides(comparison: Comparison) -> tuple[tuple[str, Report], tuple[str, Report]]:
    return ("old", comparison.old), ("new", comparison.new)


def _unread(comparison: Comparison) -> list[tuple[str, Document, Unread]]:
    return [(side, d, u) for side, report in _sides(comparison) for d in report.documents for u in d.unread]


def _colon(language: Language) -> str:
    return " :" if language == "fr" else ":"


# ---- terminal ----------------------------------------------------------------------------------------------


def terminal(comparison: Comparison, patterns: Patterns) -> str:
    """Plain text, 100 columns. Words removed stand in [-…-], words added in {+…+}; "=" marks what both say."""
    lang = comparison.new.language
    requirements = {r.id: r for r in patterns.requirements}
    out = [said("comparison", lang), "=" * len(said("comparison", lang)), ""]
    for side, report in _sides(comparison):
        out.append(f"{said(side, lang)}{_colon(lang)} {', '.join(d.name for d in report.documents)}")
    for _, d, u in _unread(comparison):
        out.append(f"  ! {d.name}, {u.where}: {u.message_fr if lang == 'fr' else u.message_en}")
    if comparison.old.patterns_sha256 != comparison.new.patterns_sha256:
        out.append(f"  ! {said('patterns-differ', lang)}")
    grouped = groups(comparison)
    number = {c: sum(x.change == c for x in comparison.changes) for c in CHANGES}
    out += ["", " · ".join(f"{said(c, lang)}{_colon(lang)} {number[c]}" for c in CHANGES)]
    if not comparison.regressions:
        out.append(said("no-regression", lang))
    for key, changes in grouped.items():
        if not changes or key == "unchanged":
            continue
        heading = said(f"{key}-title", lang)
        out += ["", heading, "-" * len(heading)]
        for c in changes:
            requirement = requirements.get(c.clause)
            verdicts = f"{word(c.old.verdict, lang)} → {word(c.new.verdict, lang)}"
            out.append(f"{c.clause}  {verdicts.upper()}  {title(requirement, lang)}")
            lines = notes(c, lang)
            for name, keys in (("elements-lost", c.elements_lost), ("elements-gained", c.elements_gained)):
                if keys:
                    lines.append(f"{said(name, lang)}{_colon(lang)} {', '.join(element_name(k, requirement, lang) for k in keys)}")
            lines += [f"→ {reason}" for reason in why(c.new, requirement, lang)]
            for p in c.passages:
                if not p.same or c.change != "unchanged":
                    lines += _passage(p, comparison, lang)
            for line in lines:
                out += textwrap.wrap(line, _WIDTH, initial_indent="    ", subsequent_indent="      ")
    if comparison.unmatched:
        out += ["", f"{said('unmatched', lang)}{_colon(lang)} {', '.join(comparison.unmatched)}"]
    return "\n".join([*out, "", word("disclaimer", lang)]) + "\n"


def _passage(p: PassageChange, comparison: Comparison, lang: Language) -> list[str]:
    where = " → ".join(place(e, r) if e else "∅" for e, r in ((p.old, comparison.old), (p.new, comparison.new)))
    if p.same:
        return [f"= {where}{_colon(lang)} {textwrap.shorten(p.pieces[0].text if p.pieces else '', 120, placeholder=' […]')}"]
    marks = {"same": "{0}", "removed": "[-{0}-]", "added": "{{+{0}+}}"}
    text = " ".join(marks[x.kind].format(x.text.strip()) for x in p.pieces)
    return [f"• {where}{_colon(lang)} {text}"]


# ---- JSON --------------------------------------------------------------------------------------------------


def as_json(comparison: Comparison) -> str:
    """The comparison as JSON text: stable order, no clock, the same bytes for the same input."""
    number = {c: sum(x.change == c for x in comparison.changes) for c in CHANGES}
    body = {
        "schema": SCHEMA,
        "tool": {"name": "clausecheck", "version": comparison.new.tool_version},
        "language": comparison.new.language,
        "old": _draft(comparison.old),
        "new": _draft(comparison.new),
        "counts": number,
        "regressions": [c.clause for c in comparison.regressions],
        "unmatched": list(comparison.unmatched),
        "changes": [_change(c) for c in comparison.changes],
    }
    return json.dumps(body, ensure_ascii=False, indent=1) + "\n"


def _draft(report: Report) -> dict[str, Any]:
    return {
        "patterns": {"version": report.patterns_version, "sha256": report.patterns_sha256},
        "documents": [{"name": d.name, "sha256": d.sha256, "format": d.format, "complete": d.complete} for d in report.documents],
    }


def _change(c: RequirementChange) -> dict[str, Any]:
    return {
        "clause": c.clause,
        "family": c.family,
        "change": c.change,
        "old": {"verdict": c.old.verdict, "severity": c.old.severity, "waived": c.old.waiver is not None},
        "new": {"verdict": c.new.verdict, "severity": c.new.severity, "waived": c.new.waiver is not None},
        "elements": {"gained": list(c.elements_gained), "lost": list(c.elements_lost)},
        "applicability": c.applicability or None,
        "same_words": c.same_words,
        "reworded": c.reworded,
        "passages": [
            {"old": _evidence(p.old), "new": _evidence(p.new), "difference": [{"kind": x.kind, "text": x.text} for x in p.pieces]}
            for p in c.passages
        ],
    }


def _evidence(e: Evidence | None) -> dict[str, Any] | None:
    if e is None:
        return None
    return {"document": e.document, "where": e.where, "page": e.page, "quote": e.quote, "start": e.start, "end": e.end}


# ---- HTML --------------------------------------------------------------------------------------------------


def html(comparison: Comparison, patterns: Patterns) -> str:
    """The whole page as text. No external request, no script."""
    from jinja2 import Environment, PackageLoader, StrictUndefined

    lang = comparison.new.language
    environment = Environment(
        loader=PackageLoader("clausecheck.report", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    requirements = {r.id: r for r in patterns.requirements}
    return environment.get_template("comparison.html.j2").render(
        comparison=comparison,
        lang=lang,
        colon=_colon(lang),
        w=lambda key: said(key, lang),
        changes=CHANGES,
        counts={c: sum(x.change == c for x in comparison.changes) for c in CHANGES},
        groups=groups(comparison),
        sides=_sides(comparison),
        unread=_unread(comparison),
        title=lambda clause: title(requirements.get(clause), lang),
        element=lambda key, clause: element_name(key, requirements.get(clause), lang),
        why=lambda f: why(f, requirements.get(f.clause), lang),
        notes=lambda c: notes(c, lang),
        place=place,
        one_line=one_line,
    )
