"""Waivers: when they hold, what is said when they do not, and how their file is written."""

from __future__ import annotations

import datetime
from dataclasses import replace
from pathlib import Path

import pytest
from typer.testing import CliRunner

from clausecheck import load_patterns
from clausecheck.cli import waivers as verbs  # noqa: F401 - registers the verb
from clausecheck.cli.app import app
from clausecheck.decisions import Decision
from clausecheck.errors import UsageError
from clausecheck.fingerprint import fingerprint
from clausecheck.model import Waiver
from clausecheck.waivers import WaiverFile, apply, load, read, waived
from clausecheck.waivers_edit import add, entry_text, from_decisions, given, prune
from makers.report_maker import SHA, finding, report

TODAY = datetime.date(2026, 11, 24)
WEAK = finding("SOV-SCOPE", "weak", "Les données utiles sont listées.", severity="warning")
MARK = fingerprint(WEAK)
VALID = {
    "requirement": "SOV-SCOPE",
    "dossier": "eau",
    "fingerprint": MARK,
    "reason": "Inventaire joint au mémoire technique",
    "approver": "Mme Martin, DSI",
    "date": "2026-11-01",
    "expires": "2027-03-01",
}


@pytest.fixture(scope="module")
def patterns():
    return load_patterns()


def written(*entries: dict[str, str]) -> bytes:
    items = ["- " + "\n  ".join(f"{k}: {v}" for k, v in entry.items()) + "\n" for entry in entries]
    return ("waivers:\n" + "".join(items)).encode()


def held(patterns, data: bytes, *findings, dossier: str = "eau"):
    waivers, problems = read(data, "w.yaml")
    file = WaiverFile("w.yaml", "", waivers, problems)
    return apply(report(*findings), file, patterns, dossier=dossier, today=TODAY, max_days=180)


def but(**changes: str | None) -> dict[str, str]:
    return {k: v for k, v in {**VALID, **changes}.items() if v is not None}


CHANGED = finding("SOV-SCOPE", "weak", "Les données nécessaires sont listées.", severity="warning")
WORSE = replace(WEAK, verdict="contrary", severity="error")
FIXED = finding("SOV-SCOPE", "present", "Les données utiles sont listées.", severity="note")

#: case → entries, finding, whether it is waived, (code, line) of each problem.
CASES = {
    "valid for a dossier": ([but()], WEAK, True, []),
    "valid for a file": ([but(dossier=None, document=SHA)], WEAK, True, []),
    "valid on its last day": ([but(expires="2026-11-25")], WEAK, True, []),
    "expired on the day": ([but(expires="2026-11-24")], WEAK, False, [("expired", 2)]),
    "no reason": ([but(reason=None)], WEAK, False, [("malformed", 2)]),
    "empty approver": ([but(approver='""')], WEAK, False, [("malformed", 6)]),
    "no expiry": ([but(expires=None)], WEAK, False, [("malformed", 2)]),
    "unknown key": ([but(author="x")], WEAK, False, [("malformed", 9)]),
    "no such day": ([but(expires="2027-02-30")], WEAK, False, [("malformed", 8)]),
    "key twice": ([{**but(), "reason ": "x"}], WEAK, False, [("malformed", 9)]),
    "unknown requirement": ([but(requirement="SOV-SCOPES")], WEAK, False, [("unknown-requirement", 2)]),
    "passage changed": ([but()], CHANGED, False, [("passage-changed", 2)]),
    "clause taken out": ([but()], finding("SOV-SCOPE"), False, [("passage-changed", 2)]),
    "found worse than accepted": ([but(verdict="weak")], WORSE, False, [("verdict-changed", 2)]),
    "found better than accepted": ([but(verdict="contrary")], WEAK, True, []),
    "another version of the file": ([but(dossier=None, document=f'"{"0" * 64}"')], WEAK, False, [("document-changed", 2)]),
    "duplicate": ([but(), but(reason="encore")], WEAK, True, [("duplicate", 9)]),
    "renewed": ([but(expires="2026-11-20"), but()], WEAK, True, [("expired", 2)]),
    "too long": ([but(expires="2027-11-01")], WEAK, False, [("too-long", 2)]),
    "dated in the future": ([but(date="2026-12-01")], WEAK, False, [("not-yet", 2)]),
    "unused": ([but()], FIXED, False, [("unused", 2)]),
    "any requirement": ([but(requirement='"SOV-*"')], WEAK, False, [("over-broad", 2)]),
    "no scope": ([but(dossier=None)], WEAK, False, [("over-broad", 2)]),
    "no fingerprint": ([but(fingerprint=None)], WEAK, False, [("over-broad", 2)]),
    "any dossier": ([but(dossier='"*"')], WEAK, False, [("over-broad", 2)]),
    "another dossier": ([but(dossier="voirie", expires="2026-11-02")], WEAK, False, []),
}


