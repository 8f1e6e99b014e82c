"""``clausecheck compare``: two drafts of one contract, requirement by requirement."""

from __future__ import annotations

import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from clausecheck.cli.app import EPILOG, Lang, app, fail, interface_language
from clausecheck.cli.output import write
from clausecheck.errors import EXIT_BLOCKING, EXIT_OK, ClausecheckError, UsageError


class ComparisonFormat(StrEnum):
    """The forms of a comparison."""

    terminal = "terminal"
    json = "json"
    html = "html"


@app.command(epilog=EPILOG)
def compare(
    old: Annotated[Path, typer.Argument(metavar="OLD", help="The earlier draft: a file, or a folder of its pieces.")],
    new: Annotated[Path, typer.Argument(metavar="NEW", help="The later draft: a file, or a folder of its pieces.")],
    format_: Annotated[ComparisonFormat, typer.Option("--format", "-f", help="Form of the report.")] = ComparisonFormat.terminal,
    output: Annotated[Path | None, typer.Option("--output", "-o", help="Write the report to this file.")] = None,
    lang: Annotated[Lang | None, typer.Option("--lang", help="Language of the report [default: the contract's].")] = None,
    fail_on_regression: Annotated[bool, typer.Option("--fail-on-regression", help="Exit 1 when a clause got weaker.")] = False,
) -> None:
    """Say which clauses were gained, strengthened, weakened or lost from one draft to the next."""
    language = lang.value if lang else interface_language()
    try:
        from clausecheck import api
        from clausecheck.compare import compare as compared
        from clausecheck.report import comparison

        patterns = api.load_patterns()
        pieces = [_pieces(old), _pieces(new)]
        before, after = (api.check(p, language=lang.value if lang else None, patterns=patterns) for p in pieces)
        result = compared(before, after)
        body = comparison.render(result, format_.value, patterns)
        if output is None:
            sys.stdout.write(body)
        else:
            write(output, body, [*pieces[0], *pieces[1]])
    except ClausecheckError as error:
        raise fail(error, language) from None
    raise typer.Exit(EXIT_BLOCKING if fail_on_regression and result.regressions else EXIT_OK)


def _pieces(path: Path) -> list[Path]:
    """The files of a draft. Raises UsageError for a folder that holds none."""
    if not path.is_dir():
        return [path]
    from clausecheck.extract.files import SUFFIXES

    found = sorted(p for p in path.iterdir() if p.suffix.lower() in SUFFIXES)
    if not found:
        raise UsageError(f"{path}: no file to read in this folder.", f"{path} : aucun fichier à lire dans ce dossier.")
    return found
