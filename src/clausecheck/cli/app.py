"""The application: its verbs and its single error handler."""

from __future__ import annotations

import locale
import os
import sys
from enum import StrEnum
from typing import Literal

import typer

from clausecheck.errors import ClausecheckError


class Lang(StrEnum):
    """The languages of reports and messages."""

    fr = "fr"
    en = "en"


EPILOG = (
    "Exit codes / codes de sortie: 0 nothing blocking / rien de bloquant · 1 blocking findings / constats bloquants · "
    "2 usage or pattern error / erreur d'usage ou de motif · 3 something could not be read / une partie n'a pas pu être lue"
)

app = typer.Typer(
    name="clausecheck",
    help="Read a draft public contract and say which data clauses are missing, weak or contrary. / "
    "Lit un projet de contrat public et dit quelles clauses sur les données manquent, sont faibles ou contraires.",
    epilog=EPILOG,
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    add_completion=True,
)


def interface_language() -> Literal["fr", "en"]:
    """The language of messages when no option says it: that of the user's locale, English otherwise."""
    name = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG") or ""
    if not name:
        name = locale.getlocale()[0] or ""
    return "fr" if name.lower().startswith("fr") else "en"


def fail(error: ClausecheckError, language: Literal["fr", "en"]) -> typer.Exit:
    """Print the error in one sentence on stderr and give the exit to raise."""
    print(f"clausecheck: {error.message(language)}", file=sys.stderr)
    return typer.Exit(error.exit_code)


def main() -> None:
    """Entry point of the ``clausecheck`` command."""
    from clausecheck.cli import (  # noqa: F401 - each registers its verb
        check,
        compare,
        dossier,
        gate,
        init,
        letter,
        listing,
        outline,
        patterns,
        policy,
        scan,
        trace,
        verify,
        waivers,
    )

    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8")
    app()
