"""Short contracts written in Markdown, and the verdict on the one requirement that they are about."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from clausecheck import api
from clausecheck.extract.plain import read_plain
from clausecheck.model import Document, Language, Report
from clausecheck.requirements import Patterns

TESTS = Path(__file__).parents[1]
LANGUAGES: tuple[Language, ...] = ("fr", "en")


@cache
def patterns() -> Patterns:
    return api.load_patterns()


def entries(folder: str, language: Language) -> list[dict[str, Any]]:
    """The list in ``tests/<folder>/<language>.yaml``."""
    found = yaml.safe_load((TESTS / folder / f"{language}.yaml").read_text(encoding="utf-8"))
    assert isinstance(found, list)
    return found


def known(entry: Mapping[str, Any], key: str) -> list[pytest.MarkDecorator]:
    """The mark of a failure that is known: ``known: {<verdict>: reason}`` in the entry. One that is mended must be struck off."""
    reason = entry.get("known", {}).get(key)
    return [pytest.mark.xfail(strict=True, reason=reason)] if reason else []


def contract(text: str, language: Language) -> Document:
    """A contract made of that text only. The language is said, as such a short text does not show it."""
    return replace(read_plain("contract.md", text.encode(), "md"), language=language)


def grounds(requirement: str) -> Mapping[str, bool]:
    """Facts under which the requirement applies, on its first full ground, and nothing more is true."""
    ground = next(g for g in patterns().requirement(requirement).clause.applicability.any_of if not g.only_elements)
    true = {"digital", *ground.all_of}
    return {c.id: c.id in true for c in patterns().conditions}


def judged(text: str, language: Language, clauses: Iterable[str] = (), facts: Mapping[str, bool] | None = None) -> Report:
    return api.judge([contract(text, language)], patterns=patterns(), clauses=tuple(clauses), facts=facts)


def verdict(text: str, language: Language, requirement: str) -> str:
    """The verdict on that requirement; an essential element that lacks is named, to read a failure at once."""
    (finding,) = judged(text, language, [requirement], grounds(requirement)).findings
    lacking = [e.key for e in finding.elements if e.required and not e.found]
    return f"weak, for want of {', '.join(lacking)}" if finding.verdict == "weak" and lacking else finding.verdict


_ANSWERS = {
    "n°": "4", "n": "4", "nom, courriel": "Claire Morel, donnees@ville.example", "name, email": "Claire Morel, data@city.example",
    "adresse": "alerte@ville.example", "address": "alert@city.example", "téléphone et courriel": "01 02 03 04 05, alerte@ville.example",
    "phone and email": "01 02 03 04 05, alert@city.example", "montant": "500 €", "amount": "EUR 500", "durée": "six mois",
    "délai": "deux jours", "period": "two days", "date": "31 mars 2030", "site, public": "deux rues du centre", "valeur": "95",
    "site, population": "two streets of the centre", "value": "95", "usage": "le comptage des passages", "use": "counting passers-by",
    "critères": "95 % d'alertes justes", "criteria": "95 % of alerts correct",
    "fonctions": "deux directeurs de chaque partie", "roles": "two directors of each party", "niveau": "la direction générale",
    "level": "the chief executives",
}  # fmt: skip


def filled(clause: str) -> str:
    """A model clause with its blanks filled in, as a buyer would: a value, or the first of the choices offered."""
    while "[" in clause:
        clause = re.sub(r"\[([^\[\]]*)\]", lambda m: _ANSWERS.get(m[1], m[1].removeprefix("ex. ").removeprefix("e.g. ").split(" / ")[0]), clause)
    return clause
