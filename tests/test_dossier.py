"""The pieces of a dossier read together: kinds, order of precedence, conflicts (J5), what is named and absent."""

from __future__ import annotations

import json
import shutil
from functools import cache
from pathlib import Path

import jsonschema
import pytest
from typer.testing import CliRunner

from clausecheck import api, load_patterns
from clausecheck.cli import check as _check  # noqa: F401 - registers the verb
from clausecheck.cli import dossier as _dossier  # noqa: F401
from clausecheck.cli import gate as _gate  # noqa: F401
from clausecheck.cli import verify as _verify  # noqa: F401
from clausecheck.cli.app import app
from clausecheck.errors import UsageError
from clausecheck.extract.files import read_bytes
from clausecheck.model import Report
from clausecheck.piecewords import kind_of_option
from clausecheck.policy import PolicyError, load
from clausecheck.report import render

ROOT = Path(__file__).parents[1]
SAMPLE = ROOT / "sample_contracts" / "fr-dossier-eclairage" / "pieces"
FILES = sorted(SAMPLE.iterdir())

FILLER_FR = "Le Titulaire exécute les prestations prévues et la Ville les paie à trente jours.\n"
FILLER_EN = "The Supplier performs the services and the Authority pays the charges within thirty days.\n"


@cache
def patterns():
    return load_patterns()


def documents(**texts: str):
    """Markdown documents; ``ccap="…"`` is a file named ccap.md."""
    return [api.detected(read_bytes(f"{name}.md", text.encode())) for name, text in texts.items()]


def judged(*clauses: str, pieces=None, **texts: str) -> Report:
    return api.judge(
        documents(**texts), clauses=clauses or ("GOV-PRECEDENCE",), patterns=patterns(), pieces=pieces, facts={"digital": True}
    )


def kind(text: str, name: str = "doc"):
    (piece,) = judged(**{name: text}).dossier.pieces
    return piece.kind, piece.how


@cache
def sample() -> Report:
    return api.check(FILES, patterns=patterns())


# ---- kinds -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("# Acte d'engagement", "ae"),
        ("# CAHIER DES\n\nCLAUSES\n\nADMINISTRATIVES PARTICULIÈRES", "ccap"),
        ("# Marché public de services\n\n## Cahier des clauses techniques particulières (CCTP)", "cctp"),
        ("# CCP – Maintenance du portail", "ccp"),
        ("# Règlement de la consultation", "rc"),
        ("# Bordereau des prix unitaires (BPU)", "prices"),
        ("# Mémoire technique du candidat", "offer"),
        ("# Conditions générales de vente", "general-terms"),
        ("# Annexe 2 au CCAP\n\n## Protection des données personnelles", "gdpr-annex"),
        ("# Annexe sécurité", "security-annex"),
        ("# Convention de partenariat", "agreement"),
        ("# Annexe 4 – Liste des sites", "annex"),
    ],
)
def test_a_french_piece_is_known_by_its_title(title, expected):
    assert kind(f"{title}\n\n## Article 1 – Objet\n\n{FILLER_FR * 4}") == (expected, "title")


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("# Data Processing Agreement", "gdpr-annex"),
        ("# CALL-OFF SCHEDULE 4:\n\n# SECURITY", "security-annex"),
        ("# Instructions to Tenderers", "rc"),
        ("# Statement of Work", "cctp"),
        ("# Acme Terms of Service", "general-terms"),
        ("# Order Form\n\n# Framework Agreement", "agreement"),
        ("# Call-Off Contract", "agreement"),
    ],
)
def test_an_english_piece_is_known_by_its_title(title, expected):
    assert kind(f"{title}\n\n## 1. Services\n\n{FILLER_EN * 4}") == (expected, "title")


def test_content_comes_before_the_file_name_and_the_name_before_nothing():
    body = "## Article 1\n\nLe présent CCTP décrit les travaux.\n\n" + FILLER_FR * 4
    assert kind(f"# Éclairage\n\n{body}\n\nLe présent CCTP prévaut.", "ccap") == ("cctp", "content")
    assert kind(f"# Éclairage\n\n## Article 1\n\n{FILLER_FR * 4}", "CCAP_v3") == ("ccap", "name")
    assert kind(f"# Éclairage\n\n## Article 1\n\n{FILLER_FR * 4}", "v3") == ("", "")


