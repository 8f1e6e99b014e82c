"""``clausecheck waivers``: exceptions accepted in writing: give one, list them, take out those that no longer serve."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from clausecheck.cli.app import Lang, app, fail, interface_language
from clausecheck.cli.gate import Policy, Today, Waivers, found, the_date
from clausecheck.errors import EXIT_OK, ClausecheckError, UsageError

if TYPE_CHECKING:
    from clausecheck.model import Waiver, WaiverProblem
    from clausecheck.requirements import Patterns

waivers_app = typer.Typer(help="Exceptions accepted in writing.", no_args_is_help=True, rich_markup_mode=None)
app.add_typer(waivers_app, name="waivers")

LangOption = Annotated[Lang | None, typer.Option("--lang", help="Language of the messages.")]
Approver = Annotated[str, typer.Option("--approver", help="Who accepts it.")]
Expires = Annotated[str, typer.Option("--expires", metavar="DATE", help="The first day when it no longer holds.")]
PatternsOption = Annotated[Path | None, typer.Option("--patterns", help="A folder of patterns to add.")]
Dossier = Annotated[str, typer.Option("--dossier", metavar="NAME", help="Name of the dossier [default: as the gate names it].")]


@waivers_app.command("add")
def add(
    dossiers: Annotated[list[Path], typer.Argument(metavar="DOSSIER...", help="One dossier: a folder, or its files.")],
    requirement: Annotated[list[str], typer.Option("--requirement", help="The requirement waived (may be repeated).")],
    reason: Annotated[str, typer.Option("--reason", help="Why the gap is accepted.")],
    approver: Approver,
    expires: Expires,
    passage: Annotated[
        str, typer.Option("--passage", metavar="FINGERPRINT", help="Which passage, when a hygiene check has found several.")
    ] = "",
    document: Annotated[bool, typer.Option("--document", help="For this very file only, not for its dossier.")] = False,
    policy: Policy = None,
    waivers: Waivers = None,
    today: Today = None,
    dossier: Dossier = "",
    patterns: PatternsOption = None,
    lang: LangOption = None,
) -> None:
    """Check a dossier and waive a gap of it: the passage as it stands, until the date given."""
    language = lang.value if lang else interface_language()
    try:
        from clausecheck import waivers_edit
        from clausecheck.gate import Request, run
        from clausecheck.waivers import identifiers, standing

        day, end = the_date(today), the_date(expires)
        policy, target = _target(dossiers, policy, waivers)
        done = run(Request(tuple(dossiers), day, patterns, policy, name=dossier))
        if len(done.outcomes) != 1:
            raise UsageError("Give one dossier at a time.", "Donnez un seul dossier à la fois.")
        outcome = done.outcomes[0]
        if document and len(outcome.report.documents) != 1:
            raise UsageError("--document is for one file.", "--document vaut pour un seul fichier.")
        new = []
        for identifier in requirement:
            gap = waivers_edit.gap_of(outcome.report, identifier, done.patterns, passage)
            waiver = waivers_edit.given(
                gap, dossier=outcome.dossier.name, reason=reason.strip(), approver=approver.strip(), date=day, expires=end,
                document=outcome.report.documents[0].sha256 if document else "",
            )  # fmt: skip
            _refuse(waiver, standing(waiver, identifiers(done.patterns), today=day, max_days=done.policy.max_days))
            new.append(waiver)
        waivers_edit.add(target, new)
    except ClausecheckError as error:
        raise fail(error, language) from None
    for waiver in new:
        sys.stdout.write(f"{target}: {waiver.requirement} {waiver.fingerprint} → {waiver.expires}\n")


@waivers_app.command("list")
def list_(
    waivers: Waivers = None,
    policy: Policy = None,
    today: Today = None,
    patterns: PatternsOption = None,
    lang: LangOption = None,
) -> None:
    """List the waivers and say which hold on the date given. Exit code 4 when one does not."""
    language = lang.value if lang else interface_language()
    try:
        from clausecheck import api
        from clausecheck.gate import EXIT_WAIVER
        from clausecheck.waivers import identifiers, load, standing

        day = the_date(today)
        policy, target = _target([Path.cwd()], policy, waivers, must_exist=True)
        loaded = api.load_patterns(patterns)
        file = load(target)
        known, longest = identifiers(loaded), _max_days(policy, loaded)
    except ClausecheckError as error:
        raise fail(error, language) from None
    wrong = len(file.problems)
    for problem in file.problems:
        sys.stdout.write(f"! {problem.place}: {problem.message_fr if language == 'fr' else problem.message_en}\n")
    for waiver in file.waivers:
        found_ = standing(waiver, known, today=day, max_days=longest)
        wrong += found_ is not None
        told = (found_.message_fr if language == "fr" else found_.message_en) if found_ else f"→ {waiver.expires}"
        scope = waiver.dossier or f"sha256 {waiver.document[:12]}"
        sys.stdout.write(f"{'!' if found_ else ' '} {waiver.place}: {waiver.requirement:20} {scope:24} {told}\n")
        sys.stdout.write(f"    {waiver.approver}, {waiver.date}: {waiver.reason}\n")
    raise typer.Exit(EXIT_WAIVER if wrong else EXIT_OK)


@waivers_app.command("prune")
def prune(
    dossiers: Annotated[
        list[Path] | None,
        typer.Argument(metavar="[DOSSIER...]", help="Check these dossiers too, and take out what no longer serves them."),
    ] = None,
    waivers: Waivers = None,
    policy: Policy = None,
    today: Today = None,
    dossier: Dossier = "",
    patterns: PatternsOption = None,
    lang: LangOption = None,
) -> None:
    """Take out the waivers that have expired; with dossiers, also the unused ones and those whose passage changed."""
    language = lang.value if lang else interface_language()
    try:
        from clausecheck import api, waivers_edit
        from clausecheck.gate import Request, run
        from clausecheck.waivers import identifiers, load, standing

        day = the_date(today)
        policy, target = _target(dossiers or [Path.cwd()], policy, waivers, must_exist=True)
        drop: dict[str, WaiverProblem] = {}
        loaded = api.load_patterns(patterns)
        known, longest = identifiers(loaded), _max_days(policy, loaded)
        for waiver in load(target).waivers:
            problem = standing(waiver, known, today=day, max_days=longest)
            if problem is not None and problem.code == "expired":
                drop[problem.place] = problem
        if dossiers:
            done = run(Request(tuple(dossiers), day, patterns, policy, target, name=dossier))
            for outcome in done.outcomes:
                codes = ("unused", "passage-changed", "document-changed", "duplicate")
                drop.update({p.place: p for p in outcome.report.waiver_problems if p.code in codes})
        waivers_edit.prune(target, drop)
    except ClausecheckError as error:
        raise fail(error, language) from None
    for problem in drop.values():
        message = problem.message_fr if language == "fr" else problem.message_en
        sys.stdout.write(f"- {problem.place} {problem.requirement}: {message}\n")
    sys.stdout.write(f"{len(drop)} {'dérogation(s) retirée(s)' if language == 'fr' else 'waiver(s) taken out'}\n")


@waivers_app.command("import")
def import_(
    matrix: Annotated[Path, typer.Argument(metavar="MATRIX.xlsx", help="The Excel matrix with decisions typed in it.")],
    approver: Approver,
    expires: Expires,
    policy: Policy = None,
    waivers: Waivers = None,
    today: Today = None,
    patterns: PatternsOption = None,
    lang: LangOption = None,
) -> None:
    """Make waivers of the decisions typed in an Excel matrix; the comment of each is its reason."""
    language = lang.value if lang else interface_language()
    try:
        from clausecheck import api, waivers_edit
        from clausecheck.decisions import read_decisions
        from clausecheck.waivers import identifiers, load, standing

        day, end = the_date(today), the_date(expires)
        policy, target = _target([matrix], policy, waivers)
        try:
            data = matrix.read_bytes()
        except OSError as error:
            why = error.strerror or "?"
            raise UsageError(f"{matrix}: cannot be read ({why}).", f"{matrix} : lecture impossible ({why}).") from None
        there = load(target).waivers if target.is_file() else ()
        same = {(w.requirement, w.fingerprint, w.dossier) for w in there if the_date(w.expires) > day}
        new, refused = waivers_edit.from_decisions(
            read_decisions(data), approver=approver.strip(), date=day, expires=end,
            present=lambda w: (w.requirement, w.fingerprint, w.dossier) in same,
        )  # fmt: skip
        loaded = api.load_patterns(patterns)
        known, longest = identifiers(loaded), _max_days(policy, loaded)
        for waiver in new:
            _refuse(waiver, standing(waiver, known, today=day, max_days=longest))
        if new:
            waivers_edit.add(target, new)
    except ClausecheckError as error:
        raise fail(error, language) from None
    for decision in refused:
        told = "sans motif en commentaire, ignorée" if language == "fr" else "no reason in its comment, left out"
        sys.stderr.write(f"{matrix.name}:{decision.row} {decision.requirement}: {told}\n")
    sys.stdout.write(f"{target}: {len(new)} {'dérogation(s) ajoutée(s)' if language == 'fr' else 'waiver(s) added'}\n")
    raise typer.Exit(2 if refused else EXIT_OK)


def _target(start: list[Path], policy: Path | None, waivers: Path | None, *, must_exist: bool = False) -> tuple[Path | None, Path]:
    """The policy and the file of waivers: named, found upward, else beside the policy or the dossier."""
    from clausecheck.waivers import FILE_NAME

    named = waivers if waivers is not None and (must_exist or waivers.is_file()) else None
    policy, there = found(start, policy, named)
    if waivers is None and there is None and must_exist:
        raise UsageError(f"No {FILE_NAME} here or above.", f"Pas de {FILE_NAME} ici ni au-dessus.")
    folder = policy.parent if policy else (start[0] if start[0].is_dir() else start[0].parent)
    return policy, waivers or there or folder / FILE_NAME


def _max_days(policy: Path | None, patterns: Patterns) -> int:
    from clausecheck.policy import DEFAULT_MAX_DAYS, load

    return load(policy, patterns).max_days if policy else DEFAULT_MAX_DAYS


def _refuse(waiver: Waiver, problem: WaiverProblem | None) -> None:
    """Raise UsageError for a waiver that would not hold on the day it is given."""
    if problem is not None or not waiver.reason or not waiver.approver:
        en = problem.message_en if problem else "a reason and an approver are needed"
        fr = problem.message_fr if problem else "il faut un motif et un approbateur"
        raise UsageError(f"{waiver.requirement}: {en}.", f"{waiver.requirement} : {fr}.")
