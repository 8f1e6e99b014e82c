"""What a passage is made of, for likeness: its words, its pairs of neighbouring words, its concepts of the vocabulary."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from clausecheck.index import Index
from clausecheck.lexicon import BUILTIN, Item, Lexicon

_STEM = 7  # letters: "restitution", "restituer" and "restitue" are one word
_SCALE = 1000  # values are whole numbers, so that a score is the same on every machine
_BREAK = "|"  # between a governing sentence and its item: they are no neighbours


def concepts(lexicon: Lexicon, names: Iterable[str]) -> dict[str, Item]:
    """The item of each shared concept and of each computed one ("<hours>")."""
    return {name: lexicon.item(f"<{name}>") for name in sorted({*names, *BUILTIN})}


def stem(word: str) -> str:
    """A word without its plural and its end; "" for a number or a mark."""
    return word.rstrip("s")[:_STEM] if word.isalpha() else ""


class Passages:
    """The features of the sentences of one document."""

    def __init__(self, index: Index, known: Mapping[str, Item]) -> None:
        self.index = index
        self.words: dict[int, list[str]] = {}
        for form, sentence in zip(index.forms, index.owner, strict=True):
            short = stem(form)
            if short:
                self.words.setdefault(sentence, []).append(short)
        self.concepts: dict[int, list[str]] = {}
        for name, item in known.items():
            for sentence in index.find(item):
                self.concepts.setdefault(sentence, []).append(name)

    def of(self, sentences: Sequence[int]) -> Counter[str]:
        """The features of some sentences read together, in order."""
        out: Counter[str] = Counter()
        words: list[str] = []
        for n, s in enumerate(sentences):
            words += [_BREAK, *self.words.get(s, ())] if n else self.words.get(s, ())
            out.update({f"c:{name}": 1 for name in self.concepts.get(s, ()) if f"c:{name}" not in out})
        out.update(f"w:{w}" for w in words if w != _BREAK)
        out.update(f"b:{a}_{b}" for a, b in zip(words, words[1:], strict=False))
        return out


def values(counts: Mapping[str, int], rarity: Mapping[str, float]) -> dict[str, int]:
    """The weight of each known feature in a passage, in thousandths of a vector of length one (tf-idf).

    ``rarity``: feature → inverse document frequency; a feature that it lacks counts nothing.
    """
    raw = {f: (1 + math.log(n)) * rarity[f] for f, n in sorted(counts.items()) if f in rarity}
    length = math.sqrt(sum(v * v for v in raw.values()))
    return {f: round(_SCALE * v / length) for f, v in raw.items()} if length else {}
