"""The contract given back with comments: exactly on the evidence, and nothing else of the file changed.

The documents are made here, one for each thing that a Word file can hold round a quote; all texts are invented.
"""

from __future__ import annotations

import copy
import io
import re
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, replace

import docx
import pytest
from lxml import etree

from clausecheck.errors import UnreadableError, UsageError
from clausecheck.extract.docx import read_docx
from clausecheck.model import Document, ElementFinding, Evidence, Finding, Report, Waiver
from clausecheck.patterns import load_patterns
from clausecheck.report import docx as annotated
from clausecheck.report.docx_align import letters, locate
from clausecheck.report.docx_parties import PartyName, fill, party_names
from clausecheck.report.docx_parts import kind
from makers import docx_maker as make
from makers.docx_maker import cell, control, deleted, field, inserted, numbered, package, paragraph, row, run, table

PATTERNS = load_patterns()
NAME = "contrat.docx"
QUOTE = "Le titulaire notifie toute violation sous 24 heures."
CONTENT_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
WORD_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml."
INTRO, END = paragraph("Le présent marché a pour objet la maintenance du portail."), paragraph("Fait en deux exemplaires.")
CORE = (
    '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" '
    'xmlns:dcterms="http://purl.org/dc/terms/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
    '<dcterms:modified xsi:type="dcterms:W3CDTF">2025-03-02T08:09:10Z</dcterms:modified></cp:coreProperties>'
)
ROOT_RELATIONS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="rId1" Target="word/document.xml" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"/>'
    '<Relationship Id="rId2" Target="docProps/core.xml" '
    'Type="http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties"/></Relationships>'
)


# ---- reports made by hand ----------------------------------------------------------------------------------


def read(source: bytes, name: str = NAME) -> Document:
    return replace(read_docx(name, source), language="fr")


def quoted(document: Document, quote: str, role: str = "for", where: str = "Article 1") -> Evidence:
    start = document.text.index(quote)
    return Evidence(document.name, where, None, quote, start, start + len(quote), role)  # type: ignore[arg-type]


def weak(*evidence: Evidence, clause: str = "GDPR-33-2", family: str = "gdpr") -> Finding:
    elements = (ElementFinding("content", "essential", True, False), ElementFinding("delay", "essential", True, True))
    return Finding(clause, family, "weak", "warning", elements, evidence, ("core", "lacks:content"))


def missing(clause: str = "GDPR-35", family: str = "gdpr", **more: object) -> Finding:
    return replace(Finding(clause, family, "missing", "error", (), (), ("no-core",)), **more)  # type: ignore[arg-type]


def report(*documents: Document, findings: tuple[Finding, ...] = (), language: str = "fr") -> Report:
    return Report("1", "1", "0", language, documents, (), findings)  # type: ignore[arg-type]


def annotate(source: bytes, *quotes: str, **options: object) -> bytes:
    document = read(source)
    findings = tuple(weak(quoted(document, q)) for q in quotes)
    return annotated.render(report(document, findings=findings), source, NAME, patterns=PATTERNS, **options)  # type: ignore[arg-type]


# ---- reading the result ------------------------------------------------------------------------------------


def part(data: bytes, name: str = "word/document.xml") -> etree._Element:
    return etree.fromstring(zipfile.ZipFile(io.BytesIO(data)).read(name))


def attribute(element: etree._Element, name: str) -> str:
    return next((v for k, v in element.attrib.items() if k.endswith("}" + name)), "")


def covered(data: bytes) -> dict[str, str]:
    """The text between the marks of each comment, as it is in the XML; what is deleted or in a text box is left out."""
    opened: dict[str, list[str]] = {}
    closed: dict[str, str] = {}
    for element in part(data).iter(etree.Element):
        name = kind(element.tag)
        if name == "w:commentRangeStart":
            opened[attribute(element, "id")] = []
        elif name == "w:commentRangeEnd":
            closed[attribute(element, "id")] = "".join(opened.pop(attribute(element, "id")))
        elif name in ("w:t", "m:t", "w:noBreakHyphen", "w:sym"):
            around = {kind(each.tag) for each in element.iterancestors()}
            if not around & {"w:del", "w:moveFrom", "w:txbxContent", "mc:Fallback"}:
                text = "-" if name == "w:noBreakHyphen" else "☒" if name == "w:sym" else element.text or ""
                for each in opened.values():
                    each.append(text)
    assert not opened
    return {number: closed[number] for number in sorted(closed, key=int)}


def comments(data: bytes, author: str = "clausecheck") -> dict[str, str]:
    """The texts of the comments of one author, by id."""
    archive = zipfile.ZipFile(io.BytesIO(data))
    if "word/comments.xml" not in archive.namelist():
        return {}
    found = [c for c in part(data, "word/comments.xml") if attribute(c, "author") == author]
    return {attribute(c, "id"): "\n".join("".join(p.itertext()) for p in c) for c in found}


def same(quote: str, text: str) -> bool:
    return "".join(c for c, _ in letters(quote)) == "".join(c for c, _ in letters(text))


