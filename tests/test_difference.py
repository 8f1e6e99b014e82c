"""What changed between two passages, word by word."""

from __future__ import annotations

import re

import pytest

from clausecheck.difference import difference


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("3.1 Le titulaire livre.", "Article 7 – Le titulaire livre."),
        ("L'acheteur « public » paie selon l'article 4.", 'l’acheteur "public" paie selon l’article 12.1.'),
        ("Mise en œuvre immédiate", "MISE EN OEUVRE IMMEDIATE"),
        ("la réversibilité des données", "la réver- sibilité des données"),
    ],
)
def test_numbers_and_typography_are_no_difference(old, new):
    assert [p.kind for p in difference(old, new)] == ["same"]


def test_pieces_give_both_passages_back():
    old, new = "Le titulaire, sauf accord, n'utilise pas les données.", "Le titulaire n'utilise jamais les données publiques."
    pieces = difference(old, new)
    assert "".join(p.text for p in pieces if p.kind != "removed") == new
    assert re.sub(r"\W", "", "".join(p.text for p in pieces if p.kind != "added")) == re.sub(r"\W", "", old)
