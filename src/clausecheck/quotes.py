"""Evidence: an exact quote and the words that tell a reader where to find it."""

from __future__ import annotations

from typing import Literal

from clausecheck.index import Index
from clausecheck.model import Evidence


def evidence(index: Index, sentence: int, role: Literal["for", "against", "reference", "nearest"], note: str = "") -> Evidence:
    """The whole sentence as a quote: ``text[start:end] == quote``."""
    document = index.segmented.document
    s = index.sentences[sentence]
    return Evidence(document.name, where(index, sentence), s.page, document.text[s.start : s.end], s.start, s.end, role, note)


def where(index: Index, sentence: int) -> str:
    """The article and the container of a sentence: "3.2 Réversibilité", "Annexe 1, tableau 2, ligne 4"."""
    s = index.sentences[sentence]
    clauses = index.segmented.clauses
    clause = clauses[s.clause]
    block = index.segmented.document.blocks[s.block]
    name = clause.name
    parent = clauses[clause.parent] if clause.parent else None
    if parent is not None and not clause.title and parent.title:
        name = f"{clause.label} ({parent.title})" if clause.label else parent.name
    parts = [name]
    if clause.annex and clause.annex not in name:
        parts.insert(0, clause.annex)
    if block.number and block.number.strip() not in ("•", clause.label) and any(ch.isalnum() for ch in block.number):
        parts.append(block.number.strip())
    if block.place:
        parts.append(block.place)
    return ", ".join(part for part in parts if part)
