"""Markdown and plain text. The marks of Markdown (#, *, |) are read as structure and left out of the text."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field
from typing import Literal

from clausecheck.errors import UnreadableError
from clausecheck.model import Block, BlockKind, Document, LedgerLine, Span
from clausecheck.text import clean

_HEADING = re.compile(r"^(#{1,6})\s+(.*?)\s*#*$")
_ITEM = re.compile(r"^(\s*)(?:[-*+•]|\(?(?:\d{1,2}|[a-z]|[ivx]{1,4})[.)]\)?)\s+")
_RULE = re.compile(r"^\s*\|?\s*:?-{2,}:?\s*(?:\|\s*:?-{2,}:?\s*)*\|?\s*$")
_PAGE = re.compile(r"^#{1,6}\s+Page\s+(\d+)\s*$", re.IGNORECASE)
_NUMBER = re.compile(r"^\s*(?:article\s+\d|annexe\s|chapitre\s|\d{1,2}(?:\.\d{1,2}){1,3}\.?\s+\S|\d{1,2}\s?[.)-]\s+[A-ZÉÈ])", re.IGNORECASE)
_TOC = re.compile(r"(?:\.{4,}|…{2,}|\t)\s*\d{1,3}\s*$")
_MARKS = re.compile(r"\*\*|__|(?<![\w*])\*(?=\S)|(?<=\S)\*(?![\w*])|`|(?<!\\)\\(?=[\\`*_{}\[\]()#+.!-])")
_LINK = re.compile(r"!?\[([^\]]*)\]\([^)]*\)")


@dataclass
class _Builder:
    parts: list[str] = field(default_factory=list)
    blocks: list[Block] = field(default_factory=list)
    length: int = 0

    def add(self, kind: BlockKind, text: str, line: int, **extra: object) -> None:
        cells = extra.pop("cells", None)
        if not text.strip():
            return
        start = self.length
        spans: tuple[Span, ...] = ()
        if isinstance(cells, list):
            at, found = start, []
            for cell in cells:
                found.append(Span(at, at + len(cell)))
                at += len(cell) + 3
            spans = tuple(found)
        self.parts.append(text)
        self.blocks.append(Block(kind, start, start + len(text), cells=spans, locator=f"line {line}", **extra))  # type: ignore[arg-type]
        self.length += len(text) + 1


def read_plain(name: str, data: bytes, kind: Literal["md", "txt"]) -> Document:
    """Read ``data`` as UTF-8 (or Windows-1252) text. Raises UnreadableError when it is empty or not text."""
    if b"\0" in data[:4096]:
        raise UnreadableError(f"{name}: not a text file.", f"{name} : ce n'est pas un fichier texte.")
    try:
        raw = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raw = data.decode("cp1252", "replace")
    raw = clean(raw.replace("\r\n", "\n").replace("\r", "\n"))
    if not raw.strip():
        raise UnreadableError(f"{name}: the file is empty.", f"{name} : le fichier est vide.")
    builder = _Builder()
    if kind == "md":
        _markdown(raw, builder)
    else:
        _text(raw, builder)
    text = "\n".join(builder.parts)
    ledger = (LedgerLine("text", "body", sum(b.end - b.start for b in builder.blocks)),)
    return Document(name, hashlib.sha256(data).hexdigest(), kind, text, tuple(builder.blocks), ledger=ledger)


def _markdown(raw: str, builder: _Builder) -> None:
    """Paragraphs, headings, lists and tables. Text converted from a PDF ("## Page 3", wrapped lines) is put together again."""
    paragraph: list[str] = []
    began = 0
    table, row = 0, 0
    page: int | None = None
    lines = raw.split("\n")
    width = sorted(len(line) for line in lines if len(line.strip()) > 20)
    full = width[int(len(width) * 0.9)] if width else 0  # what a full line of the text measures

    def flush() -> None:
        if paragraph:
            text = _strip(" ".join(part.strip() for part in paragraph))
            item = _ITEM.match(paragraph[0])
            kind: BlockKind = "toc" if _TOC.search(text) else "list-item" if item else "paragraph"
            level = len(item[1].expandtabs(4)) // 2 + 1 if item else 0
            body = re.sub(r"^\s*[-*+•]\s+", "", text) if item else text
            number = "•" if body != text else ""
            builder.add(kind, body, began, level=min(level, 6), number=number, page=page)
            paragraph.clear()

    for number, line in enumerate(lines, 1):
        heading = _HEADING.match(line)
        numbered_page = _PAGE.match(line)
        if numbered_page or re.match(r"^\s*(?:-{3,}|\*{3,}|_{3,})\s*$", line):
            if paragraph and _ended(paragraph[-1]):
                flush()
            if numbered_page:
                page = int(numbered_page[1])
            row = 0
            continue
        if line.lstrip().startswith("|"):
            flush()
            if _RULE.match(line):
                continue
            cells = [_strip(c.strip().replace("<br>", " ")) for c in re.split(r"(?<!\\)\|", line.strip().strip("|"))]
            if row == 0:
                table += 1
            row += 1
            builder.add("table-row", " | ".join(cells), number, cells=cells, table=(table, row), page=page,
                        place=f"tableau {table}, ligne {row}")  # fmt: skip
            continue
        row = 0
        if heading:
            flush()
            builder.add("heading", _strip(heading[2]), number, level=len(heading[1]), page=page)
        elif not line.strip():
            # a blank line inside a sentence comes from a page or column break, not from the author
            following = next((x for x in lines[number : number + 6] if x.strip() and not x.startswith(("---", "## Page"))), "")
            if not (paragraph and page is not None and not _ended(paragraph[-1]) and following.lstrip()[:1].islower()):
                flush()
        else:
            starts = _ITEM.match(line) or line.lstrip().startswith(">") or _TOC.search(line)
            if paragraph and (starts or _TOC.search(paragraph[-1]) or _breaks(paragraph, line, full, page is not None)):
                flush()
            if not paragraph:
                began = number
            paragraph.append(line)
            if line.endswith(("  ", "\\")) and page is None:
                flush()
    flush()


def _ended(line: str) -> bool:
    return line.rstrip().endswith((".", ":", ";", "!", "?", "»"))


def _breaks(paragraph: list[str], line: str, full: int, converted: bool) -> bool:
    """In text converted from a PDF, whether a line opens a new paragraph: the last one was short, or it carries a number."""
    if not converted:
        return False
    last = paragraph[-1].rstrip()
    if _NUMBER.match(line) or (_ended(last) and len(last) < 0.85 * full):
        return True
    short = len(last.strip()) < 0.6 * full and line.lstrip()[:1].isupper()
    return short or bool(_NUMBER.match(paragraph[0]) and len(paragraph) == 1 and line.lstrip()[:1].isupper() and len(last) < 0.8 * full)


def _strip(text: str) -> str:
    return _MARKS.sub("", _LINK.sub(r"\1", text.rstrip("\\"))).strip()


def _text(raw: str, builder: _Builder) -> None:
    lines = raw.split("\n")
    filled = [line for line in lines if line.strip()]
    # hard-wrapped text has many lines of the same width that end in mid-sentence
    wrapped = [line for line in filled if 55 <= len(line) <= 100 and line.rstrip()[-1] not in ".;:!?"]
    joined = len(filled) > 20 and len(wrapped) > 0.45 * len(filled)
    paragraph: list[str] = []
    began = 0

    def flush() -> None:
        if paragraph:
            text = " ".join(" ".join(paragraph).split())
            item = _ITEM.match(paragraph[0])
            kind: BlockKind = "toc" if _TOC.search(text) else "list-item" if item else "paragraph"
            builder.add(kind, text, began, level=1 if item else 0)
            paragraph.clear()

    for number, line in enumerate(lines, 1):
        if not line.strip() or not joined or _ITEM.match(line):
            flush()
        if line.strip():
            if not paragraph:
                began = number
            paragraph.append(line.strip())
    flush()
