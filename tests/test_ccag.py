"""General administrative terms (CCAG) and derogations from them, on invented texts."""

from __future__ import annotations

import json
from dataclasses import replace
from functools import cache

import pytest

from clausecheck import api
from clausecheck.extract.plain import read_plain
from clausecheck.model import Finding, Report
from clausecheck.patterns import builtin_dir
from clausecheck.report import render
from clausecheck.requirements import Patterns

OBJECT = (
    "Le marché porte sur un service en ligne d'inscription aux activités périscolaires, que le Titulaire héberge ; il y traite, pour le "
    "compte de la Commune, les données à caractère personnel des familles. Le Titulaire développe les modules propres à la Commune."
)
FRAME = "# Cahier des clauses particulières\n\n## Article 1 – Objet\n\n{object}\n\n## Article 2 – {title}\n\n{text}\n\n## Article 3 – Prix\n\nLe prix est ferme.\n{more}"
TAKES = "Les pièces constitutives du marché sont, par ordre de priorité : l'acte d'engagement, le présent cahier, le CCAG-TIC approuvé par l'arrêté du 30 mars 2021."

#: The requirements that the tests look at: judging these few is quick.
CLAUSES = (
    "SOV-OWNERSHIP", "SOV-NO-OWN-USE", "SOV-RETURN", "GDPR-ROLES", "GDPR-28-3-a", "GDPR-28-3-d", "GDPR-33-2", "INT-REVERSIBILITY",
    "CYB-BASELINE", "CYB-VULN", "GOV-TRAINING", "GOV-DOCUMENTATION", "GOV-PENALTIES",
)  # fmt: skip


@cache
def patterns() -> Patterns:
    return api.load_patterns()


@cache
def report(text: str, more: str = "", title: str = "Stipulations") -> Report:
    source = FRAME.format(object=OBJECT, title=title, text=text, more=more)
    document = replace(read_plain("cahier.md", source.encode(), "md"), language="fr")
    out = api.judge([document], patterns=patterns(), clauses=CLAUSES)
    quotes = [e for n in out.notices for e in n.evidence] + [e for f in out.findings for e in f.evidence]
    assert all(document.text[e.start : e.end] == e.quote for e in quotes)
    return out


def finding(r: Report, clause: str) -> Finding:
    return next(f for f in r.findings if f.clause == clause)


def applied(r: Report) -> list[str]:
    """The general terms that the report says apply: "TIC 2021"."""
    return [n.text_fr.split("CCAG-")[1].split(" (")[0] for n in r.notices if n.code == "ccag-applies"]


def codes(r: Report) -> list[str]:
    return [n.code for n in r.notices if n.code != "ccag-applies"]


# ---- which general terms apply -----------------------------------------------------------------------------


