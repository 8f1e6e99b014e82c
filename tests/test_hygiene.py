"""Hygiene before signature: each check on invented texts and its near-misses; policy, waivers, gate and formats."""

from __future__ import annotations

import csv
import datetime
import io
import json
import re
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
from typer.testing import CliRunner

from clausecheck import api, load_patterns
from clausecheck.attestation import attest, verify
from clausecheck.attestation import render as attestation_text
from clausecheck.cli import check as _check  # noqa: F401 - registers the verb
from clausecheck.cli import gate as _gate  # noqa: F401
from clausecheck.cli import listing as _listing  # noqa: F401
from clausecheck.cli import waivers as _waivers  # noqa: F401
from clausecheck.cli.app import app
from clausecheck.errors import UsageError
from clausecheck.extract.docx import read_docx
from clausecheck.extract.plain import read_plain
from clausecheck.gate import Request
from clausecheck.gate import run as run_gate
from clausecheck.hygiene import checks, examine
from clausecheck.hygiene.numerals import number
from clausecheck.model import HygieneIssue, Language, Report
from clausecheck.policy import Policy, PolicyError, load
from clausecheck.policy_apply import apply as apply_policy
from clausecheck.policy_apply import blocks_signature, effective, levels
from clausecheck.report import FORMATS, render
from clausecheck.segment import segment
from clausecheck.waivers import apply as apply_waivers
from clausecheck.waivers import load as load_waivers
from clausecheck.waivers_edit import entry_text, gap_of, given
from makers.docx_maker import package, part

FRAME = "# {}\n\n## Article 1 – Objet\n\n{}\n\n## Article 2 – Prix\n\n2.1 Prix ferme.\n\n2.2 Acompte.\n\n## Article 3 – Durée\n\nDouze mois.\n"
TODAY = datetime.date(2026, 11, 24)


def found(sentence: str, language: Language = "fr", title: str = "Marché", name: str = "c.md", beside: tuple[str, ...] = ()) -> list[HygieneIssue]:
    document = replace(read_plain(name, FRAME.format(title, sentence).encode(), "md"), language=language)
    issues = examine([segment(document, 0)], beside)
    assert all(document.text[i.evidence.start : i.evidence.end] == i.evidence.quote for i in issues)
    return list(issues)


def ids(issues: list[HygieneIssue]) -> list[str]:
    return [i.id + (f":{i.subject}" if i.id == "HYG-OUTDATED-LAW" else "") for i in issues]


