"""What changed between two passages, word by word, for a reader who cares for what is said and not for typography."""

from __future__ import annotations

import difflib
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from clausecheck.fingerprint import canonical, label_length, references
from clausecheck.text import fold, spell

_TOKEN = re.compile(r"\d+(?:[.,]\d+)*|[^\W\d_]+|[^\w\s]|_")


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of words: in both passages, only in the old one (removed) or only in the new one (added)."""

    kind: Literal["same", "removed", "added"]
    text: str


def difference(old: str, new: str) -> tuple[Piece, ...]:
    """The words that two passages share, and those that only one has, in reading order.

    Typography, case, accents, the number of the passage and the numbers of the articles it refers to are no difference.
    """
    (a, x), (b, y) = _tokens(old), _tokens(new)
    if b and canonical(old) == canonical(new):
        return (Piece("same", b),)  # whatever a line break has cut
    out: list[Piece] = []
    matcher = difflib.SequenceMatcher(None, [k for k, _, _ in x], [k for k, _, _ in y], autojunk=False)
    for tag, i, j, k, m in matcher.get_opcodes():
        if tag == "equal":
            out.append(Piece("same", _slice(b, y, k, m)))
            continue
        if j > i:
            out.append(Piece("removed", _slice(a, x, i, j)))
        if m > k:
            out.append(Piece("added", _slice(b, y, k, m)))
    return tuple(out)


_Token = tuple[str, int, int]


def _tokens(text: str) -> tuple[str, list[_Token]]:
    """The passage on one line without its number, and its words: (what is compared, start, end)."""
    text = " ".join(text[label_length(text) :].split())
    masked = references(text)
    out = []
    for m in _TOKEN.finditer(text):
        key = spell(fold(m[0])).strip()
        if any(a <= m.start() < b for a, b in masked):
            key = "#"
        if key:  # apostrophes and hyphens only join words
            out.append((key, m.start(), m.end()))
    return text, out


def _slice(text: str, tokens: Sequence[_Token], first: int, last: int) -> str:
    """The text of some words, with what stands between them and the next."""
    return text[tokens[first][1] : tokens[last][1] if last < len(tokens) else len(text)]


def alike(old: str, new: str) -> float:
    """Share of common words of two passages, from 0 to 1, in reading order."""
    x, y = ([k for k, _, _ in _tokens(text)[1]] for text in (old, new))
    return difflib.SequenceMatcher(None, x, y, autojunk=False).ratio()


def bag(text: str) -> Counter[str]:
    """The words of a passage and how often each comes, as they are compared."""
    return Counter(k for k, _, _ in _tokens(text)[1])