@pytest.mark.parametrize(("text", "expected"), [
    (TAKES, ["TIC 2021"]),
    ("Le CCAG applicable est celui des marchés publics de techniques de l'information et de la communication (arrêté du 30 mars 2021).", ["TIC 2021"]),
    ("Le marché est soumis au C.C.A.G.-PI de 2021.", ["PI 2021"]),
    ("Le présent marché se réfère au CCAG/FCS, arrêté du 19 janvier 2009.", ["FCS 2009"]),
    ("Le cahier des clauses administratives générales applicable aux marchés publics de prestations intellectuelles, approuvé par l'arrêté du 16 septembre 2009, s'applique.", ["PI 2009"]),
    ("Pièces générales :\n\n- le CCAG Travaux ;\n- les normes françaises.", ["Travaux 2021"]),
    ("Documents contractuels :\n\n1. l'acte d'engagement ;\n2. le CCAG-MOE ;", ["MOE 2021"]),
    ("Le CCAG-TIC s'applique au lot 1 et le CCAG-FCS s'applique au lot 2.", ["TIC 2021", "FCS 2021"]),
    ("Le marché est passé en application du CCAG-MI approuvé par l'arrêté du 30 mars 2021.", ["MI 2021"]),
    ("Par dérogation à l'article 4.1 du CCAG-TIC, seul le présent cahier fait foi.", ["TIC 2021"]),
    ("Bien que non joint, le CCAG-TIC de 2021 est réputé connu du Titulaire.", ["TIC 2021"]),
    ("Le CCAG-TIC, dans sa version de 2009 remplacée par celle du 30 mars 2021, s'applique au marché.", ["TIC 2021"]),
    ("Le marché est régi par le C.C.A.G.-TIC (arrêté du 30 mars 2021).", ["TIC 2021"]),
    ("Les dispositions du CCAG-PI non contraires s'appliquent.", ["PI 2021"]),
    ("| Pièces par ordre de priorité | Nom |\n|---|---|\n| 1 | acte d'engagement |\n| 5 | CCAG-TIC 2021 |", ["TIC 2021"]),
    ("À l'exclusion de tout autre document, le CCAG-TIC est applicable.", ["TIC 2021"]),
    ("Le CCAG-TIC prévaut, les conditions générales de vente ne s'appliquent pas.", ["TIC 2021"]),
    ("Le Titulaire déclare avoir pris connaissance du CCAG-TIC.", ["TIC 2021"]),
    # named, not taken in
    ("Le CCAG-TIC, approuvé par l'arrêté du 30 mars 2021, ne s'applique pas.", []),
    ("Les pièces du marché sont l'acte d'engagement et le cahier, à l'exclusion du CCAG-TIC.", []),
    ("Ce marché ne comporte pas de référence au CCAG-TIC.", []),
    ("Le marché n'est soumis ni au CCAG-TIC ni au CCAG-PI.", []),
    ("L'accord-cadre en cours, soumis au CCAG-FCS, prend fin le 31 mars.", []),
    ("Pour l'application du CCAG-TIC, l'acheteur est la Commune.", []),
    ("Le présent marché ne se réfère à aucun CCAG.", []),
    ("Le marché est conclu à l'exclusion du CCAG-TIC.", []),
    ("Le marché n'est pas soumis au CCAG-TIC.", []),
    ("Le CCAG-TIC ne s'applique pas au présent marché.", []),
    ("Il n'est fait aucune référence au CCAG-FCS dans ce marché.", []),
    ("Aucun cahier des clauses administratives générales n'est applicable au marché.", []),
    ("Le marché précédent, conclu en 2019, était soumis au CCAG-TIC.", []),
    ("Le présent cahier s'inspire du CCAG-TIC.", []),
    ("Le CCAG-TIC est consultable sur le site Légifrance.", []),
    ("Vu le CCAG-TIC approuvé par l'arrêté du 30 mars 2021.", []),
    ("« CCAG » désigne le CCAG-TIC approuvé par l'arrêté du 30 mars 2021.", []),
    ("Les pénalités sont calculées selon l'article 14 du CCAG-TIC.", []),
    ("Le Titulaire respecte le code de la commande publique.", []),
])  # fmt: skip
def test_which_general_terms_apply(text: str, expected: list[str]) -> None:
    r = report(text)
    assert applied(r) == expected
    assert (finding(r, "SOV-NO-OWN-USE").verdict == "weak") == bool(expected)


def test_a_title_of_definitions_or_recitals_takes_nothing_in() -> None:
    for title in ("Définitions", "Préambule", "Contexte"):
        assert applied(report("Le CCAG-TIC est approuvé par l'arrêté du 30 mars 2021.", title=title)) == []


def test_an_edition_told_elsewhere_counts_and_one_not_told_is_the_one_in_force() -> None:
    r = report("Les pièces du marché sont l'acte d'engagement et le CCAG-TIC.", "\n## Article 4 – Définitions\n\n« CCAG » : le CCAG-TIC, arrêté du 16 septembre 2009.\n")
    assert applied(r) == ["TIC 2009"]
    silent = report("Les pièces du marché sont l'acte d'engagement et le CCAG-TIC.")
    assert applied(silent) == ["TIC 2021"]
    assert "n'en précise pas l'édition" in silent.notices[0].text_fr