# ---- what is found -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "quote", "sentence"),
    [
        ("HYG-PLACEHOLDER", "[à compléter]", "Le marché dure [à compléter] mois."),
        ("HYG-PLACEHOLDER", "[à compléter par l'acheteur]", "Le marché dure [à compléter par l'acheteur] mois."),
        ("HYG-PLACEHOLDER", "XXX", "Le Prestataire verse XXX euros."),
        ("HYG-PLACEHOLDER", "XX", "Le Prestataire est payé sous XX jours."),
        ("HYG-PLACEHOLDER", "[●]", "La Commune paie sous [●] jours."),
        ("HYG-PLACEHOLDER", "[30 jours]", "La Commune paie sous [30 jours]."),
        ("HYG-PLACEHOLDER", "[…]", "La Commune désigne […] comme correspondant."),
        ("HYG-PLACEHOLDER", "........", "La Commune désigne ........ comme correspondant."),
        ("HYG-PLACEHOLDER", "……", "La Commune désigne …… comme correspondant."),
        ("HYG-PLACEHOLDER", "20XX", "Le marché prend effet en janvier 20XX."),
        ("HYG-PLACEHOLDER", "JJ/MM/AAAA", "Le marché prend effet le JJ/MM/AAAA."),
        ("HYG-PLACEHOLDER", "{{nom_commune}}", "La commune de {{nom_commune}} est l'acheteur."),
        ("HYG-PLACEHOLDER", "à préciser", "Le comité se réunit dans les locaux (à préciser)."),
        ("HYG-PLACEHOLDER", "[nom de la commune] et de son maire [nom du maire]", "C'est la signature de [nom de la commune] et de son maire [nom du maire]."),
        ("HYG-CHOICE", "☐ Oui ☐ Non", "☐ Oui ☐ Non"),
        ("HYG-CHOICE", ": Oui / Non", "Maintenance comprise : Oui / Non"),
        ("HYG-CHOICE", "rayer la mention inutile", "Le prix est ferme / révisable (rayer la mention inutile)."),
        ("HYG-CHOICE", "[Option 2 : le prix est révisable.]", "[Option 2 : le prix est révisable.]"),
        ("HYG-NUMBER", "quarante-huit (72)", "Le Prestataire alerte sous quarante-huit (72) heures."),
        ("HYG-NUMBER", "soixante-dix (60)", "Le prix est révisé pour soixante-dix (60) points."),
        ("HYG-NUMBER", "quatre-vingt-dix jours ouvrés (80 j)", "Le délai est de quatre-vingt-dix jours ouvrés (80 j)."),
        ("HYG-NUMBER", "douze mille cinq cents euros (12 400 €)", "Le prix est de douze mille cinq cents euros (12 400 €)."),
        ("HYG-NUMBER", "30 (quinze)", "La Commune paie sous 30 (quinze) jours."),
        ("HYG-REFERENCE", "article 19", "Les pénalités sont celles prévues à l'article 19."),
        ("HYG-REFERENCE", "article 2.7", "Les prix sont ceux de l'article 2.7 du présent marché."),
        ("HYG-REFERENCE", "12", "Les articles 2 et 12 ci-dessus s'appliquent."),
        ("HYG-REFERENCE", "Erreur ! Source du renvoi introuvable", "Les prix figurent à l'Erreur ! Source du renvoi introuvable."),
        ("HYG-ANNEX", "annexe 4", "Les tarifs figurent en annexe 4."),
        ("HYG-ANNEX", "annexe B", "Les tarifs figurent à l'annexe B du présent marché."),
        ("HYG-OUTDATED-LAW:decret-2016-360", "2016-360", "Ce marché suit le décret n° 2016-360 du 25 mars 2016."),
        ("HYG-OUTDATED-LAW:privacy-shield", "Privacy Shield", "Les transferts reposent sur le Privacy Shield."),
        ("HYG-OUTDATED-LAW:safe-harbor", "Safe Harbor", "Les transferts reposent sur le Safe Harbor."),
        ("HYG-OUTDATED-LAW:directive-95-46", "95/46", "Les transferts suivent la directive 95/46/CE."),
        ("HYG-OUTDATED-LAW:loi-78-753", "loi n° 78-753", "Les documents relèvent de la loi n° 78-753."),
        ("HYG-OUTDATED-LAW:ordonnance-2015-899", "2015-899", "Ce marché suit l'ordonnance n° 2015-899."),
        ("HYG-OUTDATED-LAW:ccag-2009", "arrêté du 16 septembre 2009", "Le CCAG-TIC (arrêté du 16 septembre 2009) s'applique."),
        ("HYG-OUTDATED-LAW:formalites-cnil", "déclaration du traitement auprès de la CNIL", "Le Prestataire effectue la déclaration du traitement auprès de la CNIL."),
        ("HYG-OUTDATED-LAW:tgi", "tribunal de grande instance", "Tout litige est porté devant le tribunal de grande instance."),
    ],
)  # fmt: skip
def test_found(code: str, quote: str, sentence: str) -> None:
    issues = found(sentence)
    assert (ids(issues), [i.evidence.quote for i in issues]) == ([code], [quote])


