"""The Excel matrix: nothing in it is a formula, the same reports give the same bytes, typed decisions are read back."""

from __future__ import annotations

import io
import sys
from dataclasses import replace

import openpyxl
import pytest

from clausecheck import load_patterns
from clausecheck.decisions import COLUMNS, DECISIONS, Decision, read_decisions
from clausecheck.errors import UsageError
from clausecheck.fingerprint import fingerprint
from clausecheck.model import Waiver
from clausecheck.report import xlsx
from makers.report_maker import finding, report

FORMULA = '=HYPERLINK("http://example.invalid","x")'
CONTRARY = finding("SOV-NO-OWN-USE", "contrary", FORMULA, "@SUM(A1)")
WEAK = finding("GDPR-33-2", "weak", "-2 Le titulaire informe.", severity="warning")
PRESENT = finding("GDPR-44", "present", "Aucun transfert.", severity="note")
ABSENT = finding("RSP-HARDWARE", "not-applicable", severity="note")
MISSING = finding("GOV-TRAINING", "missing", severity="warning")
WAIVED = finding(
    "GOV-CITIZENS", "missing", waiver=Waiver("GOV-CITIZENS", "f1-x", "sans public", "A. Martin", "2026-01-01", "2026-12-31")
)
FINDINGS = (PRESENT, ABSENT, WAIVED, MISSING, WEAK, CONTRARY)
FIRST = report(*FINDINGS)
SECOND = report(*(replace(f, verdict="missing", evidence=()) for f in FINDINGS[:2]), unread=True)


@pytest.fixture(scope="module")
def patterns():
    return load_patterns()


@pytest.fixture(scope="module")
def data(patterns) -> bytes:
    return xlsx.render([("Marché A", FIRST), ("=cmd|'/c calc'!A1", SECOND)], patterns)


@pytest.fixture
def book(data):
    return openpyxl.load_workbook(io.BytesIO(data))


def typed(data: bytes, entries: dict[int, tuple[str, str]], change=lambda book: None) -> bytes:
    """The workbook after a jurist typed (decision, comment) in some rows of the second sheet."""
    book = openpyxl.load_workbook(io.BytesIO(data))
    sheet = book.worksheets[1]
    heads = [c.value for c in sheet[1]]
    for row, (decision, comment) in entries.items():
        sheet.cell(row, heads.index("Décision") + 1, decision)
        sheet.cell(row, heads.index("Commentaire") + 1, comment)
    change(book)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


# ---- what is written ---------------------------------------------------------------------------------------


def test_matrix_has_one_row_per_contract_and_one_column_per_requirement(book):
    sheet = book.worksheets[0]
    heads = [c.value for c in sheet[2]]
    ids = [h.split(" – ")[0] for h in heads[7:]]
    assert ids == ["SOV-NO-OWN-USE", "GDPR-33-2", "GDPR-44", "RSP-HARDWARE", "GOV-CITIZENS", "GOV-TRAINING"]
    assert [c.value for c in sheet[3]] == [
        "Marché A", "oui", 1, 1, 1, 0, 1,
        "contraire", "insuffisante", "présente", "sans objet", "absente (dérogation)", "absente",
    ]  # fmt: skip
    assert [c.value for c in sheet[4]][:9] == ["=cmd|'/c calc'!A1", "non", 0, 2, 0, 0, 0, None, None]
    assert (sheet.freeze_panes, sheet.auto_filter.ref) == ("H3", "A2:M4")


def test_colour_follows_the_verdict_and_bold_what_blocks(book):
    cells = {c.value: c for c in book.worksheets[0][3]}
    for verdict, word in (("contrary", "contraire"), ("weak", "insuffisante"), ("present", "présente")):
        paper, ink = xlsx.COLOURS[verdict]
        assert (cells[word].fill.fgColor.rgb, cells[word].font.color.rgb) == ("FF" + paper[1:], "FF" + ink[1:])
    assert (cells["contraire"].font.b, cells["absente (dérogation)"].font.b, cells["absente"].font.b) == (True, False, False)


def test_findings_are_rows_with_the_gravest_gap_first(book):
    sheet = book.worksheets[1]
    rows = list(sheet.iter_rows(values_only=True))
    assert list(rows[0]) == [fr for fr, _ in COLUMNS.values()]
    assert [r[1] for r in rows[1:7]] == [f.clause for f in (CONTRARY, MISSING, WEAK, WAIVED, PRESENT, ABSENT)]
    first = dict(zip(COLUMNS, rows[1], strict=True))
    assert (first["contract"], first["quote"], first["article"]) == ("Marché A", FORMULA, "Article 5")
    assert first["fingerprint"] == fingerprint(CONTRARY)
    assert first["model"]
    assert dict(zip(COLUMNS, rows[5], strict=True))["model"] is None
    assert "2026-12-31" in rows[4][list(COLUMNS).index("lacks")]
    assert (sheet.freeze_panes, sheet.auto_filter.ref) == ("C2", "A1:N9")


def test_decision_is_chosen_from_a_list(book):
    (rule,) = book.worksheets[1].data_validations.dataValidation
    assert (rule.type, rule.formula1) == ("list", '"' + ",".join(fr for fr, _ in DECISIONS.values()) + '"')
    assert str(rule.sqref) == "M2:M9"
    assert len(rule.formula1) <= 257  # Excel refuses longer lists


