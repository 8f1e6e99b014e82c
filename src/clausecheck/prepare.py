"""Documents + patterns → indexes: segmented, searchable, with the wordings that they need."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from spacy.vocab import Vocab

from clausecheck.applicability import ConditionRules
from clausecheck.index import Index
from clausecheck.match import Rules
from clausecheck.model import Document, Language, Piece
from clausecheck.pieces import recognise, set_aside
from clausecheck.requirements import Patterns
from clausecheck.segment import segment


def prepare(
    documents: Sequence[Document], patterns: Patterns, stated: Mapping[str, str] | None = None
) -> tuple[list[Index], tuple[Piece, ...], dict[Language, Rules], dict[Language, ConditionRules]]:
    """The index and the piece of each document, and the wordings of each language. The documents' languages must be set.

    ``stated``: file name or glob → kind of piece, for ``pieces.recognise``; tender rules bind no one and are set aside.
    The conditions' wordings are found in each index; those of the requirements that apply remain to be found.
    """
    languages = sorted({d.language for d in documents if d.language is not None})
    rules = {lang: Rules(patterns, lang) for lang in languages}
    condition_rules = {lang: ConditionRules(patterns, lang) for lang in languages}
    vocab = Vocab()
    indexes = []
    segmented = [segment(document, n) for n, document in enumerate(documents)]
    pieces = recognise(segmented, stated)
    for piece, cut in zip(pieces, segmented, strict=True):
        language = cut.document.language or "fr"
        index = Index(set_aside(cut, piece), rules[language].lexicon, vocab)
        index.prepare(condition_rules[language].items())
        indexes.append(index)
    return indexes, pieces, rules, condition_rules
