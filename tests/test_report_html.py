"""The HTML report: one page that prints on A4, the whole text of the contract beside the findings, links both ways."""

from __future__ import annotations

import base64
import hashlib
import re
import shutil
import subprocess
from dataclasses import replace
from functools import cache
from pathlib import Path

import pypdfium2
import pytest
from lxml import html as parser

from clausecheck import api, load_patterns
from clausecheck.extract.files import read
from clausecheck.model import Block, ConditionFinding, Document, Evidence, Finding, Report, Span, Unread, Waiver, WaiverProblem
from clausecheck.report import html
from clausecheck.report.words import condition_title, word

SAMPLES = Path(__file__).parents[1] / "sample_contracts"
HOSTILE = '</p></script><script>alert(1)</script><b onclick="x()">gras</b> {{ 7 * 7 }} & "fin"'
LINES = [
    ("heading", "Réversibilité"),
    ("paragraph", "Le titulaire rend les données. Il les rend en CSV, sous dix jours, sauf celles de l'annexe."),
    ("list-item", HOSTILE),
    ("table-row", "Délai | dix jours"),
    ("table-row", "Format | CSV"),
]
TEXT = "\n".join(text for _, text in LINES)


def _document(name: str = 'contrat "1".docx') -> Document:
    blocks, at = [], 0
    for n, (kind, text) in enumerate(LINES):
        cells, start = [], at
        if kind == "table-row":
            for cell in text.split(" | "):
                cells.append(Span(start, start + len(cell)))
                start += len(cell) + 3
        blocks.append(
            Block(kind, at, at + len(text), "Article 4" if kind == "heading" else "", 1, place="tableau 1, ligne 1" if cells else "",
                  cells=tuple(cells), table=(1, n - 2) if cells else None)
        )  # fmt: skip
        at += len(text) + 1
    hidden = "Texte masqué par le rédacteur."
    blocks.append(Block("paragraph", at, at + len(hidden), layer="hidden", place="texte masqué, paragraphe 3"))
    return Document(name, "0" * 64, "docx", TEXT + "\n" + hidden, tuple(blocks), language="fr")


def quote(text: str, role: str = "for", document: str = 'contrat "1".docx') -> Evidence:
    start = TEXT.index(text)
    return Evidence(document, "Article 4 – Réversibilité", None, text, start, start + len(text), role)


SENTENCE = "Il les rend en CSV, sous dix jours, sauf celles de l'annexe."
FINDINGS = (
    Finding("SOV-RETURN", "data-sovereignty", "weak", "warning", (), (quote(SENTENCE), quote("Format | CSV")), ("core",)),
    Finding("GDPR-33-2", "gdpr", "contrary", "error", (),
            (quote("sous dix jours, sauf celles de l'annexe.", "against"), quote(HOSTILE)), ("contrary",)),
    Finding("GDPR-44", "gdpr", "missing", "error", (), (), ("no-core",), nearest=(quote("rend en CSV, sous", "nearest"),)),
    Finding("OD-LICENCE", "open-data", "not-applicable", "note", (), (), ("no-condition",)),
    Finding("HOUSE-1", "house-rules", "weak", "note", (), (quote(SENTENCE),), ("weak-wording",)),
)  # fmt: skip
WAIVER = Waiver("HOUSE-1", "f1-x", "déjà traité <b>", "A. Martin", "2026-01-01", "2026-12-31", place="w.yaml:3")
REPORT = Report(
    "1.2.3", "9.9.9", "a" * 64, "fr", (_document(),),
    (ConditionFinding("personal-data", "established", (quote("Le titulaire rend les données."),)), ConditionFinding("cloud", "probable")),
    (*FINDINGS[:4], replace(FINDINGS[4], waiver=WAIVER)),
    (WaiverProblem("expired", "w.yaml:9", "GDPR-44", "dérogation expirée", "waiver expired"),),
)  # fmt: skip


@cache
def sample(language: str) -> Report:
    name = "fr-saas-mairie" if language == "fr" else "en-dpa"
    return api.judge([api.detected(read(SAMPLES / name / "contract.docx"))])


patterns = cache(load_patterns)


def render(report: Report) -> str:
    return html.render(report, patterns())


def tree(report: Report):
    """The page of a report made for one test."""
    return parser.document_fromstring(render(report))


