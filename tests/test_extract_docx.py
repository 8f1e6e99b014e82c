"""Every container of a Word file, as blocks in reading order. Files are made by ``makers.docx_maker``."""

from __future__ import annotations

import io
import time
import zipfile

import pytest

from clausecheck.errors import UnreadableError
from clausecheck.extract import docx_package
from clausecheck.extract.docx import read_docx
from clausecheck.model import Block, Document, LedgerLine
from makers import docx_maker as make
from makers.docx_maker import cell, control, deleted, field, inserted, numbered, package, paragraph, row, run, table


def read(*args: object, **options: object) -> Document:
    return read_docx("draft.docx", package(*args, **options))  # type: ignore[arg-type]


def show(document: Document) -> list[str]:
    """Each block as "layer kind level number (place) +revision | text", defaults left out."""
    return [_show(document, block) for block in document.blocks]


def _show(document: Document, block: Block) -> str:
    words = [
        "" if block.layer == "body" else block.layer,
        "" if block.kind == "paragraph" else block.kind,
        str(block.level or ""),
        block.number,
        block.place and f"({block.place})",
        block.revision and f"+{block.revision}",
    ]
    label = " ".join(word for word in words if word)
    return f"{label} | {document.text[block.start : block.end]}".removeprefix(" ")


def codes(document: Document) -> list[tuple[str, str]]:
    return [(each.code, each.where) for each in document.unread]


# ---- plain documents ---------------------------------------------------------------------------------------


def test_a_document_made_by_a_program() -> None:
    document = read_docx("draft.docx", make.with_python_docx())
    assert show(document) == [
        "| Contrat de maintenance du portail",
        "heading 1 | Article 1 – Objet",
        "| Le titulaire maintient le portail.",
        "| Le titulaire remet :",
        "list-item 1 • | un plan ;",
        "list-item 1 • | un bilan.",
        "heading 2 | Délais",
        "table-row (tableau 1, ligne 1) | Livrable | Délai",
        "table-row (tableau 1, ligne 2) | Plan | 10 jours",
        "header (en-tête) | Projet de contrat",
    ]
    assert document.complete
    assert (document.format, document.language, document.pages) == ("docx", None, None)
    assert [block.style for block in document.blocks][:3] == ["Title", "heading 1", "Normal"]


def test_spans_cells_and_locators() -> None:
    document = read([paragraph("Avant."), table(row("A", "", "Un délai de 24 heures")), paragraph("Après.")])
    assert document.text == "Avant.\nA |  | Un délai de 24 heures\nAprès."
    line = document.blocks[1]
    assert [document.text[span.start : span.end] for span in line.cells] == ["A", "", "Un délai de 24 heures"]
    assert line.table == (1, 1)
    assert [block.locator for block in document.blocks] == [f"word/document.xml#{n}" for n in (1, 2, 5)]


def test_the_ledger_adds_up() -> None:
    document = read(
        [
            paragraph(run("Corps") + make.note_call("footnote", 2) + make.text_box(paragraph("Cadre"))),
            paragraph(run("reste ") + deleted("parti")),
            '<w:sectPr><w:headerReference r:id="rId-header1"/></w:sectPr>',
        ],
        {"footnotes": make.notes("footnote", n2="Au bas"), "header1": make.part("hdr", paragraph("Tête"))},
    )
    assert document.ledger == (
        LedgerLine("word/document.xml", "body", len("Corps") + len("reste")),
        LedgerLine("word/footnotes.xml", "note", len("Au bas")),
        LedgerLine("word/document.xml", "box", len("Cadre")),
        LedgerLine("word/header1.xml", "header", len("Tête")),
        LedgerLine("word/document.xml", "deleted", len("parti")),
    )
    separators = len(document.blocks) - 1
    assert sum(line.characters for line in document.ledger) == len(document.text) - separators


def test_text_is_normal_and_flows() -> None:
    line, soft, tab = (f"<w:r><w:{tag}/></w:r>" for tag in ("br", "softHyphen", "tab"))
    document = read(
        [
            paragraph("Une donne\u0301e per\u00adsonnelle"),
            paragraph(run("sous") + "<w:r><w:noBreakHyphen/></w:r>" + run("trai") + soft + run("tant") + tab + run("A\n")),
            paragraph(run("La réponse ") + line + run("est due sous dix jours.") + line + run("Objet")),
            paragraph('<w:r><w:t>fin,</w:t><w:br w:type="page"/><w:t>début</w:t><w:br/></w:r>'),
            paragraph("<m:oMath><m:r><m:t>P=</m:t></m:r><m:f><m:num><m:r><m:t>I</m:t></m:r></m:num>"
                      "<m:den><m:r><m:t>J</m:t></m:r></m:den></m:f></m:oMath>"),
        ]
    )  # fmt: skip
    assert show(document) == [
        "| Une donnée personnelle",
        "| sous-traitant\tA",
        "| La réponse est due sous dix jours.\nObjet",
        "| fin,\ndébut",
        "| P=I/J",
    ]


