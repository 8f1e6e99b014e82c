"""The sample contracts, judged whole and held to their answer sheets.

``expected.json`` was written by careful reading, before any wording was tried on the contract. Where the tool disagrees
with it today is listed in ``known_disagreements.json``: an error that is new fails, and one that is mended must be struck
off the list (``python tests/test_samples.py`` writes it anew).
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

import pytest

from clausecheck import api
from clausecheck.extract.files import read
from clausecheck.model import Report

ROOT = Path(__file__).parents[1] / "sample_contracts"
KNOWN = Path(__file__).with_name("known_disagreements.json")
SHEETS = sorted(p.parent.name for p in ROOT.glob("*/expected.json"))
SILENT = ["en-cleaning", "fr-travaux-voirie"]
PAIRS = [name for name in SHEETS if (ROOT / name / "contract.docx").exists() and (ROOT / name / "contract.pdf").exists()]


@cache
def judged(name: str, suffix: str) -> Report:
    return api.judge([api.detected(read(ROOT / name / f"contract.{suffix}"))])


def main_suffix(name: str) -> str:
    return "docx" if (ROOT / name / "contract.docx").exists() else "pdf"


def disagreements(name: str) -> dict[str, str]:
    expected = json.loads((ROOT / name / "expected.json").read_text(encoding="utf-8"))["verdicts"]
    found = {f.clause: f.verdict for f in judged(name, main_suffix(name)).findings}
    assert found.keys() == expected.keys()
    return {c: f"{expected[c]} > {found[c]}" for c in sorted(expected) if found[c] != expected[c]}


@pytest.mark.parametrize("name", SHEETS)
def test_verdicts_are_those_of_the_sheet_but_for_known_disagreements(name):
    assert disagreements(name) == json.loads(KNOWN.read_text(encoding="utf-8")).get(name, {})


@pytest.mark.parametrize("name", SILENT)
def test_a_contract_without_digital_part_is_silent(name):
    assert {f.verdict for f in judged(name, main_suffix(name)).findings} == {"not-applicable"}


@pytest.mark.parametrize("name", PAIRS)
def test_docx_and_pdf_of_one_contract_have_the_same_verdicts(name):
    word, pdf = ({f.clause: f.verdict for f in judged(name, s).findings} for s in ("docx", "pdf"))
    assert word == pdf


@pytest.mark.parametrize("name", SHEETS)
def test_every_quote_is_at_its_place(name):
    report = judged(name, main_suffix(name))
    texts = {d.name: d.text for d in report.documents}
    quotes = [e for f in report.findings for e in (*f.evidence, *f.nearest, *(x.evidence for x in f.elements if x.evidence))]
    assert all(texts[e.document][e.start : e.end] == e.quote for e in quotes)


def test_the_known_disagreements_stay_few():
    known = json.loads(KNOWN.read_text(encoding="utf-8"))
    total = 80 * len(SHEETS)
    assert sum(len(v) for v in known.values()) / total <= 0.27


if __name__ == "__main__":
    current = {name: disagreements(name) for name in SHEETS}
    KNOWN.write_text(json.dumps({k: v for k, v in current.items() if v}, indent=1) + "\n", encoding="utf-8")
