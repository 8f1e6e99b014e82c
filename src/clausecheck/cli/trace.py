"""``clausecheck trace``: how the verdict of one requirement came about."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from clausecheck.cli.app import Lang, app, fail, interface_language
from clausecheck.errors import ClausecheckError


@app.command()
def trace(
    files: Annotated[list[Path], typer.Argument(metavar="FILE... ID", help="The pieces of the contract, then the id of a clause.")],
    lang: Annotated[Lang | None, typer.Option("--lang", help="Language of the messages.")] = None,
    patterns: Annotated[Path | None, typer.Option("--patterns", help="A folder of patterns to add.")] = None,
) -> None:
    """Show each passage that a wording of a requirement met, and what its negation, party or hedge decided."""
    language = lang.value if lang else interface_language()
    try:
        from clausecheck import api

        loaded = api.load_patterns(patterns)
        *pieces, identifier = files
        steps = api.trace(pieces, str(identifier), patterns=loaded)
    except ClausecheckError as error:
        raise fail(error, language) from None
    for step in steps:
        mark = "+" if step.outcome == "counts" else "-"
        hedges = f", hedges {' '.join(step.hedges)}" if step.hedges else ""
        sys.stdout.write(f"{mark} {step.role}  [{step.wording}]  {step.polarity}, bound: {step.bound}{hedges}  -> {step.outcome}\n")
        sys.stdout.write(f"    {step.passage.where}: {' '.join(step.passage.quote.split())[:300]}\n")
