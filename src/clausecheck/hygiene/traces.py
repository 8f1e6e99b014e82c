"""What revisers left on a draft: changes neither accepted nor refused, comments, highlighting."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator

from clausecheck.hygiene.piece import Piece
from clausecheck.model import HygieneIssue

_CHANGES = {
    "inserted": ("Insertion suivie, ni acceptée ni refusée.", "Tracked insertion, neither accepted nor rejected."),
    "moved": ("Déplacement suivi, ni accepté ni refusé.", "Tracked move, neither accepted nor rejected."),
    "deleted": ("Suppression suivie, ni acceptée ni refusée.", "Tracked deletion, neither accepted nor rejected."),
}
_SHORT = 300  # characters of a comment that are quoted


def traces(piece: Piece) -> Iterator[HygieneIssue]:
    """Every trace of revision of a piece."""
    blocks = piece.document.blocks
    starts = [b.start for b in blocks]
    for start, end in _highlights(piece, starts):
        block = blocks[max(0, bisect_right(starts, start) - 1)]
        fr, en = "Texte surligné : un point resté ouvert ?", "Highlighted text: a point left open?"
        yield piece.mark("HYG-HIGHLIGHT", block, start, end, fr, en, passage=piece.text[block.start : max(end, block.end)])
    for a in piece.document.annotations:
        block = blocks[max(0, bisect_right(starts, a.start) - 1)]
        if a.kind == "highlight":
            continue
        if a.kind == "comment":
            note = a.note if len(a.note) <= _SHORT else a.note[: _SHORT - 1].rstrip() + "…"
            fr = f"Commentaire non résolu de {a.author or '?'} : « {note} »"
            en = f'Unresolved comment by {a.author or "?"}: "{note}"'
            words = piece.text[a.start : a.end]
            yield piece.mark("HYG-COMMENT", block, a.start, a.end, fr, en, passage=f"{words}\n{a.note}")
        else:
            yield piece.mark("HYG-TRACKED-CHANGE", block, a.start, a.end, *_CHANGES[a.kind], subject=a.kind)
    for block in blocks:
        if block.layer == "deleted":
            yield piece.mark("HYG-TRACKED-CHANGE", block, block.start, block.end, *_CHANGES["deleted"], subject="deleted")


def _highlights(piece: Piece, starts: list[int]) -> Iterator[tuple[int, int]]:
    """The highlighted stretches, those with no word between put together. A table of contents repeats its headings."""
    last: tuple[int, int] | None = None
    for a in piece.document.annotations:
        if a.kind != "highlight" or piece.document.blocks[max(0, bisect_right(starts, a.start) - 1)].kind == "toc":
            continue
        if last is not None and not re.search(r"\w", piece.text[last[1] : a.start]):
            last = last[0], a.end
            continue
        if last is not None:
            yield last
        last = a.start, a.end
    if last is not None:
        yield last
