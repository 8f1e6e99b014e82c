"""Places ("tableau 2, ligne 4") are named in the language of the report, in every format."""

from __future__ import annotations

import csv as stdlib_csv
import io
import json

import pytest
from docx import Document as NewWord

from clausecheck import check
from clausecheck.places import place_name
from clausecheck.report import FORMATS, render


@pytest.mark.parametrize(
    ("place", "english"),
    [
        ("", ""),
        ("tableau 2, ligne 4", "table 2, row 4"),
        ("tableau 2, ligne 4, zone de texte, tableau 3, ligne 1", "table 2, row 4, text box, table 3, row 1"),
        ("note 3", "note 3"),
        ("note de fin 3", "endnote 3"),
        ("note de fin", "endnote"),
        ("note *", "note *"),
        ("en-tête", "header"),
        ("pied de page, tableau 1, ligne 1", "footer, table 1, row 1"),
        ("texte supprimé, paragraphe 12", "deleted text, paragraph 12"),
        ("texte masqué, tableau 1, ligne 2", "hidden text, table 1, row 2"),
        ("texte barré, sous « 3 Prix, en-tête, note 2 »", "struck text, under “3 Prix, en-tête, note 2”"),
    ],
)
def test_a_place_is_said_in_english(place, english):
    assert place_name(place, "en") == english
    assert place_name(place, "fr") == place


@pytest.fixture
def contract(tmp_path):
    word = NewWord()
    word.add_heading("Agreement between the Council and the Supplier for a hosted data platform", 1)
    word.add_paragraph("The Supplier shall process personal data on behalf of the Council in the hosted service.")
    table = word.add_table(rows=2, cols=2)
    for cell, text in zip(
        (c for row in table.rows for c in row.cells),
        ("Subject", "Duty of the Supplier", "Breach", "The Supplier shall notify personal data breaches to the Council within 24 hours."),
        strict=True,
    ):
        cell.text = text
    path = tmp_path / "contract.docx"
    word.save(str(path))
    return path


@pytest.mark.parametrize(("language", "said", "other"), [("en", "table 1, row 2", "tableau 1"), ("fr", "tableau 1, ligne 2", "table 1,")])
def test_every_format_names_a_table_row_in_the_language_of_the_report(contract, language, said, other):
    report = check([contract], language=language, clauses=["GDPR-33-2"])
    (finding,) = report.findings
    assert [e.where.endswith(said) for e in finding.evidence] == [True]
    for name in set(FORMATS) - {"csv", "json"}:
        text = render(report, name)
        assert said in text
        assert other not in text
    assert json.loads(render(report, "json"))["findings"][0]["evidence"][0]["where"].endswith(said)
    (row,) = stdlib_csv.DictReader(io.StringIO(render(report, "csv")))
    assert row["where"].endswith(said)
