"""A document with some of its words replaced, taken out or added: a new ``Document``, read as any other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from clausecheck.model import Block, Document, Span


def edited(document: Document, changes: Mapping[tuple[int, int], str], added: Sequence[tuple[str, str]] = ()) -> Document:
    """``document`` with each span of ``changes`` replaced ("" takes it out) and ``added`` blocks (kind, text) at its end.

    The spans lie inside one block each and do not overlap. A block that is left empty goes.
    """
    parts: list[str] = []
    blocks: list[Block] = []
    length = 0
    ordered = sorted(changes.items())
    for block in document.blocks:
        mine = [(span, new) for span, new in ordered if block.start <= span[0] and span[1] <= block.end]
        text, moves = _apply(document.text, block.start, block.end, mine)
        if not text.strip():
            continue
        cells = tuple(Span(length + _moved(c.start, moves) - block.start, length + _moved(c.end, moves) - block.start) for c in block.cells)
        blocks.append(replace(block, start=length, end=length + len(text), cells=cells))
        parts.append(text)
        length += len(text) + 1
    for kind, text in added:
        blocks.append(Block(kind, length, length + len(text), level=1 if kind == "heading" else 0))  # type: ignore[arg-type]
        parts.append(text)
        length += len(text) + 1
    return replace(document, text="\n".join(parts), blocks=tuple(blocks), words=())


def _apply(text: str, start: int, end: int, changes: Sequence[tuple[tuple[int, int], str]]) -> tuple[str, list[tuple[int, int]]]:
    """(the new text of a block, (old offset, shift) after each change)."""
    out, at, moves, shift = [], start, [], 0
    for (a, b), new in changes:
        out += [text[at:a], new]
        shift += len(new) - (b - a)
        moves.append((b, shift))
        at = b
    return "".join([*out, text[at:end]]), moves


def _moved(offset: int, moves: Sequence[tuple[int, int]]) -> int:
    shift = 0
    for old, total in moves:
        if offset >= old:
            shift = total
    return offset + shift