def test_a_cover_that_lists_annexes_is_not_an_annex():
    text = (
        "# Contrat d'hébergement\n\nAnnexe 1 – Protection des données personnelles\n\nAnnexe 2 – Prix\n\n## Article 1\n\n" + FILLER_FR * 4
    )
    assert kind(text) == ("agreement", "title")


def test_the_user_knows_better():
    report = judged(pieces={"doc*.md": "cgv"}, doc1="# CCAP\n\n## Article 1\n\n" + FILLER_FR * 4)
    assert (report.dossier.pieces[0].kind, report.dossier.pieces[0].how) == ("general-terms", "stated")
    with pytest.raises(UsageError):
        kind_of_option("ccapp")


RULES = (
    "# Règlement de la consultation\n\n## Article 1 – Offres\n\nLe Titulaire forme les agents de la Ville pendant trois jours.\n\n"
    + FILLER_FR * 3
)
CCAP = "# CCAP\n\n## Article 1 – Objet\n\nLe Titulaire héberge une plateforme en ligne.\n\n" + FILLER_FR * 3


def test_the_duties_of_tender_rules_do_not_count_beside_a_contract():
    def verdict(report):
        return next(f.verdict for f in report.findings if f.clause == "GOV-TRAINING")

    together = judged("GOV-TRAINING", rc=RULES, ccap=CCAP)
    assert [p.aside for p in together.dossier.pieces] == [True, False]
    assert verdict(together) == "missing"
    assert verdict(judged("GOV-TRAINING", rc=RULES)) != "missing"  # alone, it may be all the contract there is
    assert verdict(judged("GOV-TRAINING", rc=RULES, ccap=CCAP, pieces={"rc.md": "ccp"})) != "missing"


# ---- order of precedence -----------------------------------------------------------------------------------


def ranks(report: Report) -> dict[str, int | None]:
    return {p.document.removesuffix(".md"): p.rank for p in report.dossier.pieces}


AE = "# Acte d'engagement\n\n## Article 1 – Pièces\n\n{0}\n\n" + FILLER_FR * 3
CCTP = "# CCTP\n\n## Article 1 – Objet\n\n" + FILLER_FR * 4


@pytest.mark.parametrize(
    "order",
    [
        "Les pièces constitutives du marché sont, par ordre de priorité décroissante :\n\n- l'acte d'engagement ;\n- le CCAP ;\n- le CCTP.",
        "Prévalent, dans l'ordre : l'acte d'engagement ; le cahier des clauses administratives particulières ; le CCTP.",
        "Pièces contractuelles par ordre de priorité : acte d'engagement, CCAP, CCTP.",
        "Les pièces suivent, par ordre de priorité croissante :\n\n- le CCTP ;\n- le CCAP ;\n- l'acte d'engagement.",
        "Documents contractuels, par ordre de priorité :\n\n| Rang | Pièce |\n|---|---|\n| 1 | Acte d'engagement |\n| 2 | CCAP |\n| 3 | CCTP |",
    ],
)
def test_an_order_is_read_from_a_list_a_sentence_or_a_table(order):
    found = ranks(judged(ae=AE.format(order), ccap=CCAP, cctp=CCTP))
    assert found["ae"] < found["ccap"] < found["cctp"]


def test_an_english_order_is_read():
    core = (
        "# Framework Agreement\n\n## 1. Precedence\n\nIn the event of conflict between the documents, the following order of precedence applies:\n\n"
        "(a) this Agreement;\n\n(b) Schedule 2 (Data Protection);\n\n(c) the Supplier's Tender.\n\n" + FILLER_EN * 3
    )
    annex = "# Schedule 2\n\n# Data Protection\n\n## 1. Scope\n\n" + FILLER_EN * 4
    report = judged(core=core, annex=annex)
    assert ranks(report) == {"core": 1, "annex": 2}
    assert [a.kind for a in report.dossier.absent] == ["offer"]