@pytest.mark.parametrize("suffix", sorted(make.OTHER_TYPES))
def test_templates_and_macros_are_read(suffix: str) -> None:
    document = read(paragraph("Texte."), content_type=make.OTHER_TYPES[suffix])
    assert show(document) == ["| Texte."]
    assert document.complete


def test_strict_is_read_like_transitional() -> None:
    body = [paragraph(run("Corps") + make.text_box(paragraph("Cadre")), numbered(1)), table(row("A", "B"))]
    parts = {"numbering": make.numbering({0: make.level(0, "Article %1")}, {1: make.use(0)})}
    expected = [
        "list-item 1 Article 1 | Corps",
        "box (zone de texte) | Cadre",
        "table-row (tableau 1, ligne 1) | A | B",
    ]
    assert show(read(body, parts)) == expected
    assert show(read(body, parts, strict=True)) == expected


# ---- headings, lists, tables of contents -------------------------------------------------------------------


def test_headings_come_from_levels_styles_and_names() -> None:
    styles = make.styles(
        make.style("T1", "heading 1", paragraph='<w:outlineLvl w:val="0"/>'),
        make.style("Maison", "Clause maison", based_on="T1"),
        make.style("Titre3", "Titre 3"),
        make.style("Corps", "Corps", based_on="T1", paragraph='<w:outlineLvl w:val="9"/>'),
    )
    document = read(
        [
            paragraph("Objet", style="T1"),
            paragraph("Durée", style="Maison"),
            paragraph("Délais", style="Titre3"),
            paragraph("Prix", '<w:outlineLvl w:val="3"/>'),
            paragraph("Corps", style="Corps"),
            paragraph("Inconnu", style="Heading2"),
        ],
        {"styles": styles},
    )
    assert show(document) == [
        "heading 1 | Objet",
        "heading 1 | Durée",
        "heading 3 | Délais",
        "heading 4 | Prix",
        "| Corps",
        "heading 2 | Inconnu",
    ]


def test_a_clause_in_a_heading_style_is_not_a_title() -> None:
    """English contracts number whole clauses with heading styles; taken for titles they would never be judged."""
    clause = "The Supplier shall notify the Buyer of any breach within 24 hours."
    level = '<w:outlineLvl w:val="1"/>'
    parts = {"numbering": make.numbering({0: make.level(0, "%1.")}, {1: make.use(0)})}
    document = read([paragraph("Security", level), paragraph(clause, level), paragraph(clause, numbered(1) + level)], parts)
    assert show(document) == ["heading 2 | Security", f"| {clause}", f"list-item 1 1. | {clause}"]


def test_tables_of_contents_are_told_apart() -> None:
    styles = make.styles(make.style("TM1", "toc 1"), make.style("TOCHeading", "TOC Heading"))
    page = field("PAGEREF _Toc1", run("3"))
    begin = '<w:r><w:fldChar w:fldCharType="begin"/><w:instrText> TOC \\o "1-3" </w:instrText>'
    document = read(
        [
            paragraph("Sommaire", style="TOCHeading"),
            paragraph(run("Sécurité\t4"), style="TM1"),
            paragraph(begin + '<w:fldChar w:fldCharType="separate"/></w:r>' + run("Objet ") + page),
            paragraph(run("Durée 5")),
            paragraph('<w:r><w:fldChar w:fldCharType="end"/></w:r>'),
            paragraph("Le titulaire notifie."),
        ],
        {"styles": styles},
    )
    assert show(document) == [
        "toc | Sommaire",
        "toc | Sécurité\t4",
        "toc | Objet 3",
        "toc | Durée 5",
        "| Le titulaire notifie.",
    ]


# ---- numbering ---------------------------------------------------------------------------------------------

_DEFINITION = (
    make.level(0, "Article %1 –", extra='<w:pStyle w:val="H1"/>')
    + make.level(1, "%1.%2", extra='<w:pStyle w:val="H2"/>')
    + make.level(2, "%3)", "lowerLetter")
)


def numbers(body: list[str], numbering: str, *styles: str, language: str = "fr-FR") -> list[str]:
    document = read(body, {"numbering": numbering, "styles": make.styles(*styles, language=language)})
    return [block.number for block in document.blocks]