@pytest.mark.parametrize(
    "sentence",
    [
        "Le Prestataire respecte l'article 28 du RGPD.",
        "Le Prestataire tient le registre prévu à l'article 30 du règlement (UE) 2016/679.",
        "Le contrat est modifié selon l'article L. 2194-1 du code de la commande publique.",
        "La sous-traitance suit les articles R. 2193-1 à R. 2193-22 du code de la commande publique.",
        "Les pénalités sont celles prévues à l'article 25 du CCAG-TIC.",
        "Par dérogation à l'article 14.1, prévu au CCAG-FCS, aucune pénalité n'est due.",
        "La vérification est décrite à l'article 5.2 du CCAG-TIC et à l'article 9 du CCTP.",
        "Le délégué exerce les missions visées à l'article 39, paragraphe 1.",
        "Les prix sont ceux prévus à l'article 2.",
        "Les prix sont ceux prévus à l'article 2.2 du présent marché.",
        "Les délais sont ceux prévus à l'article 3.4.",  # article 3 is not cut into numbered parts: nothing can be told
        "Le Prestataire alerte sous quarante-huit (48) heures.",
        "Le prix est de quatre-vingt-dix-sept euros (97,00 €), soit cinq pour cent (5 %) de moins.",
        "Le Prestataire remet deux (1) plans et (2) notices.",
        "Deux ou trois (3) agents sont formés.",
        "Le Privacy Shield, invalidé en 2020, ne fonde aucun transfert.",
        "Le règlement (UE) 2016/679 abroge la directive 95/46/CE.",
        "Le Prestataire notifie la violation à la CNIL dans les conditions du RGPD.",
        "Le plan est donné en annexe à la déclaration.",
        "Les catégories sont celles de l'annexe III du règlement (UE) 2024/1689.",
        "Les prix figurent à l'annexe 2 de l'acte d'engagement.",
        "Le chapitre XXX du fascicule s'applique au XXe siècle.",
        "Les modalités restent à définir d'un commun accord entre les parties.",
        "Le cadre de mesure est de 2 x 3 mètres.",
        "Les indicateurs [1] sont publiés chaque année.",
        "Option retenue : ☒ prix ferme ☐ prix révisable",
        "Le champ « abonné » prend la valeur oui / non dans le fichier.",
        "Fait à ____, le ____, en deux exemplaires. Signature :",
        "Délai proposé : ____ jours (à compléter par le candidat).",
    ],
)  # fmt: skip
def test_silent(sentence: str) -> None:
    assert found(sentence) == []


@pytest.mark.parametrize(
    ("code", "sentence"),
    [
        ("HYG-PLACEHOLDER", "The price is [to be agreed] per year."),
        ("HYG-PLACEHOLDER", "The Supplier reports within [insert number] days."),
        ("HYG-PLACEHOLDER", "The Supplier reports within [thirty (30) days]."),
        ("HYG-CHOICE", "The price is fixed / revised (delete as appropriate)."),
        ("HYG-NUMBER", "The Supplier gives notice within forty-eight (72) hours."),
        ("HYG-NUMBER", "The cap is two hundred and fifty thousand euros (205,000 €)."),
        ("HYG-REFERENCE", "The time limits are set out in clause 19 of this Contract."),
        ("HYG-ANNEX", "The prices are set out in Schedule 4."),
        ("HYG-OUTDATED-LAW:dpa-1998", "The Supplier complies with the Data Protection Act 1998."),
        ("HYG-OUTDATED-LAW:pcr-2015", "The Public Contracts Regulations 2015 apply."),
    ],
)  # fmt: skip
def test_found_in_english(code: str, sentence: str) -> None:
    assert ids(found(sentence, "en")) == [code]


@pytest.mark.parametrize(
    "sentence",
    [
        "Article 28(3) of the GDPR applies.",
        "As defined in Section 9 of the Act, data are kept.",
        "In accordance with clause 12 of the Standard Contractual Clauses, each party is liable.",
        "The Supplier gives notice within forty-eight (48) hours.",
        "The contract vehicle is Schedule 70 of the agency.",
        "Signed by: ____ Name: ____ Title: ____",
    ],
)
def test_silent_in_english(sentence: str) -> None:
    assert found(sentence, "en") == []


def test_a_form_is_filled_in_by_the_tenderer() -> None:
    form = "Raison sociale : ____\n\n☐ Oui ☐ Non\n\nMontant : ……"
    assert found(form, title="Acte d'engagement", name="ae.md") == []
    assert {i.id for i in found(form)} == {"HYG-PLACEHOLDER", "HYG-CHOICE"}
    assert ids(found("Le montant maximal est de XXX euros.", title="Acte d'engagement")) == ["HYG-PLACEHOLDER"]


def test_boxes_used_as_bullets_are_no_choice() -> None:
    bullets = "Le Prestataire assure :\n\n☐ la sauvegarde des données ;\n\n☐ la tenue du registre."
    assert found(bullets) == []
    assert ids(found(bullets.replace("assure :", "assure l'une des prestations suivantes (cocher la case utile) :"))) == ["HYG-CHOICE"]


