"""References that lead nowhere: to an article that the dossier does not have, to an annex that was not supplied.

An article of law, of the general terms (CCAG) or of a piece that was not given is none of ours. When it cannot be told
whose article it is, nothing is said.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from clausecheck.hygiene.piece import Piece, any_of, whole
from clausecheck.model import OPERATIVE_LAYERS, Clause, HygieneIssue, Sentence
from clausecheck.text import fold

_NUMBER = r"\d{1,3}(?:\.\d{1,3}){0,4}(?!\d|\.\d|/|\s?-\s?\d|\s?°)"
_LABEL_AT = re.compile(r"(?:^|\n|\| )\W{0,3}(?:article|art\.?|clause|section|§)?\s*(?:n\s?[°o]\s*)?(\d{1,3}(?:\.\d{1,3}){0,4})(?![\d/])")
#: "article 28(3)", "article 6, paragraphe 1": how European law is quoted.
_EUROPEAN = re.compile(r"\s*(?:\(\s*\d|§|,?\s*(?:paragraphe|paragraph|point|para)\b)")
_NEARBY = 2  # sentences round a reference in which another text may have been named
_LEVEL_ONE = 3  # articles that a document must number before one can be missed
#: Up to 39: "Schedule 70" is a catalogue of somebody else. "Annex I.A" is one of the standard contractual clauses.
_ANNEX_LABEL = r"(?:[1-3]?\d|[a-h]|[ivx]{1,4})(?![\w-]*\d)(?!\w|\.[a-z\d])"


class Dossier:
    """The labels of the articles and annexes that the pieces have. ``names`` are the files of the dossier, read or not."""

    def __init__(self, pieces: Sequence[Piece], names: Sequence[str]) -> None:
        self.pieces = pieces
        self.by_kind = whole(pieces)
        self.articles: Mapping[int, frozenset[str]] = {id(p): frozenset(_articles(p)) for p in pieces}
        self.annexes = frozenset(key for p in pieces for key in _supplied(p))
        self.annexes |= {key for name in names for lang in ("fr", "en") for key in _keys_of_name(name, lang, pieces)}

    def has_annex(self, key: str) -> bool:
        """Whether an annex is there. "Call-Off Schedule 9" is the schedule 9 of a file that says no more."""
        return key in self.annexes or " ".join(key.split()[-2:]) in self.annexes

    def labels(self, pieces: Sequence[Piece]) -> frozenset[str]:
        """The labels of the articles of these pieces, all together."""
        return frozenset().union(*(self.articles[id(p)] for p in pieces))


# ---- articles ----------------------------------------------------------------------------------------------


def _articles(piece: Piece) -> Iterator[str]:
    """Every label that stands where an article, a sub-article or a line of the table of contents begins, and its parents."""
    found = [m[0] for c in piece.s.clauses if (m := re.search(r"\d+(?:\.\d+)*", c.label))]
    for block in piece.document.blocks:
        if block.layer in OPERATIVE_LAYERS:
            found += re.findall(r"\d+(?:\.\d+)*", block.number)[:1]
            found += _LABEL_AT.findall(piece.folded[block.start : block.end])
    for label in found:
        parts = label.split(".")
        yield from (".".join(parts[:k]) for k in range(1, len(parts) + 1))


def articles(piece: Piece, sentence: Sentence, dossier: Dossier) -> Iterator[HygieneIssue]:
    """References to articles that the dossier does not have."""
    text, rules = piece.fold(sentence), piece.rules.references
    if sentence.kind in ("heading", "quotation"):
        return
    link = rf"\s*(?:,|-|{rules.join})\s*(?:{rules.article})?\s*"
    for m in re.finditer(rf"(?<![a-z])(?:{rules.article})\s+(?P<numbers>{_NUMBER}(?:er)?(?:{link}{_NUMBER})*)", text):
        where = _where(piece, sentence, text, m.start(), m.end(), dossier)
        labels = dossier.labels(where)
        if sum("." not in label for label in labels) < _LEVEL_ONE:
            continue
        for n in re.finditer(_NUMBER, m["numbers"]):
            if _missing(n[0], labels):
                start = m.start() if n.start() == 0 else m.start("numbers") + n.start()
                fr, en = f"L'article {n[0]} n'existe pas dans le dossier.", f"There is no article {n[0]} in the dossier."
                yield piece.issue("HYG-REFERENCE", sentence, start, m.start("numbers") + n.end(), fr, en, n[0])


def lost(piece: Piece) -> Iterator[HygieneIssue]:
    """References that the word processor has lost. Read block by block: their exclamation mark ends a sentence."""
    for block in piece.document.blocks:
        if block.layer in OPERATIVE_LAYERS and block.kind != "toc":
            for m in any_of(piece.rules.references.broken).finditer(piece.folded, block.start, block.end):
                fr, en = "Renvoi perdu par le traitement de texte.", "Reference lost by the word processor."
                yield piece.mark("HYG-REFERENCE", block, *m.span(), fr, en, subject="lost")


def _where(piece: Piece, sentence: Sentence, text: str, start: int, end: int, dossier: Dossier) -> Sequence[Piece]:
    """The pieces in which the article should be; none when it belongs to another text, or when that cannot be told.

    What an annex calls "clause 14" without more is the contract's, which may not be among the files.
    """
    rules, tail = piece.rules.references, text[end : end + 90]
    if _EUROPEAN.match(tail):
        return ()
    of = rf"\s*,?\s*(?:{rules.of})\s+"
    for kind, names in rules.pieces.items():
        if any_of(names, start=of + r"(?:presente?s?\s+)?", end=r"\b").match(tail):
            return dossier.by_kind.get(kind, ())
    if any_of(rules.own, start=rf"(?:{of}|\s*,?\s*)", end=r"\b").match(tail):
        return dossier.pieces
    if any_of(rules.contract, start=of, end=r"\b").match(tail):
        return dossier.pieces
    if _titles(piece) or re.match(of, tail) or not any_of(rules.here, end=r"\s+$").search(text[:start]):
        return ()
    nearby = f"{piece.titles(sentence)} \n {piece.around(sentence, _NEARBY, inside=True)}"
    if any_of(rules.outside).search(nearby):
        return ()  # nothing says whose article it is, and another text is named nearby
    return dossier.pieces


def _missing(number: str, labels: frozenset[str]) -> bool:
    """Whether an article is not there. A sub-article can be missed only where its article is cut into numbered ones."""
    if number in labels:
        return False
    top, _, _ = number.partition(".")
    above = number.rpartition(".")[0]
    return top not in labels or not above or any(label.startswith(above + ".") for label in labels)


# ---- annexes -----------------------------------------------------------------------------------------------


def annexes(piece: Piece, sentence: Sentence, dossier: Dossier) -> Iterator[HygieneIssue]:
    """Annexes that a sentence announces and that no piece of the dossier is or has."""
    text, rules = piece.fold(sentence), piece.rules.references
    if sentence.kind == "quotation":
        return
    link = rf"\s*(?:,|{rules.join})\s*(?:{rules.annex})?\s*(?:n\s?[°o]?\s*)?"
    named = rf"(?<![a-z])(?P<word>{rules.annex})\s+(?:n\s?[°o]?\s*)?(?P<labels>{_ANNEX_LABEL}(?:{link}{_ANNEX_LABEL})*)"
    for m in re.finditer(named, text):
        if not _ours(piece, text[m.end() : m.end() + 60], dossier):
            continue
        for n in re.finditer(_ANNEX_LABEL, m["labels"]):
            start = m.start("labels") + n.start()
            letter = piece.text[sentence.start + start]
            key = _key(m["word"], n[0])
            if (letter.isdigit() or letter.isupper()) and key not in dossier.annexes:
                begin = m.start() if n.start() == 0 else start
                shown = " ".join(piece.text[sentence.start + m.start("word") : sentence.start + m.end("word")].split())
                fr, en = (
                    f"{shown} {n[0].upper()} : annoncée, absente du dossier.",
                    f"{shown} {n[0].upper()}: announced, not in the dossier.",
                )
                yield piece.issue("HYG-ANNEX", sentence, begin, m.start("labels") + n.end(), fr, en, key)


def _ours(piece: Piece, tail: str, dossier: Dossier) -> bool:
    """Whether an annex is one of the dossier's: not of a law, nor of a piece that was not given."""
    rules = piece.rules.references
    of = rf"\s*,?\s*(?:{rules.of})\s+"
    for kind, names in rules.pieces.items():
        if any_of(names, start=of + r"(?:presente?s?\s+)?", end=r"\b").match(tail):
            return kind in dossier.by_kind
    if any_of((*rules.own, *rules.contract), start=of, end=r"\b").match(tail):
        return True
    return not re.match(rf"\s*,?\s*(?:{rules.of})\s", tail)


