"""The gate before signature: what is judged, exit codes, baseline, attestation and its replay, init."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
import yaml
from typer.testing import CliRunner

from clausecheck import api, load_patterns
from clausecheck.attestation import first_difference
from clausecheck.cli import gate as _gate  # noqa: F401 - registers the verb
from clausecheck.cli import init as _init  # noqa: F401
from clausecheck.cli import policy as _policy  # noqa: F401
from clausecheck.cli import verify as _verify  # noqa: F401
from clausecheck.cli import waivers as _waivers  # noqa: F401
from clausecheck.cli.app import app
from clausecheck.cli.init import policy_text, relevant
from clausecheck.errors import UnreadableError, UsageError
from clausecheck.gate import Dossier, baseline, decide, dossiers
from clausecheck.model import ConditionFinding, WaiverProblem
from clausecheck.policy import Policy, load
from clausecheck.report.json import render as as_json
from clausecheck.waivers import marked, read
from makers.report_maker import finding, report

TODAY = "2026-11-24"
CONTRACT = """# Contrat de nettoyage

## Article 1 – Objet

Le Titulaire nettoie les locaux de la Commune deux fois par semaine et fournit les produits nécessaires à la prestation.

## Article 2 – Prix

La Commune paie le Titulaire à trente jours. Le prix est ferme pendant la durée du contrat, soit douze mois.
"""
#: Whatever the patterns find: nothing applies, or something is lacking.
SILENT = "facts: {digital: false}\n"
LACKING = "facts: {digital: true}\nrequirements: {SOV-RETURN: required}\n"


@pytest.fixture(scope="module")
def patterns():
    return load_patterns()


@pytest.fixture
def place(tmp_path):
    """A folder with a dossier of one contract."""
    (tmp_path / "dossier").mkdir()
    (tmp_path / "dossier" / "contrat.md").write_text(CONTRACT, encoding="utf-8")
    return tmp_path


def run(*arguments: object, **more):
    return CliRunner().invoke(app, [str(a) for a in arguments], **more)


def gate(place: Path, policy: str | None, *arguments: object):
    if policy is not None:
        (place / "clausecheck.yaml").write_text(policy, encoding="utf-8")
    return run("gate", place / "dossier", "--today", TODAY, "--lang", "en", *arguments)


# ---- what is judged ----------------------------------------------------------------------------------------


def test_a_folder_is_a_dossier_and_files_together_are_one(tmp_path):
    folder = tmp_path / "eau"
    (folder / "annexes").mkdir(parents=True)
    for name in ("ccap.docx", "annexes/rgpd.pdf", "bpu.xlsx", "~$ccap.docx", ".cache.md", "clausecheck.yaml", "ancien.doc"):
        (folder / name).write_text("x")
    (found,) = dossiers([folder])
    assert found.name == "eau"
    assert [p.relative_to(folder).as_posix() for p in found.files] == ["ancien.doc", "annexes/rgpd.pdf", "ccap.docx"]
    assert [p.name for p in found.skipped] == ["bpu.xlsx"]
    files = [folder / "ccap.docx", folder / "ancien.doc"]
    assert dossiers(files) == [Dossier("eau", tuple(files))]
    assert [d.name for d in dossiers(files, each=True)] == ["ccap.docx", "ancien.doc"]
    assert [d.name for d in dossiers(files[:1])] == ["ccap.docx"]
    assert [d.name for d in dossiers(files, name="marché 12")] == ["marché 12"]
    with pytest.raises(UsageError):
        dossiers(files, each=True, name="x")
    (tmp_path / "vide").mkdir()
    with pytest.raises(UnreadableError):
        dossiers([tmp_path / "vide"])


# ---- exit codes --------------------------------------------------------------------------------------------

GAP = finding("GDPR-33-2")
EXPIRED = WaiverProblem("expired", "w.yaml:2", "GDPR-33-2", "expirée", "expired")
UNUSED = WaiverProblem("unused", "w.yaml:2", "GDPR-33-2", "inutile", "unused", blocking=False)
DOUBT = finding("SOV-SCOPE", "not-verifiable")


@pytest.mark.parametrize(
    ("made", "code"),
    [
        (report(finding("GDPR-33-2", "present", "x")), 0),
        (report(finding("GDPR-33-2", severity="warning")), 0),
        (report(GAP), 1),
        (report(finding("GDPR-33-2", "contrary", "x")), 1),
        (report(finding("GDPR-33-2", "not-applicable")), 0),
        (report(DOUBT), 3),
        (report(finding("GDPR-33-2", "present", "x"), unread=True), 3),
        (replace(report(), waiver_problems=(EXPIRED,)), 4),
        (replace(report(), waiver_problems=(UNUSED,)), 0),
        (replace(report(GAP), waiver_problems=(EXPIRED,)), 4),
        (replace(report(GAP, DOUBT), waiver_problems=(EXPIRED,)), 3),
    ],
)
def test_exit_code_of_a_report(patterns, made, code):
    assert decide(Dossier("d", ()), made, Policy(), patterns).code == code


def test_what_is_waived_known_idle_or_open_is_told_apart(patterns, tmp_path):
    from clausecheck.model import Waiver

    (tmp_path / "clausecheck.yaml").write_text("requirements: {GOV-TRAINING: required}\n")
    policy = load(tmp_path / "clausecheck.yaml", patterns)
    waiver = Waiver("SOV-SCOPE", "f1-1", "r", "a", "2026-01-01", "2027-01-01")
    made = marked(
        report(GAP, finding("SOV-SCOPE", waiver=waiver), finding("GDPR-12"), finding("GOV-TRAINING", "not-applicable"))
    )
    made = replace(made, conditions=(ConditionFinding("cloud", "probable"), ConditionFinding("ai", "absent")))
    known = frozenset({("GDPR-12", made.findings[2].fingerprint)})
    outcome = decide(Dossier("d", ()), made, policy, patterns, known)
    assert [f.clause for f in outcome.blocking] == ["GDPR-33-2"]
    assert [f.clause for f in outcome.known] == ["GDPR-12"]
    assert [f.clause for f in outcome.waived] == ["SOV-SCOPE"]
    assert (outcome.idle, outcome.open) == (("GOV-TRAINING",), ("cloud",))


def test_a_baseline_knows_a_gap_by_its_passage(tmp_path):
    path = tmp_path / "r.json"
    weak = finding("SOV-SCOPE", "weak", "3.1 Les données utiles.")
    path.write_text(as_json(report(GAP, weak)), encoding="utf-8")
    marks = {(f.clause, f.fingerprint) for f in marked(report(GAP, weak)).findings}
    assert baseline(path) == marks
    old = json.loads(path.read_text(encoding="utf-8"))
    for f in old["findings"]:
        del f["fingerprint"]
    path.write_text(json.dumps(old), encoding="utf-8")
    assert baseline(path) == marks, "a report written before findings had a fingerprint"
    for wrong in ("{}", "[]", "not json", '{"schema": "other"}'):
        path.write_text(wrong)
        with pytest.raises(UsageError):
            baseline(path)


def test_gate_passes_blocks_and_is_waived(place):
    passed = gate(place, SILENT)
    assert (passed.exit_code, passed.stdout.splitlines()[0]) == (0, "NOTHING BLOCKS (0): dossier")
    blocked = gate(place, LACKING)
    assert blocked.exit_code == 1
    assert "SOV-RETURN" in blocked.stdout
    waiving = ["waivers", "add", place / "dossier", "--reason", "r", "--approver", "a", "--today", TODAY]
    shown = json.loads(_report(place, "--report", place / "r.json"))
    gaps = [f for f in shown["findings"] if f["verdict"] in ("missing", "weak", "contrary")]
    blocking = {f["clause"] for f in gaps if f["severity"] == "error"}
    named = [x for clause in sorted(blocking) for x in ("--requirement", clause)]
    too_long = run(*waiving, *named, "--expires", "2028-01-01")
    assert too_long.exit_code == 2
    assert not (place / "clausecheck-waivers.yaml").exists()
    assert run(*waiving, *named, "--expires", "2027-01-01").exit_code == 0
    assert gate(place, LACKING).exit_code == 0
    assert gate(place, LACKING, "--no-waivers").exit_code == 1
    assert run("gate", place / "dossier", "--today", "2027-01-01").exit_code == 4
    assert gate(place, LACKING, "--no-waivers", "--baseline", place / "r.json").exit_code == 0
    counted = json.loads(_report(place, "--report", place / "r2.json"))
    assert counted["waived"] == len(blocking)
    assert {f["clause"] for f in counted["findings"] if f["waiver"]} == blocking


def _report(place: Path, *arguments: object) -> str:
    gate(place, LACKING, *arguments)
    return Path(arguments[-1]).read_text(encoding="utf-8")


def test_not_verifiable_when_something_was_not_read(place, monkeypatch):
    monkeypatch.setattr(api, "check", lambda *_, **__: report(unread=True))
    assert gate(place, SILENT).exit_code == 3


@pytest.mark.parametrize(
    "arguments",
    [
        ["--policy", "nope.yaml"],
        ["--waivers", "nope.yaml"],
        ["--today", "24/11/2026"],
        ["--baseline", "nope.json"],
        ["--report", "r.xyz"],
    ],
)
def test_usage_errors(place, arguments):
    done = run("gate", place / "dossier", "--lang", "en", *(["--today", TODAY] if "--today" not in arguments else []), *arguments)
    assert done.exit_code == 2


def test_dossiers_with_policies_of_their_own_need_one_named(place):
    shutil.copytree(place / "dossier", place / "autre" / "dossier")
    (place / "autre" / "clausecheck.yaml").write_text(LACKING, encoding="utf-8")
    assert gate(place, SILENT, place / "autre" / "dossier").exit_code == 2
    both = gate(place, SILENT, place / "autre" / "dossier", "--policy", place / "clausecheck.yaml")
    assert (both.exit_code, both.stdout.count("NOTHING BLOCKS (0): dossier")) == (0, 2)


def test_a_wrong_policy_stops_the_gate(place):
    done = gate(place, "profil: x\n")
    assert done.exit_code == 2
    assert ">    1 | profil: x" in done.stderr


def test_an_unreadable_contract_is_code_3(place):
    (place / "dossier" / "annexe.doc").write_bytes(b"x")
    assert gate(place, SILENT).exit_code == 3


def test_the_contract_is_never_written_over(place):
    contract = place / "dossier" / "contrat.md"
    assert gate(place, SILENT, "--attest", contract).exit_code == 2
    assert contract.read_text(encoding="utf-8") == CONTRACT


# ---- attestation -------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def attested(tmp_path_factory):
    """A dossier, a policy, waivers and patterns of the house, attested three times with different hash seeds."""
    place = tmp_path_factory.mktemp("attested")
    (place / "dossier").mkdir()
    (place / "dossier" / "contrat.md").write_text(CONTRACT, encoding="utf-8")
    (place / "clausecheck.yaml").write_text("extends: house.yaml\n", encoding="utf-8")
    (place / "house.yaml").write_text(LACKING, encoding="utf-8")
    (place / "clausecheck-waivers.yaml").write_text("waivers: []\n", encoding="utf-8")
    (place / "mine" / "notes").mkdir(parents=True)
    (place / "mine" / "notes" / "note.yaml").write_text("a: 1\n", encoding="utf-8")
    for seed in ("0", "1", "4242"):
        options = ["--patterns", "mine", "--today", TODAY, "--attest", f"{seed}.json"]
        done = subprocess.run(
            [sys.executable, "-m", "clausecheck", "gate", "dossier", *options],
            check=False, cwd=place, env={**os.environ, "PYTHONHASHSEED": seed}, capture_output=True, text=True, timeout=120,
        )  # fmt: skip
        assert done.returncode == 1, done.stderr
    return place


def test_the_attestation_is_the_same_bytes_whatever_the_hash_seed(attested):
    first, second, third = ((attested / f"{seed}.json").read_bytes() for seed in ("0", "1", "4242"))
    assert first == second == third
    written = json.loads(first)
    assert (written["date"], written["exit"]) == (TODAY, 1)
    assert [layer["name"] for layer in written["policy"]["layers"]] == ["house.yaml", "clausecheck.yaml"]
    assert written["dossiers"][0]["files"][0]["path"] == "dossier/contrat.md"
    assert str(attested).encode() not in first


@pytest.mark.parametrize(
    ("file", "before", "after", "told"),
    [
        ("dossier/contrat.md", "ferme", "fermé", "dossier/contrat.md: sha256"),
        ("clausecheck.yaml", "extends", "# \nextends", "clausecheck.yaml: sha256"),
        ("house.yaml", "required", "required ", "policy.sha256"),
        ("mine/notes/note.yaml", "1", "2", "patterns.sha256"),
        ("clausecheck-waivers.yaml", "[]", "[ ]", "clausecheck-waivers.yaml: sha256"),
        ("0.json", '"exit": 1', '"exit": 0', "exit: 0 → 1"),
        ("0.json", '"verdict": "missing"', '"verdict": "present"', "].verdict: present → missing"),
        ("", "", "", ""),
    ],
)
def test_verify_finds_one_changed_byte(attested, tmp_path, file, before, after, told):
    place = tmp_path / "copy"
    shutil.copytree(attested, place)
    if file:
        text = (place / file).read_text(encoding="utf-8")
        assert before in text
        (place / file).write_text(text.replace(before, after, 1), encoding="utf-8")
    done = run("verify", place / "0.json", "--lang", "en")
    assert done.exit_code == (1 if file else 0), done.output
    assert told in done.stdout


def test_verify_notices_a_piece_added_or_taken_out(attested, tmp_path):
    place = tmp_path / "copy"
    shutil.copytree(attested, place)
    shutil.copy(place / "dossier" / "contrat.md", place / "dossier" / "annexe.md")
    added = run("verify", place / "0.json")
    assert added.exit_code == 1
    assert "annexe.md" in added.stdout
    (place / "dossier" / "annexe.md").unlink()
    (place / "dossier" / "contrat.md").unlink()
    assert run("verify", place / "0.json").exit_code == 1
    (place / "x.json").write_text("{}")
    assert run("verify", place / "x.json").exit_code == 2


def test_first_difference_goes_in_order_and_names_the_place():
    old = {"a": 1, "b": [{"name": "x", "v": 1}, {"name": "y", "v": 2}]}
    assert first_difference(old, old) == ""
    assert first_difference(old, {**old, "b": [old["b"][0], {"name": "y", "v": 3}]}) == "b[y].v: 2 → 3"
    assert first_difference(old, {**old, "b": old["b"][:1]}) == 'b[y]: {"name": "y", "v": 2} → -'
    assert first_difference(old, {**old, "c": 1}) == "c: - → 1"


# ---- init --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("language", "house"), [("fr", "builtin:fr-collectivite"), ("en", "builtin:en-public-buyer")])
def test_init_yes_writes_stated_defaults_and_never_over_a_file(tmp_path, patterns, language, house):
    target = tmp_path / "clausecheck.yaml"
    assert run("init", tmp_path, "--yes", "--lang", language).exit_code == 0
    written = load(target, patterns)
    assert written.layers[-1].content.extends == (house,)
    assert (written.profile, dict(written.facts)) == ("", {})
    before = target.read_bytes()
    assert run("init", tmp_path, "--yes").exit_code == 2
    assert target.read_bytes() == before


def test_init_asks_what_the_profile_leaves_open(tmp_path, patterns):
    left = relevant(patterns, "annexe-rgpd") - {"digital", "personal-data", "processor"}
    number = list(patterns.contract_types).index("annexe-rgpd") + 1
    done = run("init", tmp_path, "--lang", "fr", input=f"x\n{number}\n" + "peut-être\no\n" + "n\n" * 40)
    assert done.exit_code == 0, done.output
    assert "Répondez par un numéro" in done.stdout
    assert "Répondez o, n ou Entrée." in done.stdout
    written = load(tmp_path / "clausecheck.yaml", patterns)
    assert written.profile == "annexe-rgpd"
    assert set(written.facts) == left
    assert sorted(written.facts.values()) == [False] * (len(left) - 1) + [True]


def test_init_without_answers_writes_nothing(tmp_path):
    assert run("init", tmp_path, input="").exit_code == 2
    assert run("init", tmp_path, "--yes", "--profile", "nope").exit_code == 2
    assert list(tmp_path.iterdir()) == []


def test_every_profile_gives_a_policy_that_can_be_used(tmp_path, patterns):
    for profile in patterns.contract_types:
        path = tmp_path / f"{profile}.yaml"
        path.write_text(policy_text(patterns, profile, {"ai": True}, "fr"), encoding="utf-8")
        assert load(path, patterns).profile == profile
    assert run("policy", "check", path).exit_code == 0


def test_policy_show_says_where_values_come_from(place):
    (place / "clausecheck.yaml").write_text("profile: saas-cloud\nfail-on: warning\n", encoding="utf-8")
    shown = run("policy", "show", place / "clausecheck.yaml").stdout
    assert [line.split() for line in shown.splitlines() if line.startswith(("fail-on", "facts.cloud"))] == [
        ["fail-on", "warning", "clausecheck.yaml:2"],
        ["facts.cloud", "true", "profile", "saas-cloud"],
    ]
    assert len(run("policy", "show", "builtin:fr-collectivite", "--all").stdout.splitlines()) > 80


def test_only_the_command_line_reads_the_clock():
    source = Path(api.__file__).parent
    texts = {p.relative_to(source).as_posix(): p.read_text(encoding="utf-8") for p in source.rglob("*.py")}
    readers = ("date.today(", "datetime.now(", "time.time(", "utcnow(")
    assert [f for f, text in texts.items() if not f.startswith("cli/") and any(r in text for r in readers)] == []


# ---- where it runs -----------------------------------------------------------------------------------------

ROOT = Path(__file__).parents[1]


def _ci_scripts() -> dict[str, str]:
    def read(name: str):
        return yaml.safe_load((ROOT / name).read_text(encoding="utf-8"))

    hook = read(".pre-commit-hooks.yaml")[0]
    return {
        "pre-commit": f"{hook['entry']} dossier/contrat.md",
        "github": next(s["run"] for s in read("docs/ci/action.yml")["runs"]["steps"] if s.get("name") == "Gate"),
        "gitlab": "\n".join(read("docs/ci/gitlab-ci.yml")["clausecheck-gate"]["script"]),
    }


@pytest.mark.skipif(not shutil.which("bash"), reason="the templates are bash")
@pytest.mark.parametrize("where", ["pre-commit", "github", "gitlab"])
@pytest.mark.parametrize(("policy", "code"), [(SILENT, 0), (LACKING, 1)])
def test_the_command_of_each_template_runs(place, where, policy, code):
    (place / "clausecheck.yaml").write_text(policy, encoding="utf-8")
    variables = {
        "DOSSIER": "dossier\n",
        "POLICY": "",
        "BASELINE": "",
        "ATTESTATION": "a.json",
        "REPORT": "r.html",
        "REPORT_LANGUAGE": "fr",
        "CI_JOB_STARTED_AT": "2026-11-24T10:00:00Z",
        "CLAUSECHECK_OPTIONS": "",
        "CLAUSECHECK_DOSSIER": "dossier",
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
    }
    script = _ci_scripts()[where]
    done = subprocess.run(
        ["bash", "-eu", "-c", script], cwd=place, env={**os.environ, **variables}, capture_output=True, check=False, timeout=120
    )
    assert done.returncode == code, done.stderr
    written = {p.name for p in place.iterdir()} - {"dossier", "clausecheck.yaml"}
    assert len(written) == (0 if where == "pre-commit" else 2)


def test_the_documented_policy_and_waivers_are_valid(tmp_path, patterns):
    blocks = (ROOT / "docs" / "gate.md").read_text(encoding="utf-8").split("```")[1::2]
    policy, waivers = (b.removeprefix("yaml\n") for b in blocks if b.startswith(("yaml\nextends", "yaml\nwaivers")))
    (tmp_path / "p.yaml").write_text(policy, encoding="utf-8")
    assert load(tmp_path / "p.yaml", patterns).profile == "saas-cloud"
    assert read(waivers.encode(), "w.yaml")[1] == ()
