"""The shape of a language's grammar, and the vote that tells which language a text is in."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from clausecheck.model import Language
from clausecheck.text import fold


@dataclass(frozen=True)
class Grammar:
    """Regular expressions over folded text; each names what it finds.

    ``negation`` opens a negative scope; ``neutral`` lists look-alikes that do not ("sans délai", "no later than");
    ``release`` are negations that free from a duty; ``backward`` are negations of
    what stands before them ("X est interdit"); ``closers`` end a scope; ``restriction`` is "ne … que"; ``passive`` is a
    negation, from its first word, whose subject is what is denied ("n'est pas assurée"). After an ``exception``, ``leave``
    is all that stands before the party whose leave is asked, and ``decides`` what follows a party that decides.
    ``giving`` are verbs, conjugated, that do the work of a contract: a buyer that is their subject owes them; ``taking`` are
    predicates of one who gets or controls something: a supplier that is their subject owes nothing by them.
    ``option`` announces a paid option, ``priced`` and ``orderable`` that its price and the right to order it are fixed.
    """

    language: Language
    negation: re.Pattern[str]
    neutral: re.Pattern[str]
    release: re.Pattern[str]
    backward: re.Pattern[str]
    closers: re.Pattern[str]
    restriction: re.Pattern[str]
    exception: re.Pattern[str]
    passive: re.Pattern[str]
    leave: re.Pattern[str]
    decides: re.Pattern[str]
    duty: re.Pattern[str]
    permission: re.Pattern[str]
    giving: re.Pattern[str]
    taking: re.Pattern[str]
    agent: re.Pattern[str]
    oblique: re.Pattern[str]
    abbreviations: re.Pattern[str]
    number_words: Mapping[str, int]
    units: Mapping[str, str]
    self_supplier: tuple[str, ...]
    self_buyer: tuple[str, ...]
    placeholder: re.Pattern[str]
    option: re.Pattern[str]
    priced: re.Pattern[str]
    orderable: re.Pattern[str]


def alternation(*phrases: str) -> re.Pattern[str]:
    """Whole phrases, a space standing for any run of spaces, written on folded text."""
    body = "|".join(p.replace(" ", r"\s+") for p in sorted(phrases, key=len, reverse=True))
    return re.compile(rf"(?<![a-z0-9œæ])(?:{body})(?![a-z0-9œæ])")


_STOP: dict[str, frozenset[str]] = {
    "fr": frozenset(
        [
            "le",
            "la",
            "les",
            "des",
            "du",
            "et",
            "est",
            "sont",
            "dans",
            "pour",
            "par",
            "sur",
            "avec",
            "que",
            "qui",
            "au",
            "aux",
            "ou",
            "ne",
            "pas",
            "une",
            "ce",
            "cette",
            "ces",
            "son",
            "sa",
            "ses",
            "leur",
            "leurs",
            "d",
            "l",
            "qu",
            "n",
            "s",
            "toute",
            "tout",
            "tous",
            "ainsi",
            "dont",
        ]
    ),
    "en": frozenset(
        [
            "the",
            "of",
            "and",
            "to",
            "in",
            "is",
            "are",
            "for",
            "by",
            "on",
            "with",
            "that",
            "which",
            "or",
            "not",
            "a",
            "an",
            "this",
            "these",
            "its",
            "their",
            "any",
            "shall",
            "be",
            "as",
            "such",
            "from",
            "will",
            "may",
            "it",
            "you",
            "your",
            "our",
            "we",
        ]
    ),
    "de": frozenset(
        [
            "der",
            "die",
            "das",
            "und",
            "ist",
            "nicht",
            "mit",
            "fur",
            "von",
            "den",
            "dem",
            "des",
            "ein",
            "eine",
            "wird",
            "werden",
            "auf",
            "zu",
            "im",
            "sich",
            "oder",
        ]
    ),
    "es": frozenset(
        [
            "el",
            "los",
            "las",
            "del",
            "y",
            "es",
            "en",
            "por",
            "con",
            "que",
            "una",
            "no",
            "se",
            "su",
            "sus",
            "al",
            "lo",
            "como",
            "para",
            "o",
            "debera",
            "este",
            "esta",
        ]
    ),
    "it": frozenset(
        [
            "il",
            "gli",
            "della",
            "delle",
            "dei",
            "e",
            "di",
            "che",
            "per",
            "con",
            "non",
            "una",
            "del",
            "nel",
            "alla",
            "sono",
            "essere",
            "dal",
            "si",
            "al",
            "da",
        ]
    ),
    "nl": frozenset(
        [
            "de",
            "het",
            "een",
            "en",
            "van",
            "is",
            "niet",
            "met",
            "voor",
            "op",
            "aan",
            "te",
            "zijn",
            "door",
            "wordt",
            "dat",
            "die",
            "in",
            "of",
            "bij",
        ]
    ),
    "pt": frozenset(
        [
            "o",
            "os",
            "da",
            "do",
            "das",
            "dos",
            "e",
            "que",
            "em",
            "um",
            "uma",
            "para",
            "com",
            "nao",
            "por",
            "se",
            "ao",
            "na",
            "no",
            "sao",
            "ser",
            "pela",
        ]
    ),
}


def detect(text: str) -> str | None:
    """The language of a text by a vote of its stop words: an ISO code, or None when there is too little text."""
    words = Counter(re.findall(r"[a-z]+", fold(text[:400_000])))
    total = sum(words.values())
    if total < 20:
        return None
    votes = {code: sum(words[w] for w in stop) / total for code, stop in _STOP.items()}
    best = max(votes, key=lambda code: votes[code])
    return best if votes[best] > 0.08 else None
