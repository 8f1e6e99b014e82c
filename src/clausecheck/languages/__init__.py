"""What the engine must know of a language: negation, modality, sentence ends, numbers. One file per language.

Everything is written on folded text (see :mod:`clausecheck.text`): lower case, no accents, apostrophes and hyphens
as spaces.
"""

from __future__ import annotations

from clausecheck.languages.base import Grammar, detect
from clausecheck.languages.en import ENGLISH
from clausecheck.languages.fr import FRENCH
from clausecheck.model import Language

GRAMMARS: dict[Language, Grammar] = {"fr": FRENCH, "en": ENGLISH}

__all__ = ["GRAMMARS", "Grammar", "detect"]