def test_an_annex_is_there_by_its_heading_its_file_or_a_file_beside() -> None:
    said = "Les tarifs figurent en annexe 1.\n\nVoir aussi l'annexe 1."
    assert len(found(said)) == 1  # absent once, whatever the number of times it is announced
    assert found(said, beside=("Annexe_1 BPU.xlsx",)) == []
    assert found(f"{said}\n\n## Annexe 1 – Tarifs\n\nLe tarif journalier est de 400 euros.") == []
    document = replace(read_plain("annexe-1.md", b"# Tarifs\n\nPrix.\n", "md"), language="fr")
    contract = replace(read_plain("c.md", FRAME.format("Marché", said).encode(), "md"), language="fr")
    assert examine([segment(contract, 0), segment(document, 1)]) == ()


def test_an_article_of_a_piece_is_looked_for_in_that_piece() -> None:
    ccap = FRAME.format("Cahier des clauses administratives particulières (CCAP)", "Voir l'article 7 du CCTP et l'article 2 du présent CCAP.")
    cctp = FRAME.format("Cahier des clauses techniques particulières (CCTP)", "Prestations.")
    cut = [segment(replace(read_plain(n, t.encode(), "md"), language="fr"), k) for k, (n, t) in enumerate((("a.md", ccap), ("b.md", cctp)))]
    assert examine(cut[:1]) == ()  # the CCTP was not given
    assert [(i.id, i.subject) for i in examine(cut)] == [("HYG-REFERENCE", "7")]


@pytest.mark.parametrize(
    ("language", "words", "value"),
    [
        ("fr", "soixante et onze", 71), ("fr", "quatre vingt dix neuf", 99), ("fr", "septante deux", 72), ("fr", "deux cents", 200),
        ("fr", "mille deux cent trente quatre", 1234), ("fr", "trois millions cinq mille", 3_005_000), ("fr", "vingt et une", 21),
        ("fr", "deux trois", None), ("fr", "soixante vingt", None), ("fr", "et", None),
        ("en", "forty eight", 48), ("en", "two hundred and five", 205), ("en", "one thousand and one", 1001), ("en", "ten five", None),
    ],
)  # fmt: skip
def test_numbers_in_words(language: Language, words: str, value: int | None) -> None:
    assert number(words.split(), language) == value


# ---- Word files --------------------------------------------------------------------------------------------

COMMENTS = part(
    "comments",
    '<w:comment w:id="1" w:author="Mme Roy"><w:p w14:paraId="0A"><w:r><w:t>Délai à revoir ?</w:t></w:r></w:p></w:comment>'
    '<w:comment w:id="2" w:author="Mme Roy"><w:p w14:paraId="0B"><w:r><w:t>Réglé.</w:t></w:r></w:p></w:comment>',
)
EXTENDED = (
    '<w15:commentsEx xmlns:w15="http://schemas.microsoft.com/office/word/2012/wordml">'
    '<w15:commentEx w15:paraId="0A" w15:done="0"/><w15:commentEx w15:paraId="0B" w15:done="1"/></w15:commentsEx>'
)
BODY = (
    '<w:p><w:r><w:t xml:space="preserve">La Commune paie sous </w:t></w:r>'
    '<w:commentRangeStart w:id="1"/><w:r><w:rPr><w:highlight w:val="yellow"/></w:rPr><w:t>trente</w:t></w:r>'
    '<w:r><w:rPr><w:highlight w:val="yellow"/></w:rPr><w:t xml:space="preserve"> jours</w:t></w:r><w:commentRangeEnd w:id="1"/>'
    '<w:r><w:commentReference w:id="1"/></w:r><w:r><w:rPr><w:highlight w:val="none"/></w:rPr><w:t>.</w:t></w:r></w:p>'
    '<w:p><w:commentRangeStart w:id="2"/><w:r><w:t xml:space="preserve">Le prix est ferme</w:t></w:r><w:commentRangeEnd w:id="2"/>'
    '<w:ins w:id="7" w:author="x"><w:r><w:t xml:space="preserve"> et définitif</w:t></w:r></w:ins>'
    '<w:del w:id="8" w:author="x"><w:r><w:delText xml:space="preserve"> la première année</w:delText></w:r></w:del><w:r><w:t>.</w:t></w:r></w:p>'
)


