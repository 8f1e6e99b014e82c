"""Folding: a copy of a text, of the same length, in which spelling variants that carry no meaning are equal.

Because the length does not change, every offset into the folded text is an offset into the original.
"""

from __future__ import annotations

import functools
import re
import unicodedata

TOKEN = re.compile(r"[a-zœæ]+|\d+|[^\w\s]|_+|[^\W\d_a-zœæ]+")
#: Joiners of words ("sous-traitant", "l'acheteur") become spaces, so that "sous traitant" is the same two words.
_JOINERS = dict.fromkeys(map(ord, "-‐‑‒'’ʼ‘´`\u00a0\u202f\u2009\u200b\ufeff\u00ad"), " ")
_DASHES = dict.fromkeys(map(ord, "–—−"), "-")
_QUOTES = dict.fromkeys(map(ord, '«»“”„‟"'), '"')
_TABLE = {**_JOINERS, **_DASHES, **_QUOTES}
_LIGATURES = {"ﬁ": "fi", "ﬂ": "fl", "ﬀ": "ff", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"}
_LIGATURE = re.compile("[" + "".join(_LIGATURES) + "]")


@functools.lru_cache(maxsize=4096)
def _fold_letter(letter: str) -> str:
    base = unicodedata.normalize("NFD", letter)[0].lower()
    return base if len(base) == 1 else letter


_ODD = re.compile(r"[^\x00-\x7f]")


def fold(text: str) -> str:
    """Lower case, no accents, apostrophes and hyphens as spaces; ``len(fold(t)) == len(t)``."""
    text = text.translate(_TABLE)
    return _ODD.sub(lambda m: _fold_letter(m[0]), text).lower() if not text.isascii() else text.lower()


def clean(text: str) -> str:
    """What every reader does to raw text before it is measured: NFC, no ligature, no invisible character."""
    text = _LIGATURE.sub(lambda m: _LIGATURES[m[0]], unicodedata.normalize("NFC", text))
    return text.replace("\u00ad", "").replace("\u200b", "").replace("\ufeff", "").replace("\u0000", "")


def words(folded: str) -> list[str]:
    """The words and marks of a folded text, in order: the units that wordings are made of."""
    return [spell(word) for word in TOKEN.findall(folded)]


def spell(word: str) -> str:
    """One spelling for a folded word: "œuvre" and "oeuvre" are the same."""
    return word.replace("œ", "oe").replace("æ", "ae") if not word.isascii() else word
