"""Finds a quote in a text that says the same with other blanks, accents, ligatures, and more or less of it.

A reader's text and that of the file are both reduced to their significant letters; each letter knows its offset.
"""

from __future__ import annotations

import difflib
import unicodedata

#: Letters times letters, beyond which the alignment of two different texts would take seconds.
_MAX_ALIGNMENT = 10_000_000
_ENOUGH = 0.8


def letters(text: str) -> list[tuple[str, int]]:
    """The letters of a text that count, with their offsets: no blank, no accent, nothing invisible, no ligature."""
    out = []
    for offset, char in enumerate(text):
        if char.isascii():
            if not char.isspace():
                out.append((char, offset))
            continue
        for part in unicodedata.normalize("NFKD", char):
            if unicodedata.category(part)[0] not in "MZC":
                out.append((part, offset))
    return out


def locate(raw: str, text: str, start: int, end: int) -> tuple[int, int] | None:
    """Where ``text[start:end]`` is in ``raw``: the indices of its first and last letters; None when it is not there."""
    if raw == text:
        return start, end - 1
    for wanted, before in ((text, start), (text[start:end], 0)):
        at = raw.find(wanted)
        if at >= 0 and raw.find(wanted, at + 1) < 0:
            return at + before, at + before + end - start - 1
    mapped = [b + k - a for a, b, size in _matches(text, raw) for k in range(max(a, start), min(a + size, end))]
    return (mapped[0], mapped[-1]) if len(mapped) >= _ENOUGH * (end - start) else None


def _matches(text: str, raw: str) -> list[tuple[int, int, int]]:
    """The stretches that two texts share: (offset in the first, offset in the second, length)."""
    head = _shared(text, raw)
    tail = _shared(text[head:][::-1], raw[head:][::-1])
    a, b = text[head : len(text) - tail], raw[head : len(raw) - tail]
    middle = []
    if len(a) * len(b) <= _MAX_ALIGNMENT:
        matcher = difflib.SequenceMatcher(None, a, b, autojunk=False)
        middle = [(m.a + head, m.b + head, m.size) for m in matcher.get_matching_blocks()]
    return [(0, 0, head), *middle, (len(text) - tail, len(raw) - tail, tail)]


def _shared(a: str, b: str) -> int:
    """The length of the beginning that two texts share."""
    return next((n for n, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b)))
