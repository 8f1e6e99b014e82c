"""Concepts and phrases of the pattern files, made ready for matching.

An item is what a wording names: phrases separated by ``|``, each being words, ``word*`` (any ending), ``=word``
(exactly so), ``..`` (a gap of up to four words; ``..8`` up to eight) or ``<concept>`` of the vocabulary.
A plain word of four letters or more also stands for its plural and feminine.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from clausecheck.errors import PatternError
from clausecheck.text import fold, words

#: Concepts that the engine computes instead of reading them from the vocabulary.
BUILTIN = frozenset({"duration", "hours", "days", "months", "date", "amount", "percent", "number", "placeholder", "supplier", "buyer"})
_REFERENCE = re.compile(r"^<([\w-]+)>$")
_GAP = re.compile(r"^\.\.(\d*)$")


@dataclass(frozen=True, slots=True)
class Phrase:
    """Runs of words with gaps between them: ``gaps[i]`` words at most between ``runs[i]`` and ``runs[i + 1]``."""

    source: str
    runs: tuple[tuple[str, ...], ...]
    gaps: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Item:
    """The phrases and computed concepts that one item of a wording stands for. ``key`` tells items apart."""

    key: str
    phrases: tuple[Phrase, ...]
    builtin: tuple[str, ...]


_PHRASES: dict[str, Phrase] = {}
_PARSED: dict[str, tuple[Sequence[Sequence[str]], Sequence[int]]] = {}


def phrase(source: str) -> Phrase:
    """One phrase of a pattern file, parsed once."""
    if source not in _PHRASES:
        known = _PARSED.get(source)
        _PHRASES[source] = _parse(source) if known is None else Phrase(source, tuple(map(tuple, known[0])), tuple(known[1]))
    return _PHRASES[source]


def prime(parsed: Mapping[str, tuple[Sequence[Sequence[str]], Sequence[int]]]) -> None:
    """Take phrases parsed in an earlier run (phrase → runs and gaps): parsing them all again costs half a second."""
    _PARSED.update(parsed)


def _parse(source: str) -> Phrase:
    runs: list[list[str]] = [[]]
    gaps: list[int] = []
    for chunk in source.split():
        gap = _GAP.match(chunk)
        if gap:
            gaps.append(int(gap[1] or 4))
            runs.append([])
            continue
        exact = chunk.startswith("=")
        prefix = chunk.endswith("*") and len(chunk) > 1
        parts = words(fold(chunk[1:] if exact else chunk.removesuffix("*") if prefix else chunk))
        for n, part in enumerate(parts):
            last = n == len(parts) - 1
            runs[-1].append(f"={part}" if exact else f"{part}*" if prefix and last else part)
    if not all(runs):
        raise PatternError(f"phrase {source!r}: '..' needs a word on each side.", f"« {source} » : « .. » veut un mot de chaque côté.")
    return Phrase(source, tuple(tuple(run) for run in runs), tuple(gaps))


class Lexicon:
    """The vocabulary of one language, resolved to items."""

    def __init__(self, concepts: Mapping[str, Iterable[str]]) -> None:
        self._concepts: dict[str, tuple[str, ...]] = {k: tuple(v) for k, v in concepts.items()}
        self._items: dict[str, Item] = {}

    def with_local(self, concepts: Mapping[str, Iterable[str]], owner: str) -> Lexicon:
        """This vocabulary with the concepts of one pattern file (``owner``), which go before shared ones of that name."""
        return _Local(self, concepts, owner) if concepts else self

    def item(self, source: str) -> Item:
        """The item of a wording. Raises PatternError for an unknown concept or one that contains itself."""
        if source not in self._items:
            phrases: dict[str, Phrase] = {}
            builtin: dict[str, None] = {}
            for part in self._expand(source, ()):
                if part.startswith("<"):
                    builtin[part[1:-1]] = None
                else:
                    phrases[part] = phrase(part)
            self._items[source] = Item(self._key(source), tuple(phrases.values()), tuple(builtin))
        return self._items[source]

    def _key(self, source: str) -> str:
        return source

    def _expand(self, source: str, above: tuple[str, ...]) -> Iterator[str]:
        for raw in source.split("|"):
            part = raw.strip()
            reference = _REFERENCE.match(part)
            if not part:
                raise PatternError(f"empty alternative in {source!r}.", f"alternative vide dans « {source} ».")
            if reference is None:
                yield part
                continue
            name = reference[1]
            if name in above:
                raise PatternError(f"concept <{name}> contains itself.", f"le concept <{name}> se contient lui-même.")
            if name in BUILTIN:
                yield f"<{name}>"
            if name in self._concepts:
                for inner in self._concepts[name]:
                    yield from self._expand(inner, (*above, name))
            elif name not in BUILTIN:
                raise PatternError(f"no concept <{name}> in the vocabulary.", f"pas de concept <{name}> dans le vocabulaire.")


class _Local(Lexicon):
    """A vocabulary with the local concepts of one file. Items that use none of them are those of the shared one."""

    def __init__(self, shared: Lexicon, local: Mapping[str, Iterable[str]], owner: str) -> None:
        super().__init__({**shared._concepts, **{k: tuple(v) for k, v in local.items()}})
        self._shared, self._names, self._owner = shared, frozenset(local), owner

    def item(self, source: str) -> Item:
        if self._names.isdisjoint(re.findall(r"<([\w-]+)>", source)):
            return self._shared.item(source)
        return super().item(source)

    def _key(self, source: str) -> str:
        # two files may give one name different phrases: what is found for an item is kept under this key
        return f"{self._owner}: {source}"
