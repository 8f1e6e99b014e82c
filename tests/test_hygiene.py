"""Hygiene before signature, on invented texts."""

from __future__ import annotations

from dataclasses import replace

import pytest

from clausecheck.extract.plain import read_plain
from clausecheck.hygiene import HygieneIssue, hygiene
from clausecheck.model import Language
from clausecheck.segment import segment

FRAME = "# Marché\n\n## Article 1 – Objet\n\n{}\n\n## Article 2 – Prix\n\nPrix ferme.\n\n## Article 3 – Durée\n\nDouze mois.\n"


def found(sentence: str, language: Language = "fr") -> list[HygieneIssue]:
    document = replace(read_plain("c.md", FRAME.format(sentence).encode(), "md"), language=language)
    issues = hygiene([segment(document, 0)])
    assert all(document.text[i.start : i.end] == i.quote for i in issues)
    return list(issues)


@pytest.mark.parametrize(("code", "sentence"), [
    ("placeholder", "Le marché dure [à compléter] mois."),
    ("placeholder", "Le Prestataire verse XXX euros."),
    ("placeholder", "La Commune paie sous [●] jours."),
    ("number-mismatch", "Le Prestataire alerte sous quarante-huit (72) heures."),
    ("dead-reference", "Les pénalités sont celles prévues à l'article 19."),
    ("absent-annex:4", "Les tarifs figurent en annexe 4."),
    ("outdated-law:decret-2016-360", "Ce marché suit le décret n° 2016-360 du 25 mars 2016."),
    ("outdated-law:privacy-shield", "Les transferts reposent sur le Privacy Shield."),
])  # fmt: skip
def test_found(code: str, sentence: str) -> None:
    assert [i.code for i in found(sentence)] == [code]


@pytest.mark.parametrize("sentence", [
    "Le Prestataire respecte l'article 28 du RGPD.",
    "Le contrat est modifié selon l'article L. 2194-1 du code de la commande publique.",
    "Les pénalités sont celles prévues à l'article 25 du CCAG-TIC.",
    "Les prix sont ceux prévus à l'article 2.",
    "Le Prestataire alerte sous quarante-huit (48) heures.",
    "Le Privacy Shield, invalidé en 2020, ne fonde aucun transfert.",
    "Le plan est donné en annexe à la déclaration.",
])  # fmt: skip
def test_silent(sentence: str) -> None:
    assert found(sentence) == []


@pytest.mark.parametrize("sentence", ["Article 28(3) of the GDPR applies.", "As defined in Section 9 of the Act, data are kept."])
def test_silent_english(sentence: str) -> None:
    assert found(sentence, "en") == []
