"""``patterns/dossier/``: how the pieces of a dossier are named, ranked and excluded; the words that a jurist edits."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from pydantic import BaseModel, ConfigDict

from clausecheck.errors import UsageError
from clausecheck.model import Language
from clausecheck.patterns import builtin_dir
from clausecheck.requirements import LANGUAGES
from clausecheck.text import fold
from clausecheck.yamlfile import mistake, parse, validated


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Kind(_Strict):
    """A kind of piece, whatever the language. See the head of ``patterns/dossier/dossier.yaml``."""

    id: str
    generic: bool = False
    annex: bool = False
    public: bool = False
    later: bool = False
    instructions: bool = False


class _DossierFile(_Strict):
    kinds: tuple[Kind, ...]
    figures: Mapping[str, tuple[str, ...]]


class _KindWords(_Strict):
    name: str
    names: tuple[str, ...]
    short: tuple[str, ...] = ()
    listed: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    content: tuple[str, ...] = ()


class _Annexes(_Strict):
    words: tuple[str, ...]
    prefixes: tuple[str, ...]
    outside: tuple[str, ...]
    elsewhere: tuple[str, ...]
    separate: tuple[str, ...]


class _Order(_Strict):
    announce: tuple[str, ...]
    about: tuple[str, ...]
    ascending: tuple[str, ...]
    of: tuple[str, ...]
    with_annexes: tuple[str, ...]


class _Prevails(_Strict):
    verbs: tuple[str, ...]
    negations: tuple[str, ...]
    self: tuple[str, ...]


class _LanguageFile(_Strict):
    kinds: Mapping[str, _KindWords]
    annexes: _Annexes
    order: _Order
    prevails: _Prevails
    without_effect: tuple[str, ...]


# ---- what is language-free ---------------------------------------------------------------------------------


@lru_cache
def _dossier() -> _DossierFile:
    path = builtin_dir() / "dossier" / "dossier.yaml"
    data = path.read_bytes()
    return validated(_DossierFile, parse(data, path), path, data)


def kinds() -> Mapping[str, Kind]:
    """Every kind of piece by id, in the order of the file. Raises PatternError."""
    return {k.id: k for k in _dossier().kinds}


def figures() -> Mapping[str, tuple[str, ...]]:
    """Requirement → the elements whose figures two pieces may state differently. Raises PatternError."""
    return _dossier().figures


# ---- words of a language -----------------------------------------------------------------------------------


def phrases(sources: Iterable[str]) -> re.Pattern[str]:
    """One expression for phrases of a file, to be searched in folded text; the longest first. Nothing meets no phrase."""
    parts = sorted({_phrase(s) for s in sources}, key=lambda p: (-len(p), p))
    return re.compile(rf"(?<![a-z0-9])(?:{'|'.join(parts)})(?![a-z0-9])" if parts else r"(?!)")


def _phrase(source: str) -> str:
    words = fold(source).split()
    return r"\s+".join(re.escape(w.removesuffix("*")) + (r"[a-z]*" if w.endswith("*") else "") for w in words)


@dataclass(frozen=True, slots=True)
class Mention:
    """A kind of piece named in a text, at a span of it."""

    kind: str
    start: int
    end: int
    generic: bool


class PieceWords:
    """The words of one language, compiled."""

    def __init__(self, language: Language, content: _LanguageFile) -> None:
        self.language = language
        self._kinds = content.kinds
        self._names = {k: phrases(w.names) for k, w in content.kinds.items()}
        self._short = {k: _acronyms(w.short) for k, w in content.kinds.items() if w.short}
        self._listed = {k: phrases(w.listed) for k, w in content.kinds.items() if w.listed}
        self._topics = {k: phrases(w.topics) for k, w in content.kinds.items() if w.topics}
        self._content = {k: tuple(phrases([c]) for c in w.content) for k, w in content.kinds.items() if w.content}
        self.announce = phrases(content.order.announce)
        self.about = phrases(content.order.about)
        self.ascending = phrases(content.order.ascending)
        self.of = re.compile(rf"(?<![a-z])(?:{_alternatives(content.order.of)})\s+$")
        self.with_annexes = phrases(content.order.with_annexes)
        self.verbs = phrases(content.prevails.verbs)
        self.negations = phrases(content.prevails.negations)
        self.self_words = phrases(content.prevails.self)
        self.without_effect = phrases(content.without_effect)
        self.outside = phrases(content.annexes.outside)
        self.elsewhere = phrases(content.annexes.elsewhere)
        self.separate = phrases(content.annexes.separate)
        self.annex_words = _alternatives(content.annexes.words)
        self.annex_prefixes = _alternatives(content.annexes.prefixes)

    def name(self, kind: str) -> str:
        """What a report calls a kind; the kind itself when this language has no word for it."""
        return self._kinds[kind].name if kind in self._kinds else kind

    def mentions(self, text: str, *, listed: bool = False) -> list[Mention]:
        """The kinds of piece that a text (not folded) names, in order; where two overlap the longer wins.

        ``listed``: the text is an entry of a list of pieces, where everyday words ("offre") name a piece too.
        """
        folded, known = fold(text), kinds()
        found = [Mention(k, *m.span(), known[k].generic) for k, p in self._names.items() for m in p.finditer(folded)]
        found += [Mention(k, *m.span(), known[k].generic) for k, p in self._short.items() for m in p.finditer(text)]
        if listed:
            found += [Mention(k, *m.span(), known[k].generic) for k, p in self._listed.items() for m in p.finditer(folded)]
        kept: list[Mention] = []
        for m in sorted(found, key=lambda m: (m.start - m.end, m.start, m.kind)):
            if all(m.end <= k.start or m.start >= k.end for k in kept):
                kept.append(m)
        return sorted(kept, key=lambda m: m.start)

    def topic(self, text: str) -> str:
        """The kind of annex that the title of an annex announces; "" when no topic is known. The first words decide."""
        folded = fold(text)
        found = [(m.start(), k) for k, p in self._topics.items() for m in (p.search(folded),) if m]
        return min(found)[1] if found else ""

    def content(self, folded: str) -> str:
        """The kind whose own turns of phrase the text uses (two different ones at least); "" when there is none."""
        counted = {k: sum(bool(p.search(folded)) for p in ps) for k, ps in self._content.items()}
        best = max(counted, key=lambda k: (counted[k], k), default="")
        return best if best and counted[best] >= 2 else ""

    def self_named(self, text: str) -> dict[str, int]:
        """How often a text (not folded) names itself: "le présent CCAP", "this Data Processing Agreement"."""
        folded = fold(text)
        out: dict[str, int] = {}
        for m in self.self_words.finditer(folded):
            near = text[m.end() : m.end() + 70]
            first = next(iter(self.mentions(near)), None)
            if first is not None and not near[: first.start].strip():
                out[first.kind] = out.get(first.kind, 0) + 1
        return out

    def acronyms(self) -> Iterator[tuple[str, str]]:
        """(folded acronym, kind): what a file name or an option may use."""
        for kind, words in self._kinds.items():
            yield from ((fold(s), kind) for s in words.short)


def _acronyms(sources: Iterable[str]) -> re.Pattern[str]:
    parts = sorted(map(re.escape, sources), key=lambda p: (-len(p), p))
    return re.compile(rf"(?<![A-Za-z0-9])(?:{'|'.join(parts)})(?![A-Za-z0-9])")


def _alternatives(sources: Iterable[str]) -> str:
    return "|".join(sorted(map(_phrase, sources), key=lambda p: (-len(p), p)))


@lru_cache
def piece_words(language: Language) -> PieceWords:
    """The words of a language. Raises PatternError, with path, line and the lines around it."""
    path = builtin_dir() / "dossier" / f"{language}.yaml"
    data = path.read_bytes()
    content = validated(_LanguageFile, parse(data, path), path, data)
    unknown = sorted(set(content.kinds) ^ set(kinds()))
    if unknown:
        raise mistake(path, 0, f"kinds: {unknown[0]} must be here and in dossier.yaml", data)
    return PieceWords(language, content)


def kind_of_option(value: str) -> str:
    """The kind that an option or a policy names: an id ("ccap") or an acronym ("CGV"). Raises UsageError."""
    wanted = fold(value.strip()).replace(" ", "-")
    known = kinds()
    if wanted in known:
        return wanted
    names = {short.replace(" ", "-"): k for lang in LANGUAGES for short, k in piece_words(lang).acronyms()}
    if wanted in names:
        return names[wanted]
    listed = ", ".join(known)
    raise UsageError(f"{value!r} is no kind of piece: {listed}.", f"« {value} » n'est pas une sorte de pièce : {listed}.")
