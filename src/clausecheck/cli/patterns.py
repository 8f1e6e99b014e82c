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


@patterns_app.command("learn")
def learn(
    directory: Annotated[Path | None, typer.Argument(metavar="[DIR]", help="The folder of patterns (default: the built-in ones).")] = None,
) -> None:
    """Learn again from the phrasings.<language>.txt of a folder of patterns; writes its likeness/<language>.json."""
    try:
        from clausecheck import api
        from clausecheck.likeness.learn import learn as learnt
        from clausecheck.likeness.phrasings import files
        from clausecheck.patterns import builtin_dir

        root = directory or builtin_dir()
        loaded = api.load_patterns(directory)
        for language, paths in files(root).items():
            if paths:
                target = root / "likeness" / f"{language}.json"
                target.parent.mkdir(exist_ok=True)
                target.write_bytes(learnt(loaded, paths, language))
                sys.stdout.write(f"{target}\n")
    except ClausecheckError as error:
        raise fail(error, interface_language()) from None
