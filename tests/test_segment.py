"""Cutting documents: articles and annexes, lists and their governing sentence, kinds of passage, parties learned."""

from __future__ import annotations

from dataclasses import replace

from clausecheck.extract.plain import read_plain
from clausecheck.segment import segment
from clausecheck.snippet import snippet

CONTRACT = """\
# CONVENTION

Sommaire
Article 1 Objet ........ 2
Article 2 Données ........ 3

## Préambule

Considérant que la Ville souhaite ouvrir ses données.

## Article 1 – Définitions

« Données » désigne toutes les informations produites.

## Article 2 – Données

La société Lumen SAS, ci-après dénommée « l'Intégrateur », exploite le service.

L'Intégrateur s'engage à :

- restituer les données ;
- détruire les copies : sauvegardes comprises.

Les soumissionnaires décrivent leur offre.

| Engagement | Délai |
| --- | --- |
| Restitution | 30 jours |

## Annexe 1 – Traitements

Les traitements sont décrits ici.
"""


def read(text: str, name: str = "contrat.md"):
    from clausecheck.api import detected

    return segment(detected(read_plain(name, text.encode(), "md" if name.endswith("md") else "txt")), 0)


def test_clauses_have_label_title_and_annex():
    cut = read(CONTRACT)
    assert [(c.label, c.title, c.annex) for c in cut.clauses[1:]] == [
        ("", "CONVENTION", ""),
        ("", "Préambule", ""),
        ("Article 1", "Définitions", ""),
        ("Article 2", "Données", ""),
        ("Annexe 1", "Traitements", "Annexe 1"),
    ]


def test_each_sentence_has_its_kind_and_its_governing_sentence():
    cut = read(CONTRACT)
    text = cut.document.text
    seen = {text[s.start : s.end]: (s.kind, [text[cut.sentences[h].start : cut.sentences[h].end] for h in s.heads]) for s in cut.sentences}
    governing = "L'Intégrateur s'engage à :"
    assert seen["Article 1 Objet ........ 2"] == ("toc", [])
    assert seen["Considérant que la Ville souhaite ouvrir ses données."] == ("recital", [])
    assert seen["« Données » désigne toutes les informations produites."] == ("definition", [])
    assert seen["restituer les données ;"] == ("operative", [governing])
    assert seen["détruire les copies : sauvegardes comprises."] == ("operative", [governing])
    assert seen["Les soumissionnaires décrivent leur offre."] == ("instruction", [])
    assert seen["Restitution | 30 jours"] == ("operative", ["Engagement | Délai"])


def test_the_contract_s_own_party_names_are_learned():
    assert read(CONTRACT).parties["integrateur"] == "supplier"


def test_an_inline_list_is_cut_at_its_semicolons():
    text = "Le Titulaire s'engage à : a) restituer les données ; b) effacer les copies ; c) en attester."
    cut = segment(snippet(text, "fr"), 0)
    pieces = [(text[s.start : s.end], s.heads) for s in cut.sentences]
    assert pieces == [
        ("Le Titulaire s'engage à :", ()),
        ("a) restituer les données ;", (0,)),
        ("b) effacer les copies ;", (0,)),
        ("c) en attester.", (0,)),
    ]


def test_abbreviations_and_initials_do_not_end_a_sentence():
    text = "Voir l'art. 28 du RGPD et l'article L. 3131-2 du code. M. J. Dupont signe. Fin."
    cut = segment(snippet(text, "fr"), 0)
    assert [text[s.start : s.end] for s in cut.sentences] == [
        "Voir l'art. 28 du RGPD et l'article L. 3131-2 du code.",
        "M. J. Dupont signe.",
        "Fin.",
    ]


def test_every_sentence_is_a_span_of_the_text():
    cut = read(CONTRACT)
    for s in cut.sentences:
        assert cut.document.text[s.start : s.end].strip() == cut.document.text[s.start : s.end]
        assert s.end > s.start


def test_text_converted_from_a_pdf_is_put_together_again():
    text = (
        "# Convention\n\n## Page 1\n\nLe Titulaire restitue toutes les données produites pendant l'exécution du marché et il les remet\n"
        "à la Collectivité dans un format ouvert, sans frais, au plus tard trente jours après la fin du\n\n---\n\n## Page 2\n\nmarché.\n"
        "3.2 Destruction\nLe Titulaire détruit les copies.\n"
    )
    cut = read(text)
    sentences = [cut.document.text[s.start : s.end] for s in cut.sentences]
    assert sentences[1].startswith("Le Titulaire restitue") and sentences[1].endswith("après la fin du marché.")
    assert [c.name for c in cut.clauses if c.label] == ["3.2 – Destruction"]


def test_a_sentence_that_announces_a_table_governs_its_rows():
    text = "Le Titulaire prend les engagements suivants.\n\n| Engagement | Délai |\n| --- | --- |\n| Rendre les données | 10 jours |\n"
    document = replace(read_plain("a.md", text.encode(), "md"), language="fr")
    assert segment(document, 0).sentences[-1].heads[0] == 0


def test_candidates_to_whom_something_is_given_are_not_instructed():
    kinds = [segment(snippet(t, "fr"), 0).sentences[0].kind for t in ("Le bilan est remis à tous les candidats.", "Les candidats précisent leur prix.")]
    assert kinds == ["operative", "instruction"]
