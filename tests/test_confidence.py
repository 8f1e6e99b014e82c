"""Confidence: "high" unless the finding gives a reason to look again."""

from __future__ import annotations

import pytest

from clausecheck import api, load_patterns
from clausecheck.extract.plain import read_plain

FACTS = {"digital": True, "personal-data": True, "processor": True}
NOTICE = "Le Titulaire notifie à la Commune toute violation de données à caractère personnel dans un délai de 24 heures après en avoir pris connaissance."
REFUSAL = "Le Titulaire n'est pas tenu de notifier à la Commune les violations de données à caractère personnel."
BUYER = "La Commune notifie au Titulaire toute violation de données à caractère personnel dans un délai de 24 heures."


@pytest.mark.parametrize(
    ("text", "verdict", "confidence", "reasons"),
    [
        pytest.param(REFUSAL, "contrary", "high", {"contrary"}, id="contrary-alone"),
        pytest.param(f"{NOTICE}\n\n{REFUSAL}", "contrary", "to-check", {"contrary", "conflict"}, id="promised-and-refused"),
        pytest.param(BUYER, "missing", "to-check", {"buyer-only"}, id="only-the-buyer-is-bound"),
        pytest.param("Le prix est ferme pendant toute la durée du contrat et la Commune le paie au Titulaire à trente jours.", "missing", "high", {"no-core"}, id="nothing-said"),
    ],
)
def test_a_reason_to_look_again_lowers_confidence(text, verdict, confidence, reasons):
    document = api.detected(read_plain("c.md", ("# Contrat\n\n## Article 1 – Données\n\nLe Titulaire exécute le contrat.\n\n" + text).encode(), "md"))
    finding = api.judge([document], patterns=load_patterns(), clauses=("GDPR-33-2",), facts=FACTS).findings[0]
    assert (finding.verdict, finding.confidence, reasons <= set(finding.why)) == (verdict, confidence, True), finding.why