def test_levels_count_under_each_other() -> None:
    body = [paragraph("x", numbered(1, depth)) for depth in (0, 1, 1, 2, 2, 1, 2, 0, 2)]
    assert numbers(body, make.numbering({0: _DEFINITION}, {1: make.use(0)})) == [
        "Article 1 –", "1.1", "1.2", "a)", "b)", "1.3", "a)", "Article 2 –", "a)",
    ]  # fmt: skip


def test_numbers_come_from_styles_and_the_level_that_names_them() -> None:
    h1 = make.style("H1", "heading 1", paragraph='<w:numPr><w:numId w:val="1"/></w:numPr>')
    h2 = make.style("H2", "heading 2", based_on="H1")
    off = make.style("Off", "Sans numéro", based_on="H1", paragraph='<w:numPr><w:numId w:val="0"/></w:numPr>')
    body = [paragraph("x", style=each) for each in ("H1", "H2", "H2", "Off", "H1")]
    body.append(paragraph("x", '<w:numPr><w:ilvl w:val="2"/></w:numPr>', style="H1"))
    body.append(paragraph("x", numbered(0), style="H1"))
    found = numbers(body, make.numbering({0: _DEFINITION}, {1: make.use(0)}), h1, h2, off)
    assert found == ["Article 1 –", "1.1", "1.2", "", "Article 2 –", "a)", ""]


def test_overrides_start_again_and_redefine() -> None:
    restart = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="4"/></w:lvlOverride>'
    redefine = f'<w:lvlOverride w:ilvl="0">{make.level(0, "§ %1", "upperRoman")}</w:lvlOverride>'
    nums = {1: make.use(0), 2: make.use(0, restart), 3: make.use(0, redefine)}
    body = [paragraph("x", numbered(num, 0)) for num in (1, 2, 2, 1, 3)]
    assert numbers(body, make.numbering({0: make.level(0, "%1.")}, nums)) == ["1.", "4.", "5.", "6.", "§ VII"]


def test_style_links_legal_numbers_and_restarts() -> None:
    lists = {
        0: '<w:numStyleLink w:val="Liste"/>',
        1: '<w:styleLink w:val="Liste"/>'
        + make.level(0, "%1", "upperRoman")
        + make.level(1, "%1.%2", extra="<w:isLgl/>")
        + make.level(2, "(%3)", "lowerRoman", extra='<w:lvlRestart w:val="0"/>')
        + make.level(3, "%4)", extra='<w:lvlRestart w:val="1"/>'),
    }
    body = [paragraph("x", numbered(1, depth)) for depth in (0, 1, 2, 3, 1, 2, 3, 0, 1, 2, 3)]
    assert numbers(body, make.numbering(lists, {1: make.use(0)})) == [
        "I", "1.1", "(i)", "1)", "1.2", "(ii)", "2)", "II", "2.1", "(iii)", "1)",
    ]  # fmt: skip


def test_what_is_not_counted() -> None:
    hidden = "<w:rPr><w:vanish/></w:rPr>"
    body = [
        paragraph("x", numbered(1, 0)),
        paragraph("", numbered(1, 0) + "<w:sectPr/>"),
        paragraph("x", numbered(1, 0)),
        paragraph("", numbered(1, 0)),
        paragraph("x", numbered(1, 0)),
        paragraph(deleted("parti"), numbered(1, 0) + make.END_DELETED),
        paragraph(run("caché", "<w:vanish/>"), numbered(1, 0) + hidden),
        paragraph("x", numbered(1, 0)),
        paragraph("x", numbered(9, 0)),
    ]  # fmt: skip
    found = numbers(body, make.numbering({0: make.level(0, "%1.")}, {1: make.use(0)}))
    assert found == ["1.", "2.", "4.", "5.", "", "", ""]


@pytest.mark.parametrize(
    ("shape", "language", "expected"),
    [
        ("ordinal", "fr-FR", ["1er", "2e", "3e"]),
        ("ordinal", "en-GB", ["1st", "2nd", "3rd"]),
        ("ordinalText", "fr-FR", ["Premier", "Deuxième", "Troisième"]),
        ("cardinalText", "en-US", ["One", "Two", "Three"]),
        ("decimalZero", "fr-FR", ["01", "02", "03"]),
        ("upperLetter", "fr-FR", ["A", "B", "C"]),
        ("bullet", "fr-FR", ["•", "•", "•"]),
        ("none", "fr-FR", ["", "", ""]),
        ("unheardOf", "fr-FR", ["1", "2", "3"]),
    ],
)
def test_formats(shape: str, language: str, expected: list[str]) -> None:
    body = [paragraph("x", numbered(1, 0)) for _ in expected]
    assert numbers(body, make.numbering({0: make.level(0, "%1", shape)}, {1: make.use(0)}), language=language) == expected


