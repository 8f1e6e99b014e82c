"""``clausecheck dossier``: the pieces of a contract, their order of precedence, their conflicts, what is absent."""

from __future__ import annotations

import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from clausecheck.cli.app import Lang, app, fail, interface_language
from clausecheck.cli.pieces import Pieces, stated
from clausecheck.errors import EXIT_OK, EXIT_UNREADABLE, ClausecheckError


class DossierFormat(StrEnum):
    """The forms of what ``dossier`` prints."""

    terminal = "terminal"
    json = "json"


DOSSIER_EPILOG = (
    "Exit codes / codes de sortie: 0 read / lu · 2 usage or pattern error / erreur d'usage ou de motif · "
    "3 something could not be read / une partie n'a pas pu être lue"
)


@app.command(epilog=DOSSIER_EPILOG)
def dossier(
    paths: Annotated[list[Path], typer.Argument(metavar="FILE...|FOLDER", help="The pieces of ONE contract, or their folder.")],
    piece: Pieces = None,
    format_: Annotated[DossierFormat, typer.Option("--format", "-f", help="Form of what is printed.")] = DossierFormat.terminal,
    lang: Annotated[Lang | None, typer.Option("--lang", help="Language [default: the contract's].")] = None,
    patterns: Annotated[Path | None, typer.Option("--patterns", help="A folder of patterns to add.")] = None,
) -> None:
    """Show what each file of a contract is, which prevails, where they disagree and what is absent."""
    language = lang.value if lang else interface_language()
    try:
        from clausecheck import api
        from clausecheck.cli.check import working
        from clausecheck.gate import one_dossier

        files = list(one_dossier(paths).files)
        with working(files, language):
            loaded = api.load_patterns(patterns)
            report = api.check(files, language=lang.value if lang else None, patterns=loaded, pieces=stated(piece, files))
    except ClausecheckError as error:
        raise fail(error, language) from None
    if format_ == DossierFormat.json:
        import json

        from clausecheck.report.json import as_dict

        sys.stdout.write(json.dumps(as_dict(report)["dossier"], ensure_ascii=False, indent=1) + "\n")
    else:
        from clausecheck.report.terminal import dossier_lines

        lines = dossier_lines(report, loaded, everything=True)
        unread = [
            f"! {d.name}, {u.where}: {u.message_fr if report.language == 'fr' else u.message_en}"
            for d in report.documents
            for u in d.unread
        ]
        sys.stdout.write("\n".join([*lines[1:], *unread]) + "\n")
    raise typer.Exit(EXIT_OK if all(d.complete for d in report.documents) else EXIT_UNREADABLE)
