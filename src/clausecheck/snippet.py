"""A document made of one text: an example beside a pattern, a phrasing."""

from __future__ import annotations

import hashlib

from clausecheck.model import Block, Document, Language


def snippet(text: str, language: Language) -> Document:
    """A document made of one text, a paragraph a line."""
    blocks, at = [], 0
    for line in text.split("\n"):
        if line.strip():
            blocks.append(Block("paragraph", at, at + len(line)))
        at += len(line) + 1
    return Document("example", hashlib.sha256(text.encode()).hexdigest(), "txt", text, tuple(blocks), language=language)