@pytest.fixture
def revised() -> bytes:
    """A Word file with highlighting, a comment, a resolved comment, an insertion and a deletion."""
    return package(BODY, {"comments": COMMENTS, "commentsExtended": EXTENDED})


def test_traces_of_revision_of_a_word_file(revised: bytes) -> None:
    document = replace(read_docx("c.docx", revised), language="fr")
    issues = examine([segment(document, 0)])
    assert [(i.id, i.subject, i.evidence.quote) for i in issues] == [
        ("HYG-COMMENT", "", "trente jours"),
        ("HYG-HIGHLIGHT", "", "trente jours"),
        ("HYG-TRACKED-CHANGE", "inserted", "et définitif"),
        ("HYG-TRACKED-CHANGE", "deleted", "la première année"),
    ]
    assert "Mme Roy" in issues[0].message_fr and "Délai à revoir ?" in issues[0].message_en


# ---- policy, waivers, gate ---------------------------------------------------------------------------------

DRAFT = FRAME.format("Contrat de nettoyage", "Le Titulaire nettoie les locaux de la Commune et est payé sous [à compléter] jours.\n\nLes transferts reposent sur le Privacy Shield.\n\nIl verse XXX euros à la Commune chaque année.")
QUIET = "facts: {digital: false}\n"


@pytest.fixture(scope="module")
def patterns():
    return load_patterns()


@pytest.fixture
def place(tmp_path: Path) -> Path:
    (tmp_path / "dossier").mkdir()
    (tmp_path / "dossier" / "contrat.md").write_text(DRAFT, encoding="utf-8")
    (tmp_path / "clausecheck.yaml").write_text(QUIET, encoding="utf-8")
    return tmp_path


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Report:
    path = tmp_path_factory.mktemp("in") / "contrat.md"
    path.write_text(DRAFT, encoding="utf-8")
    return api.check([path], families=["hygiene"])


def command(*arguments: object):
    return CliRunner().invoke(app, [str(a) for a in arguments])


def gate(place: Path, *arguments: object, policy: str = QUIET):
    (place / "clausecheck.yaml").write_text(policy, encoding="utf-8")
    return command("gate", place / "dossier", "--today", TODAY, "--lang", "en", *arguments)


def test_off_in_check_unless_asked_and_alone_with_its_family(place: Path, patterns) -> None:
    file = place / "dossier" / "contrat.md"
    assert api.check([file], patterns=patterns).hygiene is None
    assert len(api.check([file], patterns=patterns, hygiene=True).hygiene or ()) == 3
    alone = api.check([file], patterns=patterns, families=["hygiene"])
    assert (alone.findings, [i.id for i in alone.hygiene or ()]) == ((), ["HYG-PLACEHOLDER", "HYG-OUTDATED-LAW", "HYG-PLACEHOLDER"])
    both = api.check([file], patterns=patterns, families=["hygiene", "gdpr"])
    assert both.hygiene and {f.family for f in both.findings} == {"gdpr"}


def test_check_counts_them_in_its_exit_code(place: Path) -> None:
    file = place / "dossier" / "contrat.md"
    done = command("check", file, "--family", "hygiene", "--lang", "fr")
    assert done.exit_code == 1 and "HYG-PLACEHOLDER  BLOQUANT" in done.stdout
    file.write_text(DRAFT.replace("[à compléter]", "30").replace("XXX", "500"), encoding="utf-8")
    done = command("check", file, "--family", "hygiene", "--lang", "fr")
    assert done.exit_code == 0 and "HYG-OUTDATED-LAW  À CORRIGER" in done.stdout
    file.write_text(DRAFT.replace("[à compléter]", "30").replace("XXX", "500").replace("Privacy Shield", "contrat"), encoding="utf-8")
    assert "Rien à régler." in command("check", file, "--family", "hygiene", "--lang", "fr").stdout