def test_two_editions_are_told() -> None:
    r = report(TAKES, "\n## Article 4 – Divers\n\nLe CCAG-TIC de 2009 s'applique au support.\n")
    assert applied(r) == ["TIC 2021"] and codes(r) == ["ccag-editions"]


def test_a_contradiction_is_told() -> None:
    r = report(TAKES, "\n## Article 4 – Divers\n\nLe marché n'est pas soumis au CCAG-TIC.\n")
    assert codes(r) == ["ccag-contradiction"] and len(r.notices[-1].evidence) == 2


def test_a_repealed_edition_is_told_with_its_replacement() -> None:
    r = report("Le marché est soumis au CCAG-TIC approuvé par l'arrêté du 16 septembre 2009.")
    assert codes(r) == ["ccag-outdated"]
    assert "CCAG-TIC 2021" in r.notices[1].text_fr and "01/10/2021" in r.notices[1].text_fr


# ---- what they carry ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(("clause", "why"), [
    ("SOV-OWNERSHIP", "by-reference:CCAG-TIC-2021:43-46"),
    ("SOV-NO-OWN-USE", "by-reference:CCAG-TIC-2021:5.1"),
    ("SOV-RETURN", "by-reference:CCAG-TIC-2021:42"),
    ("INT-REVERSIBILITY", "by-reference:CCAG-TIC-2021:42"),
    ("GDPR-33-2", "by-reference:CCAG-TIC-2021:5.2"),
    ("CYB-BASELINE", "by-reference:CCAG-TIC-2021:5.3"),
])  # fmt: skip
def test_taken_in_whole_it_is_weak_by_reference_with_the_article(clause: str, why: str) -> None:
    found = finding(report(TAKES), clause)
    assert (found.verdict, found.why[0]) == ("weak", why)
    assert "CCAG-TIC" in found.evidence[0].quote and found.evidence[0].role == "reference"


@pytest.mark.parametrize("clause", ["GOV-DOCUMENTATION", "CYB-VULN", "GOV-TRAINING", "GOV-PENALTIES"])
def test_taken_in_whole_it_does_not_carry_the_rest(clause: str) -> None:
    assert finding(report(TAKES), clause).verdict == "missing"


@pytest.mark.parametrize(("text", "clause", "article"), [
    ("Les logiciels fournis relèvent de l'article 22 du CCAG-TIC.", "GOV-DOCUMENTATION", "22"),
    ("Les vulnérabilités relèvent de l'article 5.4 du CCAG-TIC.", "CYB-VULN", "5.4"),
    ("La confidentialité est régie par l'article 5 du CCAG-TIC.", "GDPR-28-3-a", "5.2"),
])  # fmt: skip
def test_an_article_cited_alone_counts_for_itself_only(text: str, clause: str, article: str) -> None:
    r = report(text)
    assert finding(r, clause).why[0] == f"by-reference:CCAG-TIC-2021:{article}"
    assert finding(r, "SOV-RETURN").verdict == "missing" and applied(r) == []


@pytest.mark.parametrize(("kind", "clause", "verdict"), [
    ("CCAG-FCS", "SOV-RETURN", "missing"), ("CCAG-PI", "INT-REVERSIBILITY", "missing"), ("CCAG-FCS", "CYB-BASELINE", "missing"),
    ("CCAG-PI", "GDPR-28-3-d", "weak"), ("CCAG-Travaux", "SOV-OWNERSHIP", "weak"), ("CCAG-TIC de 2009", "SOV-RETURN", "missing"),
    ("CCAG-TIC de 2009", "GDPR-28-3-a", "weak"),
])  # fmt: skip
def test_each_text_carries_its_own_subjects(kind: str, clause: str, verdict: str) -> None:
    assert finding(report(f"Le marché est soumis au {kind}."), clause).verdict == verdict


