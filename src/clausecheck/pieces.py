"""What each file of a dossier is (CCAP, CCTP, data protection annex, offer…), from its title, its content, its name."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from fnmatch import fnmatchcase

from clausecheck.annexes import AnnexName, opening_annex
from clausecheck.model import OPERATIVE_LAYERS, Language, Piece, Segmented
from clausecheck.piecewords import PieceWords, kinds, piece_words
from clausecheck.text import fold

_LINES, _SIZE, _LINE = 30, 1200, 120  # the title zone: blocks, characters, and characters of one block
_SELF = 2  # times a piece must name itself before that settles its kind


def recognise(segmented: Sequence[Segmented], stated: Mapping[str, str] | None = None) -> tuple[Piece, ...]:
    """The piece that each document is, in order.

    ``stated`` gives kinds that the user knows better: file name or glob → kind. Tender rules are set aside when they come
    with the pieces of a contract, or when the user says that they are tender rules.
    """
    pieces = [_piece(s, stated or {}) for s in segmented]
    known = kinds()
    others = any(p.kind and not known[p.kind].instructions for p in pieces)
    return tuple(
        replace(p, aside=p.how == "stated" or (others and p.how == "title")) if p.kind and known[p.kind].instructions else p for p in pieces
    )


def set_aside(segmented: Segmented, piece: Piece) -> Segmented:
    """The document with nothing operative in it when its piece is set aside: it instructs tenderers (J3)."""
    if not piece.aside:
        return segmented
    binding = ("operative", "definition")
    return replace(segmented, sentences=tuple(replace(s, kind="instruction") if s.kind in binding else s for s in segmented.sentences))


def stated_kind(name: str, stated: Mapping[str, str]) -> str:
    """The kind that the user gave to a file: by its exact name first, then by the first glob that fits; "" for none."""
    return stated.get(name) or next((kind for glob, kind in stated.items() if fnmatchcase(name, glob)), "")


def _piece(s: Segmented, stated: Mapping[str, str]) -> Piece:
    name, language = s.document.name, s.document.language or "fr"
    words = piece_words(language)
    lines = title_lines(s)
    annex = _annex(lines, language)
    given = stated_kind(name, stated)
    if annex is not None:
        return Piece(name, given or annex[0].kind, "stated" if given else "title", number=annex[0].label, parent=annex[1])
    if given:
        return Piece(name, given, "stated")
    strong, generic = _title(lines, words, language)
    if strong:
        return Piece(name, strong, "title")
    themselves = _themselves(s, words)
    if themselves and not kinds()[themselves].generic:
        return Piece(name, themselves, "content")
    by_content = words.content(fold(s.document.text))
    if by_content:
        return Piece(name, by_content, "content")
    by_name = _by_name(name, language)
    if by_name:
        return Piece(name, by_name, "name")
    if generic:
        return Piece(name, generic, "title")
    return Piece(name, themselves, "content") if themselves else Piece(name, "")


def title_lines(s: Segmented) -> list[str]:
    """The first lines of a document, up to its first numbered article: where its title is."""
    numbered = {c.first_block for c in s.clauses if re.search(r"\d", c.label) and not c.annex}
    out: list[str] = []
    size = 0
    for n, block in enumerate(s.document.blocks):
        if block.layer not in OPERATIVE_LAYERS or block.kind in ("toc", "list-item"):
            continue
        if len(out) >= _LINES or size >= _SIZE or (n in numbered and out):
            break
        text = " ".join(s.document.text[block.start : block.end].split())
        if text:
            out.append(text[:_LINE])
            size += len(out[-1])
    return out


def _annex(lines: Sequence[str], language: Language) -> tuple[AnnexName, str] | None:
    """The annex that the title announces and the piece it is annexed to ("" when not said); None for another title.

    A cover that lists several annexes is that of the piece they belong to.
    """
    words, known = piece_words(language), kinds()
    found: list[tuple[int, AnnexName, str]] = []
    for n, line in enumerate(lines):
        name = opening_annex(line, lines[n + 1] if n + 1 < len(lines) else "", language)
        if name is not None:
            found.append((n, name, line))
    if not found or (found[0][0] > 0 and len({name.label or name.kind for _, name, _ in found}) > 1):
        return None
    n, name, line = found[0]
    before = " ".join(lines[:n])
    if any(not m.generic for m in words.mentions(before)):
        return None
    parent = next((m.kind for m in words.mentions(line[name.end :]) if not m.generic and not known[m.kind].annex), "")
    return name, parent


def _title(lines: Sequence[str], words: PieceWords, language: Language) -> tuple[str, str]:
    """(kind, generic kind) that the title names, each "" when it names none; the first named wins.

    A list of annexes names other pieces. A generic word ("contrat") is a title only where it opens or ends a line.
    """
    own = [line for line in lines if opening_annex(line, "", language) is None]
    strong = next((m.kind for m in words.mentions(" ".join(own)) if not m.generic and not kinds()[m.kind].later), "")
    for line in own:
        for m in words.mentions(line):
            if m.generic and (not line[: m.start].strip(' «"“') or not line[m.end :].strip(' »"”.:')):
                return strong, m.kind
    return strong, ""


def _themselves(s: Segmented, words: PieceWords) -> str:
    """The kind by which a document calls itself ("le présent CCAP"), twice at least."""
    named = {k: n for k, n in words.self_named(s.document.text).items() if n >= _SELF}
    specific = {k: n for k, n in named.items() if not kinds()[k].generic} or named
    return max(specific, key=lambda k: (specific[k], k), default="")


def _by_name(name: str, language: Language) -> str:
    """The kind that a file name hints at: "CCAP_v3.docx", "annexe-rgpd.pdf"."""
    stem = re.sub(r"[\W_]+", " ", name.rpartition(".")[0])
    words = piece_words(language)
    acronyms = dict(words.acronyms())
    found = [m.kind for m in words.mentions(stem) if not m.generic]
    found += [acronyms[w] for w in fold(stem).split() if w in acronyms]
    return found[0] if found else ""
