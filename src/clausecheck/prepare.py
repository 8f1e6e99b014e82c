"""Documents + patterns → indexes: segmented, searchable, with the wordings that they need."""

from __future__ import annotations

from collections.abc import Sequence

from spacy.vocab import Vocab

from clausecheck.applicability import ConditionRules
from clausecheck.index import Index
from clausecheck.match import Rules
from clausecheck.model import Document, Language
from clausecheck.requirements import Patterns
from clausecheck.segment import segment


def prepare(documents: Sequence[Document], patterns: Patterns) -> tuple[list[Index], dict[Language, Rules], dict[Language, ConditionRules]]:
    """The index of each document and the wordings of each language. The documents' languages must be set.

    The conditions' wordings are found in each index; those of the requirements that apply remain to be found.
    """
    languages = sorted({d.language for d in documents if d.language is not None})
    rules = {lang: Rules(patterns, lang) for lang in languages}
    condition_rules = {lang: ConditionRules(patterns, lang) for lang in languages}
    vocab = Vocab()
    indexes = []
    for n, document in enumerate(documents):
        if document.language is None:
            raise ValueError(f"{document.name}: the language is not set")
        index = Index(segment(document, n), rules[document.language].lexicon, vocab)
        index.prepare(condition_rules[document.language].items())
        indexes.append(index)
    return indexes, rules, condition_rules
