"""The option ``--piece FILE=KIND``, shared by the verbs that read a dossier."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from clausecheck.errors import UsageError

Pieces = Annotated[
    list[str] | None,
    typer.Option("--piece", metavar="FILE=KIND", help="What a file is, when its title does not say: ccap, cctp, gdpr-annex… (repeatable)."),
]


def stated(values: Sequence[str] | None, files: Sequence[Path]) -> dict[str, str]:
    """File name → kind, for ``api.check``. Raises UsageError for a file that is not among ``files`` or an unknown kind."""
    from clausecheck.piecewords import kind_of_option

    out: dict[str, str] = {}
    names = {f.name for f in files}
    for value in values or ():
        file, sign, kind = value.rpartition("=")
        if not sign or not file:
            raise UsageError(
                f"--piece {value}: write FILE=KIND, as doc1.docx=ccap.",
                f"--piece {value} : écrivez FICHIER=SORTE, par exemple doc1.docx=ccap.",
            )
        name = Path(file).name
        if name not in names:
            raise UsageError(f"--piece {value}: {name} is not among the files.", f"--piece {value} : {name} n'est pas parmi les fichiers.")
        out[name] = kind_of_option(kind)
    return out