def test_no_order_is_made_up():
    words = "Le dossier comprend l'acte d'engagement, le CCAP et le CCTP. Les demandes sont traitées par ordre de priorité des incidents."
    assert not judged(ae=AE.format(words), ccap=CCAP, cctp=CCTP).dossier.orders


# ---- conflicts ---------------------------------------------------------------------------------------------


def notice(title: str, hours: int, extra: str = "") -> str:
    return (
        f"# {title}\n\n## Article 1 – Objet\n\nLe Titulaire héberge une plateforme et traite des données à caractère personnel pour le compte de "
        f"la Ville.\n\n{extra}\n\n## Article 2 – Violations\n\nLe Titulaire notifie à la Ville toute violation de données à caractère personnel "
        f"dans les {hours} heures après en avoir pris connaissance.\n"
    )


ORDER = "Les pièces du marché sont, par ordre de priorité décroissante :\n\n- le présent CCAP ;\n- le CCTP.\n"


def test_two_figures_for_one_duty_are_shown_with_the_one_that_prevails():
    report = judged("GDPR-33-2", ccap=notice("CCAP", 24, ORDER), cctp=notice("CCTP", 72))
    (conflict,) = report.dossier.conflicts
    assert (conflict.requirements, conflict.element, conflict.ground) == (("GDPR-33-2",), "hours", "order")
    assert conflict.prevails is not None and conflict.sides[conflict.prevails].value == "24 heures"
    assert {s.value for s in conflict.sides} == {"24 heures", "72 heures"}
    assert "conflict-figure:order" in report.findings[0].why


def test_without_an_order_a_conflict_has_to_be_settled():
    (conflict,) = judged("GDPR-33-2", ccap=notice("CCAP", 24), cctp=notice("CCTP", 72)).dossier.conflicts
    assert (conflict.prevails, conflict.ground) == (None, "no-order")


def test_equal_figures_are_no_conflict():
    assert not judged("GDPR-33-2", ccap=notice("CCAP", 48), cctp=notice("CCTP", 48).replace("48 heures", "deux jours")).dossier.conflicts


def owner(title: str, whose: str, extra: str = "") -> str:
    return (
        f"# {title}\n\n## Article 1 – Objet\n\nLe Titulaire héberge une plateforme en ligne.\n\n{extra}\n\n## Article 2 – Données\n\n"
        f"Toutes les données produites par le service, ainsi que les bases qui les rassemblent, sont la propriété exclusive {whose} dès leur création.\n"
    )


def ownership(**texts: str):
    report = judged("SOV-OWNERSHIP", **texts)
    return report.findings[0], report.dossier.conflicts


def test_a_contrary_passage_that_yields_by_the_order_leaves_the_requirement_weak():
    finding, (conflict,) = ownership(ccap=owner("CCAP", "de la Ville", ORDER), cctp=owner("CCTP", "du Titulaire"))
    assert finding.verdict == "weak" and "conflict-principle:order" in finding.why
    assert [s.kind for s in conflict.sides] == ["cctp", "ccap"] and conflict.prevails == 1
    assert {e.role for e in finding.evidence} == {"for", "against"}


def test_a_contrary_passage_that_prevails_or_that_no_order_ranks_stays_contrary():
    finding, (conflict,) = ownership(ccap=owner("CCAP", "du Titulaire", ORDER), cctp=owner("CCTP", "de la Ville"))
    assert (finding.verdict, conflict.prevails) == ("contrary", 0)
    finding, (conflict,) = ownership(ccap=owner("CCAP", "de la Ville"), cctp=owner("CCTP", "du Titulaire"))
    assert (finding.verdict, conflict.prevails, conflict.ground) == ("contrary", None, "no-order")


def test_orders_that_differ_settle_nothing():
    other = "Les pièces du marché sont, par ordre de priorité décroissante :\n\n- le présent CCTP ;\n- le CCAP.\n"
    finding, (conflict,) = ownership(ccap=owner("CCAP", "de la Ville", ORDER), cctp=owner("CCTP", "du Titulaire", other))
    assert (finding.verdict, conflict.ground) == ("contrary", "orders-differ")


