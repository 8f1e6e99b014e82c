"""``phrasings.<language>.txt``: passages that a careful reader judged, one after the other, in plain text.

    -- present: delay, format
    À l'échéance, le Titulaire rend tous les fichiers sous trente jours, au format CSV.

A line that begins with ``--`` opens a passage: its verdict (present, weak, contrary, missing), then the elements it states.
Lines before the first one are a comment.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from clausecheck.errors import PatternError
from clausecheck.model import Language
from clausecheck.requirements import LANGUAGES

VERDICTS = ("present", "weak", "contrary", "missing")


@dataclass(frozen=True, slots=True)
class Phrasing:
    """One passage and what it does for the requirement ``clause`` when it stands alone."""

    clause: str
    verdict: str
    elements: tuple[str, ...]
    text: str


def read_phrasings(path: Path, clause: str) -> list[Phrasing]:
    """The passages of one file. Raises PatternError for an unknown verdict or a passage without text."""
    out: list[Phrasing] = []
    head: tuple[str, tuple[str, ...]] | None = None
    lines: list[str] = []

    def close(number: int) -> None:
        if head is None:
            return
        text = "\n".join(lines).strip()
        if not text:
            raise PatternError(f"{path}, line {number}: a passage without text.", f"{path}, ligne {number} : passage sans texte.")
        out.append(Phrasing(clause, head[0], head[1], text))

    number = 0
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if line.startswith("--"):
            close(number)
            verdict, _, elements = line[2:].partition(":")
            if verdict.strip() not in VERDICTS:
                raise PatternError(
                    f"{path}, line {number}: {verdict.strip()!r} is no verdict; write one of {', '.join(VERDICTS)}.",
                    f"{path}, ligne {number} : « {verdict.strip()} » n'est pas un verdict ; écrire {', '.join(VERDICTS)}.",
                )
            head, lines = (verdict.strip(), tuple(e.strip() for e in elements.split(",") if e.strip())), []
        elif head is not None:
            lines.append(line)
    close(number)
    return out


def files(root: Path) -> dict[Language, dict[str, Path]]:
    """The files of phrasings under a folder of patterns: language → requirement → file."""
    out: dict[Language, dict[str, Path]] = {}
    for language in LANGUAGES:
        found = sorted(root.rglob(f"phrasings.{language}.txt"))
        out[language] = {path.parent.name: path for path in found}
    return out


def fingerprint(paths: Iterable[Path]) -> str:
    """The SHA-256 that tells whether weights were learnt from these very files."""
    digest = hashlib.sha256()
    for path in paths:
        digest.update(path.parent.name.encode() + b"\0" + hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def all_phrasings(paths: Mapping[str, Path]) -> list[Phrasing]:
    """Every passage of one language."""
    return [p for clause, path in sorted(paths.items()) for p in read_phrasings(path, clause)]
