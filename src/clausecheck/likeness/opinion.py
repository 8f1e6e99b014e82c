"""The passages of a contract that are like the known phrasings of a requirement."""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from clausecheck.index import Index
from clausecheck.likeness.features import Passages, concepts, values
from clausecheck.likeness.store import Weights, unpacked
from clausecheck.match import Rules
from clausecheck.model import Alike, Language
from clausecheck.requirements import Patterns

#: From this score on a passage resembles a clause. Likeness knows neither who is bound nor how firmly, and takes "transfer of
#: the contract" for a transfer of data: it lowers confidence and never gives a verdict.
_RESEMBLES = 0.15
_SHOWN = 2  # passages of a requirement
_WORDS = 10  # a shorter sentence ("Data exports") is a title or an item: too little to be like a clause


@dataclass(frozen=True)
class _Scored:
    """The scores of one document: a row for each sentence read, a column for each requirement."""

    document: int
    sentences: tuple[int, ...]
    scores: NDArray[np.float64]
    columns: Mapping[str, int]


class Opinion:
    """How like the known phrasings each sentence of a contract is. ``alike`` is empty where nothing was learnt."""

    def __init__(self, indexes: Sequence[Index], patterns: Patterns, rules: Mapping[Language, Rules]) -> None:
        self._indexes, self._patterns, self._rules = indexes, patterns, rules

    @functools.cached_property
    def _documents(self) -> list[_Scored]:
        """The scores, computed when a requirement first asks: most short contracts never do."""
        out = []
        for index in self._indexes:
            language = index.grammar.language
            data = self._patterns.likeness.get(language)
            if data:
                known = concepts(self._rules[language].lexicon, self._patterns.vocabulary[language].concepts)
                index.prepare(known.values())
                out.append(_scored(index, unpacked(data), Passages(index, known)))
        return out

    def alike(self, requirement: str) -> tuple[Alike, ...]:
        """The passages that resemble the phrasings of a requirement: the few most like them, the best first."""
        found = []
        for d in self._documents:
            column = d.columns.get(requirement)
            if column is None or not d.sentences:
                continue
            scores = d.scores[:, column]
            best = np.argsort(-scores, kind="stable")[:_SHOWN]
            found += [Alike(d.document, d.sentences[n], float(scores[n])) for n in best if scores[n] >= _RESEMBLES]
        return tuple(sorted(found, key=lambda a: (-a.score, a.document, a.sentence)))[:_SHOWN]


def _scored(index: Index, weights: Weights, passages: Passages) -> _Scored:
    """Each operative sentence with what governs it, alone or with the sentence that follows it in its paragraph."""
    long = [s for s in index.sentences if s.kind == "operative" and len(passages.words.get(s.index, ())) >= _WORDS]
    read = [s for s in long if not index.text(s.index).rstrip().endswith(":")]  # what announces a list states nothing alone
    alone = [weights.scores(values(passages.of((*s.heads, s.index)), weights.rarity)) for s in read]
    out = np.array(alone, dtype=np.int64).reshape(len(read), len(weights.classes))
    for n, (s, following) in enumerate(zip(read, read[1:], strict=False)):
        if s.block == following.block:
            both = weights.scores(values(passages.of((s.index, following.index)), weights.rarity))
            out[n] = np.maximum(out[n], both)
    scores = np.round(out * (np.array(weights.scale) / 1000), 4)
    document = index.segmented.clauses[0].document
    return _Scored(document, tuple(s.index for s in read), scores, {c: n for n, c in enumerate(weights.classes)})
