"""The order of precedence that a contract states, and which of two of its passages prevails by it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from clausecheck.annexes import AnnexName, InnerAnnex, annex_names
from clausecheck.index import Index
from clausecheck.model import ConflictGround, Order, OrderEntry, Piece, Sentence
from clausecheck.piecewords import Mention, PieceWords, kinds, piece_words
from clausecheck.quotes import evidence
from clausecheck.text import fold

_SHOWN = 160  # characters of an entry shown in a report
_BACK = 25  # characters before a kind in which "le présent" makes it the document itself
_GENERAL = "general-terms"

#: A place that an order can rank: a document, and the annex of that document ("" for its body).
Place = tuple[int, str]


@dataclass
class Standing:
    """Everything the dossier says of which piece prevails. ``ranks`` has one mapping per order of precedence."""

    orders: list[Order] = field(default_factory=list)
    ranks: list[dict[Place, int]] = field(default_factory=list)
    statements: list[tuple[frozenset[Place], frozenset[Place]]] = field(default_factory=list)
    void: frozenset[int] = frozenset()

    def rank(self, place: Place) -> int | None:
        """The rank of a place in the first order that has it."""
        return next((r for ranks in self.ranks for r in (_rank(ranks, place),) if r is not None), None)

    def prevails(self, one: Place, other: Place) -> tuple[Literal[0, 1] | None, ConflictGround]:
        """Which of two places prevails (0, 1, or None when that cannot be said), and why."""
        void = one[0] in self.void, other[0] in self.void
        if void[0] != void[1]:
            return (1 if void[0] else 0), "without-effect"
        found: set[Literal[0, 1]] = set()
        for ranks in self.ranks:
            a, b = _rank(ranks, one), _rank(ranks, other)
            if a is not None and b is not None and a != b:
                found.add(0 if a < b else 1)
        if len(found) > 1:
            return None, "orders-differ"
        if found:
            return found.pop(), "order"
        said: set[Literal[0, 1]] = {0 for w, x in self.statements if one in w and other in x}
        said |= {1 for w, x in self.statements if other in w and one in x}
        if len(said) == 1:
            return said.pop(), "statement"
        if one[0] == other[0]:
            return None, "same-piece"
        return None, "not-in-order" if self.ranks else "no-order"


def _rank(ranks: Mapping[Place, int], place: Place) -> int | None:
    return ranks.get(place, ranks.get((place[0], "")))


def standing(indexes: Sequence[Index], pieces: Sequence[Piece], inner: Sequence[InnerAnnex]) -> Standing:
    """Read every order of precedence, every "A prevails over B" and every exclusion of the supplier's terms."""
    out = Standing()
    void: set[int] = set()
    for number, index in enumerate(indexes):
        if pieces[number].aside:
            continue
        reader = _Reader(number, index, pieces, inner)
        for sentence in index.sentences:
            if sentence.kind in ("toc", "quotation", "instruction"):
                continue
            order = reader.order(sentence)
            if order is not None:
                out.orders.append(order[0])
                out.ranks.append(order[1])
            elif sentence.kind not in ("heading", "recital"):
                out.statements += reader.statements(sentence)
                void |= reader.void(sentence)
    out.void = frozenset(void)
    return out