def test_a_statement_or_an_exclusion_settles_as_an_order_does():
    says = "En cas de contradiction entre le CCAP et les conditions générales de vente, le CCAP prévaut."
    finding, (conflict,) = ownership(ccap=owner("CCAP", "de la Ville", says), cgv=owner("Conditions générales de vente", "du Titulaire"))
    assert (finding.verdict, conflict.ground) == ("weak", "statement")
    void = "Les conditions générales de vente du Titulaire sont réputées non écrites."
    finding, (conflict,) = ownership(ccap=owner("CCAP", "de la Ville", void), cgv=owner("Conditions générales de vente", "du Titulaire"))
    assert (finding.verdict, conflict.ground) == ("weak", "without-effect")


# ---- what is absent ----------------------------------------------------------------------------------------


def absent(text: str) -> list[str]:
    return [a.name for a in judged(ccap=f"# CCAP\n\n## Article 1 – Objet\n\n{text}\n\n{FILLER_FR * 3}").dossier.absent]


def test_annexes_named_and_not_supplied_are_listed_once():
    text = "Le Titulaire applique l'annexe 3 – Plan de continuité. Les annexes 4 et 5 complètent l'annexe 3."
    assert absent(text) == ["Annexe 3 – Plan de continuité", "Annexe 4", "Annexe 5"]


@pytest.mark.parametrize(
    "text",
    [
        "Le système relève de l'annexe III du règlement (UE) 2024/1689.",
        "Le Titulaire joint une annexe à la déclaration.",
        "Le Titulaire applique l'annexe 1.\n\n# Annexe 1 – Sites\n\n" + FILLER_FR * 3,
    ],
)
def test_what_is_supplied_or_belongs_to_another_text_is_not_absent(text):
    assert absent(text) == []


def test_a_title_that_is_no_heading_supplies_its_annex_but_a_list_of_annexes_supplies_none():
    use = "Le Titulaire applique l'annexe 1 et l'annexe 2.\n\n"
    assert absent(use + "| Annexe 1 | Sites |\n|---|---|\n\n" + FILLER_FR * 4) == ["Annexe 2"]
    assert absent(use + "| Annexe 1 | Sites |\n|---|---|\n| Annexe 2 | Prix |\n\n" + FILLER_FR * 4) == ["Annexe 1", "Annexe 2"]


def test_a_heading_without_text_supplies_nothing():
    assert absent("Le Titulaire applique l'annexe 1.\n\n# Annexe 1 – Sites (document séparé)\n\n# Annexe 2 – Prix\n") == [
        "Annexe 1 – Sites"
    ]


def test_the_data_protection_annex_carries_its_requirements_only_while_it_is_absent():
    ccap = notice("CCAP", 24, "Les obligations du Titulaire figurent à l'annexe RGPD.").partition("## Article 2")[0]
    (missing,) = judged("GDPR-28-3-h", "GDPR-33-2", ccap=ccap).dossier.absent
    assert missing.kind == "gdpr-annex" and set(missing.requirements) == {"GDPR-28-3-h", "GDPR-33-2"}
    report = judged("GDPR-28-3-h", "GDPR-33-2", ccap=ccap, annexe=notice("Annexe RGPD", 24))
    assert not report.dossier.absent
    assert [f.verdict for f in report.findings if f.clause == "GDPR-28-3-h"] == ["missing"]


# ---- the sample dossier ------------------------------------------------------------------------------------


def test_the_sample_dossier_has_its_expected_report():
    report = sample()
    d = report.dossier
    assert [(p.document, p.kind, p.rank) for p in d.pieces] == [
        ("acte-engagement.docx", "ae", 1),
        ("annexe-rgpd.pdf", "gdpr-annex", 3),
        ("ccap.docx", "ccap", 2),
        ("cctp.docx", "cctp", 4),
    ]
    (order,) = d.orders
    assert [(e.rank, e.kind, e.state) for e in order.entries] == [
        (1, "ae", "supplied"), (2, "ccap", "supplied"), (3, "gdpr-annex", "supplied"), (4, "cctp", "supplied"), (5, "ccag", "public"), (6, "offer", "absent"),
    ]  # fmt: skip
    assert [(c.requirements, c.what, [s.kind for s in c.sides], [s.value for s in c.sides], c.prevails, c.ground) for c in d.conflicts] == [
        (("SOV-OWNERSHIP",), "principle", ["cctp", "ccap"], ["", ""], 1, "order"),
        (("GDPR-33-2", "CYB-INCIDENT"), "figure", ["gdpr-annex", "ccap"], ["72 heures", "24 heures"], 1, "order"),
        (("SOV-RETURN",), "figure", ["cctp", "cctp"], ["30 jours", "trois mois"], None, "same-piece"),
    ]
    assert [a.name for a in d.absent] == ["Annexe 3 – Plan de sauvegarde et de continuité", "le mémoire technique du Titulaire"]
    assert "CYB-CONTINUITY" in d.absent[0].requirements
    assert next(f.verdict for f in report.findings if f.clause == "SOV-OWNERSHIP") == "weak"


