"""Alternatives, boxes and lots (catalogue rules J19, J23): which sentences were chosen, which were not, which nobody chose between.

A ticked box is the term; beside it, an unticked one is none. When nothing is ticked, or when two texts stand on either side
of "[OU]", nothing is chosen yet. Some files use the sign of a box as a bullet: boxes count where one is ticked, where two
stand on one line, or under words that ask for a choice.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from clausecheck.model import Document, Sentence
from clausecheck.text import fold

_BOX = re.compile(r"[☐□☑☒■✓✔✗✘]|\[\s?[xX]?\s?\](?=\s)")
_TICKED = re.compile(r"[☑☒■✓✔✗✘]|\[\s?[xX]\s?\]")
_FIRST = re.compile(rf"^\W{{0,3}}(?:{_BOX.pattern})")
_OR = re.compile(r"^\W*[\[({<]\s*(?:et\s*/\s*)?(?:ou|or)\s*[\])}>]\W*$", re.IGNORECASE)
_INSIDE = re.compile(r"[\[{<]\s*(?:ou|or)\s*[\]}>]", re.IGNORECASE)
_ASK = re.compile(
    r"\b(?:coch\w+|cases?|au choix|choisir|selon le cas|l un des|l une des|option retenue|modalite retenue|alternative\w*|ray(?:er|ez)|"
    r"tick\w*|check\s?box\w*|select(?:ed)?|choose|delete as|one of the following|as applicable|option chosen)\b"
)

#: "pour le lot 2 uniquement", "applicable aux lots 1 et 3", "Lot 2 only"
_LOTS = re.compile(
    r"\b(?:pour|applicables?|propres?|s appliquent?|specifiques?|concernant|titulaires?) (?:au|aux|le|les|du|des|a) (?:seuls? )?lots? (?:n ?[o°]? ?)?\d"
    r"|^\W*lots? (?:n ?[o°]? ?)?\d+(?: (?:et|a|and|to) \d+)?\s*(?::|uniquement|seulement|only)"
    r"|\b(?:for|to|under) lots? \d+(?: (?:and|to) \d+)? only|\b(?:applies|apply) (?:only )?to lots? \d"
)


@dataclass(frozen=True)
class Choices:
    """``open`` are sentences of which nobody chose one; ``refused`` those left aside by a tick beside them."""

    open: frozenset[int]
    refused: frozenset[int]


def choices(document: Document, sentences: Sequence[Sentence]) -> Choices:
    """The choices of a document. Sentences are named by their index."""
    texts = {n: document.text[b.start : b.end] for n, b in enumerate(document.blocks)}
    offered = {n for n, t in texts.items() if _INSIDE.search(t)}
    if not offered and not any(map(_BOX.search, texts.values())):
        return Choices(frozenset(), frozenset())
    of_block: dict[int, list[Sentence]] = {}
    for s in sentences:
        of_block.setdefault(s.block, []).append(s)
    blocks = sorted(of_block)
    open_: set[int] = set()
    refused: set[int] = set()
    some_ticked = any(_TICKED.search(t) and not _TICKED.fullmatch(t.strip()) for t in texts.values())
    for at, group in _groups(blocks, texts):
        told = fold(texts[blocks[at - 1]]) if at else ""
        ticked = [n for n in group if _TICKED.match(texts[n].lstrip(" \t-–•"))]
        if ticked:
            refused.update(s.index for n in group if n not in ticked for s in of_block[n])
        elif some_ticked or _ASK.search(told):
            open_.update(s.index for n in group for s in of_block[n])
    for n in blocks:
        boxes = _BOX.findall(texts[n])
        if (len(boxes) > 1 and not _TICKED.search(texts[n])) or n in offered:
            open_.update(s.index for s in of_block[n])
    for before, here, after in zip(blocks, blocks[1:], blocks[2:], strict=False):
        if _OR.match(texts[here]):
            open_.update(s.index for n in (before, after) for s in of_block[n])
    return Choices(frozenset(open_), frozenset(refused))


def settled(document: Document, sentences: tuple[Sentence, ...]) -> tuple[tuple[Sentence, ...], frozenset[int]]:
    """The sentences, those refused by a tick kept as drafting notes; and the open ones."""
    found = choices(document, sentences)
    if found.refused:
        sentences = tuple(replace(s, kind="drafting-note") if s.index in found.refused else s for s in sentences)
    return sentences, found.open


def some_lots(folded: str) -> bool:
    """True for folded text that says it is for some lots of the contract only (J23)."""
    return bool(_LOTS.search(folded))


def _groups(blocks: Sequence[int], texts: dict[int, str]) -> Iterator[tuple[int, list[int]]]:
    """(position of the first, blocks) of every run of blocks that begin with a box."""
    run: list[int] = []
    for at, n in enumerate([*blocks, -1]):
        if n >= 0 and _FIRST.match(texts[n]):
            run.append(n)
        elif run:
            yield at - len(run), run
            run = []