@pytest.mark.parametrize(
    ("policy", "severities", "blocked"),
    [
        ("", {"HYG-PLACEHOLDER": "error", "HYG-OUTDATED-LAW": "warning"}, {"HYG-PLACEHOLDER"}),
        ("families: {hygiene: off}", {}, set()),
        ("requirements: {HYG-PLACEHOLDER: off}", {"HYG-OUTDATED-LAW": "warning"}, set()),
        ("families: {hygiene: off}\nrequirements: {HYG-OUTDATED-LAW: required}", {"HYG-OUTDATED-LAW": "error"}, {"HYG-OUTDATED-LAW"}),
        ("requirements: {HYG-PLACEHOLDER: recommended}\nfail-on: note", {"HYG-PLACEHOLDER": "note", "HYG-OUTDATED-LAW": "warning"}, {"HYG-OUTDATED-LAW"}),
        ("severity: {HYG-PLACEHOLDER: note}\nfail-on: warning", {"HYG-PLACEHOLDER": "note", "HYG-OUTDATED-LAW": "warning"}, {"HYG-OUTDATED-LAW"}),
        ("severity: {hygiene: note, HYG-OUTDATED-LAW: error}", {"HYG-PLACEHOLDER": "note", "HYG-OUTDATED-LAW": "error"}, {"HYG-OUTDATED-LAW"}),
        ("profile: annexe-rgpd", {"HYG-PLACEHOLDER": "error", "HYG-OUTDATED-LAW": "warning"}, {"HYG-PLACEHOLDER"}),
        ("fail-on: never", {"HYG-PLACEHOLDER": "error", "HYG-OUTDATED-LAW": "warning"}, set()),
    ],
)  # fmt: skip
def test_the_policy_sets_each_check(tmp_path: Path, patterns, report: Report, policy: str, severities: dict[str, str], blocked: set[str]) -> None:
    (tmp_path / "clausecheck.yaml").write_text(policy, encoding="utf-8")
    loaded = load(tmp_path / "clausecheck.yaml", patterns)
    issues = apply_policy(report, loaded, patterns).hygiene or ()
    assert {i.id: i.severity for i in issues} == severities
    assert {i.id for i in issues if blocks_signature(i, loaded, levels(loaded, patterns))} == blocked


def test_the_policy_shows_its_hygiene_and_refuses_what_it_has_not(tmp_path: Path, patterns) -> None:
    path = tmp_path / "clausecheck.yaml"
    path.write_text("requirements: {HYG-COMMENT: off}\nseverity: {HYG-ANNEX: note}\n", encoding="utf-8")
    shown = {s.key: (s.value, s.source) for s in effective(load(path, patterns), patterns)}
    assert shown["requirements.HYG-COMMENT"] == ("off", "clausecheck.yaml:1")
    assert shown["severity.HYG-ANNEX"] == ("note", "clausecheck.yaml:2")
    assert shown["requirements.HYG-ANNEX"] == ("standard", "catalogue")
    for text in ("requirements: {HYG-PLACEHOLDERS: off}", "severity: {HYG-ANNEX: {missing: note}}", "thresholds: {HYG-ANNEX: {days: 3}}"):
        path.write_text(text, encoding="utf-8")
        with pytest.raises(PolicyError):
            load(path, patterns)


def test_the_gate_has_it_on_and_says_what_blocks(place: Path) -> None:
    done = gate(place)
    assert done.exit_code == 1
    assert "Hygiene that blocks (1)" in done.stdout and "HYG-PLACEHOLDER" in done.stdout
    assert "Hygiene, which does not block: 1 HYG-OUTDATED-LAW" in done.stdout
    assert gate(place, policy=QUIET + "families: {hygiene: off}\n").exit_code == 0


def test_a_plan_or_a_workbook_of_the_dossier_may_be_the_annex(place: Path) -> None:
    (place / "dossier" / "contrat.md").write_text(FRAME.format("Contrat de nettoyage", "Le Titulaire nettoie les locaux de la Commune au prix de l'annexe 2."), encoding="utf-8")
    assert gate(place).exit_code == 1
    (place / "dossier" / "Annexe 2 - prix.xlsx").write_bytes(b"x")
    assert gate(place).exit_code == 0


