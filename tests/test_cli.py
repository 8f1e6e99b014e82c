"""The command line: formats, exit codes, messages for bad input, start-up."""

from __future__ import annotations

import json
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

TEXT = """# Contrat d'hébergement

## Article 1 – Objet

Le Titulaire héberge l'application de la Collectivité en mode SaaS et traite des données à caractère personnel pour son compte,
en qualité de sous-traitant au sens de l'article 28 du RGPD.

## Article 2 – Données

Le Titulaire n'est pas tenu de notifier les violations de données à la Collectivité.
"""


def run(*args: object, env: dict[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    import os

    return subprocess.run(
        [sys.executable, "-m", "clausecheck", *map(str, args)],
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=120,
        env={**os.environ, "LC_ALL": "en_GB.UTF-8", **(env or {})},
    )


@pytest.fixture(scope="module")
def contract(tmp_path_factory) -> Path:
    path = tmp_path_factory.mktemp("in") / "contrat.md"
    path.write_text(TEXT, encoding="utf-8")
    return path


def test_json_report_on_standard_output_and_blocking_exit_code(contract):
    done = run("check", contract, "--format", "json")
    report = json.loads(done.stdout)
    assert (done.returncode, done.stderr, report["schema"]) == (1, "", "clausecheck/report@1")
    assert len(report["findings"]) == 80
    finding = next(f for f in report["findings"] if f["clause"] == "GDPR-33-2")
    quote = "Le Titulaire n'est pas tenu de notifier les violations de données à la Collectivité."
    assert finding["verdict"] == "contrary"
    assert finding["evidence"][0]["quote"] == quote
    assert finding["evidence"][0]["where"] == "Article 2 – Données"


def test_same_input_same_bytes_whatever_the_hash_seed(contract):
    first, second = (run("check", contract, "-f", "json", env={"PYTHONHASHSEED": seed}).stdout for seed in ("1", "2"))
    assert first == second


def test_family_and_clause_limit_the_findings(contract):
    report = json.loads(run("check", contract, "-f", "json", "--clause", "gdpr-33-2", "--family", "inclusion").stdout)
    assert sorted(f["clause"] for f in report["findings"]) == ["GDPR-33-2", "INC-ACCESSIBILITY", "INC-HUMAN-CHANNEL", "INC-IMPACT"]


@pytest.mark.parametrize(("format_", "marker"), [("terminal", "GDPR-33-2  CONTRARY"), ("html", '<html lang="en">')])
def test_report_language_can_be_chosen(contract, format_, marker):
    assert marker in run("check", contract, "--format", format_, "--lang", "en").stdout


def test_output_goes_to_the_named_file_only(contract, tmp_path):
    target = tmp_path / "rapport.html"
    done = run("check", contract, "-f", "html", "-o", target)
    assert (done.returncode, done.stdout) == (1, "")
    assert target.read_text(encoding="utf-8").startswith("<!DOCTYPE html>")


def test_output_never_replaces_the_contract(contract):
    before = contract.read_bytes()
    done = run("check", contract, "-f", "html", "-o", contract)
    assert done.returncode == 2
    assert contract.read_bytes() == before


def test_output_into_a_missing_folder_is_one_sentence(contract, tmp_path):
    done = run("check", contract, "-o", tmp_path / "no" / "r.html")
    assert done.returncode == 2
    assert len(done.stderr.strip().splitlines()) == 1


def _bad(tmp_path: Path) -> dict[str, tuple[Path, int, str]]:
    def write(name: str, data: bytes) -> Path:
        path = tmp_path / name
        path.write_bytes(data)
        return path

    other = tmp_path / "tableau.docx"
    with zipfile.ZipFile(other, "w") as z:
        z.writestr("xl/workbook.xml", "<workbook/>")
    return {
        "missing": (tmp_path / "absent.docx", 3, "no such file"),
        "folder": (tmp_path, 3, "folder"),
        "empty": (write("vide.docx", b""), 3, "empty"),
        "truncated": (write("coupe.docx", b"PK\x03\x04" + b"x" * 50), 3, "coupe.docx"),
        "not a docx": (other, 3, "tableau.docx"),
        "encrypted": (write("secret.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600), 3, "password"),
        "not a pdf": (write("faux.pdf", b"hello"), 3, "PDF"),
        "broken pdf": (write("casse.pdf", b"%PDF-1.7\n1 0 obj\n<<"), 3, "casse.pdf"),
        "suffix": (write("contrat.xyz", b"texte"), 3, "format not supported"),
        "german": (
            write("vertrag.txt", ("Der Auftragnehmer ist verpflichtet, die Daten und die Kopien nicht zu nutzen. " * 20).encode()),
            3,
            "German",
        ),
        "no words": (write("rien.txt", b"12 34"), 3, "too little text"),
    }


@pytest.mark.parametrize(
    "case",
    ["missing", "folder", "empty", "truncated", "not a docx", "encrypted", "not a pdf", "broken pdf", "suffix", "german", "no words"],
)
def test_bad_input_is_one_clear_sentence(tmp_path, case):
    path, code, words = _bad(tmp_path)[case]
    done = run("check", path, "-f", "json")
    assert (done.returncode, done.stdout) == (code, "")
    assert words in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
    french = run("check", path, "--lang", "fr")
    assert french.returncode == code
    assert french.stderr != done.stderr


def test_unknown_clause_family_and_option_are_usage_errors(contract):
    assert run("check", contract, "--clause", "NOPE-1").returncode == 2
    assert run("check", contract, "--family", "nope").returncode == 2
    assert run("check", contract, "--format", "docx?").returncode == 2
    assert run("explain", "NOPE").returncode == 2


def test_an_unknown_key_in_a_pattern_names_the_line(tmp_path, contract):
    folder = tmp_path / "mine" / "gdpr" / "X-1"
    folder.mkdir(parents=True)
    (folder / "clause.yaml").write_text("id: X-1\nfamily: gdpr\ncolour: red\n")
    done = run("check", contract, "--patterns", tmp_path / "mine")
    assert done.returncode == 2
    assert "clause.yaml:3: colour: unknown key" in done.stderr
    assert ">    3 | colour: red" in done.stderr


def test_explain_and_list_and_outline(contract):
    explained = run("explain", "gdpr-33-2", "--lang", "fr").stdout
    for heading in ("Ce que la clause doit garantir", "Éléments", "Base légale", "Clause modèle à adapter", "Exemples"):
        assert heading in explained
    assert sum(line.startswith("  ") for line in run("list").stdout.splitlines()) == 80 + 9  # requirements, hygiene checks
    outline = run("outline", contract, "--lang", "fr")
    assert outline.returncode == 0
    assert "Article 2 – Données" in outline.stdout


def test_help_imports_nothing_heavy():
    code = (
        "import sys; from clausecheck.cli import main\n"
        "sys.argv = ['clausecheck', 'check', '--help']\n"
        "try: main()\nexcept SystemExit: pass\n"
        "heavy = {'spacy', 'lxml', 'pdfplumber', 'pypdfium2', 'docx', 'jinja2', 'yaml', 'numpy'} & set(sys.modules)\n"
        "assert not heavy, heavy"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert "Exit codes" in done.stdout


def test_an_unreadable_piece_makes_missing_not_verifiable(contract, tmp_path):
    scan = tmp_path / "annexe.pdf"
    scan.write_bytes(b"%PDF-1.7 broken")
    done = run("check", contract, scan, "-f", "json")
    report = json.loads(done.stdout)
    verdicts = {f["clause"]: f["verdict"] for f in report["findings"]}
    assert done.returncode == 3
    assert [(d["name"], d["complete"]) for d in report["documents"]] == [("contrat.md", True), ("annexe.pdf", False)]
    assert verdicts["GDPR-33-2"] == "contrary"
    assert "missing" not in verdicts.values()
    assert verdicts["SOV-RETURN"] == "not-verifiable"


def test_the_json_report_follows_its_published_schema(contract):
    jsonschema = pytest.importorskip("jsonschema")
    schema = json.loads((Path(__file__).parents[1] / "docs" / "report-schema.json").read_text(encoding="utf-8"))
    jsonschema.validate(json.loads(run("check", contract, "-f", "json").stdout), schema)