@pytest.fixture(scope="module", params=["made", "fr", "en"])
def report(request) -> Report:
    return REPORT if request.param == "made" else sample(request.param)


@pytest.fixture(scope="module")
def text(report) -> str:
    return render(report)


@pytest.fixture(scope="module")
def page(text):
    return parser.document_fromstring(text)


def pane(page) -> tuple[str, dict[str, int]]:
    """The text of the contract as the page shows it, without links nor labels, and where each mark starts in it."""
    text, starts = "", {}
    (section,) = page.xpath('//section[@id="text"]')
    for node in section.xpath("./section/div//text()[not(ancestor::*[@class='cites' or @class='small' or @class='page'])]"):
        parent = node.getparent()
        if not node.is_tail and parent.tag == "mark" and parent.get("id"):
            starts[parent.get("id")] = len(text)
        text += str(node)
    return text, starts


def squeezed(text: str) -> str:
    return re.sub(r"[\s|]+", "", text)


# ---- the text and its marks --------------------------------------------------------------------------------


def test_every_quote_is_marked_at_its_place(page):
    shown, starts = pane(page)
    figures = page.xpath("//figure")
    assert figures
    for figure in figures:
        (link,) = figure.xpath("./figcaption/a")
        quoted = squeezed(figure.xpath("string(./blockquote)"))
        at = starts[link.get("href")[1:]]
        assert squeezed(shown[at : at + 2 * len(quoted) + 200]).startswith(quoted)


def test_every_mark_leads_back_to_the_findings_that_rest_on_it(report, page):
    ids = {x.get("id"): x for x in page.xpath("//figure")}
    cites = {a.get("href"): a for a in page.xpath('//span[@class="cites"]/a')}
    for f in report.findings:
        first = {}
        for n, e in enumerate((*f.evidence, *(f.nearest if f.verdict in ("missing", "not-verifiable") else ())), 1):
            first.setdefault((e.document, e.start, e.end), n)
        for n in first.values():
            cite = cites[f"#q-{f.clause}-{n}"]
            assert cite.text == f.clause
            # it stands right after the last word of the passage
            figure = ids[f"q-{f.clause}-{n}"]
            mark = cite.getparent().getprevious()
            assert squeezed(figure.xpath("string(./blockquote)")).endswith(squeezed(mark.text)[-5:])
    for c in report.conditions:
        if c.state != "absent" and c.evidence:
            assert f"#c-{c.id}" in cites


def test_overlapping_passages_share_their_pieces():
    page = tree(REPORT)
    pieces = [(m.text, m.get("class"), [a.text for a in m.xpath("./following-sibling::*[1][@class='cites']/a")])
              for m in page.xpath('//section[@id="text"]/section//p[1]/mark')]  # fmt: skip
    assert pieces == [
        ("Le titulaire rend les données.", "condition", [condition_title(patterns(), "personal-data", "fr")]),
        ("Il les ", "for", []),
        ("rend en CSV, ", "for", []),
        ("sous", "against", ["GDPR-44"]),
        (" dix jours, sauf celles de l'annexe.", "against", ["SOV-RETURN", "HOUSE-1", "GDPR-33-2"]),
    ]


def test_the_whole_text_is_there_in_its_order(report, page):
    shown, _ = pane(page)
    left = squeezed(shown)
    for d in report.documents:
        for b in d.blocks:
            text = squeezed(d.text[b.start : b.end])
            label = squeezed(b.number) if b.kind != "table-row" else ""
            for whole in (label + text, text):
                if left.startswith(whole):
                    left = left[len(whole) :]
                    break
            else:
                pytest.fail(f"not shown in its place: {text[:80]}")
    assert left == ""


def test_articles_are_headings_and_tables_have_rows():
    page = tree(REPORT)
    assert [h.text_content() for h in page.xpath('//section[@id="text"]//h4')] == ["Article 4 Réversibilité"]
    rows = [[c.xpath("string(.//mark|text())") for c in row.xpath("./td")] for row in page.xpath('//section[@id="text"]//tr')]
    assert rows == [["Délai", "dix jours"], ["Format", "CSV"]]
    assert "[texte masqué, paragraphe 3]" in page.get_element_by_id("text").text_content()


def test_a_quote_of_another_document_is_shown_without_a_link():
    lost = replace(FINDINGS[0], evidence=(quote(SENTENCE, document="autre.pdf"),))
    page = tree(replace(REPORT, findings=(lost,)))
    assert page.xpath("//figcaption/a") == []
    assert SENTENCE in page.xpath("string(//figure)")


