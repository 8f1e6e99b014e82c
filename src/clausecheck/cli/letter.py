"""``clausecheck letter``: an amendment request addressed to the drafter, as a Word file to edit and send."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from clausecheck.cli.app import EPILOG, Lang, app, fail, interface_language
from clausecheck.cli.output import write
from clausecheck.errors import ClausecheckError


class MinSeverity(StrEnum):
    """The lowest severity of the gaps that a letter lists."""

    error = "error"
    warning = "warning"
    note = "note"


@app.command(epilog=EPILOG)
def letter(
    files: Annotated[list[Path], typer.Argument(help="The pieces of ONE contract, judged together.", metavar="FILE...")],
    output: Annotated[Path, typer.Option("--output", "-o", help="The Word file to write.")],
    min_severity: Annotated[MinSeverity, typer.Option("--min-severity", help="Gaps of this severity or more.")] = MinSeverity.warning,
    lang: Annotated[Lang | None, typer.Option("--lang", help="Language of the letter [default: the contract's].")] = None,
    today: Annotated[str | None, typer.Option("--today", help="Date of the letter, YYYY-MM-DD.")] = None,
) -> None:
    """Write to the drafter what to add or change, article by article, with model clauses and legal basis."""
    language = lang.value if lang else interface_language()
    try:
        from clausecheck import api
        from clausecheck.report import letter as letters

        patterns = api.load_patterns()
        report = api.check(files, language=lang.value if lang else None, patterns=patterns)
        write(output, letters.render(report, min_severity=min_severity.value, today=today, patterns=patterns), files)
    except ClausecheckError as error:
        raise fail(error, language) from None