def stripped(root: etree._Element) -> etree._Element:
    """A copy without comments of ours, in which runs that were cut are one again."""
    root = copy.deepcopy(root)
    ours = {"w:commentRangeStart", "w:commentRangeEnd"}
    for element in [e for e in root.iter(etree.Element) if kind(e.tag) in ours]:
        element.getparent().remove(element)
    for element in [e for e in root.iter(etree.Element) if kind(e.tag) == "w:commentReference"]:
        element.getparent().getparent().remove(element.getparent())
    for element in root.iter(etree.Element):
        element.attrib.pop("{http://www.w3.org/XML/1998/namespace}space", None)
        if kind(element.tag) == "w:r":
            joined(element)
    return root


def joined(first: etree._Element) -> None:
    """Append to a run those that follow it with the same properties."""
    while (second := first.getnext()) is not None and kind(second.tag) == "w:r" and properties(first) == properties(second):
        for child in list(second):
            if kind(child.tag) == "w:rPr":
                continue
            last = first[-1] if len(first) else None
            if last is not None and kind(last.tag) == kind(child.tag) == "w:t":
                last.text = (last.text or "") + (child.text or "")
            else:
                first.append(child)
        second.getparent().remove(second)
    for child in list(first):
        previous = child.getprevious()
        if previous is not None and kind(previous.tag) == kind(child.tag) == "w:t":
            previous.text = (previous.text or "") + (child.text or "")
            first.remove(child)


def properties(element: etree._Element) -> list[bytes]:
    found = [etree.tostring(child, method="c14n") for child in element if kind(child.tag) == "w:rPr"]
    return [re.sub(rb' w:id="\d+"', b"", each) for each in found]


def canonical(root: etree._Element) -> bytes:
    return etree.tostring(root, method="c14n")


def paragraphs(data: bytes) -> list[str]:
    """The paragraphs of the body as python-docx reads them, tables included."""
    body = docx.Document(io.BytesIO(data)).element.body
    return [p.text for p in body.iter("{http://schemas.openxmlformats.org/wordprocessingml/2006/main}p")]


# ---- the documents -----------------------------------------------------------------------------------------

ITALIC, BOLD = "<w:i/>", "<w:b/>"
HEAD, TAIL = QUOTE[:20], QUOTE[20:]


@dataclass(frozen=True)
class Case:
    """``place`` is what a comment must say of a quote that is not in the body; ``opens`` is for python-docx."""

    source: bytes
    quotes: tuple[str, ...] = (QUOTE,)
    place: str = ""
    opens: bool = True


def case(*body: str, parts: dict[str, str] | None = None, **more: object) -> Case:
    """A document with an article before and after. Its types are declared, as python-docx wants them."""
    options = {k: more.pop(k) for k in ("content_type", "strict") if k in more}
    main = str(options.get("content_type", make.DOCX_TYPE))
    types = {"document": main} | {name: f"{WORD_TYPE}{re.sub(r'[0-9]', '', name)}+xml" for name in parts or {}}
    declared = "".join(f'<Override PartName="/word/{name}.xml" ContentType="{type_}"/>' for name, type_ in types.items())
    relations = '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    declaration = f'<Types xmlns="{CONTENT_TYPES}">{relations}{declared}</Types>'
    source = package([INTRO, *body, END, "<w:sectPr/>"], {**(parts or {}), "[Content_Types].xml": declaration}, **options)  # type: ignore[arg-type]
    return Case(source, **more)  # type: ignore[arg-type]


def by_program(build: Callable[[docx.document.Document], None]) -> Case:
    file = docx.Document()
    file.add_heading("Article 1 – Objet", 1)
    build(file)
    buffer = io.BytesIO()
    file.save(buffer)
    return Case(buffer.getvalue())


def with_comments(file: docx.document.Document) -> None:
    paragraph_ = file.add_paragraph("Avant. ")
    file.add_comment([paragraph_.add_run(QUOTE), paragraph_.add_run(" Après.")], "Déjà là", "Autre", "A")
    file.add_table(1, 2).cell(0, 1).text = "Une cellule"


def with_sections(file: docx.document.Document) -> None:
    file.sections[0].header.paragraphs[0].text = "En-tête du marché"
    file.add_paragraph("Première section.", "List Number")
    file.add_section()
    file.add_paragraph(QUOTE, "List Number")
    file.add_section().different_first_page_header_footer = True


def with_table(file: docx.document.Document) -> None:
    grid = file.add_table(2, 2)
    grid.cell(0, 0).merge(grid.cell(0, 1)).text = "Délais"
    grid.cell(1, 0).text = "Incident"
    grid.cell(1, 1).text = QUOTE


REVISED = inserted(run(HEAD)) + deleted("de l'ancien texte ") + run(TAIL)
FOOTNOTE = make.notes("footnote", n2=QUOTE)
HEADER = "<w:sectPr><w:headerReference r:id='rId-header1'/></w:sectPr>"
LIST = make.numbering({1: make.level(0, "Article %1") + make.level(1, "%1.%2")}, {1: make.use(1)})
NESTED = table(row(cell(paragraph("Avant"), table(row("x", QUOTE)), paragraph("Après")), cell("b")))
LONG = [f"Phrase numéro {n} du long paragraphe." for n in range(400)]