@pytest.mark.parametrize("case", CASES)
def test_waiver_case(patterns, case):
    entries, found, is_waived, problems = CASES[case]
    done = held(patterns, written(*entries), found)
    assert [(p.code, int(p.place.split(":")[1])) for p in done.waiver_problems] == problems
    assert (done.findings[0].waiver is not None) is is_waived
    assert done.findings[0].verdict == found.verdict, "a waived finding stays what it is"
    assert [p.blocking for p in done.waiver_problems] == [code != "unused" for code, _ in problems]
    assert all(p.message_fr and p.message_en and p.message_fr != p.message_en for p in done.waiver_problems)


def test_the_waiver_is_carried_whole_and_the_date_is_the_one_given(patterns):
    done = held(patterns, written(but()), WEAK)
    assert done.findings[0].waiver == Waiver(
        "SOV-SCOPE", MARK, VALID["reason"], VALID["approver"], "2026-11-01", "2027-03-01", "", "eau", "", "w.yaml:2"
    )
    assert (done.findings[0].fingerprint, done.date) == (MARK, "2026-11-24")
    assert waived(done) == {MARK: VALID["reason"]}


def test_a_waiver_holds_when_articles_are_renumbered(patterns):
    renumbered = finding("SOV-SCOPE", "weak", "7.3 Les données utiles sont listées.", severity="warning")
    assert held(patterns, written(but()), renumbered).findings[0].waiver is not None


@pytest.mark.parametrize(
    ("data", "count"),
    [(b"", 0), (b"# rien\n", 0), (b"waivers:\n", 0), (b"waivers: []\n", 0), (b"- x\n", 1), (b"waivers: 3\n", 1),
     (b"waivers: [\n", 1), (b"waivers: []\nmore: 1\n", 1), (b"\xff\xfe\x00", 1), (b"waivers:\n- rien\n", 1)],
)  # fmt: skip
def test_a_file_that_is_no_list_of_waivers_is_one_problem(data, count):
    waivers, problems = read(data, "w.yaml")
    assert (waivers, len(problems)) == ((), count)


# ---- writing ----------------------------------------------------------------------------------------------

HOUSE = """\
# accord du 3 novembre
waivers:
  # première
  - requirement: SOV-SCOPE
    dossier: eau
    fingerprint: f1-0000000000000000
    reason: a
    approver: b
    date: 2026-11-01
    expires: 2027-01-01

  # seconde
  - requirement: GDPR-12
    dossier: eau
    fingerprint: f1-0000000000000001
    reason: a
    approver: b
    date: 2026-11-01
    expires: 2027-01-01
"""
TRICKY = given(
    replace(WEAK, fingerprint=MARK), dossier="lot 1: « eau » # no", reason="- oui: \"non\" 'x'\n2026-01-01", approver="null",
    date=TODAY, expires=datetime.date(2027, 1, 1),
)  # fmt: skip


def without_places(path: Path) -> list[Waiver]:
    assert load(path).problems == ()
    return [replace(w, place="") for w in load(path).waivers]