def test_custom_formats_and_long_lists() -> None:
    custom = (
        '<w:lvl w:ilvl="0"><w:start w:val="26"/><mc:AlternateContent><mc:Choice Requires="w14">'
        '<w:numFmt w:val="custom" w:format="001, 002, 003, ..."/></mc:Choice><mc:Fallback><w:numFmt w:val="decimal"/>'
        '</mc:Fallback></mc:AlternateContent><w:lvlText w:val="%1"/></w:lvl>'
    )
    letters = make.level(0, "%1", "lowerLetter", start=26)
    made = make.numbering({0: custom, 1: letters}, {1: make.use(0), 2: make.use(1)})
    body = [paragraph("x", numbered(num, 0)) for num in (1, 1, 2, 2)]
    assert numbers(body, made) == ["026", "027", "z", "aa"]


# ---- tables ------------------------------------------------------------------------------------------------


def test_rows_nested_tables_and_notes() -> None:
    nested = table(row("n1", "n2"))
    document = read(
        [
            table(
                row("Livrable", cell("Plan", "Bilan")),
                row("", ""),
                row(cell(paragraph(run("avec note") + make.note_call("footnote", 2))), cell("dehors", nested, "fin")),
            ),
            table(row("seconde", "table")),
        ],
        {"footnotes": make.notes("footnote", n2="Texte de note")},
    )
    assert show(document) == [
        "table-row (tableau 1, ligne 1) | Livrable | Plan\nBilan",
        "table-row (tableau 1, ligne 3) | avec note | dehors\nfin",
        "note (note 1) | Texte de note",
        "table-row (tableau 1, ligne 3, tableau 2, ligne 1) | n1 | n2",
        "table-row (tableau 3, ligne 1) | seconde | table",
    ]


def test_a_single_column_is_a_frame() -> None:
    level = '<w:outlineLvl w:val="0"/>'
    document = read([table(row(cell(paragraph("Sécurité", level), "Le titulaire notifie.")), row("Fin."))])
    assert show(document) == ["heading 1 | Sécurité", "| Le titulaire notifie.", "| Fin."]


def test_long_cells_are_prose() -> None:
    parts = {"numbering": make.numbering({0: make.level(0, "%1)", "lowerLetter")}, {1: make.use(0)})}
    sentence = "Le titulaire tient un registre et le remet à l'acheteur. " * 11
    prose = cell(paragraph(sentence), paragraph("chiffrer ;", numbered(1)), paragraph("notifier.", numbered(1)))
    document = read([table(row("Thème", "Clause"), row("Sécurité", prose, "oui"))], parts)
    assert show(document) == [
        "table-row (tableau 1, ligne 1) | Thème | Clause",
        "table-row (tableau 1, ligne 2) | Sécurité",
        f"(tableau 1, ligne 2) | {sentence.strip()}",
        "list-item 1 a) (tableau 1, ligne 2) | chiffrer ;",
        "list-item 1 b) (tableau 1, ligne 2) | notifier.",
        "table-row (tableau 1, ligne 2) | oui",
    ]
    assert {block.table for block in document.blocks[1:]} == {(1, 2)}


def test_titles_and_numbers_in_rows() -> None:
    parts = {"numbering": make.numbering({0: make.level(0, "E%1")}, {1: make.use(0)})}
    title = cell(paragraph("Exigences", '<w:outlineLvl w:val="1"/>'))
    document = read([table(row(title, ""), row(cell(paragraph("", numbered(1))), "Chiffrer les données"))], parts)
    assert show(document) == [
        "heading 2 (tableau 1, ligne 1) | Exigences",
        "table-row E1 (tableau 1, ligne 2) |  | Chiffrer les données",
    ]


def test_content_controls_round_rows_and_cells() -> None:
    document = read([table(control(row("L1", "L2")), f"<w:tr>{control(cell('C1'))}{cell('C2')}</w:tr>")])
    assert show(document) == ["table-row (tableau 1, ligne 1) | L1 | L2", "table-row (tableau 1, ligne 2) | C1 | C2"]


# ---- tracked changes, hidden and struck text ---------------------------------------------------------------


def test_the_final_view_is_read_and_deletions_are_kept_apart() -> None:
    document = read(
        [
            paragraph(run("Délai de ") + deleted("48") + inserted(run("24")) + run(" heures.")),
            paragraph(make.moved_from(run("Parti d'ici."))),
            paragraph(make.moved_to(run("Venu là."))),
            paragraph(inserted(deleted("Ni l'un ") + run("ni l'autre."))),
            paragraph("Intact."),
        ]
    )
    assert show(document) == [
        "+inserted | Délai de 24 heures.",
        "+moved | Venu là.",
        "+inserted | ni l'autre.",
        "| Intact.",
        "deleted (texte supprimé, paragraphe 1) | 48",
        "deleted (texte supprimé, paragraphe 2) | Parti d'ici.",
        "deleted (texte supprimé, paragraphe 4) | Ni l'un",
    ]


