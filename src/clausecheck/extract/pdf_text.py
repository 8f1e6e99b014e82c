"""Document text, blocks and word positions from classified paragraphs; hyphens at the ends of lines."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from clausecheck.extract.pdf_paragraphs import Paragraph, Row
from clausecheck.extract.pdf_words import RawWord
from clausecheck.model import Block, BlockKind, Layer, LedgerLine, Span, Word

CELL_JOIN = " | "
_ADDRESS = re.compile(r"[@_]|/\S*/|www\.|\.\w")
_EDGES = re.compile(r"^\W+|\W+$")
#: What stands before a hyphen that belongs to the word, even when the document shows the word nowhere else.
_PREFIXES = frozenset(
    re.findall(
        r"\w+",
        """accord accords anti après arrière au avant celle celles celui ceux chef chefs ci co compte contre cross demi dernière
        elle elles eux haut hors là long lui mise mises non nord ouest peut procès quasi quatre quelques rendez rez savoir self
        semi soi sous sud sur third tiers trente vice vingt vis well""",
    )
)
_SUFFIXES = frozenset(re.findall(r"\w+", "ci là je tu il elle on nous vous ils elles t le la les lui leur moi toi même mêmes dire"))


class Hyphens:
    """Decides whether a hyphen at the end of a line belongs to the word.

    In French contracts seven such hyphens of ten do ("sous-traitance"): one is dropped only on evidence. The evidence
    is that the document has the word without hyphen elsewhere, or that it cuts other words so and has no such second part.
    """

    def __init__(self, words: Iterable[RawWord]) -> None:
        self._known = Counter[str]()
        cut: list[tuple[str, str]] = []
        previous: RawWord | None = None
        for word in words:
            if previous is not None and previous.hyphen:
                cut.append((previous.text, word.text))
            elif not word.hyphen:
                # The two parts of a cut word prove nothing about the words that they may be.
                self._known[_bare(word.text)] += 1
            previous = word
        self._cuts_words = any(self._proof(left, right) for left, right in cut)

    def joined(self, left: str, right: str) -> bool:
        """True when ``left`` (which ends with the hyphen) and ``right`` are one word without hyphen."""
        proof = self._proof(left, right)
        if proof is not None:
            return proof
        first, second = _parts(left, right)
        if not self._cuts_words or not first.isalpha() or first in _PREFIXES or second in _SUFFIXES:
            return False
        return second.isalpha() and not self._known[second]

    def _proof(self, left: str, right: str) -> bool | None:
        """What the rest of the document says, if anything: True for a word that it writes without hyphen only."""
        first, second = _parts(left, right)
        if not first or not second or second[0] != right[:1].lower() or _ADDRESS.search(left + right):
            return False
        plain, kept = self._known[first + second], self._known[f"{first}-{second}"]
        return bool(plain) if bool(plain) != bool(kept) else None


def _parts(left: str, right: str) -> tuple[str, str]:
    """The two parts of a word in small letters, without what is elided or opened before it."""
    return re.split(r"['’(/]", _bare(left))[-1], _bare(right)


def _bare(text: str) -> str:
    return _EDGES.sub("", text).lower()


@dataclass(slots=True)
class Writer:
    """Collects blocks, their text and their words, and counts the characters read on each page."""

    hyphens: Hyphens
    parts: list[str] = field(default_factory=list)
    blocks: list[Block] = field(default_factory=list)
    words: list[Word] = field(default_factory=list)
    read: Counter[tuple[int, Layer]] = field(default_factory=Counter)
    _length: int = 0

    @property
    def text(self) -> str:
        return "\n".join(self.parts)

    @property
    def ledger(self) -> tuple[LedgerLine, ...]:
        return tuple(LedgerLine(f"page {page}", layer, count) for (page, layer), count in sorted(self.read.items()))

    def paragraph(self, paragraph: Paragraph) -> None:
        start = self._length
        text = self._spell([(word, line.page) for line in paragraph.lines for word in line.words], start, paragraph.layer)
        if not text:
            return
        number = paragraph.label.text if paragraph.label else "•" if paragraph.lines[0].bulleted else ""
        self._add(text, paragraph.kind, paragraph.page, number, paragraph.level, paragraph.layer, paragraph.place)

    def row(self, row: Row) -> None:
        texts: list[str] = []
        cells: list[Span] = []
        at = self._length
        for cell in row.cells:
            text = self._spell([(word, line.page) for line in cell for word in line.words], at, "body")
            texts.append(text)
            cells.append(Span(at, at + len(text)))
            at += len(text) + len(CELL_JOIN)
        table, number = row.table
        place = f"tableau {table}, ligne {number}"
        self._add(CELL_JOIN.join(texts), "table-row", row.page, "", 0, "body", place, tuple(cells), row.table)

    def _add(
        self, text: str, kind: BlockKind, page: int, number: str, level: int, layer: Layer, place: str,
        cells: tuple[Span, ...] = (), table: tuple[int, int] | None = None,
    ) -> None:  # fmt: skip
        start, end = self._length, self._length + len(text)
        self.blocks.append(Block(kind, start, end, number, level, layer, page, place, f"page {page}", cells=cells, table=table))
        self.parts.append(text)
        self._length = end + 1

    def _spell(self, words: Sequence[tuple[RawWord, int]], start: int, layer: Layer) -> str:
        """The text of words in order; their positions are kept."""
        pieces: list[str] = []
        at = start
        joined = True  # nothing stands before the first word
        for k, (word, page) in enumerate(words):
            text = word.text
            if not (joined or word.glued):
                pieces.append(" ")
                at += 1
            joined = word.hyphen and k + 1 < len(words)
            if joined and text.endswith("-") and self.hyphens.joined(text, words[k + 1][0].text):
                text = text[:-1]
            pieces.append(text)
            self.words.append(Word(at, at + len(text), page, word.x0, word.top, word.x1, word.bottom))
            self.read[page, layer] += len(text)
            at += len(text)
        return "".join(pieces)
