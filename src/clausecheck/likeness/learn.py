"""Phrasings → weights: ridge regression of "is a clause of this requirement" on the words of a passage.

The method is the regularised least-squares classifier (Rifkin, Yeo, Poggio 2003): all requirements share one matrix, so
that learning takes seconds. Needs SciPy (``pip install clausecheck[learn]``); reading a contract does not.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from math import log
from pathlib import Path

import numpy as np
from spacy.vocab import Vocab

from clausecheck.errors import UsageError
from clausecheck.index import Index
from clausecheck.likeness.features import Passages, concepts, values
from clausecheck.likeness.phrasings import Phrasing, all_phrasings, fingerprint
from clausecheck.likeness.store import packed
from clausecheck.match import Rules
from clausecheck.model import Language
from clausecheck.requirements import Patterns
from clausecheck.segment import segment
from clausecheck.snippet import snippet

_RIDGE = 0.7
_SEEN = 3  # a feature met in fewer passages teaches nothing general


def learn(patterns: Patterns, paths: Mapping[str, Path], language: Language) -> bytes:
    """The weights file of one language, learnt from its phrasings and the examples beside its wordings.

    Raises PatternError for a faulty file, UsageError when SciPy is not installed.
    """
    try:
        from scipy.linalg import cho_factor, cho_solve
        from scipy.sparse import csr_matrix
    except ImportError as error:
        raise UsageError(
            "Learning needs SciPy: pip install 'clausecheck[learn]'.", "L'apprentissage demande SciPy : pip install 'clausecheck[learn]'."
        ) from error
    passages = [*all_phrasings(paths), *_examples(patterns, language)]
    counts = _counts(passages, patterns, language)
    seen = Counter(f for c in counts for f in c)
    n = len(counts)
    rarity = {f: round(log((1 + n) / (1 + k)) + 1, 3) for f, k in sorted(seen.items()) if k >= _SEEN}
    columns = {f: i for i, f in enumerate(rarity)}
    rows = [values(c, rarity) for c in counts]
    indices = [columns[f] for row in rows for f in row]
    pointer = np.cumsum([0, *(len(row) for row in rows)])
    x = csr_matrix(([v / 1000 for row in rows for v in row.values()], indices, pointer), shape=(n, len(rarity)))
    classes = sorted({p.clause for p in passages})
    y = np.array([[float(p.clause == c and p.verdict in ("present", "weak")) for c in classes] for p in passages])
    kernel = (x @ x.T).toarray() + _RIDGE * np.eye(n)
    w = x.T @ cho_solve(cho_factor(kernel, overwrite_a=True), y - y.mean(0))
    scale = np.abs(w).max(0) / 127
    small = np.round(w / scale).astype(np.int8)
    return packed(fingerprint(paths.values()), classes, rarity, small, [float(f"{s:.6g}") for s in scale])


def _examples(patterns: Patterns, language: Language) -> list[Phrasing]:
    out = []
    for requirement in patterns.requirements:
        text = requirement.languages.get(language)
        if text is not None:
            out.append(Phrasing(requirement.id, "present", (), text.model_clause))
            out += [Phrasing(requirement.id, e.verdict, (), e.text) for e in text.examples]
    return out


def _counts(passages: Sequence[Phrasing], patterns: Patterns, language: Language) -> list[Counter[str]]:
    lexicon, vocab = Rules(patterns, language).lexicon, Vocab()
    known = concepts(lexicon, patterns.vocabulary[language].concepts)
    out = []
    for passage in passages:
        index = Index(segment(snippet(passage.text, language), 0), lexicon, vocab)
        index.prepare(known.values())
        out.append(Passages(index, known).of([s.index for s in index.sentences]))
    return out