def test_a_deleted_paragraph_end_joins_paragraphs() -> None:
    document = read(
        [
            paragraph("Le titulaire ", make.END_DELETED),
            paragraph("notifie."),
            paragraph(deleted("Tout a disparu."), make.END_DELETED),
            paragraph("La suite."),
            paragraph("Devant un tableau ", make.END_DELETED),
            table(row("A", "B")),
            paragraph("En dernier.", make.END_DELETED),
        ]
    )
    assert show(document) == [
        "| Le titulaire notifie.",
        "| La suite.",
        "| Devant un tableau",
        "table-row (tableau 1, ligne 1) | A | B",
        "| En dernier.",
        "deleted (texte supprimé, paragraphe 3) | Tout a disparu.",
    ]
    assert [block.locator[-2:] for block in document.blocks[:2]] == ["#1", "#4"]


def test_deleted_and_inserted_rows_and_cells() -> None:
    document = read(
        [
            paragraph("Prix", '<w:outlineLvl w:val="0"/>'),
            table(
                row("Un", "1"),
                row("Deux", "2", properties=make.ROW_DELETED),
                row("Trois", "3", properties=make.ROW_INSERTED),
                row("Quatre", cell("4", properties=make.CELL_DELETED)),
            ),
        ]
    )
    assert show(document) == [
        "heading 1 | Prix",
        "table-row (tableau 1, ligne 1) | Un | 1",
        "table-row (tableau 1, ligne 2) +inserted | Trois | 3",
        "table-row (tableau 1, ligne 3) | Quatre | ",
        "deleted (texte supprimé, tableau 1, ligne 2) | Deux",
        "deleted (texte supprimé, tableau 1, ligne 2) | 2",
        "deleted (texte supprimé, tableau 1, ligne 3) | 4",
    ]


def test_a_deleted_call_deletes_its_note_and_box() -> None:
    call = f'<w:del w:id="1">{make.note_call("footnote", 2)}{make.text_box(paragraph("Cadre"))}</w:del>'
    document = read(
        [paragraph(run("Un") + call), paragraph(run("Deux") + make.note_call("footnote", 3))],
        {"footnotes": make.notes("footnote", n2="Supprimée", n3="Gardée")},
    )
    assert show(document) == [
        "| Un",
        "| Deux",
        "note (note 1) | Gardée",
        "deleted (texte supprimé, note) | Supprimée",
        "deleted (texte supprimé, zone de texte) | Cadre",
    ]


def test_hidden_and_struck_text_is_kept_apart() -> None:
    styles = make.styles(
        make.style("Cache", "Caché", run="<w:vanish/>"),
        make.style("Enfant", "Enfant", based_on="Cache"),
        make.style("RayeChar", "Rayé", run="<w:strike/>"),
        make.style("CacheChar", "Caché car.", run="<w:vanish/>"),
    )
    styled = '<w:rStyle w:val="{}"/>'.format
    document = read(
        [
            paragraph("Sécurité", '<w:outlineLvl w:val="0"/>'),
            paragraph(run("Vu ") + run("direct", "<w:vanish/>") + run("rayé", "<w:dstrike/>")),
            paragraph("Par le style", style="Enfant"),
            paragraph(run("Montré ", '<w:vanish w:val="0"/>') + run("annulé", styled("CacheChar")), style="Cache"),
            paragraph(run("Lu ") + run("secret", styled("CacheChar")) + run("barré", styled("RayeChar"))),
        ],
        {"styles": styles},
    )
    assert show(document) == [
        "heading 1 | Sécurité",
        "| Vu",
        "| Montré annulé",
        "| Lu",
        "hidden (texte masqué, sous « Sécurité ») | direct",
        "struck (texte barré, sous « Sécurité ») | rayé",
        "hidden (texte masqué, sous « Sécurité ») | Par le style",
        "hidden (texte masqué, sous « Sécurité ») | secret",
        "struck (texte barré, sous « Sécurité ») | barré",
    ]


# ---- notes, boxes, headers, controls, fields ---------------------------------------------------------------


def test_notes_follow_the_paragraph_that_calls_them() -> None:
    document = read(
        [
            paragraph(run("Un") + make.note_call("footnote", 3) + run(".") + make.note_call("endnote", 2)),
            paragraph(run("Deux") + make.note_call("footnote", 2)),
        ],
        {
            "footnotes": make.notes("footnote", n2="Seconde", n3="Première", n4="Jamais appelée"),
            "endnotes": make.notes("endnote", n2="De fin"),
        },
    )
    assert show(document) == [
        "| Un.",
        "note (note 1) | Première",
        "note (note de fin 1) | De fin",
        "| Deux",
        "note (note 2) | Seconde",
    ]
    assert [block.locator for block in document.blocks][1::3] == ["word/footnotes.xml#3", "word/footnotes.xml#2"]


