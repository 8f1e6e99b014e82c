"""``clausecheck patterns test``: run the examples that stand beside the patterns."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from clausecheck.cli.app import app, fail, interface_language
from clausecheck.errors import ClausecheckError

patterns_app = typer.Typer(help="Work on the pattern files.", no_args_is_help=True, rich_markup_mode=None)
app.add_typer(patterns_app, name="patterns")


@patterns_app.command("test")
def test(
    directory: Annotated[Path | None, typer.Argument(metavar="[DIR]", help="A folder of patterns to add to the built-in ones.")] = None,
    only: Annotated[list[str] | None, typer.Option("--only", help="Only this requirement or condition (may be repeated).")] = None,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Print the summary only.")] = False,
) -> None:
    """Judge every example and list those that do not come out as written. Exit code 1 when there are any."""
    try:
        from clausecheck import api
        from clausecheck.selftest import run_examples

        loaded = api.load_patterns(directory)
        results = list(run_examples(loaded, only or ()))
    except ClausecheckError as error:
        raise fail(error, interface_language()) from None
    wrong = [r for r in results if not r.passed]
    if not quiet:
        for r in wrong:
            lacks = f"; elements not found: {', '.join(r.lacking)}" if r.lacking else ""
            sys.stdout.write(f"{r.place}: expected {r.expected}, got {r.got}{lacks}\n    {r.text}\n")
    sys.stdout.write(f"{len(results) - len(wrong)} examples pass, {len(wrong)} fail\n")
    raise typer.Exit(1 if wrong else 0)
