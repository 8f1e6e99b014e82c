"""The model clauses and the examples of the catalogue, as they stand beside the wordings.

A buyer who copies a model clause must see its requirement satisfied, and no other one refused because of it.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import pytest

from clausecheck import api
from clausecheck.model import Report
from clausecheck.selftest import run_examples
from makers.text_maker import LANGUAGES, contract, filled, patterns, verdict

CLAUSES = [(lang, r.id, r.languages[lang].model_clause) for r in patterns().requirements for lang in LANGUAGES]
IDS = [f"{lang}-{requirement}" for lang, requirement, _ in CLAUSES]


@pytest.mark.parametrize(("language", "requirement", "clause"), CLAUSES, ids=IDS)
def test_a_model_clause_with_its_blanks_filled_satisfies_its_requirement(language, requirement, clause):
    assert verdict(filled(clause), language, requirement) == "present"


@pytest.mark.parametrize(("language", "requirement", "clause"), CLAUSES, ids=IDS)
def test_a_model_clause_with_its_blanks_left_open_is_at_least_weak(language, requirement, clause):
    assert verdict(clause, language, requirement).split(",")[0] in ("present", "weak")


@cache
def together(language: str) -> Report:
    """Each model clause as a document of its own, named after its requirement, everything applying.

    A refusal found in one document cannot be made up for in another, so that judging them at once hides nothing.
    """
    documents = [replace(contract(filled(clause), lang), name=requirement) for lang, requirement, clause in CLAUSES if lang == language]
    return api.judge(documents, patterns=patterns(), facts={c.id: True for c in patterns().conditions})


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_model_clause_is_held_against_any_requirement(language):
    against = {(f.clause, e.document, e.quote) for f in together(language).findings for e in f.evidence if e.role == "against"}
    assert against == set()
    assert "contrary" not in {f.verdict for f in together(language).findings}


def test_every_example_of_the_catalogue_is_judged_as_it_says():
    """Its four examples of each requirement and language (present, weak, contrary, a distractor) are among those of the pattern files."""
    kinds = {"present", "weak", "contrary", "missing"}
    assert all({e.verdict for e in r.languages[lang].examples} == kinds for r in patterns().requirements for lang in LANGUAGES)
    assert [f"{r.place}: {r.expected}, got {r.got}" for r in run_examples(patterns()) if not r.passed] == []