def test_no_cell_is_a_formula_nor_a_link(book):
    kinds = {c.data_type for sheet in book.worksheets for row in sheet.iter_rows() for c in row if c.value is not None}
    assert kinds == {"s", "n"}
    assert not any(c.hyperlink for sheet in book.worksheets for row in sheet.iter_rows() for c in row)


def test_legend_names_versions_files_and_what_was_not_read(book):
    values = [str(c) for row in book.worksheets[2].iter_rows(values_only=True) for c in row if c is not None]
    assert {"clausecheck", "patterns", FIRST.documents[0].sha256} <= set(values)
    assert any("page 3" in v for v in values)


def test_same_reports_same_bytes(data, patterns):
    assert data == xlsx.render([("Marché A", FIRST), ("=cmd|'/c calc'!A1", SECOND)], patterns)


def test_english_workbook_for_an_english_report(patterns):
    book = openpyxl.load_workbook(io.BytesIO(xlsx.render([("A", replace(FIRST, language="en"))], patterns)))
    assert book.sheetnames == ["Matrix", "Findings", "Legend"]
    assert [c.value for c in book.worksheets[1][1]] == [en for _, en in COLUMNS.values()]


@pytest.mark.parametrize(
    "reports", [[], [("vide", report())], [("maison", report(replace(WEAK, clause="HOUSE-1", family="house")))]]
)
def test_odd_collections_are_written(reports, patterns):
    assert openpyxl.load_workbook(io.BytesIO(xlsx.render(reports, patterns))).sheetnames == ["Matrice", "Constats", "Légende"]


def test_very_long_quote_is_cut_before_the_limit_of_excel(patterns):
    long = finding("GDPR-44", "weak", "mot " * 20_000)
    book = openpyxl.load_workbook(io.BytesIO(xlsx.render([("A", report(long))], patterns)))
    value = book.worksheets[1].cell(2, 7).value
    assert len(value) <= 32_767
    assert value.endswith("…")


# ---- what is read back -------------------------------------------------------------------------------------


def test_decisions_are_read_back(data):
    entries = {
        2: ("accepté", ""),
        3: ("à corriger", "avant la fin du mois"),
        4: ("", "voir avec le service"),
        9: ("Sans  OBJET", ""),
    }
    entries[2] = ("écart accepté", "risque assumé")
    assert read_decisions(typed(data, entries)) == [
        Decision("Marché A", CONTRARY.clause, fingerprint(CONTRARY), "accepted", "risque assumé", 2),
        Decision("Marché A", MISSING.clause, fingerprint(MISSING), "to-fix", "avant la fin du mois", 3),
        Decision("Marché A", WEAK.clause, fingerprint(WEAK), "", "voir avec le service", 4),
        Decision("=cmd|'/c calc'!A1", ABSENT.clause, fingerprint(ABSENT), "not-applicable", "", 9),
    ]


@pytest.mark.parametrize("code", DECISIONS)
@pytest.mark.parametrize("at", [0, 1])
def test_each_decision_is_known_in_both_languages(data, code, at):
    (decision,) = read_decisions(typed(data, {2: (DECISIONS[code][at], "")}))
    assert decision.decision == code


def test_untouched_matrix_holds_no_decision(data):
    assert read_decisions(data) == []


def rearranged(book) -> None:
    """Sheets renamed and reordered, a title above the headings, a column inserted before the others."""
    sheet = book.worksheets[1]
    sheet.insert_cols(1)
    sheet.insert_rows(1, 2)
    sheet["A1"] = "Revue du 3 mars"
    sheet.title = "Ma revue"
    book.move_sheet(sheet, -1)


def test_sheet_may_be_rearranged(data):
    (decision,) = read_decisions(typed(data, {3: ("à discuter", "")}, rearranged))
    assert (decision.requirement, decision.row) == (MISSING.clause, 5)


def erased(book) -> None:
    book.worksheets[1].cell(2, list(COLUMNS).index("fingerprint") + 1).value = None


@pytest.mark.parametrize(
    ("entries", "change", "french", "english"),
    [
        ({5: ("peut-être", "")}, lambda b: None, "Ligne 5 : la décision « peut-être »", "Row 5: the decision 'peut-être'"),
        ({2: ("sans objet", "")}, erased, "la colonne Empreinte est vide", "the column Fingerprint is empty"),
        ({}, lambda b: b.remove(b.worksheets[1]), "n'a les colonnes Contrat", "has the columns Contract"),
    ],
)
def test_what_cannot_be_read_is_said_in_both_languages(data, entries, change, french, english):
    with pytest.raises(UsageError) as caught:
        read_decisions(typed(data, entries, change))
    assert french in caught.value.fr
    assert english in caught.value.en


@pytest.mark.parametrize("data", [b"", b"not a workbook", b"PK\x03\x04broken"])
def test_what_is_no_workbook_is_refused(data):
    with pytest.raises(UsageError, match="not an Excel workbook"):
        read_decisions(data)


def test_without_the_extra_the_message_says_what_to_install(data, patterns, monkeypatch):
    monkeypatch.setitem(sys.modules, "xlsxwriter", None)
    monkeypatch.setitem(sys.modules, "openpyxl", None)
    for call in (lambda: xlsx.render([], patterns), lambda: read_decisions(data)):
        with pytest.raises(UsageError, match=r"clausecheck\[xlsx\]") as caught:
            call()
        assert "demandent" in caught.value.fr
