"""``trace`` says of each meeting what the judgement made of it."""

from __future__ import annotations

import pytest

from clausecheck import api

CONTRACT = "# Contrat\n\n## Article 1 – Formation\n\n{0}\n\n## Article 2 – Objet\n\nLe Titulaire fournit à la Commune une plateforme numérique hébergée et son logiciel.\n"


@pytest.mark.parametrize(
    ("sentence", "outcomes"),
    [
        pytest.param("Le Titulaire forme trente agents pendant deux jours à l'utilisation du logiciel.", {"counts"}, id="the-supplier's-duty"),
        pytest.param(
            "La Commune forme trente agents pendant deux jours à l'utilisation du logiciel.",
            {"bearer: buyer, the roles are exchanged", "bearer: buyer, wanted not-buyer"},
            id="roles-exchanged",
        ),
    ],
)
def test_a_wording_counts_in_the_trace_only_where_it_counts_in_the_verdict(tmp_path, sentence, outcomes):
    file = tmp_path / "contrat.md"
    file.write_text(CONTRACT.format(sentence), encoding="utf-8")
    steps = [s for s in api.trace([file], "GOV-TRAINING") if s.role == "core" and s.passage.quote == sentence]
    finding = api.check([file], clauses=["GOV-TRAINING"], facts={"digital": True}).findings[0]
    assert ({s.outcome for s in steps}, finding.verdict in ("present", "weak")) == (outcomes, outcomes == {"counts"})