def test_boxes_are_read_once_after_their_paragraph() -> None:
    inner = paragraph("Cadre") + table(row("A", "B"))
    document = read([paragraph(run("Avant ") + make.text_box(inner) + run("après"))])
    assert show(document) == [
        "| Avant après",
        "box (zone de texte) | Cadre",
        "box table-row (zone de texte, tableau 1, ligne 1) | A | B",
    ]


def test_diagrams_are_read() -> None:
    drawing = '<w:r><w:drawing><dgm:relIds r:dm="rId-diagramData1"/></w:drawing></w:r>'
    data = f"<dgm:dataModel {make.NAMESPACES}><a:p><a:r><a:t>Comité</a:t></a:r></a:p><a:p/></dgm:dataModel>"
    document = read([paragraph(run("Organisation") + drawing)], {"diagramData1": data})
    assert show(document) == ["| Organisation", "box (diagramme) | Comité"]


def test_headers_and_footers_are_read_once() -> None:
    sections = "".join(f'<w:{kind}Reference r:id="rId-{kind}{n}"/>' for n in (1, 2) for kind in ("header", "footer"))
    document = read(
        [paragraph("Corps."), f"<w:sectPr>{sections}</w:sectPr>"],
        {
            "header1": make.part("hdr", paragraph("Ville de Sorgueville") + paragraph("Lot 1")),
            "header2": make.part("hdr", paragraph("Ville de Sorgueville") + make.paragraph("Lot 2")),
            "header3": make.part("hdr", paragraph("Jamais montré")),
            "footer1": make.part("ftr", paragraph(run("Page ") + field("PAGE", run("1")))),
            "footer2": make.part("ftr", paragraph(make.text_box(paragraph("Cadre du pied")))),
        },
    )
    assert show(document) == [
        "| Corps.",
        "header (en-tête) | Ville de Sorgueville",
        "header (en-tête) | Lot 1",
        "header (en-tête) | Lot 2",
        "footer (pied de page) | Page 1",
        "footer (pied de page, zone de texte) | Cadre du pied",
    ]


def test_wrappers_are_transparent() -> None:
    wrapped = [
        control(paragraph("contrôle de bloc")),
        paragraph(run("contrôle ") + control(run("en ligne"))),
        paragraph(f'<w:hyperlink w:anchor="a">{run("lien")}</w:hyperlink>'),
        paragraph(f'<w:smartTag w:element="e">{run("étiquette")}</w:smartTag>'),
        f'<w:customXml w:element="e">{paragraph("xml de bloc")}</w:customXml>',
        paragraph(f'<w:customXml w:element="e">{run("xml en ligne")}</w:customXml>'),
        paragraph(f'<w:dir w:val="rtl">{run("sens ")}</w:dir><w:bdo w:val="rtl">{run("forcé")}</w:bdo>'),
        paragraph(inserted(f'<w:hyperlink w:anchor="a">{run("lien inséré")}</w:hyperlink>')),
        paragraph("<w:r><mc:AlternateContent><mc:Choice Requires='w14'><w:t>choix</w:t></mc:Choice>"
                  "<mc:Fallback><w:t>repli</w:t></mc:Fallback></mc:AlternateContent></w:r>"),
        paragraph('<w:commentRangeStart w:id="0"/>' + run("commenté") + '<w:r><w:commentReference w:id="0"/></w:r>'),
    ]  # fmt: skip
    assert show(read(wrapped)) == [
        "| contrôle de bloc",
        "| contrôle en ligne",
        "| lien",
        "| étiquette",
        "| xml de bloc",
        "| xml en ligne",
        "| sens forcé",
        "+inserted | lien inséré",
        "| choix",
        "| commenté",
    ]


def test_fields_give_their_results() -> None:
    document = read(
        [
            paragraph(run("voir ") + field('REF a \\h', run("l'article 3"))),
            paragraph(f'<w:fldSimple w:instr="REF b">{run("simple")}</w:fldSimple>'),
            paragraph(field(field("IF ", run("condition")), run("dedans")) + field('XE "index"', None) + run(" suite")),
            paragraph("<w:r><w:fldChar w:fldCharType='begin'/></w:r>" + run("champ jamais fermé")),
            paragraph("La suite n'est pas perdue."),
        ]
    )  # fmt: skip
    assert show(document) == [
        "| voir l'article 3",
        "| simple",
        "| dedans suite",
        "| champ jamais fermé",
        "| La suite n'est pas perdue.",
    ]