def test_reasons_are_told_in_both_languages_and_every_format() -> None:
    r = report(TAKES)
    assert "couvert par référence, art. 42 du CCAG-TIC 2021" in render(r, "terminal", patterns()).replace("\n    ", " ")
    english = replace(r, language="en")
    assert "art. 43 to 46 of CCAG-TIC 2021" in render(english, "markdown", patterns())
    for form in ("terminal", "json", "html", "markdown", "sarif"):
        assert "CCAG-TIC 2021 (arr" in render(r, form, patterns())
    doubtful = render(report("Le marché est soumis au CCAG-PI."), "terminal", patterns()).replace("\n    ", " ")
    assert "art. 32 à 35 du CCAG-PI 2021, numéro à vérifier" in doubtful


# ---- derogations -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", [
    "Par dérogation à l'article 42 du CCAG-TIC, le Titulaire ne fournit aucune assistance en fin de marché.",
    "Le présent article déroge aux articles 14 et 42 du CCAG-TIC.",
    "Il est dérogé à l'article 42 du CCAG.",
    "L'article 42 du CCAG-TIC ne s'applique pas.",
    "Les articles 41 et 42 du CCAG-TIC sont écartés.",
    "Par dérogation au CCAG-TIC, article 42, aucune assistance n'est due.",
    "Par dérogation aux stipulations de l'article 42, aucune assistance n'est due.",
    "Contrairement à l'article 42 du CCAG-TIC, aucune assistance n'est due.",
    "Par dérogation à l'art. 42 du CCAG-TIC, aucune assistance n'est due.",
    "En dérogation aux articles 40 à 42 du CCAG-TIC, aucune assistance n'est due.",
])  # fmt: skip
def test_a_derogation_withdraws_what_the_article_gave(text: str) -> None:
    r = report(f"{TAKES}\n\n{text}")
    lost = finding(r, "SOV-RETURN")
    assert (lost.verdict, lost.why) == ("missing", ("no-core", "withdrawn:CCAG-TIC-2021:42"))
    assert [e.role for e in lost.evidence] == ["against"] and "42" in lost.evidence[0].quote
    assert finding(r, "SOV-OWNERSHIP").verdict == "weak"
    notice = next(n for n in r.notices if n.code == "derogation-withdraws")
    assert notice.clauses == ("SOV-RETURN", "INT-REVERSIBILITY")


def test_an_exception_to_the_whole_is_a_derogation() -> None:
    r = report("Le CCAG-TIC de 2021 est applicable au marché, à l'exception de l'article 42.")
    assert applied(r) == ["TIC 2021"] and finding(r, "SOV-RETURN").verdict == "missing"


@pytest.mark.parametrize("text", [
    "Par dérogation à l'article 3 du présent marché, le prix est révisable.",
    "Par dérogation à l'article 2, le prix est révisable.",
    "La dérogation à l'article 42 du code de l'urbanisme est accordée.",
    "Par dérogation à l'article 14 du CCAG-TIC, les pénalités sont plafonnées.",
    "Par dérogation à l'article 5.1.3 du CCAG-TIC, le sous-traitant est informé par courriel.",
    "Le Titulaire peut demander une dérogation à l'article 5 de la charte.",
    "Par dérogation à l'article 42 de la loi, aucune assistance n'est due.",
    "Les modalités complètent l'article 42 du CCAG-TIC.",
])  # fmt: skip
def test_other_derogations_withdraw_nothing(text: str) -> None:
    r = report(f"{TAKES}\n\n{text}")
    assert [finding(r, c).verdict for c in ("SOV-RETURN", "SOV-OWNERSHIP", "SOV-NO-OWN-USE", "GDPR-33-2")] == ["weak"] * 4
    assert "derogation-withdraws" not in codes(r)


def test_a_whole_chapter_can_be_derogated_from() -> None:
    r = report(f"{TAKES}\n\nPar dérogation au chapitre 7 du CCAG-TIC, la Commune n'acquiert aucun droit.")
    assert finding(r, "SOV-OWNERSHIP").why == ("no-core", "withdrawn:CCAG-TIC-2021:43-46")


