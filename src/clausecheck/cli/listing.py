"""``clausecheck list`` and ``clausecheck explain``: what the tool looks for, and why."""

from __future__ import annotations

import sys
import textwrap
from typing import TYPE_CHECKING, Annotated

import typer

from clausecheck.cli.app import Lang, app, fail, interface_language
from clausecheck.errors import ClausecheckError

if TYPE_CHECKING:
    from clausecheck.hygiene import Check
    from clausecheck.model import Language


@app.command("list")
def list_(
    family: Annotated[list[str] | None, typer.Option("--family", help="Only this family (may be repeated).")] = None,
    lang: Annotated[Lang | None, typer.Option("--lang", help="Language of the titles.")] = None,
) -> None:
    """List the requirements, family by family."""
    language = lang.value if lang else interface_language()
    try:
        from clausecheck import api
        from clausecheck.hygiene import FAMILY, checks
        from clausecheck.selection import selected

        patterns = api.load_patterns()
        chosen = selected(patterns, family or (), ())
    except ClausecheckError as error:
        raise fail(error, language) from None
    for f in patterns.families:
        inside = [r for r in chosen if r.family == f.id]
        if inside:
            sys.stdout.write(f"\n{f.title[language]} ({f.id})\n")
        for r in inside:
            sys.stdout.write(f"  {r.id:22} {r.languages[language].title}\n")
        if f.id == FAMILY and (not family or FAMILY in family):
            sys.stdout.write(f"\n{f.title[language]} ({f.id})\n")
            for check in checks():
                sys.stdout.write(f"  {check.id:22} {check.text(language).title}\n")


@app.command()
def explain(
    identifier: Annotated[str, typer.Argument(metavar="ID", help="A clause id, for example GDPR-33-2.")],
    lang: Annotated[Lang | None, typer.Option("--lang", help="Language of the explanation.")] = None,
) -> None:
    """Explain one requirement: what, why, legal basis, elements, model clause, weak and contrary examples."""
    language = lang.value if lang else interface_language()
    try:
        from clausecheck import api
        from clausecheck.hygiene import check_of

        check = check_of(identifier)
        if check is not None:
            _explain_check(check, language)
            return
        patterns = api.load_patterns()
        requirement = api.explain(identifier, patterns)
        from clausecheck.report.words import condition_title, word
    except ClausecheckError as error:
        raise fail(error, language) from None
    text, clause, put = requirement.languages[language], requirement.clause, _put

    def w(key: str) -> str:
        return word(key, language)

    sys.stdout.write(f"{requirement.id}  {text.title}\n")
    put(w("guarantee"), text.guarantee)
    put(w("core"), text.core)
    grounds = [" + ".join(condition_title(patterns, c, language) for c in g.all_of) for g in clause.applicability.any_of]
    put(w("applies"), *grounds)
    put(w("severity"), *(f"{w(v)} : {w(getattr(clause.severity, v))}" for v in ("missing", "weak", "contrary")))
    lines = []
    for element in clause.elements:
        e = text.elements[element.key]
        extra = f" ({'si' if language == 'fr' else 'if'} {e.when})" if e.when else ""
        note = f" : {e.note}" if e.note else ""
        lines.append(f"- {e.name} [{w(element.role)}{extra}]{note}")
    put(w("elements"), *lines)
    put(w("legal-basis"), *(
        f"- {patterns.instruments.get(b.instrument, {}).get(language, b.instrument)}, {b.cite} [{w(b.confidence)}]"
        + (f" : {b.note}" if b.note else "")
        for b in clause.legal_basis
    ))  # fmt: skip
    put(w("model-clause"), text.model_clause)
    shown = [e for v in ("weak", "contrary") for e in text.examples if e.verdict == v][:4]
    put(w("examples"), *(f"{w(e.verdict)} : {e.text}" for e in shown))
    if text.by_reference or text.note:
        put(w("note-label"), *(t for t in (text.by_reference, text.note) if t))
    put(w("measured"), *_measured(identifier, language))


def _measured(identifier: str, language: Language) -> list[str]:
    """How far to trust the verdicts of a requirement, language by language."""
    from clausecheck.measured import measures

    at = 0 if language == "fr" else 1
    out = []
    known = measures(identifier)
    for contracts, name in (("fr", ("en français", "in French")), ("en", ("en anglais", "in English"))):
        m = known.get(contracts)  # type: ignore[call-overload]
        if m is None:
            out.append(("{0} : jamais mesurée", "{0}: never measured")[at].format(name[at]))
            continue
        figures = ["–" if x is None else f"{x:.2f}" for x in (m.precision, m.recall)]
        out.append(
            (
                "{0}, {1} contrats annotés : verdict du lecteur dans {2} cas ; clause trouvée : précision {3}, rappel {4}",
                "{0}, {1} labelled contracts: the reader's verdict in {2}; clause found: precision {3}, recall {4}",
            )[at].format(name[at], m.n, m.exact, *figures)
        )
    return out


def _put(title: str, *lines: str) -> None:
    """A heading and its paragraphs."""
    sys.stdout.write(f"\n{title}\n")
    for line in lines:
        sys.stdout.write("\n".join(textwrap.wrap(line, 98, initial_indent="  ", subsequent_indent="  ")) + "\n")


def _explain_check(check: Check, language: Language) -> None:
    """What a hygiene check looks for, what it leaves alone, and what to do."""
    from clausecheck.report.unsettled import said
    from clausecheck.report.words import word

    text = check.text(language)
    sys.stdout.write(f"{check.id}  {text.title}\n")
    _put(said("finds", language), text.finds)
    _put(said("spares", language), text.spares)
    _put(word("severity", language), f"{word(check.severity, language)} : {text.why}")
    _put(said("settle", language), text.settle)
    if text.examples:
        _put(word("examples", language), *text.examples)
