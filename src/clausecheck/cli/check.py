"""``clausecheck check``: judge the files of one contract."""

from __future__ import annotations

import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from clausecheck.cli.app import EPILOG, Lang, app, fail, interface_language
from clausecheck.errors import EXIT_BLOCKING, EXIT_OK, EXIT_UNREADABLE, ClausecheckError, UsageError


class Format(StrEnum):
    terminal = "terminal"
    json = "json"
    html = "html"


@app.command(epilog=EPILOG)
def check(
    files: Annotated[list[Path], typer.Argument(help="The pieces of ONE contract, judged together.", metavar="FILE...")],
    format_: Annotated[Format, typer.Option("--format", "-f", help="Form of the report.")] = Format.terminal,
    output: Annotated[Path | None, typer.Option("--output", "-o", help="Write the report to this file.")] = None,
    lang: Annotated[Lang | None, typer.Option("--lang", help="Language of the report [default: the contract's].")] = None,
    family: Annotated[list[str] | None, typer.Option("--family", help="Only this family (may be repeated).")] = None,
    clause: Annotated[list[str] | None, typer.Option("--clause", help="Only this clause (may be repeated).")] = None,
    patterns: Annotated[Path | None, typer.Option("--patterns", help="A folder of patterns to add.")] = None,
) -> None:
    """Say which data clauses of a contract are missing, weak or contrary, with the proof."""
    language = lang.value if lang else interface_language()
    try:
        from clausecheck import api
        from clausecheck.report import render

        report = api.check(
            files,
            language=lang.value if lang else None,
            families=family or (),
            clauses=clause or (),
            patterns=api.load_patterns(patterns) if patterns else None,
        )
        body = render(report, format_.value)
    except ClausecheckError as error:
        raise fail(error, language) from None
    if output is not None:
        try:
            _write(output, body, files)
        except ClausecheckError as error:
            raise fail(error, language) from None
    else:
        sys.stdout.write(body)
    raise typer.Exit(exit_code(report))


def _write(output: Path, body: str, files: list[Path]) -> None:
    """Write the report whole or not at all, and never over one of the contract's own files."""
    if any(output.exists() and output.samefile(f) for f in files if f.exists()):
        raise UsageError(
            f"{output}: this is a file of the contract; name another file for the report.",
            f"{output} : c'est un fichier du contrat ; donnez un autre nom au rapport.",
        )
    part = output.with_name(output.name + ".part")
    try:
        part.write_text(body, encoding="utf-8", newline="\n")
        part.replace(output)
    except OSError as error:
        raise UsageError(
            f"{output}: cannot be written ({error.strerror}).", f"{output} : écriture impossible ({error.strerror})."
        ) from None


def exit_code(report: object) -> int:
    """0, 1 or 3 for a report: what could not be read comes before what blocks."""
    from clausecheck.model import Report

    assert isinstance(report, Report)
    if any(not d.complete for d in report.documents):
        return EXIT_UNREADABLE
    blocking = any(f.severity == "error" and f.verdict in ("missing", "weak", "contrary") for f in report.findings)
    return EXIT_BLOCKING if blocking else EXIT_OK
