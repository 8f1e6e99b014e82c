"""Boxes and alternatives (J19), paid options (J22), terms for some lots only (J23)."""

from __future__ import annotations

import pytest

from clausecheck import api, load_patterns
from clausecheck.extract.plain import read_plain
from clausecheck.report.words import why

TERM = "Le Titulaire notifie à la Commune toute violation de données à caractère personnel dans un délai de 24 heures après en avoir pris connaissance."
OTHER = "Le Titulaire tient un registre des visites."


@pytest.fixture(scope="module")
def patterns():
    return load_patterns()


def judged(text: str, patterns, clause: str = "GDPR-33-2"):
    document = api.detected(read_plain("contrat.md", ("# Contrat\n\n## Article 1 – Données personnelles\n\n" + text).encode(), "md"))
    report = api.judge([document], patterns=patterns, clauses=(clause,), facts={"personal-data": True, "processor": True, "digital": True})
    return report.findings[0]


@pytest.mark.parametrize(
    ("text", "hedge"),
    [
        pytest.param(TERM, "", id="plain"),
        pytest.param(f"Cocher la case utile :\n\n☐ {TERM}\n\n☐ {OTHER}", "J19", id="nothing-ticked"),
        pytest.param(f"Cocher la case utile :\n\n☒ {TERM}\n\n☐ {OTHER}", "", id="this-one-ticked"),
        pytest.param(f"{TERM}\n\n[OU]\n\n{OTHER}", "J19", id="either-or"),
        pytest.param(f"{OTHER}\n\n[OU]\n\n{TERM}", "J19", id="or-this"),
        pytest.param(f"Les engagements sont :\n\n☐ {TERM}\n\n☐ {OTHER}", "", id="boxes-as-bullets"),
        pytest.param(TERM.replace("Le Titulaire notifie", "En option, le Titulaire notifie"), "J22", id="option"),
        pytest.param(
            TERM.replace("Le Titulaire notifie", "En option, que la Commune peut commander au prix du bordereau, le Titulaire notifie"),
            "",
            id="option-priced-and-orderable",
        ),
    ],
)
def test_what_is_not_settled_weakens(text, hedge, patterns):
    finding = judged(text, patterns)
    hedged = [w for w in finding.why if w.startswith("hedged:")]
    assert ("J19" in "".join(hedged), "J22" in "".join(hedged)) == (hedge == "J19", hedge == "J22"), finding.why
    assert (finding.verdict == "weak") is bool(hedge) or not hedge


def test_what_a_tick_sets_aside_is_no_term(patterns):
    finding = judged(f"Cocher la case utile :\n\n☐ {TERM}\n\n☒ {OTHER}", patterns)
    assert finding.verdict == "missing"


def test_a_term_for_some_lots_counts_and_says_so(patterns):
    whole = judged(TERM, patterns)
    some = judged("Stipulations applicables au lot n° 2 :\n\n- " + TERM, patterns)
    assert (some.verdict, "some-lots" in some.why, "some-lots" in whole.why) == (whole.verdict, True, False)
    assert "seuls certains lots sont visés (J23)" in why(some, None, "fr")
