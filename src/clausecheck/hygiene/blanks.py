"""Blanks to fill in and alternatives to settle.

What the tenderer or the signatories fill in is no draft: a form, a signature block, a line that says who completes it.
There, only what the drafter of the contract left open counts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from clausecheck.hygiene.piece import Piece, any_of
from clausecheck.model import HygieneIssue, Sentence

#: A place held by a sign that nobody writes in a finished text. Upper case: "2 x 3" is a product.
_SIGNS = re.compile(
    r"\[\s*(?:[●•⚫…]|\.{2,}|[Xx]{1,5})\s*\]|\{\{[^{}\n]{1,60}\}\}|<<[^<>\n]{1,60}>>|(?<![\w-])X{3,}(?![\w-])|\bX{2}\s*/\s*X{2}\s*/\s*[\dX]{2,4}|(?<=:\s)XX(?=\s*$)|(?<=[Aa]rticle\s)XX\b|(?<=[Cc]lause\s)XX\b"
    r"|(?<![\w/])(?:20XX|20\dX)(?!\w)|●(?=\s*(?:%|€|euros?\b|jours?\b|mois\b|days?\b|months?\b))"
)
#: A line to write on, which forms have too.
_LINES = re.compile(r"(?<!_)_{3,}|…(?:\s?…)+|\.{5,}|(?: \.){5,}|\[\s{2,}\]")
_BOX = re.compile(r"[☐□❏❑☒☑✓✔⊠]|(?<![\w\]])\[[ xX]\](?![(\[:])")
_TICKED = re.compile(r"[☒☑✓✔⊠]|\[[xX]\]")
_SIGNING_REACH = 3  # sentences round a line to write on in which a signature block is told


def blanks(piece: Piece, sentence: Sentence) -> Iterator[HygieneIssue]:
    """One issue for the blanks of a sentence, from the first to the last."""
    if sentence.kind == "toc":
        return
    text, original = piece.fold(sentence), piece.text[sentence.start : sentence.end]
    if _reserved(piece, sentence, text):
        return
    spans = _signs(piece, text, original)
    if not _is_form(piece, sentence):
        spans += [m.span() for m in _LINES.finditer(original)]
    if not spans:
        return
    start, end = min(a for a, _ in spans), max(b for _, b in spans)
    fr, en = "Mention restée à compléter.", "Placeholder left to complete."
    yield piece.issue("HYG-PLACEHOLDER", sentence, start, end, fr, en)


def _signs(piece: Piece, text: str, original: str) -> list[tuple[int, int]]:
    p = piece.rules.placeholders
    numbered = any_of(p.numbered, end=r"\s+$")
    spans = [m.span() for m in _SIGNS.finditer(original) if not numbered.search(text[: m.start()])]
    spans += [m.span() for m in re.finditer(rf"(?<![\w.,-])X{{1,2}}(?=\s*(?:{'|'.join(p.units)})(?![a-z]))", original)]
    spans += [m.span() for m in re.finditer(rf"\[\s*(?:{'|'.join(p.brackets)})\s*\]", text)]
    spans += [m.span(1) for m in re.finditer(rf"(?:^|[|(:\n])\s*((?:{'|'.join(p.alone)}))\s*(?=$|[|).;\n])", text)]
    return spans + [m.span() for m in any_of(p.bare).finditer(text)]


def _reserved(piece: Piece, sentence: Sentence, text: str) -> bool:
    """Whether the sentence, or what governs it, says that the tenderer fills it in."""
    heads = " ".join(piece.fold(piece.s.sentences[h]) for h in sentence.heads)
    return bool(any_of(piece.rules.placeholders.reserved).search(f"{text} \n {heads}"))


def _is_form(piece: Piece, sentence: Sentence) -> bool:
    """Whether lines to write on are expected here: a form, an instruction to tenderers, a signature block."""
    if piece.is_form or sentence.kind == "instruction":
        return True
    return bool(any_of(piece.rules.placeholders.signing).search(piece.around(sentence, _SIGNING_REACH)))


# ---- alternatives ------------------------------------------------------------------------------------------


def choices(piece: Piece) -> Iterator[HygieneIssue]:
    """Alternatives that nobody has settled. In a form, the boxes and the mentions to strike are the tenderer's."""
    rules = piece.rules.choices
    groups: dict[tuple[int, ...], list[Sentence]] = {}
    for sentence in piece.s.sentences:
        if sentence.kind in ("toc", "instruction"):
            continue
        text = piece.fold(sentence)
        if _reserved(piece, sentence, text):
            continue
        found = re.search(rf"\[\s*(?:{'|'.join(rules.brackets)})[^\[\]]*\]", text)
        if not found and not piece.is_form:
            found = any_of(rules.strike).search(text) or any_of(rules.sides, start="").search(text)
        if found:
            fr, en = "Alternative à trancher.", "Alternative to settle."
            yield piece.issue("HYG-CHOICE", sentence, *found.span(), fr, en)
        elif _BOX.search(piece.text, sentence.start, sentence.end) and not piece.is_form:
            # a table's own header governs its rows: each row is a question of its own
            row = piece.document.blocks[sentence.block].kind == "table-row"
            groups.setdefault((sentence.index,) if row else sentence.heads[-1:] or (-1 - sentence.clause,), []).append(sentence)
    for head, items in groups.items():
        if _open(piece, head[0], items):
            first = items[0]
            fr, en = "Alternative non tranchée : aucune case n'est cochée.", "Alternative left open: no box is ticked."
            yield piece.issue("HYG-CHOICE", first, 0, first.end - first.start, fr, en)


def _open(piece: Piece, head: int, items: list[Sentence]) -> bool:
    """Whether these boxes are a choice that was not made. Some files use the same sign as a bullet: boxes count when two
    stand on one line, or under words that announce a choice."""
    bodies = [piece.text[i.start : i.end] for i in items]
    if any(_TICKED.search(b) for b in bodies) or sum(len(_BOX.findall(b)) for b in bodies) < 2:
        return False
    if any(len(_BOX.findall(b)) > 1 for b in bodies):
        return True
    if head >= 0:
        said = piece.fold(piece.s.sentences[head])
    else:
        before = max(0, items[0].index - 1)
        said = piece.fold(piece.s.sentences[before]) + " " + piece.fold(items[0])
    return bool(any_of(piece.rules.choices.announce).search(said))
