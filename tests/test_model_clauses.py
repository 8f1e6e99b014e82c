"""The model clauses and the examples of the catalogue, as they stand beside the wordings.

A buyer who copies a model clause must see its requirement satisfied, and no other one refused because of it.
"""

from __future__ import annotations

import pytest

from clausecheck.selftest import run_examples
from makers.text_maker import LANGUAGES, filled, judged, patterns, verdict

CLAUSES = [(lang, r.id, r.languages[lang].model_clause) for r in patterns().requirements for lang in LANGUAGES]
IDS = [f"{lang}-{requirement}" for lang, requirement, _ in CLAUSES]


@pytest.mark.parametrize(("language", "requirement", "clause"), CLAUSES, ids=IDS)
def test_a_model_clause_with_its_blanks_filled_satisfies_its_requirement(language, requirement, clause):
    assert verdict(filled(clause), language, requirement) == "present"


@pytest.mark.parametrize(("language", "requirement", "clause"), CLAUSES, ids=IDS)
def test_a_model_clause_with_its_blanks_left_open_is_at_least_weak(language, requirement, clause):
    assert verdict(clause, language, requirement).split(",")[0] in ("present", "weak")


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_model_clause_is_held_against_any_requirement(language):
    """Each clause is an article of its own, named after its requirement, and everything applies.

    A refusal that is read in one article is not made up for in another: judging them at once hides nothing.
    """
    text = "\n\n".join(f"# {requirement}\n\n{filled(clause)}" for lang, requirement, clause in CLAUSES if lang == language)
    report = judged(text, language, facts={c.id: True for c in patterns().conditions})
    assert {(f.clause, e.where, e.quote) for f in report.findings for e in f.evidence if e.role == "against"} == set()
    assert {f.verdict for f in report.findings} <= {"present", "weak"}


def test_every_example_of_the_catalogue_is_judged_as_it_says():
    """The first four examples of each requirement and language are the catalogue's: present, weak, contrary and a distractor."""
    kept = []
    for requirement in patterns().requirements:
        own = {lang: text.model_copy(update={"examples": text.examples[:4]}) for lang, text in requirement.languages.items()}
        assert all([e.verdict for e in text.examples] == ["present", "weak", "contrary", "missing"] for text in own.values()), requirement.id
        kept.append(requirement.model_copy(update={"languages": own}))
    results = list(run_examples(patterns().model_copy(update={"requirements": tuple(kept), "conditions": ()})))
    assert len(results) == 4 * len(CLAUSES)
    assert [f"{r.place}: {r.expected}, got {r.got}" for r in results if not r.passed] == []
