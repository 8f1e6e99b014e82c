"""Writing a report to a file: whole or not at all, and never over one of the contract's own files."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from clausecheck.errors import UsageError


def write(output: Path, body: str | bytes, inputs: Sequence[Path]) -> None:
    """Write ``body`` to ``output``. Raises UsageError when it cannot be written or is one of ``inputs``."""
    if any(output.exists() and f.exists() and output.samefile(f) for f in inputs):
        raise UsageError(
            f"{output}: this is a file of the contract; name another file for the report.",
            f"{output} : c'est un fichier du contrat ; donnez un autre nom au rapport.",
        )
    part = output.with_name(output.name + ".part")
    data = body.encode("utf-8") if isinstance(body, str) else body
    try:
        part.write_bytes(data)
        part.replace(output)
    except OSError as error:
        raise UsageError(
            f"{output}: cannot be written ({error.strerror}).", f"{output} : écriture impossible ({error.strerror})."
        ) from None