CASES: dict[str, Case] = {
    "plain": case(paragraph(QUOTE)),
    "one run of many": case(paragraph(run("Avant. ") + run(HEAD, BOLD) + run(TAIL, ITALIC) + run(" Après."))),
    "inside a run": case(paragraph(run(f"Avant. {QUOTE} Après.", BOLD))),
    "twice in a paragraph": case(paragraph(f"Un. {QUOTE} Deux."), paragraph(QUOTE), quotes=(QUOTE, "Deux.")),
    "accents apart": case(paragraph("Il dore la donne\u0301e per\u00adsonnelle. Fin."), quotes=("Il dore la donnée",)),
    "breaks and tabs": case(
        paragraph("<w:r><w:t>Le sous</w:t><w:noBreakHyphen/><w:t>traitant</w:t><w:tab/><w:t>notifie</w:t><w:br/>"
                  "<w:t>la violation. Fin.</w:t></w:r>"),
        quotes=("Le sous-traitant\tnotifie la violation.", "traitant\tnotifie"),
    ),
    "table row": case(table(row("Incident", cell("Violation", "notifiée sous 24 heures"))),
                      quotes=("Incident | Violation\nnotifiée sous 24 heures", "notifiée sous")),
    "nested table": case(NESTED),
    "merged cells": by_program(with_table),
    "long cells": case(table(row(cell(*LONG[:30], QUOTE), cell("b")))),
    "list": case(paragraph("Le titulaire :", numbered(1, 0)), paragraph(QUOTE, numbered(1, 1)), parts={"numbering": LIST}),
    "sections": by_program(with_sections),
    "existing revisions": case(paragraph(REVISED + run(" Après.")), quotes=(QUOTE, "Après.")),
    "revised look": case(paragraph(run(f"Avant. {QUOTE}", '<w:rPrChange w:id="7" w:author="A"><w:rPr/></w:rPrChange>'))),
    "moved": case(paragraph(make.moved_from(run(QUOTE))), paragraph(make.moved_to(run(QUOTE)))),
    "mark deleted": case(paragraph(run(HEAD), make.END_DELETED), paragraph(run(TAIL) + run("Après."))),
    "comments": by_program(with_comments),
    "footnote call inside": case(paragraph(run(HEAD) + make.note_call("footnote", 2) + run(TAIL)),
                                 parts={"footnotes": make.notes("footnote", n2="Voir l'annexe.")}),
    "in a footnote": case(paragraph(run("Voir la note.") + make.note_call("footnote", 2)), paragraph("Autre."),
                          parts={"footnotes": FOOTNOTE}, place="note 1"),
    "in a text box": case(paragraph(run("Un cadre suit.") + make.text_box(paragraph(QUOTE))), place="zone de texte"),
    "in a header": case(HEADER, parts={"header1": make.part("hdr", paragraph(QUOTE))}, place="en-tête"),
    "deleted": case(paragraph(run("Reste. ") + deleted(QUOTE)), place="texte supprimé"),
    "inline control": case(paragraph(run("Avant ") + control(run(QUOTE + " Suite.")) + run(" Après."))),
    "block control": case(control(paragraph(run(f"Avant. {QUOTE}")))),
    "control in a cell": case(table("<w:tr>" + control(cell(QUOTE)) + cell("b") + "</w:tr>")),
    "link": case(paragraph(run("Avant. ") + f"<w:hyperlink w:anchor='x'>{run(QUOTE + ' Suite.')}</w:hyperlink>")),
    "field": case(paragraph(run("Avant. ") + field("REF _x", run(HEAD)) + run(TAIL))),
    "nested field": case(paragraph(field(run("IF ") + field("REF a", run("code")), run("Réponse : ")) + run(QUOTE))),
    "smart tag": case(paragraph(f"<w:smartTag>{run(HEAD)}</w:smartTag><w:customXml>{run(TAIL)}</w:customXml>")),
    "alternate": case(paragraph(f"{run('Avant. ')}<mc:AlternateContent><mc:Choice Requires='wps'>{run(QUOTE)}</mc:Choice>"
                                f"<mc:Fallback>{run(QUOTE)}</mc:Fallback></mc:AlternateContent>")),
    "symbols": case(paragraph('<w:r><w:sym w:font="Wingdings" w:char="F0FE"/></w:r>' + run(" Le délai est de 24 heures.")),
                    quotes=("☒ Le délai est de 24 heures.",)),
    "hidden inside": case(paragraph(run(HEAD) + run("mot caché ", "<w:vanish/>") + run(TAIL))),
    "formula": case(paragraph(run("La pénalité vaut ") + "<m:oMath><m:r><m:t>P=3</m:t></m:r></m:oMath>" + run(" euros. Fin.")),
                    quotes=("La pénalité vaut P=3 euros.", "P=3")),
    "comments in the xml": case(paragraph(f"{run('Avant. ')}<!-- x --><?y z?>\n {run(QUOTE)}\n <w:proofErr w:type='spellEnd'/>")),
    "strict": case(paragraph(f"Avant. {QUOTE}"), strict=True, opens=False),
    "docm": case(paragraph(QUOTE), content_type=make.OTHER_TYPES["docm"], opens=False),
    "dotx": case(paragraph(QUOTE), content_type=make.OTHER_TYPES["dotx"], opens=False),
    "long": case(paragraph(" ".join(LONG)), quotes=(LONG[200], LONG[399])),
}  # fmt: skip


