"""Names of places inside a document ("tableau 2, ligne 4") in the language of the reader.

The readers of files name places in French, whatever the contract: its language is not known yet. Once the language of
the report is, the names are put in it, in one place, so that every report says them alike. Titles of the contract that a
name quotes ("sous « 3. Prix »") are left as they are.
"""

from __future__ import annotations

import re
from dataclasses import replace

from clausecheck.model import Document, Language

_ENGLISH = (
    (re.compile(r"tableau (\d+)"), r"table \1"),
    (re.compile(r"ligne (\d+)"), r"row \1"),
    (re.compile(r"paragraphe (\d+)"), r"paragraph \1"),
    (re.compile(r"note de fin(.*)"), r"endnote\1"),
    (re.compile(r"note(.*)"), r"note\1"),
    (re.compile(r"zone de texte"), "text box"),
    (re.compile(r"en-tête"), "header"),
    (re.compile(r"pied de page"), "footer"),
    (re.compile(r"texte supprimé"), "deleted text"),
    (re.compile(r"texte masqué"), "hidden text"),
    (re.compile(r"texte barré"), "struck text"),
)
_UNDER = re.compile(r"sous « (.*) »", re.DOTALL)


def place_name(place: str, language: Language) -> str:
    """The name of a place, as a reader of files gives it, in ``language``. What is not known is left as it is."""
    if language == "fr":
        return place
    out = []
    rest = place
    while rest:
        under = _UNDER.fullmatch(rest)  # always last, and its title may hold commas
        if under:
            out.append(f"under “{under[1]}”")
            break
        part, _, rest = rest.partition(", ")
        out.append(next((p.sub(said, part) for p, said in _ENGLISH if p.fullmatch(part)), part))
    return ", ".join(out)


def in_language(document: Document, language: Language) -> Document:
    """The document with the places of its blocks named in ``language``. Only names given by the readers are known."""
    if language == "fr" or not any(b.place for b in document.blocks):
        return document
    blocks = tuple(replace(b, place=place_name(b.place, language)) if b.place else b for b in document.blocks)
    return replace(document, blocks=blocks)