def _key(word: str, label: str) -> str:
    """One name for an annex whatever the number of its word: "annexes 1 et 2", "annexe 1", "Annex 1"."""
    words = fold(word).replace("calloff", "call off").split()
    plain = re.sub(r"(?:ices|ix|es|e|s)$", "", words[-1])
    return " ".join([*words[:-1], plain, label.lower()])


def _supplied(piece: Piece) -> Iterator[str]:
    """The annexes that a piece is or has: by its name, its first lines, or a heading with something under it."""
    clauses = piece.s.clauses
    told = [c.name for n, c in enumerate(clauses) if c.name and not _listed(piece, n)]
    blocks = [b for b in piece.document.blocks if b.layer in OPERATIVE_LAYERS]
    told += _titles(piece)
    told += [b.number for b in blocks if b.number and b.kind == "heading"]
    for text in (*told, piece.document.name.replace("_", " ")):
        yield from _keys(text, piece.rules.references.annex)


def _titles(piece: Piece) -> list[str]:
    """The short lines at the head of a piece that begin with the name of an annex: it is one."""
    return [line for line in piece.titles_at_head if re.match(rf"\W*(?:{piece.rules.references.annex})\b", line)]


def _keys_of_name(name: str, language: str, pieces: Sequence[Piece]) -> Iterator[str]:
    for piece in pieces:
        if piece.language == language:
            yield from _keys(name.replace("_", " "), piece.rules.references.annex)
            return


def _keys(text: str, annex: str) -> Iterator[str]:
    for m in re.finditer(
        rf"(?<![a-z])(?P<word>{annex})\s*(?:n\s?[°o]?\s*)?(?P<label>\d{{1,2}}|[a-h]|[ivx]{{1,4}})(?![a-z0-9])", fold(text)
    ):
        yield _key(m["word"], m["label"])


def _listed(piece: Piece, number: int) -> bool:
    """Whether the heading of an annex is one line of a list of annexes: another one follows or precedes, nothing between."""
    clause = piece.s.clauses[number]
    if not clause.annex or _body(piece, clause):
        return False
    near = [piece.s.clauses[k] for k in (number - 1, number + 1) if 0 <= k < len(piece.s.clauses)]
    page = piece.document.blocks[clause.first_block].page
    pages = [piece.document.blocks[c.first_block].page for c in near if c.annex and c.annex != clause.annex and not _body(piece, c)]
    return page in pages


def _body(piece: Piece, clause: Clause) -> int:
    """How many characters stand under a heading."""
    blocks = piece.document.blocks[clause.first_block + 1 : clause.last_block + 1]
    return sum(b.end - b.start for b in blocks if b.layer in OPERATIVE_LAYERS)