@pytest.fixture(params=sorted(CASES))
def made(request: pytest.FixtureRequest) -> Case:
    return CASES[request.param]


def test_comments_cover_exactly_their_quotes(made: Case) -> None:
    data = annotate(made.source, *made.quotes)
    ranges = covered(data)
    for (number, text), quote in zip(comments(data).items(), made.quotes, strict=True):
        if made.place:
            assert made.place in text
            assert ranges[number]
        elif quote == QUOTE and made is CASES["hidden inside"]:
            assert same(HEAD + "mot caché " + TAIL, ranges[number])
        else:
            assert same(quote.replace(" | ", ""), ranges[number])
            assert "Passage lu dans" not in text


def test_nothing_else_changes(made: Case) -> None:
    data = annotate(made.source, *made.quotes)
    before, after = read(made.source), read(data)
    assert (after.text, after.blocks, after.unread, after.ledger) == (before.text, before.blocks, before.unread, before.ledger)
    assert canonical(stripped(part(data))) == canonical(stripped(part(made.source)))
    old, new = zipfile.ZipFile(io.BytesIO(made.source)), zipfile.ZipFile(io.BytesIO(data))
    changed = {n for n in new.namelist() if n not in old.namelist() or old.read(n) != new.read(n)}
    assert changed <= {"word/document.xml", "word/comments.xml", "word/_rels/document.xml.rels", "[Content_Types].xml"}
    assert new.namelist()[: len(old.namelist())] == old.namelist()
    if made.opens:
        assert paragraphs(data) == paragraphs(made.source)


def test_every_comment_is_whole(made: Case) -> None:
    """Its marks, its call and its text, once each; no two tracked changes share an id that they did not share before."""
    data = annotate(made.source, *made.quotes)
    root = part(data)
    for number in comments(data):
        for tag in ("commentRangeStart", "commentRangeEnd", "commentReference"):
            found = [e for e in root.iter(etree.Element) if kind(e.tag) == f"w:{tag}" and attribute(e, "id") == number]
            assert len(found) == 1
    for call in [e for e in root.iter(etree.Element) if kind(e.tag) == "w:commentReference"]:
        assert kind(call.getparent().getparent().tag) == "w:p"
    if made.opens:
        ours = [c for c in docx.Document(io.BytesIO(data)).comments if c.author == "clausecheck"]
        assert len(ours) == len(made.quotes)
        assert all(c.initials == "cc" for c in ours)


def test_same_input_same_bytes(made: Case) -> None:
    assert annotate(made.source, *made.quotes) == annotate(made.source, *made.quotes)


def test_there_are_enough_documents() -> None:
    assert len(CASES) >= 20


@pytest.mark.parametrize("name", ["block control", "control in a cell"])
def test_the_call_of_a_comment_is_outside_the_control_that_its_paragraph_begins(name: str) -> None:
    """LibreOffice 7.4 shows nothing of such a paragraph otherwise; the marks of the range stay on the quote."""
    root = part(annotate(CASES[name].source, QUOTE))
    marks = {kind(e.tag): {kind(a.tag) for a in e.iterancestors()} for e in root.iter() if "comment" in kind(e.tag)}
    assert "w:sdtContent" in marks["w:commentRangeStart"] & marks["w:commentRangeEnd"]
    assert "w:sdtContent" not in marks["w:commentReference"]


def test_a_document_that_is_only_a_header() -> None:
    source = package(HEADER, {"header1": make.part("hdr", paragraph(QUOTE))})
    data = annotate(source, QUOTE)
    assert "Passage lu dans : en-tête" in next(iter(comments(data).values()))
    assert read(data).text == QUOTE


def test_every_sentence_of_a_document_can_be_marked() -> None:
    source = make.with_python_docx()
    document = read(source)
    quotes = [document.text[b.start : b.end] for b in document.blocks if b.layer == "body"]
    ranges = list(covered(annotate(source, *quotes)).values())
    assert len(ranges) == len(quotes)
    assert all(same(q.replace(" | ", ""), r) for q, r in zip(quotes, ranges, strict=True))


# ---- existing comments, dates, refusals --------------------------------------------------------------------


def test_existing_comments_survive() -> None:
    data = annotate(CASES["comments"].source, QUOTE)
    assert list(comments(data, "Autre").values()) == ["Déjà là"]
    assert len({*comments(data), *comments(data, "Autre")}) == 2


def test_look_of_cut_runs_is_kept() -> None:
    data = annotate(CASES["inside a run"].source, QUOTE)
    runs = [r for p in docx.Document(io.BytesIO(data)).paragraphs for r in p.runs if r.text.strip() and "marché" not in r.text]
    assert [r.text for r in runs if r.bold] == ["Avant. ", QUOTE, " Après."]


def test_styles_of_comments_are_those_of_the_file() -> None:
    styles = make.styles(make.style("Commentaire", "annotation text"), make.style("MarqueChar", "annotation reference"))
    data = annotate(package([paragraph(QUOTE)], {"styles": styles}), QUOTE)
    text = zipfile.ZipFile(io.BytesIO(data)).read("word/comments.xml").decode()
    assert '<w:pStyle w:val="Commentaire"/>' in text
    assert '<w:rStyle w:val="MarqueChar"/>' in text