def test_check_boxes_of_every_kind() -> None:
    def symbol(code: str, font: str = "Wingdings") -> str:
        return f'<w:r><w:sym w:font="{font}" w:char="{code}"/></w:r>'

    old = '<w:checkBox><w:default w:val="0"/>{}</w:checkBox>'.format
    choices = '<w:ddList><w:result w:val="1"/><w:listEntry w:val="un"/><w:listEntry w:val="deux"/></w:ddList>'
    fonts = '<w:rFonts w:ascii="Wingdings" w:hAnsi="Wingdings"/>'
    document = read(
        [
            paragraph("".join(map(symbol, ("F0A8", "F06F", "F071", "A8"))) + run(" non")),
            paragraph(symbol("F0FE") + symbol("F0FD") + symbol("F078") + symbol("F052", "Wingdings 2") + run(" oui")),
            paragraph(run("\uf0a8 perdu ") + run("o", fonts) + run(" police") + symbol("F0B7", "Symbol")),
            paragraph(control(run("☐"), make.ticked(True)) + run(" coché, glyphe en retard")),
            paragraph(control(symbol("2612", "MS Gothic"), make.ticked(False)) + run(" non coché")),
            control(paragraph(run("☐ bloc")), make.ticked(True)),
            paragraph(field("FORMCHECKBOX", None, old("<w:checked/>")) + run(" ancien oui")),
            paragraph(field("FORMCHECKBOX", run("x"), old("")) + run(" ancien non")),
            paragraph(run("choix : ") + field("FORMDROPDOWN", None, choices)),
        ]
    )
    assert show(document) == [
        "| ☐☐☐☐ non",
        "| ☒☒☒☒ oui",
        "| ☐ perdu ☐ police•",
        "| ☒ coché, glyphe en retard",
        "| ☐ non coché",
        "| ☒ bloc",
        "| ☒ ancien oui",
        "| ☐ ancien non",
        "| choix : deux",
    ]


# ---- what could not be read --------------------------------------------------------------------------------


def test_inserted_documents_and_objects_are_reported() -> None:
    ole = '<w:r><w:object><o:OLEObject ProgID="{}" r:id="rId-{}"/></w:object></w:r>'.format
    document = read(
        [
            paragraph("Voir la pièce jointe" ),
            '<w:altChunk r:id="rId-aFChunk1"/>',
            paragraph(ole("Word.Document.12", "oleObject1") + ole("Equation.3", "oleObject2")),
            paragraph('<w:subDoc r:id="rId9"/>'),
        ],
        {"aFChunk1": "<html/>", "oleObject1": "x", "oleObject2": "x"},
    )  # fmt: skip
    assert show(document) == ["| Voir la pièce jointe"]
    assert codes(document) == [
        ("alt-chunk", "word/aFChunk1.xml"),
        ("object", "word/oleObject1.xml"),
        ("subdocument", "word/document.xml"),
    ]
    assert not document.complete


@pytest.mark.parametrize("broken", ["<w:footnotes", "", "<!DOCTYPE a []><a/>"])
def test_broken_notes_do_not_stop_the_reading(broken: str) -> None:
    document = read([paragraph(run("Corps") + make.note_call("footnote", 2))], {"footnotes": broken})
    assert show(document) == ["| Corps"]
    assert codes(document) == [("broken-part", "word/footnotes.xml")]
    assert document.unread[0].message_fr.startswith("la partie word/footnotes.xml ")


def test_missing_parts_are_reported() -> None:
    body = [paragraph(run("Corps") + make.note_call("footnote", 7), numbered(1))]
    parts = {
        "numbering": make.numbering({0: make.level(0, "%1.")}, {1: make.use(0)}),
        "footnotes": make.notes("footnote", n2="Autre"),
    }
    assert codes(read(body, parts)) == [("missing-note", "word/document.xml")]
    assert codes(read(body, parts, without=["word/footnotes.xml"])) == [("missing-part", "word/footnotes.xml")]
    lost = read(body, parts, without=["_rels/.rels", "word/_rels/document.xml.rels", "[Content_Types].xml"])
    assert show(lost) == ["list-item 1 1. | Corps"]
    assert codes(lost) == [
        ("missing-part", "_rels/.rels"),
        ("missing-part", "word/_rels/document.xml.rels"),
        ("missing-note", "word/document.xml"),
    ]


def test_pictures_with_hardly_any_text_are_a_doubt() -> None:
    page, logo = paragraph(make.picture(17, 25)), paragraph(make.picture(3, 2))
    words = paragraph("Le titulaire notifie toute violation de données. " * 5)
    assert codes(read([paragraph("Annexe"), page])) == [("image", "word/document.xml")]
    assert codes(read([paragraph("Annexe"), logo])) == []
    assert codes(read([words, page])) == []