def test_a_part_or_a_case_is_told_and_withdraws_nothing() -> None:
    r = report(f"{TAKES}\n\nL'article 2 déroge, pour la seule tranche optionnelle, à l'article 46 du CCAG-TIC.")
    assert finding(r, "SOV-OWNERSHIP").why == ("by-reference:CCAG-TIC-2021:43-46", "derogated-in-part:46")


def test_a_replacement_clause_is_judged_for_itself() -> None:
    own = "Par dérogation à l'article 42 du CCAG-TIC, le Titulaire restitue à la Commune toutes les données en fin de marché."
    assert finding(report(f"{TAKES}\n\n{own}"), "SOV-RETURN").verdict == "weak"


# ---- the final list ----------------------------------------------------------------------------------------

DECLARES = f"{TAKES}\n\nPar dérogation à l'article 14 du CCAG-TIC, les pénalités sont plafonnées.\n\nPar dérogation à l'article 32.1 du CCAG-TIC, l'admission est tacite."
LISTS = [
    "\n## Article 4 – Dérogations au CCAG-TIC\n\nL'article 2 déroge aux articles 14 et 32.1.\n",
    "\n## Article 4 – Dérogations au CCAG\n\n- l'article 2 déroge à l'article 14 du CCAG-TIC ;\n- l'article 2 déroge à l'article 32 du CCAG-TIC.\n",
    "\n## Article 4 – Liste récapitulative des dérogations\n\n| Article du CCAG | Article du CCP |\n|---|---|\n| 14 | 2 |\n| 32.1 | 2 |\n",
    "\n## Article 4 – Récapitulatif des dérogations au CCAG-TIC\n\n| Stipulation du présent cahier | CCAG-TIC |\n|---|---|\n| Article 2 | Articles 14 et 32.1 |\n",
    "\n## Article 4 – Dérogations aux documents généraux\n\n- Dérogation à l'article 14 du CCAG par l'article 2 du CCP\n- Dérogation à l'article 32 du CCAG par l'article 2 du CCP\n",
    "\n## Article 4 – Dérogations au CCAG-TIC\n\n- Article 14 du CCAG : article 2 du présent cahier\n- Article 32.1 du CCAG : article 2 du présent cahier\n",
    "\n## Article 4 – Dispositions finales\n\nLes dérogations au CCAG-TIC sont les suivantes :\n\n- article 14 du CCAG, article 2 du présent cahier ;\n- article 32.1 du CCAG, article 2 du présent cahier.\n",
]  # fmt: skip


@pytest.mark.parametrize("more", LISTS)
def test_a_complete_list_calls_for_nothing(more: str) -> None:
    assert codes(report(DECLARES, more)) == []


@pytest.mark.parametrize("more", [
    "\n## Article 4 – Dérogations au CCAG-TIC\n\nL'article 2 déroge à l'article 14.\n",
    "\n## Article 4 – Dérogations au CCAG-TIC\n\n| CCAG-TIC | Présent cahier |\n|---|---|\n| 14 | 2 |\n",
])  # fmt: skip
def test_a_derogation_missing_from_the_list_is_told(more: str) -> None:
    r = report(DECLARES, more)
    assert codes(r) == ["derogation-unlisted"]
    assert "32.1" in r.notices[-1].text_fr and "admission est tacite" in r.notices[-1].evidence[0].quote


def test_an_empty_list_misses_them_all_and_no_list_asks_for_none() -> None:
    assert codes(report(DECLARES, "\n## Article 4 – Dérogations au CCAG\n\nNéant\n")) == ["derogation-unlisted"] * 2
    assert codes(report(DECLARES)) == []