@pytest.mark.parametrize(
    ("today", "report_date", "expected"),
    [
        ("2026-01-31", "2026-02-01", "2026-01-31T00:00:00Z"),
        (None, "2026-02-01", "2026-02-01T00:00:00Z"),
        (None, "", "2025-03-02T08:09:10Z"),
    ],
)
def test_dates_come_from_the_caller_or_the_file(today: str | None, report_date: str, expected: str) -> None:
    source = package([paragraph(QUOTE)], {"docProps/core.xml": CORE, "_rels/.rels": ROOT_RELATIONS})
    document = read(source)
    given = replace(report(document, findings=(weak(quoted(document, QUOTE)), missing())), date=report_date)
    data = annotated.render(given, source, NAME, propose=True, today=today, patterns=PATTERNS)
    for name in ("word/comments.xml", "word/document.xml"):
        dated = [e for e in part(data, name).iter(etree.Element) if attribute(e, "author") == "clausecheck"]
        assert {attribute(e, "date") for e in dated} == {expected}


def test_without_a_date_none_is_invented() -> None:
    data = annotate(package([paragraph(QUOTE)]), QUOTE)
    assert "w:date" not in zipfile.ZipFile(io.BytesIO(data)).read("word/comments.xml").decode()


def test_archive_dates_are_those_of_the_source() -> None:
    data = zipfile.ZipFile(io.BytesIO(annotate(CASES["sections"].source, QUOTE)))
    old = zipfile.ZipFile(io.BytesIO(CASES["sections"].source))
    assert [data.getinfo(n).date_time for n in old.namelist()] == [e.date_time for e in old.infolist()]
    assert data.getinfo("word/comments.xml").date_time == (1980, 1, 1, 0, 0, 0)


def test_without_findings_the_file_is_the_same() -> None:
    source = CASES["plain"].source
    document = read(source)
    quiet = (
        replace(weak(quoted(document, QUOTE)), verdict="present", severity="note"),
        replace(missing(), verdict="not-applicable"),
    )
    assert annotated.render(report(document, findings=quiet), source, NAME, patterns=PATTERNS) == source


def test_a_present_clause_is_told_if_its_severity_asks() -> None:
    source = CASES["plain"].source
    document = read(source)
    told = replace(weak(quoted(document, QUOTE)), verdict="present")
    data = annotated.render(report(document, findings=(told,)), source, NAME, patterns=PATTERNS)
    assert "Clause présente (à corriger)" in next(iter(comments(data).values()))


def test_refusals() -> None:
    source, other = CASES["plain"].source, CASES["list"].source
    document = read(source)
    given = report(document, findings=(weak(quoted(document, QUOTE)),))
    with pytest.raises(UsageError, match="changed since"):
        annotated.render(given, other, NAME, patterns=PATTERNS)
    with pytest.raises(UsageError, match="no Word document"):
        annotated.render(given, source, "autre.docx", patterns=PATTERNS)
    with pytest.raises(UsageError, match="not a date"):
        annotated.render(given, source, NAME, today="31/01/2026", patterns=PATTERNS)


def test_broken_comments_are_told() -> None:
    relations = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId5" '
        'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/comments" Target="comments.xml"/>'
        "</Relationships>"
    )
    source = package([paragraph(QUOTE)], {"word/comments.xml": "<w:comments", "word/_rels/document.xml.rels": relations})
    with pytest.raises(UnreadableError, match="damaged"):
        annotate(source, QUOTE)


def test_two_documents_of_the_same_name() -> None:
    first, second = CASES["plain"].source, CASES["list"].source
    one, two = read(first), read(second)
    given = report(one, two, findings=(weak(quoted(two, "Le titulaire :")),))
    assert annotated.render(given, first, NAME, patterns=PATTERNS) == first
    assert same(next(iter(covered(annotated.render(given, second, NAME, patterns=PATTERNS)).values())), "Le titulaire :")


# ---- what comments say -------------------------------------------------------------------------------------


def test_what_a_comment_says() -> None:
    source = package([paragraph(QUOTE), paragraph("Il informe sans délai.")])
    document = read(source)
    finding = weak(quoted(document, QUOTE), quoted(document, "Il informe sans délai.", where="Article 4"))
    [text] = comments(annotated.render(report(document, findings=(finding,)), source, NAME, patterns=PATTERNS)).values()
    lines = text.split("\n")
    requirement = PATTERNS.requirement("GDPR-33-2").languages["fr"]
    assert lines[0] == f"Clause insuffisante (à corriger) : {requirement.title}"
    assert lines[1] == f"Manque : {requirement.elements['content'].name}"
    assert lines[2].startswith("Base légale : ")
    assert lines[3:] == ["Voir aussi : Article 4", "GDPR-33-2"]