def test_a_waiver_takes_the_passage_and_no_other(place: Path, patterns) -> None:
    policy = load(place / "clausecheck.yaml", patterns)
    request = Request((place / "dossier",), TODAY, policy=place / "clausecheck.yaml")
    (outcome,) = run_gate(request).outcomes
    first, second = outcome.blocking_issues
    assert first.fingerprint != second.fingerprint
    with pytest.raises(UsageError, match=first.fingerprint):
        gap_of(outcome.report, "hyg-placeholder", patterns)
    gap = gap_of(outcome.report, "hyg-placeholder", patterns, first.fingerprint)
    waiver = given(gap, dossier="dossier", reason="annexe financière", approver="Mme Roy", date=TODAY, expires=datetime.date(2027, 1, 1))
    file = place / "clausecheck-waivers.yaml"
    file.write_text("waivers:\n" + entry_text(waiver), encoding="utf-8")
    assert policy.fail_on == "error"
    (after,) = run_gate(replace(request, waivers=file)).outcomes
    assert [i.fingerprint for i in after.blocking_issues] == [second.fingerprint]
    assert [i.waiver.reason for i in after.report.hygiene or () if i.waiver] == ["annexe financière"]
    # the blank is filled: the waiver only asks to be taken out, for the other blank was never accepted
    contract = place / "dossier" / "contrat.md"
    contract.write_text(DRAFT.replace("[à compléter]", "30"), encoding="utf-8")
    (later,) = run_gate(replace(request, waivers=file)).outcomes
    assert [(p.code, p.blocking) for p in later.report.waiver_problems] == [("unused", False)]
    # the sentence is another: void, and the blank blocks again
    contract.write_text(DRAFT.replace("nettoie les locaux", "nettoie les écoles"), encoding="utf-8")
    (changed,) = run_gate(replace(request, waivers=file)).outcomes
    assert len(changed.blocking_issues) == 2


def test_waivers_add_writes_one(place: Path) -> None:
    given_ = ("--reason", "vu", "--approver", "Mme Roy", "--expires", "2027-01-01", "--today", TODAY, "--lang", "en")
    several = command("waivers", "add", place / "dossier", "--requirement", "HYG-PLACEHOLDER", *given_)
    assert several.exit_code == 2 and "--passage" in several.output
    mark = re.search(r"f1-[0-9a-f]{16}", several.output)
    assert mark
    done = command("waivers", "add", place / "dossier", "--requirement", "HYG-PLACEHOLDER", "--passage", mark[0], *given_)
    assert done.exit_code == 0, done.output
    assert [w.fingerprint for w in load_waivers(place / "clausecheck-waivers.yaml").waivers] == [mark[0]]
    assert command("waivers", "add", place / "dossier", "--requirement", "HYG-CHOICE", *given_).exit_code == 2


def test_a_baseline_knows_them_and_an_attestation_replays_them(place: Path) -> None:
    old, seal = place / "old.json", place / "seal.json"
    assert gate(place, "--report", old, "--attest", seal).exit_code == 1
    assert gate(place, "--baseline", old).exit_code == 0
    attested = json.loads(seal.read_text(encoding="utf-8"))["dossiers"][0]
    assert [(i["requirement"], i["blocks"]) for i in attested["hygiene"]] == [
        ("HYG-PLACEHOLDER", True), ("HYG-OUTDATED-LAW", False), ("HYG-PLACEHOLDER", True),
    ]  # fmt: skip
    assert verify(seal) == ""
    text = seal.read_text(encoding="utf-8")
    seal.write_text(text.replace('"subject": "privacy-shield"', '"subject": "safe-harbor"'), encoding="utf-8")
    assert "hygiene" in verify(seal)
    request = Request((place / "dossier",), TODAY, policy=place / "clausecheck.yaml")
    assert attestation_text(attest(run_gate(request), place)) == attestation_text(attest(run_gate(request), place))


# ---- formats -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("format_", FORMATS)
def test_every_text_format_shows_each_issue(report: Report, patterns, format_: str) -> None:
    text = render(report, format_, patterns)
    for identifier in ("HYG-PLACEHOLDER", "HYG-OUTDATED-LAW"):
        assert identifier in text
    assert "Privacy Shield" in text
    without = replace(report, hygiene=None)
    assert "HYG-" not in render(without, format_, patterns)


@pytest.mark.parametrize("format_", FORMATS)
def test_a_waived_issue_says_so_in_every_text_format(report: Report, patterns, format_: str, tmp_path: Path) -> None:
    first = (report.hygiene or ())[0]
    waiver = given(first, dossier="d", reason="raison-tres-claire", approver="Mme Roy", date=TODAY, expires=datetime.date(2027, 1, 1))
    file = tmp_path / "w.yaml"
    file.write_text("waivers:\n" + entry_text(waiver), encoding="utf-8")
    held = apply_waivers(report, load_waivers(file), patterns, dossier="d", today=TODAY, max_days=365)
    assert sum(i.waiver is not None for i in held.hygiene or ()) == 1
    if format_ != "junit":  # a check is skipped once all its issues are waived
        assert "raison-tres-claire" in render(held, format_, patterns)


