"""Clauses emptied of their force, one kind of mutant at a time: each must be noticed on a small invented contract."""

from __future__ import annotations

import sys
from functools import cache
from pathlib import Path

import pytest

from clausecheck.api import detected
from clausecheck.extract.plain import read_plain
from clausecheck.model import Document

sys.path.insert(0, str(Path(__file__).parents[1] / "benchmarks"))
from mutants.base import Name, Skipped, governing
from mutants.edits import edited
from mutants.english import ASIDE as ENGLISH_ASIDE
from mutants.english import English
from mutants.french import ASIDE as FRENCH_ASIDE
from mutants.french import French
from mutants.record import KINDS, Left, Mutant
from mutations import rates, run

CONTRACTS = {
    "fr": """# Marché de gestion en ligne des piscines

## Article 1 - Objet
Le Titulaire fournit à la Collectivité un logiciel en ligne, hébergé par ses soins, qui traite les données personnelles des usagers des piscines.
Le Titulaire agit comme sous-traitant au sens de l'article 28 du RGPD ; la Collectivité est responsable du traitement.

## Article 2 - Incidents
Le Titulaire doit notifier à la Collectivité toute violation de données au plus tard 24 heures après en avoir pris connaissance.

## Article 3 - Localisation
Le Titulaire doit héberger les données et leurs sauvegardes sur le territoire de l'Union européenne.

## Article 4 - Audit
Le Titulaire s'engage à permettre à la Collectivité de réaliser des audits du respect de la protection des données.
""",
    "en": """# Online booking of swimming pools

## 1. Purpose
The Supplier shall provide the Council with an online booking service, hosted in the cloud, that processes the personal data of residents.
The Supplier acts as processor within the meaning of Article 28 of the GDPR and the Council is the controller.

## 2. Incidents
The Supplier shall notify the Council of any personal data breach no later than 24 hours after becoming aware of it.

## 3. Location
The Supplier shall host the data and their backups in the European Union.

## 4. Audit
The Supplier shall allow the Council to carry out audits of its compliance with the data protection obligations.
""",
}
CLAUSES = ["GDPR-33-2", "SOV-LOCATION", "GDPR-28-3-h"]


def contract(language: str) -> Document:
    return detected(read_plain("contract.md", CONTRACTS[language].encode(), "md"))


@cache
def results(language: str) -> list[Mutant | Left]:
    return run([[contract(language)]], clauses=CLAUSES)


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_of_mutant_is_made_and_noticed(language, kind):
    made = [r for r in results(language) if isinstance(r, Mutant) and r.kind == kind]
    assert made
    assert [(r.requirement, r.variant, r.after, r.verdict) for r in made if not r.detected] == []


def test_a_mutation_that_cannot_be_made_is_counted_with_its_reason():
    figures = rates(results("fr"))
    assert figures["number fr"]["left_out"] == {"no element needs a time": 2}
    assert figures["number fr"]["variants"] == {"blank": "1/1", "long": "1/1"}
    assert figures["number en"]["rate"] is None


@pytest.mark.parametrize(
    ("text", "act", "negated", "hedged"),
    [
        ("Le Titulaire doit informer la Ville.", "informer", "Le Titulaire n'est pas tenu d'informer la Ville.", "Le Titulaire s'efforce d'informer la Ville."),
        ("Le Titulaire s'engage à :", "engage", "Le Titulaire n'est pas tenu de :", "Le Titulaire s'efforce de :"),
        ("Le Titulaire la notifie.", "notifie", "Le Titulaire ne la notifie pas.", "Le Titulaire s'efforce de la notifier."),
        ("Le Titulaire complète le rapport.", "complète", "Le Titulaire ne complète pas le rapport.", "Le Titulaire s'efforce de compléter le rapport."),
        ("Le Titulaire s'interdit de vendre les données.", "vendre", "Le Titulaire se réserve le droit de vendre les données.", ""),
    ],
)  # fmt: skip
def test_french_sentences_stay_sentences(text, act, negated, hedged):
    writer = French()
    at = text.index(act)
    verb = governing(writer.verbs(text), text.lower().replace("è", "e").replace("'", " ").replace("à", "a"), (at, at + len(act)), FRENCH_ASIDE)
    news = writer.negate(text, verb)
    assert negated in news.values()
    assert writer.hedge(text, verb).get("effort", "") == hedged


@pytest.mark.parametrize(
    ("text", "act", "negated", "hedged"),
    [
        ("You must tell us.", "tell", "You need not tell us.", "You must endeavour to tell us."),
        ("The Supplier undertakes to delete the data.", "delete", "The Supplier does not undertake to delete the data.", "The Supplier shall use reasonable endeavours to delete the data."),
        ("The Supplier shall not sell the data.", "sell", "The Supplier may sell the data.", "The Supplier shall endeavour not to sell the data."),
    ],
)  # fmt: skip
def test_english_sentences_stay_sentences(text, act, negated, hedged):
    writer = English()
    at = text.index(act)
    verb = governing(writer.verbs(text), text.lower(), (at, at + len(act)), ENGLISH_ASIDE)
    assert negated in writer.negate(text, verb).values()
    assert writer.hedge(text, verb)["effort"] == hedged


def test_a_prohibition_with_an_exception_is_left_out():
    text = "Le Titulaire ne communique les données que sur instruction."
    verb = French().verbs(text)[0]
    with pytest.raises(Skipped, match="exception"):
        French().negate(text, verb)


def test_parties_are_named_with_their_article():
    text = "Le Titulaire remet les fichiers à la Ville."
    start, end, words = French().rename(text, 36, 42, Name("le", "Titulaire"))
    assert text[:start] + words + text[end:] == "Le Titulaire remet les fichiers au Titulaire."
    start, end, words = French().rename(text, 3, 12, Name("l'", "Exploitant"))
    assert text[:start] + words + text[end:] == "L'Exploitant remet les fichiers à la Ville."


def test_edits_keep_every_block_at_its_place():
    document = contract("en")
    block = document.blocks[2]
    changed = edited(document, {(block.start, block.start + 12): "The Provider"}, [("heading", "Annex")])
    assert [changed.text[b.start : b.end] for b in changed.blocks[3:-1]] == [document.text[b.start : b.end] for b in document.blocks[3:]]
    assert changed.text[changed.blocks[2].start :].startswith("The Provider shall provide")
    assert changed.blocks[-1].kind == "heading"