def test_what_a_comment_says_in_english() -> None:
    source = CASES["plain"].source
    document = read(source)
    against = replace(weak(quoted(document, QUOTE, "against")), verdict="contrary", severity="error", why=("contrary", "conflict"))
    lacking = missing(elements=(ElementFinding("x", "essential", True, False), ElementFinding("y", "absence", True, False)))
    given = report(document, findings=(against, lacking), language="en")
    first, second = comments(annotated.render(given, source, NAME, patterns=PATTERNS)).values()
    assert first.startswith("Contrary clause (blocking): ")
    assert "Another passage is favourable" in first
    assert "Lacks" not in first
    assert second.startswith("Missing clause (blocking): ")
    assert "\nTo provide: x\nTo exclude: y\nLegal basis: " in second
    assert "\nSuggested place: end of the document\nGDPR-35" in second


def test_the_passage_against_comes_first() -> None:
    source = package([paragraph(QUOTE), paragraph("Aucune violation n'est notifiée.")])
    document = read(source)
    evidence = (quoted(document, QUOTE), quoted(document, "Aucune violation n'est notifiée.", "against"))
    finding = replace(weak(*evidence), verdict="contrary")
    data = annotated.render(report(document, findings=(finding,)), source, NAME, patterns=PATTERNS)
    assert list(covered(data).values()) == ["Aucune violation n'est notifiée."]


def test_unknown_requirements_and_waivers() -> None:
    source = CASES["plain"].source
    document = read(source)
    waiver = Waiver("X-1", "", "Accepté", "Le maire", "2026-01-01", "2027-01-01")
    finding = replace(weak(quoted(document, QUOTE), clause="X-1"), waiver=waiver)
    [text] = comments(annotated.render(report(document, findings=(finding,)), source, NAME, patterns=PATTERNS)).values()
    assert text.split("\n") == [
        "Clause insuffisante (à corriger) : X-1", "Manque : content",
        "Dérogation jusqu'au 2027-01-01 : Accepté (Le maire).", "X-1",
    ]  # fmt: skip


# ---- missing clauses ---------------------------------------------------------------------------------------

ARTICLES = [
    paragraph("Article 1 – Objet", style="Heading1"), paragraph("Le titulaire maintient le portail de la Ville."),
    paragraph("Article 2 – Réversibilité", style="Heading1"), paragraph("Le plan est remis à la fin du marché."),
    paragraph("Article 3 – Protection des données personnelles", style="Heading1"),
    paragraph("Le titulaire traite les données sur instruction. Le Prestataire en répond."),
    paragraph("Article 4 – Litiges", style="Heading1"), paragraph("Le tribunal compétent est celui de la Ville."),
]  # fmt: skip
HEADINGS = {"styles": make.styles(make.style("Heading1", "heading 1"))}


def placed(source: bytes, *findings: Finding) -> list[str]:
    return list(covered(annotated.render(report(read(source), findings=findings), source, NAME, patterns=PATTERNS)).values())


def test_a_missing_clause_is_told_at_the_end_of_the_article_of_its_family() -> None:
    source = package(ARTICLES, HEADINGS)
    document = read(source)
    sibling = weak(quoted(document, "Le titulaire maintient le portail de la Ville."), clause="SOV-ACCESS", family="data-sovereignty")
    found = placed(source, missing(), missing("INT-REVERSIBILITY", "interoperability"), sibling, missing("SOV-SCOPE", "data-sovereignty"))
    # The last goes beside the other finding of its family.
    assert found == ["répond.", "marché.", "Le titulaire maintient le portail de la Ville.", "Ville."]


def test_nearest_passages_and_places_looked_in_decide_when_titles_do_not() -> None:
    source = package(ARTICLES, HEADINGS)
    document = read(source)
    nearest = (quoted(document, "Le tribunal compétent est celui de la Ville.", "nearest"),)
    assert placed(source, missing("X-1", "x", nearest=nearest)) == ["Ville."]
    assert placed(source, missing("X-1", "x", looked_in=("Article 2 – Réversibilité, tableau 1, ligne 2",))) == ["marché."]
    assert placed(source, missing("X-1", "x")) == ["Ville."]


def test_missing_clauses_are_told_in_one_document_of_the_contract() -> None:
    sources = [package(ARTICLES[:2], HEADINGS), package(ARTICLES[4:6], HEADINGS)]
    documents = [read(source, f"{n}.docx") for n, source in enumerate(sources)]
    given = report(*documents, findings=(missing(),))
    made = [annotated.render(given, s, d.name, patterns=PATTERNS) for s, d in zip(sources, documents, strict=True)]
    assert made[0] == sources[0]
    assert list(covered(made[1]).values()) == ["répond."]


def test_what_could_not_be_verified_is_told_and_not_proposed() -> None:
    source = package(ARTICLES, HEADINGS)
    finding = replace(missing(), verdict="not-verifiable", why=("not-read", "no-core"))
    data = annotated.render(report(read(source), findings=(finding,)), source, NAME, propose=True, patterns=PATTERNS)
    [text] = comments(data).values()
    assert "Clause non vérifiable" in text
    assert "Une partie du contrat n'a pas pu être lue" in text
    assert read(data).text == read(source).text


def test_a_finding_without_evidence_is_told_where_it_would_go() -> None:
    assert placed(package(ARTICLES, HEADINGS), replace(weak(), why=("by-reference:CCAG-TIC",))) == ["répond."]


# ---- proposals ---------------------------------------------------------------------------------------------


