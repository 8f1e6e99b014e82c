"""Pairs (clause, its refusal): the two verdicts are opposite, whatever the drafting.

``pairs/<language>.yaml`` was written from the catalogue without sight of the wordings; it says how many were right at first.
"""

from __future__ import annotations

from itertools import chain

import pytest

from makers.text_maker import LANGUAGES, entries, judged, known, patterns, verdict

GRANTED, REFUSED = ("present", "weak"), ("contrary", "missing")
PAIRS = [(lang, n, entry) for lang in LANGUAGES for n, entry in enumerate(entries("pairs", lang))]
TEXTS = list(
    chain.from_iterable(
        (pytest.param(lang, entry["id"], want, entry[want], id=f"{lang}-{n}-{entry['id']}-{want}", marks=known(entry, want))
         for want in (*GRANTED, *REFUSED) if want in entry)
        for lang, n, entry in PAIRS
    )
)  # fmt: skip


@pytest.mark.parametrize(("language", "requirement", "expected", "text"), TEXTS)
def test_the_clause_is_found_and_its_refusal_is_not(language, requirement, expected, text):
    assert verdict(text, language, requirement).split(",")[0] == expected, verdict(text, language, requirement)


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_clause_that_grants_is_held_against_another_requirement(language):
    """Every clause is an article of its own, and everything applies."""
    clauses = [(n, e["id"], e[want]) for lang, n, e in PAIRS if lang == language for want in GRANTED if want in e]
    text = "\n\n".join(f"# {n} {requirement}\n\n{clause}" for n, requirement, clause in clauses)
    report = judged(text, language, facts={c.id: True for c in patterns().conditions})
    assert {(f.clause, e.where, e.quote) for f in report.findings for e in f.evidence if e.role == "against"} == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_there_are_enough_pairs(language):
    own = [entry for lang, _, entry in PAIRS if lang == language]
    assert len(own) >= 60
    assert all(sum(k in e for k in GRANTED) == sum(k in e for k in REFUSED) == 1 for e in own)


def test_every_requirement_has_a_pair():
    assert {entry["id"] for _, _, entry in PAIRS} == {r.id for r in patterns().requirements}


def test_the_known_failures_stay_few():
    assert sum(len(entry.get("known", {})) for _, _, entry in PAIRS) <= 0.05 * len(TEXTS)
