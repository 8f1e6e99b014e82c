"""``clausecheck verify``: replay an attestation of the gate and say the first difference."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from clausecheck.cli.app import Lang, app, fail, interface_language
from clausecheck.errors import EXIT_BLOCKING, EXIT_OK, ClausecheckError

VERIFY_EPILOG = (
    "Exit codes / codes de sortie: 0 the replay gives the same / rejeu identique · 1 something differs / une différence · "
    "2 the attestation, the patterns or the policy cannot be used / attestation, motifs ou politique inutilisables · "
    "3 a contract can no longer be read / un contrat n'est plus lisible"
)


@app.command(epilog=VERIFY_EPILOG)
def verify(
    file: Annotated[Path, typer.Argument(metavar="FILE.json", help="An attestation written by 'clausecheck gate --attest'.")],
    lang: Annotated[Lang | None, typer.Option("--lang", help="Language of the messages.")] = None,
) -> None:
    """Judge again what an attestation says was judged, and say the first difference."""
    language = lang.value if lang else interface_language()
    try:
        from clausecheck.attestation import verify as replay

        difference = replay(file)
    except ClausecheckError as error:
        raise fail(error, language) from None
    if difference:
        sys.stdout.write(f"{'Différence : ' if language == 'fr' else 'Difference: '}{difference}\n")
        raise typer.Exit(EXIT_BLOCKING)
    sys.stdout.write("Rejeu identique.\n" if language == "fr" else "The replay gives the same.\n")
    raise typer.Exit(EXIT_OK)