def ours(element: etree._Element) -> bool:
    return attribute(element, "author") == "clausecheck"


def accept(data: bytes) -> etree._Element:
    """The main part with our insertions taken over, as "accept all" does."""
    root = stripped(part(data))
    for element in [e for e in root.iter(etree.Element) if kind(e.tag) in ("w:ins", "w:pPrChange") and ours(e)]:
        for child in list(element) if kind(element.tag) == "w:ins" else ():
            element.addprevious(child)
        element.getparent().remove(element)
    return root


def refuse(data: bytes) -> etree._Element:
    """The main part without our insertions: a refused mark joins its paragraph to the next one, whose mark remains."""
    root = stripped(part(data))
    for change in [e for e in root.iter(etree.Element) if kind(e.tag) == "w:pPrChange" and ours(e)]:
        own = change.getparent()
        kept = [child for child in own if kind(child.tag) in ("w:rPr", "w:sectPr")]
        own[:] = [*change[0], *kept]
    for element in [e for e in root.iter(etree.Element) if kind(e.tag) == "w:ins" and ours(e) and kind(e.getparent().tag) == "w:p"]:
        element.getparent().remove(element)
    for p in [e for e in root.iter(etree.Element) if kind(e.tag) == "w:p"]:
        if any(kind(e.tag) == "w:ins" and ours(e) for e in p.iterfind("./*/*/*")):
            following = p.getnext()
            content = [child for child in p if kind(child.tag) != "w:pPr"]
            at = sum(kind(child.tag) == "w:pPr" for child in following)
            following[at:at] = content
            p.getparent().remove(p)
    for empty in [e for e in root.iter(etree.Element) if kind(e.tag) in ("w:pPr", "w:rPr") and len(e) == 0]:
        empty.getparent().remove(empty)
    return root


def rebuilt(data: bytes, root: etree._Element) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(out, "w") as archive:
        for name in source.namelist():
            archive.writestr(name, etree.tostring(root) if name == "word/document.xml" else source.read(name))
    return out.getvalue()


def propose(source: bytes, *findings: Finding) -> bytes:
    return annotated.render(report(read(source), findings=findings), source, NAME, propose=True, patterns=PATTERNS)


def clause(identifier: str, source: bytes) -> str:
    return fill(PATTERNS.requirement(identifier).languages["fr"].model_clause.strip(), party_names(read(source), "fr"), "fr")


@pytest.mark.parametrize("name", sorted(CASES))
def test_proposals_are_inserted_whole_and_can_be_refused(name: str) -> None:
    source = CASES[name].source
    data = propose(source, missing(), missing("GDPR-25"))
    before = read(source).text.split("\n")
    after = read(rebuilt(data, accept(data))).text.split("\n")
    assert [line for line in after if line not in before] == [clause("GDPR-35", source), clause("GDPR-25", source)]
    assert [line for line in after if line in before] == before
    assert canonical(refuse(data)) == canonical(without_empty_properties(part(source)))
    assert read(rebuilt(data, refuse(data))).blocks == read(source).blocks
    if CASES[name].opens:
        texts = paragraphs(rebuilt(data, accept(data)))
        assert len(texts) == len(paragraphs(source)) + 2
        assert clause("GDPR-35", source) in texts


def without_empty_properties(root: etree._Element) -> etree._Element:
    root = stripped(root)
    for empty in [e for e in root.iter(etree.Element) if kind(e.tag) in ("w:pPr", "w:rPr") and len(e) == 0]:
        empty.getparent().remove(empty)
    return root


def test_proposals_go_after_their_article_and_are_tracked() -> None:
    source = package(ARTICLES, HEADINGS)
    data = propose(source, missing(), missing("GDPR-25"))
    document = read(data)
    texts = [document.text[b.start : b.end] for b in document.blocks]
    at = texts.index("Article 4 – Litiges")
    assert texts[at - 2 : at] == [clause("GDPR-35", source), clause("GDPR-25", source)]
    assert [b.revision for b in document.blocks[at - 3 : at + 1]] == ["", "inserted", "inserted", ""]
    assert "Clause modèle insérée ci-après" in next(iter(comments(data).values()))


def test_proposals_are_numbered_like_their_neighbours() -> None:
    sub = paragraph(run("Le titulaire maintient le portail de la Ville pendant toute la durée du marché.", BOLD), numbered(1, 1))
    source = package([paragraph("Objet", numbered(1, 0)), sub, paragraph("Litiges", numbered(1, 0))], {"numbering": LIST})
    document = read(source)
    near = quoted(document, "Le titulaire maintient le portail de la Ville pendant toute la durée du marché.", "nearest")
    after = read(propose(source, missing("X-1", "x", nearest=(near,)), missing("GDPR-35", nearest=(near,))))
    assert [b.number for b in after.blocks] == ["Article 1", "1.1", "1.2", "Article 2"]
    data = propose(source, missing("GDPR-35", nearest=(near,)))
    new = next(e for e in part(data).iter(etree.Element) if kind(e.tag) == "w:ins" and ours(e) and len(e))
    assert [kind(each.tag) for each in new[0][0]] == ["w:b"]


