"""The amendment request: what is asked, in which order, with which words. Reports are made by hand."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace

import docx
import pytest

from clausecheck.errors import UsageError
from clausecheck.extract.docx import read_docx
from clausecheck.model import Document, ElementFinding, Evidence, Finding, Report, Waiver
from clausecheck.patterns import load_patterns
from clausecheck.report import letter
from makers.docx_maker import package, paragraph, style, styles

PATTERNS = load_patterns()
HEADINGS = {"styles": styles(style("Heading1", "heading 1"))}
ALERT, KEPT = "Le Prestataire alerte la Ville en cas de violation.", "Le Prestataire garde les données."
BODY = [
    paragraph("Article 1 – Données", style="Heading1"), paragraph(f"{KEPT} La Ville paie le Prestataire."),
    paragraph("Article 2 – Alerte", style="Heading1"), paragraph(f"{ALERT} La Ville répond au Prestataire."),
    paragraph("Article 3 – Réversibilité", style="Heading1"), paragraph("Un plan est remis. La Ville l'approuve."),
]  # fmt: skip


def document(name: str = "contrat.docx") -> Document:
    return replace(read_docx(name, package(BODY, HEADINGS)), language="fr")


def quoted(d: Document, quote: str, role: str = "for") -> Evidence:
    start = d.text.index(quote)
    return Evidence(d.name, "Article n", None, quote, start, start + len(quote), role)  # type: ignore[arg-type]


def finding(
    clause: str, verdict: str, *evidence: Evidence, severity: str = "error", why: tuple[str, ...] = (), **more: object
) -> Finding:
    families = {"GDPR": "gdpr", "SOV": "data-sovereignty", "INT": "interoperability"}
    made = Finding(clause, families[clause.partition("-")[0]], verdict, severity, (), evidence, why)  # type: ignore[arg-type]
    return replace(made, **more)  # type: ignore[arg-type]


def report(*findings: Finding, documents: tuple[Document, ...] = (), language: str = "fr", date: str = "") -> Report:
    return Report("1", "1", "0", language, documents or (document(),), (), findings, date=date)  # type: ignore[arg-type]


def written(data: bytes) -> list[tuple[str, str]]:
    """(style, text) of every paragraph."""
    return [(p.style.name, p.text) for p in docx.Document(io.BytesIO(data)).paragraphs]  # type: ignore[union-attr]


def render(given: Report, **options: object) -> list[tuple[str, str]]:
    return written(letter.render(given, patterns=PATTERNS, **options))  # type: ignore[arg-type]


def headings(lines: list[tuple[str, str]]) -> list[str]:
    return [text for name, text in lines if name.startswith("Heading")]


def title(clause: str, language: str = "fr") -> str:
    return PATTERNS.requirement(clause).languages[language].title  # type: ignore[index]


def everything() -> tuple[Finding, ...]:
    d = document()
    lacks = (ElementFinding("content", "essential", True, False),)
    return (
        finding("INT-REVERSIBILITY", "missing", why=("no-core",)),
        finding(
            "GDPR-33-2", "weak", quoted(d, ALERT), why=("core", "lacks:content", "hedged:W2"), elements=lacks, severity="warning"
        ),
        finding("SOV-NO-OWN-USE", "contrary", quoted(d, KEPT, "against"), why=("contrary",)),
        finding("GDPR-35", "not-verifiable", why=("not-read", "no-core")),
        finding("GDPR-25", "present", quoted(d, ALERT)),
        finding("SOV-SCOPE", "not-applicable"),
    )


def test_requests_come_article_by_article() -> None:
    assert headings(render(report(*everything()))) == [
        "Articles à modifier",
        "Article 1 – Données",
        f"Demande n° 1 – {title('SOV-NO-OWN-USE')}",
        "Article 2 – Alerte",
        f"Demande n° 2 – {title('GDPR-33-2')}",
        "Clauses à insérer",
        f"Demande n° 3 – {title('INT-REVERSIBILITY')}",
        "Points que l'examen n'a pas pu trancher",
        f"Demande n° 4 – {title('GDPR-35')}",
    ]


def test_what_a_request_says() -> None:
    lines = render(report(*everything()))
    at = next(n for n, (_, text) in enumerate(lines) if text.endswith(title("GDPR-33-2")))
    requirement = PATTERNS.requirement("GDPR-33-2")
    text = requirement.languages["fr"]
    said = lines[at + 1 : at + 8]
    assert said[0] == ("Normal", "GDPR-33-2 – insuffisante – à corriger")
    assert said[1] == ("Normal", "Passage concerné : Article n")
    assert said[2] == ("Quote", f"« {ALERT} »")
    assert said[3] == ("Normal", f"Demande : compléter la clause par : {text.elements['content'].name}.")
    assert said[4] == ("Normal", f"Motif : L'obligation est affaiblie (W2 obligation de moyens). {text.guarantee}")
    assert said[5] == ("Normal", "Rédaction proposée (entre crochets : à compléter) : ")
    assert said[6][0] == "Proposed clause"
    assert "Prestataire" in said[6][1]
    assert "[Le Titulaire]" not in said[6][1]
    bullets = [text for name, text in lines[at + 8 :] if name == "List Bullet"][: len(requirement.clause.legal_basis)]
    assert len(bullets) == len(requirement.clause.legal_basis)
    assert all(bullet.endswith("]") for bullet in bullets)


def test_what_is_asked_of_each_verdict() -> None:
    lines = [text for _, text in render(report(*everything()))]
    assert "Demande : supprimer ou réécrire ce passage, qui donne l'inverse de ce que la clause doit garantir." in lines
    assert "Demande : insérer la clause." in lines
    assert "Emplacement proposé : à la fin de « Article 3 – Réversibilité »" in lines
    assert any(text.startswith("Demande : indiquer où cette clause se trouve") for text in lines)


def test_a_hedged_duty_is_to_be_made_firm() -> None:
    weak = finding("GDPR-33-2", "weak", quoted(document(), ALERT), why=("core", "hedged:W2"))
    assert ("Normal", "Demande : rendre l'obligation ferme et la stipuler dans le contrat.") in render(report(weak))


def test_in_english() -> None:
    lines = render(report(*everything(), language="en"))
    assert lines[0] == ("Title", "Request for amendments to the contract")
    assert f"Request 1 – {title('SOV-NO-OWN-USE', 'en')}" in headings(lines)
    assert ("Quote", f'"{KEPT}"') in lines
    # The clause is to be copied in the contract, which is in French.
    assert any(name == "Proposed clause" and "Le Prestataire" in text for name, text in lines)


@pytest.mark.parametrize(("least", "count"), [("error", 1), ("warning", 2), ("note", 3)])
def test_only_gaps_above_the_severity(least: str, count: int) -> None:
    findings = [finding(c, "missing", severity=s) for c, s in (("GDPR-35", "error"), ("GDPR-25", "warning"), ("GDPR-12", "note"))]
    assert len(headings(render(report(*findings), min_severity=least))) == count + 1


def test_waived_gaps_are_left_out() -> None:
    waiver = Waiver("GDPR-35", "", "Accepté", "Le maire", "2026-01-01", "2027-01-01")
    lines = render(report(finding("GDPR-35", "missing", waiver=waiver)))
    assert headings(lines) == []
    assert any("pas de modification à demander" in text for _, text in lines)


def test_several_documents_are_named() -> None:
    one, two = document("ccap.docx"), document("cctp.docx")
    given = report(finding("GDPR-33-2", "weak", quoted(two, ALERT)), finding("GDPR-35", "missing"), documents=(one, two))
    lines = render(given)
    assert "cctp.docx, Article 2 – Alerte" in headings(lines)
    assert ("Normal", "Objet : clauses relatives aux données – ccap.docx, cctp.docx") in lines
    assert ("Normal", "Emplacement proposé : à la fin de « Article 2 – Alerte » (cctp.docx)") in lines
    nowhere = render(report(finding("GDPR-35", "missing"), documents=(one, two)))
    assert ("Normal", "Emplacement proposé : à la fin du document ccap.docx") in nowhere


def test_a_quote_from_elsewhere_and_a_long_one() -> None:
    lost = Evidence("autre.pdf", "Article 9", 3, "mot " * 300, 0, 1200, "for")
    lines = render(report(finding("GDPR-33-2", "weak", lost)))
    quote = next(text for name, text in lines if name == "Quote")
    assert quote.endswith(" mot […] »")
    assert len(quote) < 620
    assert ("Normal", "Passage concerné : Article 9, page 3") in lines


def test_control_characters_are_left_out() -> None:
    odd = Evidence("x.pdf", "Article 9", None, "un\x0cdeux\x02trois", 0, 13, "for")
    assert ("Quote", "« un deuxtrois »") in render(report(finding("GDPR-33-2", "weak", odd)))


def test_dates() -> None:
    assert ("Normal", "Date : 31/01/2026") in render(report(), today="2026-01-31")
    assert ("Normal", "Date: 1 February 2026") in render(report(language="en", date="2026-02-01"))
    assert ("Normal", "Date : [date]") in render(report())
    with pytest.raises(UsageError, match="not a date"):
        letter.render(report(), today="demain", patterns=PATTERNS)
    with pytest.raises(UsageError, match="fatal"):
        letter.render(report(), min_severity="fatal", patterns=PATTERNS)  # type: ignore[arg-type]


def test_same_input_same_bytes() -> None:
    given = report(*everything())
    data = letter.render(given, patterns=PATTERNS)
    assert data == letter.render(given, patterns=PATTERNS)
    assert {e.date_time for e in zipfile.ZipFile(io.BytesIO(data)).infolist()} == {(1980, 1, 1, 0, 0, 0)}
    properties = docx.Document(io.BytesIO(data)).core_properties
    assert (properties.author, properties.created.year, properties.comments) == ("clausecheck", 1980, "")  # type: ignore[union-attr]


def test_the_letter_is_read_back_whole() -> None:
    """By the project's own reader, as the drafter's answer will be."""
    data = letter.render(report(*everything()), patterns=PATTERNS)
    document_ = read_docx("lettre.docx", data)
    assert document_.complete
    assert [" ".join(text.split()) for _, text in written(data)] == [
        " ".join(document_.text[b.start : b.end].split()) for b in document_.blocks if b.layer == "body"
    ]
