"""The name of what a finding rests on: kept when articles are renumbered or moved, lost when a word changes."""

from __future__ import annotations

from dataclasses import replace

import pytest

from clausecheck.fingerprint import PREFIX, canonical, fingerprint
from clausecheck.model import Evidence, Finding

CLAUSE = "Le titulaire notifie l'incident selon l'article 12.3 du CCAP, sous 24 heures."


def weak(*quotes: str, verdict: str = "weak", role: str = "for", clause: str = "GDPR-33-2") -> Finding:
    evidence = tuple(Evidence("a.docx", f"Article {n}", n, q, n, n + len(q), role) for n, q in enumerate(quotes, 1))
    return Finding(clause, "gdpr", verdict, "warning", (), evidence, ())


def other(role: str) -> Evidence:
    quote = "Les données sont restituées."
    return Evidence("b.docx", "Article 9", None, quote, 0, len(quote), role)


@pytest.mark.parametrize(
    "text",
    [
        "3.2 Le titulaire notifie l'incident selon l'article 12.3 du CCAP, sous 24 heures.",
        "Article 4 – 4.1 Le titulaire notifie l'incident selon l'article 12.3 du CCAP, sous 24 heures.",
        "a) le titulaire notifie l’incident selon l’article 14 du CCAP, sous 24 heures ;",
        "•\tLe titulaire notifie l'inci-\ndent selon l'article 5.1 et 5.2 du CCAP, sous 24 heures.",
        "(iv) LE TITULAIRE notifie l'incident selon l'article IV du CCAP, sous 24\u00a0heures.",
        "- Le titulaire notifie l'incident selon l'article 12.3 (b) du CCAP, sous 24 heures.",
    ],
)
def test_fingerprint_survives_renumbering_moving_and_typography(text):
    assert fingerprint(weak(text)) == fingerprint(weak(CLAUSE))


@pytest.mark.parametrize(
    "text",
    [
        CLAUSE.replace("24", "72"),
        CLAUSE.replace("notifie", "peut notifier"),
        CLAUSE.replace("titulaire", "sous-traitant"),
        CLAUSE + " Sauf exception.",
        "",
    ],
)
def test_fingerprint_is_lost_when_a_word_changes(text):
    assert fingerprint(weak(text)) != fingerprint(weak(CLAUSE))


def test_the_article_of_a_law_is_not_renumbered():
    assert canonical("au sens de l'article 28 du RGPD") != canonical("au sens de l'article 32 du RGPD")
    assert canonical("under Article 28(3) of the GDPR") != canonical("under Article 32 of the GDPR")
    assert canonical("under Clause 28.1 of this Agreement") == canonical("under Clause 9 of this Agreement")


def test_a_figure_that_opens_a_passage_is_no_number_of_article():
    assert canonical("24 heures après") != canonical("72 heures après")
    assert canonical("30 Business Days") != canonical("15 Business Days")


def test_fingerprint_depends_on_requirement_and_passages_only():
    a = fingerprint(weak(CLAUSE, "Autre passage."))
    assert a == fingerprint(weak("Autre passage.", CLAUSE, "autre  passage"))
    assert a == fingerprint(replace(weak(CLAUSE, "Autre passage.", verdict="present"), severity="note", why=("core",)))
    assert a != fingerprint(weak(CLAUSE, "Autre passage.", clause="GDPR-44"))
    assert a != fingerprint(weak(CLAUSE))
    assert a.startswith(PREFIX)
    # written in waivers and workbooks: another value needs another PREFIX
    assert a == PREFIX + "6bd53b4d0a614d19"


def test_fingerprint_of_a_contrary_finding_rests_on_the_contrary_passages_alone():
    against = weak("Il peut vendre les données.", role="against", verdict="contrary")
    favourable = replace(against, evidence=(*against.evidence, other("for")))
    assert fingerprint(against) == fingerprint(favourable)
    second = replace(against, evidence=(*against.evidence, other("against")))
    assert fingerprint(against) != fingerprint(second)


def test_fingerprint_of_what_is_missing_does_not_depend_on_the_nearest_passage():
    missing = weak(verdict="missing")
    assert fingerprint(missing) == fingerprint(replace(missing, nearest=(other("nearest"),)))