def test_text_out_of_force_alone_is_a_doubt() -> None:
    document = read([paragraph(deleted("Ancienne clause."))])
    assert show(document) == ["deleted (texte supprimé, paragraphe 1) | Ancienne clause."]
    assert codes(document) == [("no-text", "word/document.xml")]


# ---- bad input ---------------------------------------------------------------------------------------------


def _zip(**entries: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in entries.items():
            archive.writestr(name.replace("__", "/").replace("_dot_", "."), content)
    return buffer.getvalue()


_OLE = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(500)
_GOOD = package(paragraph("Texte."))


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "ce n'est pas un document Word"),
        (b"Ceci est un texte.", "ce n'est pas un document Word"),
        (_OLE, "ancien fichier .doc ou un fichier protégé par un mot de passe"),
        (_OLE + "EncryptedPackage".encode("utf-16-le"), "protégé par un mot de passe ; ôtez"),
        (_GOOD[: len(_GOOD) // 2], "tronqué ou endommagé"),
        (_zip(mimetype="application/vnd.oasis.opendocument.text", content_dot_xml="<a/>"), "un fichier OpenDocument"),
        (_zip(xl__workbook_dot_xml="<workbook/>"), "un classeur Excel"),
        (_zip(ppt__presentation_dot_xml="<p/>"), "une présentation PowerPoint"),
        (_zip(a_dot_txt="a"), "une archive sans document Word"),
        (_zip(word__document_dot_xml="<document/>"), "une archive sans document Word"),
        (_zip(word__document_dot_xml="<w:document"), "word/document.xml) est endommagé"),
        (_zip(word__document_dot_xml='<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>'), "contient un DOCTYPE"),
        (_zip(word__document_dot_xml=f"<!--{' ' * 5000}--><!DOCTYPE a><a/>"), "contient un DOCTYPE"),
        (package(paragraph()), "ne contient aucun texte ; vérifiez"),
        (package(paragraph(make.picture(17, 25))), "aucun texte, seulement des images"),
    ],
)
def test_unreadable_files_say_why_in_one_sentence(data: bytes, said: str) -> None:
    with pytest.raises(UnreadableError) as caught:
        read_docx("draft.docx", data)
    assert said in caught.value.fr
    for message in (caught.value.fr, caught.value.en):
        assert message.startswith("draft.docx")
        assert message.endswith(".")
        assert "\n" not in message


@pytest.mark.parametrize(("limit", "value"), [("MAX_XML", 300), ("MAX_ENTRIES", 2), ("MAX_PART", 300), ("MAX_TAGS", 50)])
def test_large_packages_are_refused(limit: str, value: int, monkeypatch: pytest.MonkeyPatch) -> None:
    data = package([paragraph("Texte.")] * 20)
    monkeypatch.setattr(docx_package, limit, value)
    with pytest.raises(UnreadableError):
        read_docx("draft.docx", data)


def test_no_file_of_the_machine_is_read() -> None:
    entity = '<!DOCTYPE w [<!ENTITY x SYSTEM "file:///secret">]>'
    with pytest.raises(UnreadableError, match="DOCTYPE"):
        read_docx("draft.docx", _zip(word__document_dot_xml=f"{entity}<w>&x;</w>"))


def test_odd_values_and_deep_nesting_do_not_crash() -> None:
    odd = paragraph("x", '<w:numPr><w:ilvl w:val="z"/><w:numId w:val="1"/></w:numPr><w:outlineLvl w:val="-3"/>')
    nested = "Fond"
    for _ in range(60):
        nested = table(row(cell(nested, paragraph()), "b"))
    numbering = make.numbering({0: '<w:lvl w:ilvl="q"><w:start w:val="-"/></w:lvl>'}, {1: make.use(0)})
    document = read([odd, '<w:p><w:r><w:sym w:char="zz"/></w:r></w:p>', nested], {"numbering": numbering})
    assert document.blocks[0].kind == "paragraph"
    assert document.text.count("Fond") == 1


def test_forty_pages_are_read_at_once() -> None:
    words = "Le titulaire notifie à l'acheteur toute violation de données sous 24 heures. "
    body = [paragraph(run(words) + inserted(run(words)) + run(words), numbered(1, n % 3)) for n in range(1000)]
    data = package(body, {"numbering": make.numbering({0: _DEFINITION}, {1: make.use(0)})})
    began = time.process_time()
    document = read_docx("draft.docx", data)
    # Measured: 0.05 s; the margin is for slow machines.
    assert time.process_time() - began < 1
    assert len(document.blocks) == 1000
