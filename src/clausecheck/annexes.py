"""Annexes: how a text names them, and which ones the files of the dossier hold."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from clausecheck.model import OPERATIVE_LAYERS, Language, Segmented
from clausecheck.piecewords import PieceWords, kinds, piece_words
from clausecheck.text import fold

_NUMBER = r"\d{1,2}|[a-h]|[ivx]{1,4}"
_MORE = re.compile(rf"(?:\s*,\s*|\s+(?:et|ou|and|or)\s+)(?P<number>{_NUMBER})(?![\w°])")
#: "Annexe 3 – Sécurité", "Schedule 3 (Security)": the title that follows a number.
_TITLE = re.compile(r"\s*(?:[–—:-]\s*(?P<dash>[^.;:,()<>\n–—]{3,70})|\((?P<brackets>[^()\n]{3,70})\))")
_ACRONYM = re.compile(r"\b[A-Z]{2,}\s+$")
_LINE, _BODY = 150, 200  # a line that names an annex opens it when so many characters follow
_CONTENT = 80  # characters under the heading of an annex, without which it is only a heading


@dataclass(frozen=True, slots=True)
class AnnexName:
    """An annex as it is named: ``label`` tells numbered ones apart ("annexe 3", "joint schedule 11"; "" without number),
    ``kind`` is its subject when it is said. Spans are offsets into the text that names it."""

    label: str
    kind: str
    start: int
    end: int
    shown: str


@lru_cache
def _numbered(language: Language) -> re.Pattern[str]:
    words = piece_words(language)
    prefix = rf"(?:(?P<prefix>{words.annex_prefixes})\s+)?" if words.annex_prefixes else "(?P<prefix>(?!))?"
    return re.compile(rf"(?<![a-z]){prefix}(?P<word>{words.annex_words})\s+(?:n\s?[°o]\s*)?(?P<number>{_NUMBER})(?![a-z0-9°])")


def annex_names(text: str, language: Language) -> list[AnnexName]:
    """The annexes that a text (not folded) names, numbered or by their subject, in order; not those of other texts."""
    words, folded = piece_words(language), fold(text)
    out: list[AnnexName] = []
    elsewhere = bool(words.elsewhere.search(folded))
    for m in _numbered(language).finditer(folded):
        spans = [m.span("number")]
        if _ACRONYM.search(text[: m.start()]) or (elsewhere and not m["number"].isdigit()):
            continue  # "IT Schedule 70"; "Annex II" beside the standard contractual clauses
        if m["word"].endswith(("s", "ces")):
            at = m.end()
            while more := _MORE.match(folded, at):
                spans.append(more.span("number"))
                at = more.end()
        if words.outside.match(folded[spans[-1][1] :].lstrip(" ,(")):
            continue
        single = re.sub(r"ices$", "ix", m["word"]) if language == "en" else m["word"]
        stem = " ".join(part for part in (m["prefix"], re.sub(r"s$", "", single)) if part)
        for a, b in spans:
            if not text[a].isdigit() and not text[a:b].isupper():
                continue  # "annexe à la déclaration"
            start = m.start() if a == m.start("number") else a
            title = _TITLE.match(text, b) if len(spans) == 1 else None
            named = " ".join(((title["dash"] or title["brackets"]) if title else "").split())
            shown = f"{stem[0].upper()}{stem[1:]} {text[a:b]}"
            out.append(AnnexName(f"{stem} {folded[a:b]}", words.topic(named), start, b, f"{shown} – {named}" if named else shown))
    known = kinds()
    for mention in words.mentions(text):
        inside = folded[mention.start : mention.end]
        by_subject = known[mention.kind].annex and not mention.generic and re.search(rf"\b(?:{words.annex_words})\b", inside)
        if by_subject and not any(o.start <= mention.start < o.end for o in out):
            shown = " ".join(text[mention.start : mention.end].split())
            out.append(AnnexName("", mention.kind, mention.start, mention.end, shown[0].upper() + shown[1:]))
    return sorted(out, key=lambda o: o.start)


def opening_annex(line: str, following: str, language: Language) -> AnnexName | None:
    """The annex that a title announces ("CALL-OFF SCHEDULE 9:", then "SECURITY"); None when the line is no such title."""
    words, folded = piece_words(language), fold(line)
    head = re.match(rf"\W*(?:(?:{words.annex_prefixes or '(?!)'})\s+)?(?:{words.annex_words})(?![a-z])", folded)
    named = annex_names(line, language)
    if head is None and not (named and not folded[: named[0].start].strip(" -:")):
        return None
    first = named[0] if named and named[0].start <= (head.end() if head else 0) else None
    about = words.topic(line) or words.topic(following)
    if first is None:
        return AnnexName("", about or "annex", 0, len(line), " ".join(line.split()))
    return AnnexName(first.label, first.kind or about or "annex", first.start, first.end, first.shown)


# ---- what the files hold -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class InnerAnnex:
    """An annex inside a file: the name its clauses carry (``Clause.annex``) and what it is."""

    document: int
    annex: str
    label: str
    kind: str


def inner_annexes(segmented: Sequence[Segmented]) -> Iterator[InnerAnnex]:
    """The annexes that have a heading and a text in a file."""
    for number, s in enumerate(segmented):
        language = s.document.language or "fr"
        words = piece_words(language)
        size: dict[str, int] = {}
        for sentence in s.sentences:
            annex = s.clauses[sentence.clause].annex
            if annex and sentence.kind not in ("heading", "toc"):
                size[annex] = size.get(annex, 0) + sentence.end - sentence.start
        seen: set[str] = set()
        for clause in s.clauses:
            if not clause.annex or clause.annex in seen or size.get(clause.annex, 0) < _CONTENT:
                continue
            seen.add(clause.annex)
            name = opening_annex(clause.name, "", language)
            if name is not None and not (_separate(clause.name, words) and size[clause.annex] < 4 * _CONTENT):
                yield InnerAnnex(number, clause.annex, name.label, name.kind)
        yield from _opened_by_a_line(number, s, language)


def _opened_by_a_line(number: int, s: Segmented, language: Language) -> Iterator[InnerAnnex]:
    """Annexes whose title is no heading ("Schedule 1 | Details" in a table) but has a text after it.

    Titles one after the other are a list of annexes, the last one included: they supply nothing.
    """
    text, words = s.document.text, piece_words(language)
    blocks = [b for b in s.document.blocks if b.layer in OPERATIVE_LAYERS and b.kind != "toc"]
    opened: AnnexName | None = None
    size, annex, in_list = 0, "", False
    clause_at = {n: c.annex for c in s.clauses for n in range(c.first_block, c.last_block + 1)}
    places = {id(b): clause_at.get(n, "") for n, b in enumerate(s.document.blocks)}
    for block in blocks:
        line = text[block.start : block.end]
        short = block.kind not in ("list-item", "heading") and len(line) <= _LINE and not line.rstrip().endswith((".", ";", ","))
        name = opening_annex(line, "", language) if short else None
        if name is not None and name.label and not _separate(line, words):
            in_list = opened is not None and size < _LINE
            opened, size, annex = name, 0, places[id(block)]
        elif opened is not None:
            size += len(line)
            if size >= _BODY:
                if not in_list:
                    yield InnerAnnex(number, annex, opened.label, opened.kind)
                opened = None


def _separate(title: str, words: PieceWords) -> bool:
    return bool(words.separate.search(fold(title)))
