"""Many contracts in one run: what is a dossier, one bad file among good ones, the cache, the table and its exit code."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import openpyxl
import pytest
from typer.testing import CliRunner

from clausecheck.cli import check as _check  # noqa: F401 - registers the verb
from clausecheck.cli import scan as _scan  # noqa: F401
from clausecheck.cli.app import app
from clausecheck.errors import UnreadableError, UsageError
from clausecheck.scan import Settings, dossiers_in, scan

SILENT = """# Contrat de nettoyage

## Article 1 – Objet

Le Titulaire nettoie les locaux de la Commune deux fois par semaine et fournit les produits nécessaires à la prestation.

## Article 2 – Prix

La Commune paie le Titulaire à trente jours. Le prix est ferme pendant la durée du contrat, soit douze mois.
"""
DIGITAL = """# Contrat de service en ligne

## Article 1 – Objet

Le Titulaire met à disposition de la Commune un logiciel en ligne qu'il héberge et exploite pour elle, par abonnement annuel.

## Article 2 – Données

Les données de la Commune deviennent la propriété exclusive du Titulaire, qui les exploite librement pour ses propres besoins.
"""


@pytest.fixture
def folder(tmp_path, monkeypatch) -> Path:
    """A folder of three dossiers: a file, a sub-folder, a file that no reader can open; and things that are no contract."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    place = tmp_path / "contrats"
    (place / "logiciel").mkdir(parents=True)
    (place / "photos").mkdir()
    (place / "logiciel" / "ccap.md").write_text(DIGITAL, encoding="utf-8")
    (place / "nettoyage.md").write_text(SILENT, encoding="utf-8")
    (place / "abîmé.docx").write_bytes(b"rien")
    (place / "photos" / "vue.png").write_bytes(b"image")
    (place / ".cache.md").write_text(SILENT, encoding="utf-8")
    return place


def run(*arguments: object):
    return CliRunner().invoke(app, ["scan", *map(str, arguments)])


def test_each_sub_folder_and_each_file_beside_them_is_a_dossier(folder):
    assert [(d.name, [f.name for f in d.files]) for d in dossiers_in(folder)] == [
        ("abîmé.docx", ["abîmé.docx"]),
        ("logiciel", ["ccap.md"]),
        ("nettoyage.md", ["nettoyage.md"]),
    ]


def test_what_is_no_folder_or_holds_no_document_is_refused(folder):
    with pytest.raises(UsageError, match="not a folder"):
        dossiers_in(folder / "nettoyage.md")
    with pytest.raises(UnreadableError, match="no document"):
        dossiers_in(folder / "photos")


def test_one_bad_file_never_stops_the_run(folder, tmp_path):
    done = run(folder, "--lang", "fr", "--jsonl", tmp_path / "out.jsonl", "--xlsx", tmp_path / "out.xlsx")
    assert done.exit_code == 3
    lines = [json.loads(x) for x in (tmp_path / "out.jsonl").read_text(encoding="utf-8").splitlines()]
    assert [(x["dossier"], x["report"] is None, x["error"] is None) for x in lines] == [
        ("abîmé.docx", True, False),
        ("logiciel", False, True),
        ("nettoyage.md", False, True),
    ]
    verdicts = {f["clause"]: f["verdict"] for f in lines[1]["report"]["findings"]}
    assert verdicts["SOV-OWNERSHIP"] == "contrary"
    assert {f["verdict"] for f in lines[2]["report"]["findings"]} == {"not-applicable"}
    matrix = openpyxl.load_workbook(tmp_path / "out.xlsx").worksheets[0]
    assert {"logiciel", "nettoyage.md"} <= {str(row[0].value) for row in matrix.iter_rows()}
    rows = {line.split("  ")[0]: line.split() for line in done.stdout.splitlines()}
    assert rows["abîmé.docx"][-2:] == ["non", "lu"]
    assert rows["nettoyage.md"][1:] == ["0", "0", "0", "0", "0", "0", "80", "lu"]
    assert done.stdout.count("abîmé.docx :") == 1


def test_exit_code_says_whether_something_blocks(folder):
    (folder / "abîmé.docx").unlink()
    assert run(folder).exit_code == 1
    shutil.rmtree(folder / "logiciel")
    assert run(folder).exit_code == 0


def test_a_second_run_only_reads_what_changed(folder):
    dossiers = dossiers_in(folder)
    first = dict(scan(dossiers))
    second = dict(scan(dossiers))
    assert {n: e.cached for n, e in first.items()} == {0: False, 1: False, 2: False}
    assert {n: e.cached for n, e in second.items()} == {0: False, 1: True, 2: True}
    assert {n: e.report for n, e in first.items()} == {n: e.report for n, e in second.items()}
    (folder / "nettoyage.md").write_text(SILENT + "\nFait à Lyon.\n", encoding="utf-8")
    assert [n for n, e in scan(dossiers) if e.cached] == [1]


def test_without_cache_nothing_is_kept_nor_used(folder, tmp_path):
    list(scan(dossiers_in(folder)))
    assert not any(e.cached for _, e in scan(dossiers_in(folder), Settings(cache=False)))
    shutil.rmtree(tmp_path / "cache")
    list(scan(dossiers_in(folder), Settings(cache=False)))
    assert not (tmp_path / "cache" / "clausecheck" / "scan").exists()


def test_a_spoiled_cache_is_read_again(folder, tmp_path):
    dossiers = dossiers_in(folder)[1:]
    first = dict(scan(dossiers))
    for path in (tmp_path / "cache" / "clausecheck" / "scan").iterdir():
        assert path.stat().st_mode & 0o077 == 0
        path.write_text("{", encoding="utf-8")
    again = dict(scan(dossiers))
    assert not any(e.cached for e in again.values())
    assert {n: e.report for n, e in again.items()} == {n: e.report for n, e in first.items()}


def test_several_processes_give_the_same_lines(folder, tmp_path):
    run(folder, "--no-cache", "--jsonl", tmp_path / "one.jsonl")
    run(folder, "--no-cache", "--jobs", "2", "--jsonl", tmp_path / "two.jsonl")
    assert (tmp_path / "one.jsonl").read_bytes() == (tmp_path / "two.jsonl").read_bytes()


def test_a_contract_is_never_written_over(folder):
    before = (folder / "nettoyage.md").read_bytes()
    done = run(folder, "--jsonl", folder / "nettoyage.md")
    assert done.exit_code == 2
    assert (folder / "nettoyage.md").read_bytes() == before
