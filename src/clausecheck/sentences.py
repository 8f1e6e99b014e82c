"""Where sentences begin and end inside a block, and which words of the block open a list."""

from __future__ import annotations

import re

from clausecheck.languages import Grammar
from clausecheck.text import fold

#: A list label at the start of a block or of an item: "a)", "(ii)", "1°", "-", "•", "3.2.1".
LABEL = re.compile(
    r"^\s*(?:(?:[-–—•▪●◦○■□*·o]|)\s+|\(?(?:[a-z]|[ivx]{1,5}|\d{1,2})\s?[).°]\)?\s+(?=\S)|\d+(?:\.\d+)+\.?\s+)",
    re.IGNORECASE,
)
#: A typed article or section number at the start of a block.
NUMBERED = re.compile(
    r"^\s*(?P<label>(?:article|art\.|clause|section|chapitre|chapter|titre|title|partie|part|annexe|annex|appendix|"
    r"appendice|schedule|avenant|lot|sous-section)\s+(?:n[°o]\s*)?(?:\d+(?:[.\-]\d+)*|[ivxlc]+|[a-z])(?:er|re|e|ème|bis|ter)?\b"
    r"|(?:annexe|annex|appendix|schedule)\b"
    r"|\d{1,3}(?:\.\d{1,3})+\.?(?=\s|$)|\d{1,3}\s?[.)°](?=\s)|\d{1,2}\s?[–—-]\s(?=\S)|[IVX]{1,5}\s?[.)–-]\s?(?=\S)|[A-Z]\s?[.)]\s(?=\S)"
    r"|\d{1,2}\s+(?=[A-ZÉÈÀÂÎÔ]))",
    re.IGNORECASE,
)
_END = re.compile(r"[.!?…]+[»”\")\]]*(?=\s+|$)")


def sentence_spans(text: str, grammar: Grammar) -> list[tuple[int, int]]:
    """Spans of the sentences of one block, without the blanks around them."""
    spans: list[tuple[int, int]] = []
    start = 0
    for line_start, line_end in _lines(text):
        start = line_start
        for match in _END.finditer(text, line_start, line_end):
            end = match.end()
            if _is_end(text, start, match.start(), end, line_end, grammar):
                spans.append((start, end))
                start = end
        if start < line_end:
            spans.append((start, line_end))
    trimmed = []
    for a, b in spans:
        while a < b and text[a].isspace():
            a += 1
        while b > a and text[b - 1].isspace():
            b -= 1
        if b > a:
            trimmed.append((a, b))
    return trimmed


def _lines(text: str) -> list[tuple[int, int]]:
    out, start = [], 0
    for match in re.finditer(r"\n+", text):
        out.append((start, match.start()))
        start = match.end()
    out.append((start, len(text)))
    return [(a, b) for a, b in out if b > a]


def _is_end(text: str, start: int, mark: int, end: int, line_end: int, grammar: Grammar) -> bool:
    if end >= line_end:
        return True
    after = text[end:line_end].lstrip()
    if not after:
        return True
    if after[0].islower() or after[0] in ",;:)|":
        return False
    before = fold(text[max(start, mark - 12) : mark + 1])
    if grammar.abbreviations.search(before):
        return False
    head = text[start:mark]
    # "3.2." or "a." alone is a label, and "J. Dupont" an initial
    return not re.fullmatch(r"\s*(?:\d+(?:\.\d+)*|[A-Za-z]|[ivxIVX]+)", head) and not re.search(r"(?:^|\s)[A-Z]$", head)


def list_parts(text: str) -> list[tuple[int, int]] | None:
    """ "…s'engage à : a) …; b) …" → the governing part, then the items; None when the sentence is no inline list."""
    colon = re.search(r"\s?:\s", text)
    if colon is None or colon.start() < 12:
        return None
    tail = text[colon.end() :]
    cuts = [m.end() for m in re.finditer(r";\s", tail)]
    if not cuts:
        return None
    parts = [(0, colon.end())]
    start = colon.end()
    for cut in cuts:
        parts.append((start, colon.end() + cut))
        start = colon.end() + cut
    parts.append((start, len(text)))
    return [(a, b) for a, b in parts if text[a:b].strip()]


def opens_list(text: str) -> bool:
    """True when the block announces what follows it: it ends with a colon, or without any end mark."""
    stripped = text.rstrip()
    return stripped.endswith((":", ": -", ":-", "—", "–")) or bool(stripped and stripped[-1] not in '.!?…;»”")|]')