def test_proposals_do_not_take_the_look_of_a_heading_or_a_list() -> None:
    items = [paragraph("Le titulaire remet chaque année, au plus tard le 31 janvier, les documents suivants :"),
             paragraph("un plan ;", numbered(1, 2)), paragraph("un bilan.", numbered(1, 2))]  # fmt: skip
    source = package([*ARTICLES[:1], *items], {**HEADINGS, "numbering": LIST})
    after = read(propose(source, missing()))
    assert [(b.kind, b.number) for b in after.blocks][-1] == ("paragraph", "")


def test_proposals_leave_tables_whole() -> None:
    grid = table(row("Incident", "24 heures"), row("Autre", "48 heures"))
    after = read(propose(package([paragraph("Les délais sont les suivants."), grid, paragraph("")]), missing()))
    assert [b.kind for b in after.blocks] == ["paragraph", "table-row", "table-row", "paragraph"]


def test_a_proposal_inside_a_table_that_goes_on() -> None:
    grid = table(row("Délai d'alerte", "La violation est notifiée sous 24 heures."), row("Autre sujet", "48 heures"))
    document = read(package([grid]))
    nearest = (quoted(document, "Délai d'alerte | La violation est notifiée sous 24 heures.", "nearest"),)
    assert "Délai" in nearest[0].quote
    after = read(propose(package([grid, paragraph("Fin.")]), missing(nearest=nearest)))
    assert [b.kind for b in after.blocks] == ["table-row", "table-row", "paragraph", "paragraph"]


def test_waived_gaps_are_not_proposed() -> None:
    source = package(ARTICLES, HEADINGS)
    waiver = Waiver("GDPR-35", "", "Accepté", "Le maire", "2026-01-01", "2027-01-01")
    assert read(propose(source, missing(waiver=waiver))).text == read(source).text


# ---- the contract's own words ------------------------------------------------------------------------------

MODEL = "[Le Titulaire] alerte [la Collectivité] ; le rapport du Titulaire est remis à [la Collectivité], avis de la Collectivité."


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Le Prestataire agit. " * 5 + "La Ville décide. La Ville paie. La Ville signe.",
            "Le Prestataire alerte la Ville ; le rapport du Prestataire est remis à la Ville, avis de la Ville.",
        ),
        (
            "Le titulaire agit. L'acheteur paie le titulaire. Le titulaire rend compte à l'acheteur, et l'acheteur décide.",
            "Le titulaire alerte l'acheteur ; le rapport du titulaire est remis à l'acheteur, avis de l'acheteur.",
        ),
        ("Le texte ne nomme personne.", MODEL),
    ],
)
def test_names_of_the_parties(text: str, expected: str) -> None:
    assert fill(MODEL, party_names(read(package([paragraph(text)])), "fr"), "fr") == expected


def test_names_after_prepositions() -> None:
    names = {"supplier": PartyName("", "ACME"), "buyer": PartyName("le", "Syndicat")}
    text = "L'avis de [la Collectivité] est remis au Titulaire ; la faute du Titulaire est signalée par [la Collectivité]."
    assert fill(text, names, "fr") == (  # type: ignore[arg-type]
        "L'avis du Syndicat est remis à ACME ; la faute d'ACME est signalée par le Syndicat."
    )


def test_names_in_english() -> None:
    names = {"supplier": PartyName("the", "Contractor"), "buyer": PartyName("", "Anytown")}
    text = "[The Supplier] shall inform [the Authority] at the Authority's cost, within [n] days of the Supplier's notice."
    assert fill(text, names, "en") == (  # type: ignore[arg-type]
        "The Contractor shall inform Anytown at Anytown's cost, within [n] days of the Contractor's notice."
    )


def test_ordinary_words_are_not_taken_for_names() -> None:
    text = "Chaque commune, chaque agence et toute région est servie. Le Titulaire agit. Le Titulaire signe. Le Titulaire part."
    assert party_names(read(package([paragraph(text)])), "fr") == {"supplier": PartyName("le", "Titulaire")}


# ---- alignment ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("raw", "text", "span", "expected"),
    [
        ("abcdef", "abcdef", (1, 3), (1, 2)),
        ("xxabcdefyy", "abcdef", (1, 3), (3, 4)),
        ("abcXXdef", "abcdef", (0, 6), (0, 7)),
        ("abcdefghij", "klmnopqrst", (0, 10), None),
        ("aaZaaYaa", "aaYaa", (0, 5), (3, 7)),
    ],
)
def test_alignment(raw: str, text: str, span: tuple[int, int], expected: tuple[int, int] | None) -> None:
    assert locate(raw, text, *span) == expected


def test_a_quote_that_is_not_there_marks_the_whole_paragraph() -> None:
    """A check box of an old form shows a choice that is stored elsewhere: too little of the quote is in the text."""
    choices = '<w:ddList><w:result w:val="0"/><w:listEntry w:val="Le délai est de vingt-quatre heures ouvrées"/></w:ddList>'
    source = package([paragraph(run("Délai : ") + field("FORMDROPDOWN", None, choices) + run(" au plus."))])
    ranges = covered(annotate(source, "Le délai est de vingt-quatre heures ouvrées"))
    assert [text.strip() for text in ranges.values()] == ["Délai :  au plus."]