@pytest.mark.parametrize(("entry", "told"), [
    ("| 14 | 2 |\n| 32.1 | 2 |\n| 22 | sans objet |", "22"),
    ("| 14 | 2 |\n| 32.1 | 2 |\n| 51 | 18 |", "18"),
])  # fmt: skip
def test_a_list_entry_without_a_clause_is_told(entry: str, told: str) -> None:
    r = report(DECLARES, f"\n## Article 4 – Dérogations au CCAG-TIC\n\n| CCAG-TIC | Présent cahier |\n|---|---|\n{entry}\n")
    assert "derogation-no-clause" in codes(r)
    assert told in next(n for n in r.notices if n.code == "derogation-no-clause").text_fr


def test_the_list_alone_withdraws() -> None:
    r = report(TAKES, "\n## Article 4 – Dérogations au CCAG-TIC\n\n| Article du cahier | Article du CCAG auquel il est dérogé |\n|---|---|\n| 2 | 5 |\n")
    assert {finding(r, c).verdict for c in ("SOV-NO-OWN-USE", "GDPR-33-2", "GDPR-28-3-a", "CYB-BASELINE")} == {"missing"}
    assert finding(r, "SOV-RETURN").verdict == "weak"


# ---- numbers of another version ----------------------------------------------------------------------------


@pytest.mark.parametrize(("text", "origin", "right"), [
    ("Par dérogation à l'article 35 du CCAG-TIC, la cession des droits de propriété intellectuelle est exclusive.", "CCAG-TIC 2009", "43 à 46"),
    ("La résiliation pour faute suit l'article 42 du CCAG-TIC.", "CCAG-TIC 2009", "50"),
    ("La résiliation pour faute suit l'article 32 du CCAG-TIC.", "CCAG-FCS 2009", "50"),
])  # fmt: skip
def test_an_article_number_of_another_version_is_told(text: str, origin: str, right: str) -> None:
    notice = next(n for n in report(f"{TAKES}\n\n{text}").notices if n.code == "ccag-article")
    assert origin in notice.text_fr and f"art. {right}" in notice.text_fr


@pytest.mark.parametrize("text", [
    "La résiliation pour faute suit l'article 50 du CCAG-TIC.",
    "La réversibilité suit l'article 42 du CCAG-TIC, y compris après une résiliation pour faute.",
    "Les connaissances antérieures relèvent de l'article 44 du CCAG-TIC.",
    "Les vérifications suivent l'article 32 du CCAG-TIC.",
])  # fmt: skip
def test_a_right_number_calls_for_nothing(text: str) -> None:
    assert "ccag-article" not in codes(report(f"{TAKES}\n\n{text}"))


# ---- silence, data files -----------------------------------------------------------------------------------


def test_nothing_is_said_of_a_contract_without_digital_part() -> None:
    source = "# Marché\n\n## Article 1 – Objet\n\nLe marché porte sur la réfection de la rue des Tilleuls.\n\n## Article 2 – Pièces\n\nLe CCAG-Travaux s'applique. Par dérogation à l'article 5 du CCAG-Travaux, le maçon se tait.\n"
    assert api.judge([replace(read_plain("c.md", source.encode(), "md"), language="fr")], patterns=patterns()).notices == ()


def test_json_holds_the_notices() -> None:
    told = json.loads(render(report(TAKES), "json"))["notices"]
    assert [(n["code"], n["severity"], n["clauses"]) for n in told] == [("ccag-applies", "note", [])]
    assert told[0]["evidence"][0]["role"] == "reference"


def test_the_data_files_agree_with_the_requirements() -> None:
    known = {r.id for r in patterns().requirements}
    assert len(patterns().general_terms) == 11
    assert len(list((builtin_dir() / "ccag").glob("*-20*.yaml"))) == 11
    for terms in patterns().general_terms:
        assert all({*a.block, *a.cited} <= known for a in terms.articles)
        assert terms.in_force or terms.replaced_by in {t.id for t in patterns().general_terms}
    current = {t.kind: t for t in patterns().general_terms if t.in_force}
    for r in patterns().requirements:
        for kind in r.clause.by_reference.ccag:
            assert current[kind].carriers(r.id, True, ()), f"{r.id}: nothing carries it in CCAG-{kind}"