def test_every_quote_of_the_dossier_is_at_its_place():
    d, texts = sample().dossier, {x.name: x.text for x in sample().documents}
    quotes = [s.evidence for c in d.conflicts for s in c.sides] + [a.evidence for a in d.absent] + [o.evidence for o in d.orders]
    assert quotes and all(texts[e.document][e.start : e.end] == e.quote for e in quotes)


@pytest.mark.parametrize("format_", ["terminal", "markdown", "html"])
def test_reports_show_the_dossier(format_):
    text = render(sample(), format_, patterns())
    for words in ("Pièces du dossier", "Ordre de priorité", "72 heures", "Plan de sauvegarde", "selon l"):
        assert words in text.replace("\\", "")


def test_the_json_report_follows_the_published_schema():
    schema = json.loads((ROOT / "docs" / "report-schema.json").read_text(encoding="utf-8"))
    raw = json.loads(render(sample(), "json"))
    jsonschema.Draft202012Validator(schema).validate(raw)
    assert raw["dossier"]["conflicts"][0]["clauses"] == ["SOV-OWNERSHIP"]


# ---- command line and policy -------------------------------------------------------------------------------


def invoke(*arguments: object):
    return CliRunner().invoke(app, [str(a) for a in arguments])


def test_the_verb_prints_the_dossier_of_a_folder():
    done = invoke("dossier", SAMPLE, "--lang", "en")
    assert done.exit_code == 0 and "CCAP" in done.output and "to be settled" in done.output
    raw = json.loads(invoke("dossier", *FILES, "--format", "json").output)
    assert [p["rank"] for p in raw["pieces"]] == [1, 3, 2, 4]


def test_a_kind_given_on_the_command_line_holds_for_check_and_gate_and_is_attested(tmp_path):
    folder = tmp_path / "d"
    shutil.copytree(SAMPLE, folder)
    raw = json.loads(invoke("check", *sorted(folder.iterdir()), "--piece", "cctp.docx=cgv", "--format", "json").output)
    assert {p["document"]: p["kind"] for p in raw["dossier"]["pieces"]}["cctp.docx"] == "general-terms"
    attested = tmp_path / "a.json"
    done = invoke("gate", folder, "--piece", "cctp.docx=cgv", "--today", "2026-10-01", "--attest", attested, "--lang", "fr")
    assert done.exit_code in (0, 1) and "Plan de sauvegarde" in done.output
    assert json.loads(attested.read_text(encoding="utf-8"))["request"]["pieces"] == {"cctp.docx": "general-terms"}
    assert invoke("verify", attested).exit_code == 0


@pytest.mark.parametrize("value", ["cctp.docx", "autre.docx=ccap", "cctp.docx=ccapp"])
def test_a_wrong_piece_is_one_sentence_and_exit_2(value):
    done = invoke("check", *FILES, "--piece", value)
    assert done.exit_code == 2 and "Traceback" not in done.output


def test_a_policy_gives_kinds_and_an_unknown_one_is_refused(tmp_path):
    policy = tmp_path / "clausecheck.yaml"
    policy.write_text('pieces: {"*-v2.docx": cctp}\n', encoding="utf-8")
    assert dict(load(policy, patterns()).pieces) == {"*-v2.docx": "cctp"}
    policy.write_text("pieces: {a.docx: cctpp}\n", encoding="utf-8")
    with pytest.raises(PolicyError, match="cctp"):
        load(policy, patterns())