# ---- the page ----------------------------------------------------------------------------------------------


def test_links_lead_somewhere_and_ids_are_unique(report, page):
    ids = page.xpath("//@id")
    assert len(ids) == len(set(ids))
    hrefs = page.xpath("//a/@href")
    assert [h for h in hrefs if h[0] != "#" or h[1:] not in ids] == []
    assert {f.clause for f in report.findings} <= set(ids)


def test_heading_levels_are_never_skipped(page):
    levels = [int(h.tag[1]) for h in page.xpath("//h1|//h2|//h3|//h4|//h5|//h6")]
    assert levels[0] == 1
    assert all(b <= a + 1 for a, b in zip(levels, levels[1:], strict=False))


def test_the_page_asks_nothing_of_the_network_and_runs_no_script_but_its_own(page):
    assert page.xpath("//@src|//link|//base|//form/@action|//@style|//*[@*[starts-with(name(), 'on')]]") == []
    assert "url(" not in page.xpath("string(//style)") and "@import" not in page.xpath("string(//style)")
    (script,) = page.xpath("//script")
    digest = base64.b64encode(hashlib.sha256(script.text.encode()).digest()).decode()
    (policy,) = page.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")
    assert policy.startswith("default-src 'none'") and f"script-src 'sha256-{digest}'" in policy


def test_without_script_nothing_is_hidden_but_the_filters(report, page):
    assert [x.get("id") for x in page.xpath("//*[@hidden]")] == ["filters"]
    assert sorted(x.get("id") for x in page.xpath("//*[@data-verdict]")) == sorted(f.clause for f in report.findings)
    boxes = page.xpath('//form[@id="filters"]//input')
    assert {b.get("value") for b in boxes} == {f.verdict for f in report.findings} | {f.family for f in report.findings}
    assert all(b.getparent().tag == "label" and b.getparent().getparent().tag == "fieldset" for b in boxes)


def test_words_of_the_contract_are_never_markup():
    page = tree(REPORT)
    assert len(page.xpath("//script")) == 1
    assert page.xpath("//b") == []
    assert HOSTILE in page.xpath("string(//article[@id='GDPR-33-2']//figure[2]/blockquote)")
    assert HOSTILE in page.get_element_by_id("text").text_content()


def test_a_hostile_file_name_stays_in_the_foot_of_the_page():
    name = 'a"; } body { display: none } </style><script>x</script>\\.docx'
    page = tree(replace(REPORT, documents=(_document(name),), findings=(), conditions=()))
    (style,) = page.xpath("//style")
    foot = style.text.rsplit("@page", 1)[1]
    assert re.fullmatch(r' \{ @bottom-left \{ content: "(?:[A-Za-z0-9]|\\[0-9a-f]{6})*"; \} \}\s*', foot)
    assert name in page.xpath("string(//title)")


def test_two_runs_give_the_same_bytes(report, text):
    assert render(report) == text


# ---- the first page ----------------------------------------------------------------------------------------


def many(language: str, gaps: int = 60) -> Report:
    """A report with long titles everywhere: the worst that the first page must hold."""
    longest = sorted(patterns().requirements, key=lambda r: -len(r.languages[language].title))
    findings = [
        Finding(r.id, r.family, ("contrary", "missing", "weak")[n % 3], ("error", "warning", "note")[n % 3], (), (), ("no-core",),
                waiver=replace(WAIVER, requirement=r.id) if n >= gaps else None)
        for n, r in enumerate(longest)
    ]  # fmt: skip
    unread = tuple(Unread(f"page {n}", "image", "page image, non lue " * 9, "image page, not read " * 9) for n in range(20))
    documents = tuple(replace(_document(f"piece {n} {'au nom très long ' * 9}.docx"), unread=unread) for n in range(9))
    conditions = tuple(ConditionFinding(c.id, ("established", "probable")[n % 2]) for n, c in enumerate(patterns().conditions))
    problems = tuple(replace(REPORT.waiver_problems[0], place=f"w.yaml:{n}") for n in range(9))
    return replace(REPORT, language=language, documents=documents, findings=tuple(findings), conditions=conditions, waiver_problems=problems)