class _Reader:
    """Reads one document; ``number`` is its place among the pieces."""

    def __init__(self, number: int, index: Index, pieces: Sequence[Piece], inner: Sequence[InnerAnnex]) -> None:
        self._number, self._index, self._pieces, self._inner = number, index, pieces, inner
        self._language = index.grammar.language
        self._words: PieceWords = piece_words(self._language)
        self._taken: set[int] = set()

    def _text(self, s: Sentence) -> str:
        return self._index.segmented.document.text[s.start : s.end]

    # -- order of precedence ---------------------------------------------------------------------------------

    def order(self, sentence: Sentence) -> tuple[Order, dict[Place, int]] | None:
        """The order that a sentence announces, with the rank of each place; None when it announces none."""
        if sentence.index in self._taken:
            return None
        text = self._text(sentence)
        folded = fold(text)
        announced = self._words.announce.search(folded)
        if announced is None:
            return None
        title = self._index.segmented.clauses[sentence.clause].name
        if not self._words.about.search(folded) and not self._words.about.search(fold(title)):
            return None
        lines = self._listed(sentence) or self._inline(text[announced.end() :])
        read = [(rank, line, *self._meant(line)) for rank, line in lines]
        known = {rank for rank, _, kind, places in read if kind or places}
        if len(known) < 2:
            return None
        if self._words.ascending.search(folded):
            top = max(rank for rank, *_ in read)
            read = [(top + 1 - rank, line, kind, places) for rank, line, kind, places in reversed(read)]
        ranks: dict[Place, int] = {}
        entries = []
        for rank, line, kind, places in read:
            for place in places:
                ranks.setdefault(place, rank)
            entries.append(self._entry(rank, line, kind, places))
        self._cover_annexes(read, ranks)
        return Order(evidence(self._index, sentence.index, "for"), tuple(entries)), ranks

    def _entry(self, rank: int, line: str, kind: str, places: frozenset[Place]) -> OrderEntry:
        shown = " ".join(line.split()).strip(" -–•;,.")
        names = tuple(self._pieces[d].document for d in sorted({d for d, _ in places}))
        state: Literal["supplied", "absent", "public", "later"] = "supplied"
        if not names:
            rule = kinds().get(kind)
            unknown = rule is None or rule.public or kind == "agreement"  # "the contract" is whatever the files are
            state = "public" if unknown else "later" if rule is not None and rule.later else "absent"
        return OrderEntry(rank, shown if len(shown) <= _SHOWN else shown[: _SHOWN - 1].rstrip() + "…", kind, names, state)

    def _listed(self, sentence: Sentence) -> list[tuple[int, str]]:
        """The lines of the list that follows: what the sentence governs, else the list items or rows right after it."""
        sentences = self._index.sentences
        under = [s for s in sentences[sentence.index + 1 :] if sentence.index in s.heads]
        if len(under) < 2:
            under = []
            if self._text(sentence).rstrip().endswith("."):
                return []
            for s in sentences[sentence.index + 1 :]:
                block = self._index.segmented.document.blocks[s.block]
                opens = self._text(s).rstrip().endswith(":") and s.end - s.start < 80
                listed = block.kind in ("list-item", "table-row") or re.match(r"\s*(?:[-–—•▪*]|\(?\w{1,3}[).])\s", self._text(s))
                if (s.clause != sentence.clause and block.kind != "list-item") or not (listed or opens):
                    break
                if listed:
                    under.append(s)
        out: list[tuple[int, str]] = []
        rank = 0
        inside = {s.index for s in under}
        for s in under:
            row = self._index.segmented.document.blocks[s.block].kind == "table-row"
            if row and not out and not self._meant(self._text(s))[0]:
                self._taken.add(s.index)
                continue  # the headings of the columns
            nested = bool(out) and not row and any(h in inside for h in s.heads)
            same_block = (
                bool(out) and s.block == sentences[s.index - 1].block and s.index - 1 in inside and s.heads[-1:] != (sentence.index,)
            )
            if not nested and not same_block:
                rank += 1
            out.append((max(rank, 1), self._text(s)))
            self._taken.add(s.index)
        return out

    def _inline(self, rest: str) -> list[tuple[int, str]]:
        """The entries of a list written in the sentence itself: after numbers, semicolons, else commas."""
        rest = rest.strip(" :.")
        numbered = re.split(r"\(?\b\d{1,2}\)\s*|\([a-z]\)\s*", rest)
        parts = numbered[1:] if len(numbered) > 2 else rest.split(";") if rest.count(";") else re.split(r",|\bpuis\b|\bthen\b", rest)
        out: list[tuple[int, str]] = []
        for part in parts:
            kind, places = self._meant(part)
            if kind or places:
                out.append((len(out) + 1, part))
        return out

    def _meant(self, line: str) -> tuple[str, frozenset[Place]]:
        """The kind of piece that an entry names first ("" when none) and every place of the dossier that it means."""
        folded = fold(line)
        named = self._words.mentions(line, listed=True)
        mentions = [m for n, m in enumerate(named) if n == 0 or not self._words.of.search(folded[: m.start])]
        annexes = annex_names(line, self._language)
        lead = min((m.start for m in mentions), default=len(line))
        if annexes and annexes[0].start <= lead:
            places = frozenset[Place]().union(*(self._annex(a) for a in annexes))
            held = {self._pieces[d].kind for d, annex in places if not annex}
            return annexes[0].kind or (held.pop() if len(held) == 1 else "annex"), places
        strong = [m for m in mentions if not m.generic]
        kind = (strong or mentions)[0].kind if mentions else ""
        meant: set[Place] = set()
        for m in strong:
            meant |= self._places(m, line)
        if mentions and not strong:
            meant |= self._stated(mentions[0], line)
        for a in annexes:
            meant |= self._annex(a)
        return kind, frozenset(meant)

    def _places(self, m: Mention, line: str) -> frozenset[Place]:
        """The documents that a kind means; "le présent …" is the document that says it."""
        if self._words.self_words.search(fold(line[max(0, m.start - _BACK) : m.start])):
            return frozenset({(self._number, "")})
        return frozenset((n, "") for n, p in enumerate(self._pieces) if p.kind == m.kind)

    def _annex(self, name: AnnexName) -> frozenset[Place]:
        """The places of an annex: a file, or part of one."""
        found = {(n, "") for n, p in enumerate(self._pieces) if _same(name, p.number, p.kind)}
        return frozenset(found | {(i.document, i.annex) for i in self._inner if _same(name, i.label, i.kind)})

    def _cover_annexes(self, read: Sequence[tuple[int, str, str, frozenset[Place]]], ranks: dict[Place, int]) -> None:
        """Files that are annexes and that no line names take the rank of the piece that comes "et ses annexes"."""
        covering = [(rank, kind) for rank, line, kind, _ in read if self._words.with_annexes.search(fold(line))]
        for n, piece in enumerate(self._pieces):
            rule = kinds().get(piece.kind)
            if rule is None or not rule.annex or (n, "") in ranks or not covering:
                continue
            own = [rank for rank, kind in covering if kind == piece.parent]
            if own or (not piece.parent and len(covering) == 1):
                ranks[n, ""] = (own or [covering[0][0]])[0]

    # -- statements ------------------------------------------------------------------------------------------

    def statements(self, sentence: Sentence) -> list[tuple[frozenset[Place], frozenset[Place]]]:
        """(places that prevail, places that yield) for "A prevails over B"."""
        text = self._text(sentence)
        folded = fold(text)
        verb = self._words.verbs.search(folded)
        if verb is None:
            return []
        mentions = self._words.mentions(text)
        before = [m for m in mentions if m.end <= verb.start()]
        after = [m for m in mentions if m.start >= verb.end()]
        if not before:
            return []
        winner = before[-1]
        losers = [m for m in (after or before[:-1]) if m.kind != winner.kind]
        one = self._stated(winner, text)
        other = frozenset().union(*(self._stated(m, text) for m in losers)) - one if losers else frozenset()
        if self._words.negations.search(folded):
            one, other = (other, one) if len(losers) == 1 else (frozenset(), frozenset())
        return [(one, other)] if one and other else []

    def _stated(self, m: Mention, text: str) -> frozenset[Place]:
        """The places that a party to a statement means; "la convention" is the document itself when it is one."""
        own = self._pieces[self._number]
        if m.kind == "annex":
            files = {(n, "") for n, p in enumerate(self._pieces) if kinds().get(p.kind) and kinds()[p.kind].annex}
            return frozenset(files | {(i.document, i.annex) for i in self._inner})
        found = self._places(m, text)
        if found or not m.generic:
            return found
        rest = {(n, "") for n, p in enumerate(self._pieces) if n != self._number and p.kind != _GENERAL}
        annexed = own.kind and kinds()[own.kind].annex
        return frozenset(rest) if annexed else frozenset({(self._number, "")})

    def void(self, sentence: Sentence) -> set[int]:
        """The documents of supplier's general terms that a sentence deprives of effect."""
        text = self._text(sentence)
        if self._pieces[self._number].kind == _GENERAL or not self._words.without_effect.search(fold(text)):
            return set()
        named = any(m.kind == _GENERAL for m in self._words.mentions(text))
        return {n for n, p in enumerate(self._pieces) if p.kind == _GENERAL} if named else set()


def _same(name: AnnexName, label: str, kind: str) -> bool:
    """True when an annex that is named is the one of that label or, unnumbered or not found by number, of that kind."""
    if name.label and label:
        return name.label == label
    return bool(name.kind) and name.kind == kind and name.kind != "annex"