FLOW = "waivers: [{requirement: SOV-SCOPE, reason: a, approver: b, date: 2026-11-01, expires: 2027-01-01}]\n"


@pytest.mark.parametrize("start", [None, "", "waivers:\n", "waivers: []\n", HOUSE, HOUSE.rstrip(), FLOW])
def test_what_is_added_reads_back_and_comments_stay(tmp_path, start):
    path = tmp_path / "w.yaml"
    before = []
    if start is not None:
        path.write_text(start, encoding="utf-8")
        before = without_places(path)
    add(path, [TRICKY, TRICKY])
    assert without_places(path) == [*before, TRICKY, TRICKY]
    assert all(line in path.read_text(encoding="utf-8") for line in (start or "").splitlines() if line.strip().startswith("#"))
    assert list(tmp_path.iterdir()) == [path]


def test_a_malformed_file_is_not_added_to(tmp_path):
    path = tmp_path / "w.yaml"
    path.write_text("waivers:\n- requirement: X\n", encoding="utf-8")
    with pytest.raises(UsageError):
        add(path, [TRICKY])
    assert path.read_text(encoding="utf-8") == "waivers:\n- requirement: X\n"


def test_prune_takes_out_entries_and_leaves_comments_and_the_others(tmp_path):
    path = tmp_path / "w.yaml"
    path.write_text(HOUSE, encoding="utf-8")
    assert prune(path, {"w.yaml:4"}) == 1
    text = path.read_text(encoding="utf-8")
    assert [w.requirement for w in load(path).waivers] == ["GDPR-12"]
    assert all(comment in text for comment in ("# accord du 3 novembre", "# première", "# seconde"))
    (place,) = (w.place for w in load(path).waivers)
    assert prune(path, {place}) == 1
    assert load(path).waivers == load(path).problems == ()
    add(path, [TRICKY])
    assert without_places(path) == [TRICKY]


def test_decisions_of_the_matrix_make_waivers(patterns):
    def decision(code, comment="motif", mark=MARK, row=2):
        return Decision("eau", "SOV-SCOPE", mark, code, comment, row)

    rows = [
        decision("accepted"), decision("accepted"), decision("not-applicable", mark="f1-1"), decision("tool-error", mark="f1-2"),
        decision("to-fix", mark="f1-3"), decision("to-discuss", mark="f1-4"), decision("", mark="f1-5"),
        decision("accepted", comment=" ", mark="f1-6"), decision("accepted", mark="f1-7"),
    ]  # fmt: skip
    made, refused = from_decisions(
        rows, approver="DSI", date=TODAY, expires=datetime.date(2027, 3, 1), present=lambda w: w.fingerprint == "f1-7"
    )
    assert [(w.fingerprint, w.reason) for w in made] == [
        (MARK, "motif"), ("f1-1", "sans objet / not applicable: motif"), ("f1-2", "erreur de l'outil / tool error: motif"),
    ]  # fmt: skip
    assert [d.fingerprint for d in refused] == ["f1-6"]
    done = held(patterns, ("waivers:\n" + "".join(entry_text(w) for w in made)).encode(), WEAK)
    assert done.findings[0].waiver is not None


def test_list_and_prune_on_the_command_line(tmp_path):
    path = tmp_path / "w.yaml"
    path.write_bytes(written(but(), but(expires="2026-11-10"), but(requirement="NOPE")))
    (tmp_path / "p.yaml").write_text("waivers: {max-days: 200}\n")

    def run(*arguments: str):
        options = ["--waivers", str(path), "--policy", str(tmp_path / "p.yaml"), "--today", "2026-11-24", "--lang", "fr"]
        return CliRunner().invoke(app, ["waivers", *arguments, *options])

    listed = run("list")
    assert listed.exit_code == 4
    assert "expirée le 2026-11-10" in listed.output
    assert "l'exigence NOPE n'existe pas" in listed.output
    assert run("prune").exit_code == 0
    assert [w.requirement for w in load(path).waivers] == ["SOV-SCOPE", "NOPE"]