def test_the_synthesis_says_what_blocks_first_and_counts_the_rest():
    page = tree(many("fr"))
    (sheet,) = page.xpath('//section[@class="sheet"]')
    heads = [h.text_content() for h in sheet.xpath(".//h3")]
    assert heads[:4] == ["Ce qui n'a pas été lu (180)", "Points bloquants (20)", "À corriger ensuite (20)", "À noter (20)"]
    shown = [len(ul.xpath("./li")) for ul in sheet.xpath("./ul[@class='plain']")]
    more = [d.xpath("string(./summary)") for d in sheet.xpath("./details")]
    cut = [len(d.xpath("./ul/li")) for d in sheet.xpath("./details")]
    assert more == [f"et {n} autres, voir plus bas" for n in cut]
    assert sum(shown[:3]) + sum(cut[:3]) == 60
    assert shown[0] >= shown[1] >= 3
    assert "Supposé, à confirmer" in sheet.text_content()


def test_the_synthesis_of_a_short_report_is_whole():
    (sheet,) = tree(REPORT).xpath('//section[@class="sheet"]')
    assert sheet.xpath(".//details") == []
    entries = [li.xpath("string(./a)").split(" · ")[0] for li in sheet.xpath("./ul[@class='plain']/li")]
    assert entries == ["GDPR-33-2", "GDPR-44", "SOV-RETURN", "HOUSE-1"]
    assert "Tout le texte des fichiers a été lu." in sheet.text_content()
    assert "A. Martin" in sheet.text_content() and "dérogation expirée" in sheet.text_content()
    assert [td.text for td in sheet.xpath(".//td")] == ["1", "1", "2", "0", "0", "1"]


# ---- in a browser ------------------------------------------------------------------------------------------

CHROMIUM = shutil.which("chromium")
in_browser = pytest.mark.skipif(CHROMIUM is None, reason="needs chromium")


def browse(page: Path, *options: str) -> str:
    command = [CHROMIUM, "--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={page.parent / 'profile'}", *options, page.as_uri()]
    return subprocess.run(command, capture_output=True, text=True, timeout=120).stdout


@in_browser
def test_the_synthesis_prints_on_one_sheet_of_a4(tmp_path):
    language = "fr"  # the longer words; benchmarks/html_page.py tries both
    report = many(language)
    (tmp_path / "r.html").write_text(render(report), encoding="utf-8")
    browse(tmp_path / "r.html", "--no-pdf-header-footer", f"--print-to-pdf={tmp_path / 'r.pdf'}")
    document = pypdfium2.PdfDocument(tmp_path / "r.pdf")
    first, second = (document[n].get_textpage().get_text_bounded() for n in range(2))
    assert [round(x) for x in document[0].get_size()] == [595, 842]
    last = word("disclaimer", language).split()[-1]
    assert word("blocking", language) in first and last in first
    assert last not in second and word("read", language) in second
    assert f"1 / {len(document)}" in first
    document.close()


@in_browser
def test_the_filters_count_what_they_leave_and_links_undo_them(tmp_path):
    page = re.sub(r'<meta http-equiv="Content-Security-Policy"[^>]*>', "", render(REPORT))
    steps = """<script>
      var log = [], out = document.getElementById("shown"), form = document.getElementById("filters");
      function hidden() { return Array.from(document.querySelectorAll("[data-verdict][hidden]"), function (x) { return x.id; }).join(); }
      log.push(form.hidden, out.textContent);
      form.querySelector("[value=weak]").click(); log.push(out.textContent, hidden());
      form.querySelector("[value=gdpr]").click(); log.push(out.textContent, hidden());
      document.querySelector(".cite[href='#q-SOV-RETURN-1']").click(); log.push(out.textContent);
      document.getElementById("gaps").click(); log.push(hidden());
      document.title = log.join(" ; ");</script>"""
    (tmp_path / "r.html").write_text(page.replace("</body>", steps + "</body>"), encoding="utf-8")
    title = parser.document_fromstring(browse(tmp_path / "r.html", "--dump-dom")).xpath("string(//title)")
    assert title.split(" ; ") == [
        "false", "Exigences affichées : 5 sur 5",
        "Exigences affichées : 3 sur 5", "SOV-RETURN,HOUSE-1",
        "Exigences affichées : 1 sur 5", "SOV-RETURN,GDPR-33-2,GDPR-44,HOUSE-1",
        "Exigences affichées : 5 sur 5", "OD-LICENCE",
    ]  # fmt: skip
