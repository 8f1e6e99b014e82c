"""``clausecheck gate``: may this dossier be signed? One screen, one exit code, an attestation to keep."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from clausecheck.cli.app import Lang, app, fail, interface_language
from clausecheck.cli.pieces import Pieces, stated
from clausecheck.errors import ClausecheckError, UsageError

if TYPE_CHECKING:
    import datetime
    from collections.abc import Sequence

    from clausecheck.gate import Run

GATE_EPILOG = (
    "Exit codes / codes de sortie: 0 nothing blocks / rien ne bloque · 1 blocking gaps / écarts bloquants · "
    "2 usage, pattern or policy error / erreur d'usage, de motif ou de politique · 3 not verifiable, something was not read / "
    "non vérifiable, une partie n'a pas été lue · 4 a waiver does not hold / une dérogation ne vaut pas. "
    "When several hold: 2, then 3, then 4, then 1."
)
Policy = Annotated[Path | None, typer.Option("--policy", help="The policy [default: clausecheck.yaml, found upward from the contract].")]
Waivers = Annotated[Path | None, typer.Option("--waivers", help="The waivers [default: clausecheck-waivers.yaml, found upward likewise].")]
Today = Annotated[str | None, typer.Option("--today", metavar="DATE", help="The date of the check, as 2026-12-31.")]


@app.command(epilog=GATE_EPILOG)
def gate(
    dossiers: Annotated[
        list[Path],
        typer.Argument(metavar="DOSSIER...", help="Folders, each one dossier; or the files of ONE contract, judged together."),
    ],
    policy: Policy = None,
    waivers: Waivers = None,
    no_waivers: Annotated[bool, typer.Option("--no-waivers", help="Judge as if nothing had been waived.")] = False,
    today: Today = None,
    baseline: Annotated[
        Path | None, typer.Option("--baseline", metavar="REPORT.json", help="Only gaps that this JSON report has not block.")
    ] = None,
    attest: Annotated[
        Path | None, typer.Option("--attest", metavar="FILE.json", help="Write what was judged and decided, for 'verify'.")
    ] = None,
    report: Annotated[
        Path | None, typer.Option("--report", metavar="FILE", help="Write the report too: .json, .html, .md or .txt.")
    ] = None,
    each: Annotated[bool, typer.Option("--each", help="Each file named is a contract of its own.")] = False,
    dossier: Annotated[str, typer.Option("--dossier", metavar="NAME", help="Name of the dossier, as waivers give it.")] = "",
    piece: Pieces = None,
    patterns: Annotated[Path | None, typer.Option("--patterns", help="A folder of patterns to add.")] = None,
    lang: Annotated[Lang | None, typer.Option("--lang", help="Language of the verdict and of the report.")] = None,
) -> None:
    """Say what stops a dossier from being signed, with the policy and the waivers of the buyer."""
    language = lang.value if lang else interface_language()
    try:
        from clausecheck.cli.gate_screen import screen
        from clausecheck.gate import Request, run
        from clausecheck.gate import dossiers as read_dossiers

        day = the_date(today)
        policy, waivers = found(dossiers, policy, None if no_waivers else waivers)
        files = [f for d in read_dossiers(dossiers, each=each, name=dossier) for f in d.files] if piece else []
        request = Request(
            tuple(dossiers), day, patterns, policy, None if no_waivers else waivers, baseline, each, dossier,
            lang.value if lang else None, tuple(sorted(stated(piece, files).items())),
        )  # fmt: skip
        done = run(request)
        _write_files(done, attest, report)
        sys.stdout.write(screen(done, language))
    except ClausecheckError as error:
        raise fail(error, language) from None
    raise typer.Exit(done.code)


def the_date(today: str | None) -> datetime.date:
    """The date given, else that of the machine: the only place where the clock is read. Raises UsageError."""
    import datetime

    if today is None:
        return datetime.date.today()
    try:
        return datetime.date.fromisoformat(today)
    except ValueError:
        raise UsageError(f"{today!r} is not a date: write 2026-12-31.", f"« {today} » n'est pas une date : écrivez 2026-12-31.") from None


def found(dossiers: Sequence[Path], policy: Path | None, waivers: Path | None) -> tuple[Path | None, Path | None]:
    """The policy and the waivers named, else those found upward from the dossiers. Raises UsageError."""
    from clausecheck.policy import FILE_NAME
    from clausecheck.waivers import FILE_NAME as WAIVERS

    for path in (policy, waivers):
        if path is not None and not path.is_file():
            raise UsageError(f"{path}: no such file.", f"{path} : ce fichier n'existe pas.")
    return policy or _upward(dossiers, FILE_NAME, "--policy"), waivers or _upward(dossiers, WAIVERS, "--waivers")


def _upward(dossiers: Sequence[Path], name: str, option: str) -> Path | None:
    from clausecheck.policy import find

    places = {find(d if d.is_dir() else d.parent, name) for d in dossiers}
    if len(places) > 1:
        raise UsageError(
            f"These dossiers do not have the same {name}: name one with {option}.",
            f"Ces dossiers n'ont pas le même {name} : donnez-en un par {option}.",
        )
    return places.pop()


def _write_files(done: Run, attest: Path | None, report: Path | None) -> None:
    from clausecheck.attestation import attest as attestation
    from clausecheck.attestation import render as attestation_text

    request = done.request
    inputs = [f for o in done.outcomes for f in o.dossier.files]
    inputs += [p for p in (request.policy, request.waivers, request.baseline) if p]
    if attest is not None:
        write_whole(attest, attestation_text(attestation(done, attest.parent)), inputs)
    if report is not None:
        if len(done.outcomes) > 1:
            raise UsageError("--report is for one dossier.", "--report vaut pour un seul dossier.")
        from clausecheck.report import FORMATS, render

        formats = {".json": "json", ".html": "html", ".md": "markdown", ".txt": "terminal"}
        format_ = formats.get(report.suffix.lower(), "")
        if format_ not in FORMATS:
            names = ", ".join(s for s, f in formats.items() if f in FORMATS)
            raise UsageError(f"{report}: name it {names}.", f"{report} : donnez-lui l'extension {names}.")
        body = render(done.outcomes[0].report, format_)
        write_whole(report, body if isinstance(body, str) else bytes(body).decode("utf-8"), inputs)


def write_whole(path: Path, text: str, inputs: Sequence[Path]) -> None:
    """Write a file whole or not at all, and never over one that was read. Raises UsageError."""
    if any(path.exists() and p.exists() and path.samefile(p) for p in inputs):
        raise UsageError(
            f"{path}: this file was read; name another one to write to.", f"{path} : ce fichier a été lu ; donnez un autre nom."
        )
    part = path.with_name(path.name + ".part")
    try:
        part.write_text(text, encoding="utf-8", newline="\n")
        part.replace(path)
    except OSError as error:
        reason = error.strerror or "?"
        raise UsageError(f"{path}: cannot be written ({reason}).", f"{path} : écriture impossible ({reason}).") from None