def test_json_and_sarif_follow_their_schemas(report: Report, patterns) -> None:
    jsonschema = pytest.importorskip("jsonschema")
    root = Path(__file__).parents[1]
    schema = json.loads((root / "docs" / "report-schema.json").read_text(encoding="utf-8"))
    log = json.loads(render(report, "json"))
    jsonschema.validate(log, schema)
    assert "hygiene" in schema["properties"] and len(log["hygiene"]) == 3
    sarif = json.loads(render(report, "sarif", patterns))["runs"][0]
    rules = sarif["tool"]["driver"]["rules"]
    assert [r["id"] for r in rules] == [c.id for c in checks()]
    assert all(rules[r["ruleIndex"]]["id"] == r["ruleId"] for r in sarif["results"])
    region = sarif["results"][0]["locations"][0]["physicalLocation"]["region"]
    assert region["snippet"]["text"] == "[à compléter]"


def test_csv_and_xlsx_have_a_row_each(report: Report, patterns) -> None:
    from clausecheck.report.xlsx import render as workbook

    rows = list(csv.DictReader(io.StringIO(render(report, "csv", patterns))))
    assert [(r["clause"], r["verdict"]) for r in rows if r["clause"].startswith("HYG")] == [
        ("HYG-PLACEHOLDER", "unsettled"), ("HYG-PLACEHOLDER", "unsettled"), ("HYG-OUTDATED-LAW", "unsettled"),
    ]  # fmt: skip
    openpyxl = pytest.importorskip("openpyxl")
    sheet = openpyxl.load_workbook(io.BytesIO(workbook([("contrat", report)], patterns)))["Constats"]
    assert [row[1].value for row in sheet.iter_rows(min_row=2)] == ["HYG-PLACEHOLDER", "HYG-PLACEHOLDER", "HYG-OUTDATED-LAW"]


def test_word_comments_are_on_the_words(revised: bytes, patterns) -> None:
    from clausecheck.report.docx import render as annotated

    document = replace(read_docx("c.docx", revised), language="fr")
    issues = examine([segment(document, 0)])
    made = Report("0", "1", "0" * 64, "fr", (document,), (), (), hygiene=issues)
    written = zipfile.ZipFile(io.BytesIO(annotated(made, revised, "c.docx", patterns=patterns))).read("word/comments.xml").decode()
    assert "HYG-HIGHLIGHT" in written and "HYG-TRACKED-CHANGE" in written
    assert "HYG-COMMENT" not in written  # the reviser's own comment is there already


def test_pdf_notes_say_what_and_what_to_do(report: Report) -> None:
    from clausecheck.report.pdf import issue_note, summary

    note = issue_note((report.hygiene or ())[0], "fr")
    assert note.startswith("HYG-PLACEHOLDER") and "Écrire la mention" in note
    assert "HYG-PLACEHOLDER – Mention restée à compléter (2)" in summary(report, {})


# ---- the checks themselves ---------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_example_of_a_check_is_found_by_it(language: Language) -> None:
    for check in checks():
        for example in check.text(language).examples:
            assert check.id in {i.id for i in found(example, language)}, example


def test_list_and_explain_know_them() -> None:
    listed = command("list", "--family", "hygiene", "--lang", "en").stdout
    assert all(c.id in listed for c in checks()) and "GDPR" not in listed
    explained = command("explain", "hyg-annex", "--lang", "fr")
    assert explained.exit_code == 0 and "Annexe annoncée et absente" in explained.stdout and "bloquant" in explained.stdout


def test_default_policy_blocks_on_blanks_and_absent_annexes() -> None:
    severe = {c.id for c in checks() if c.severity == "error"}
    assert severe == {"HYG-PLACEHOLDER", "HYG-CHOICE", "HYG-TRACKED-CHANGE", "HYG-ANNEX", "HYG-NUMBER"}
    assert Policy().fail_on == "error"
