"""Whole block lists of small PDF files, made by ``makers.pdf_maker``; the texts are invented."""

from __future__ import annotations

import subprocess
import sys

import pytest

from clausecheck.errors import UnreadableError
from clausecheck.extract import pdf
from clausecheck.extract.pdf import read_pdf
from clausecheck.model import Block, Document, LedgerLine, Span
from makers.pdf_maker import HEIGHT, LEFT, TEXT_WIDTH, WIDTH, PdfMaker, garbled


def read(maker: PdfMaker) -> Document:
    return read_pdf("draft.pdf", maker.bytes())


def show(document: Document) -> list[str]:
    """Each block as "layer kind level number (place) | text", defaults left out."""
    return [_show(document, block) for block in document.blocks]


def _show(document: Document, block: Block) -> str:
    words = [
        "" if block.layer == "body" else block.layer,
        "" if block.kind == "paragraph" else block.kind,
        str(block.level or ""),
        block.number,
        f"({block.place})" if block.place else "",
        "|",
        document.text[block.start : block.end],
    ]
    return " ".join(word for word in words if word)


# ---- paragraphs, titles, lists -----------------------------------------------------------------------------


def test_french_articles_and_lists() -> None:
    maker = PdfMaker().page()
    maker.text("TITRE II – EXÉCUTION", size=13, bold=True, leading=17)
    maker.text("Article 3 – Remise des données", size=11, bold=True, leading=14)
    maker.text("3.1 Calendrier", bold=True)
    maker.text(
        "Le prestataire remet le jardin partagé dans son état de floraison, accompagné du carnet des semis et de la "
        "liste des outils prêtés. La remise se fait au kiosque, le premier jour ouvré du mois."
    )
    maker.text("Le carnet comprend :", after=2)
    maker.text("- la date de chaque semis ;", x=90, after=0)
    maker.text(
        "- le nom des variétés, avec leur provenance et le nombre de graines plantées dans chacune des parcelles ;",
        x=90, hang=6, width=300, after=0,
    )  # fmt: skip
    maker.text("• les variétés anciennes ;", x=110, after=0)
    maker.text("• les variétés hybrides.", x=110, after=8)
    maker.text("a) Le kiosque ouvre à neuf heures.", after=0)
    maker.text("b) Il ferme à midi.", after=8)
    maker.text("ANNEXE 1", size=13, bold=True, leading=17)
    maker.text("Plan des parcelles", bold=True)
    maker.text("Le plan est affiché au kiosque.")
    assert show(read(maker)) == [
        "heading 1 TITRE II | TITRE II – EXÉCUTION",
        "heading 2 Article 3 | Article 3 – Remise des données",
        "heading 3 3.1 | 3.1 Calendrier",
        "| Le prestataire remet le jardin partagé dans son état de floraison, accompagné du carnet des semis et de la "
        "liste des outils prêtés. La remise se fait au kiosque, le premier jour ouvré du mois.",
        "| Le carnet comprend :",
        "list-item 1 - | - la date de chaque semis ;",
        "list-item 1 - | - le nom des variétés, avec leur provenance et le nombre de graines plantées dans chacune des "
        "parcelles ;",
        "list-item 2 • | • les variétés anciennes ;",
        "list-item 2 • | • les variétés hybrides.",
        "list-item 1 a) | a) Le kiosque ouvre à neuf heures.",
        "list-item 1 b) | b) Il ferme à midi.",
        "heading 1 ANNEXE 1 | ANNEXE 1",
        "heading 3 | Plan des parcelles",
        "| Le plan est affiché au kiosque.",
    ]


def test_english_clauses_without_space_between_paragraphs() -> None:
    maker = PdfMaker().page()
    maker.text("4. Watering", bold=True, after=0)
    maker.text(
        "4.1 The Gardener shall water every bed at dawn and keep a written record of the quantity poured, bed by bed, "
        "as described in Clause 6 of the Planting Plan.",
        hang=22, after=0,
    )  # fmt: skip
    maker.text("4.2 The Gardener shall not:", hang=22, after=0)
    maker.text("(a) use the pond during a drought; or", x=100, after=0)
    maker.text("(b) leave the hoses open overnight.", x=100, after=0)
    maker.text("(i) This includes the hoses of the greenhouse.", x=124, after=0)
    maker.text("Schedule 2", size=12, bold=True, leading=15)
    maker.text("The beds are numbered from the gate.")
    assert show(read(maker)) == [
        "heading 1 4. | 4. Watering",
        "4.1 | 4.1 The Gardener shall water every bed at dawn and keep a written record of the quantity poured, bed by "
        "bed, as described in Clause 6 of the Planting Plan.",
        "4.2 | 4.2 The Gardener shall not:",
        "list-item 1 (a) | (a) use the pond during a drought; or",
        "list-item 1 (b) | (b) leave the hoses open overnight.",
        "list-item 2 (i) | (i) This includes the hoses of the greenhouse.",
        "heading 1 Schedule 2 | Schedule 2",
        "| The beds are numbered from the gate.",
    ]


def test_a_number_that_the_text_brings_to_the_start_of_a_line_is_no_label() -> None:
    text = (
        "Les échanges entre le kiosque et la serre se font par pigeon selon la norme en vigueur, en version 1.3 "
        "et suivantes, sauf pendant la mue ; les parties en conviennent, conformément à tous ses articles 12. "
        "Le reste du temps, un écriteau suffit."
    )
    maker = PdfMaker().page().text(text)
    assert show(read(maker)) == [f"| {text}"]


def test_items_with_drawn_bullets_or_none_follow_their_opening_line() -> None:
    maker = PdfMaker().page()
    maker.text("Le jardinier fournit :", after=2)
    maker.image(96, maker.top + 2, 6, 6).text("une bêche,", x=110, after=2)
    maker.image(96, maker.top + 2, 6, 6).text("un arrosoir.", x=110, after=8)
    maker.text("Il veille à ce que :", after=2)
    maker.text("le portail soit fermé le soir ;", x=110, after=0)
    maker.text("la citerne soit pleine.", x=110, after=8)
    assert show(read(maker)) == [
        "| Le jardinier fournit :",
        "list-item 1 • | une bêche,",
        "list-item 1 • | un arrosoir.",
        "| Il veille à ce que :",
        "list-item 1 | le portail soit fermé le soir ;",
        "list-item 1 | la citerne soit pleine.",
    ]


def test_a_label_set_off_by_a_tab_keeps_a_blank() -> None:
    maker = PdfMaker().page()
    maker.at(LEFT, 72, "7.4", font="Helvetica-Bold").at(LEFT + 14.9, 72, "Greffe des pommiers", font="Helvetica-Bold")
    maker.at(LEFT, 100, "La greffe a lieu en mars.")
    assert show(read(maker)) == ["heading 2 7.4 | 7.4 Greffe des pommiers", "| La greffe a lieu en mars."]


# ---- pages -------------------------------------------------------------------------------------------------


def test_running_headers_and_footers_are_taken_out_once() -> None:
    maker = PdfMaker()
    for number in range(1, 5):
        maker.page().at(LEFT, 30, "Jardin des Lilas – cahier des charges").at(500, 800, f"Page {number} sur 4")
        maker.text(f"La parcelle {'ABCD'[number - 1]} reçoit des tulipes.")
    assert show(read(maker)) == [
        "| La parcelle A reçoit des tulipes.",
        "| La parcelle B reçoit des tulipes.",
        "| La parcelle C reçoit des tulipes.",
        "| La parcelle D reçoit des tulipes.",
        "header (en-tête) | Jardin des Lilas – cahier des charges",
        "footer (pied de page) | Page 1 sur 4",
    ]


def test_numbers_at_the_end_of_a_page_are_no_page_numbers() -> None:
    maker = PdfMaker()
    for number in range(1, 4):
        maker.page().at(LEFT, 740, f"{number}20").at(LEFT, 760, f"- {number} -")
    assert show(read(maker)) == ["| 120", "| 220", "| 320", "footer (pied de page) | - 1 -"]


def test_a_paragraph_runs_over_the_end_of_a_page() -> None:
    maker = PdfMaker().page()
    maker.top = 700
    maker.lines(["La serre est chauffée à douze degrés pendant les nuits d’hiver, sauf lorsque le poêle est en cours de"])
    maker.page().lines(["réparation ; le jardinier l’écrit alors dans le carnet."]).text("Le poêle est ramoné chaque automne.")
    maker.page().lines(["Le bois est rentré avant la pluie."])
    document = read(maker)
    assert show(document) == [
        "| La serre est chauffée à douze degrés pendant les nuits d’hiver, sauf lorsque le poêle est en cours de "
        "réparation ; le jardinier l’écrit alors dans le carnet.",
        "| Le poêle est ramoné chaque automne.",
        "| Le bois est rentré avant la pluie.",
    ]
    assert [block.page for block in document.blocks] == [1, 2, 3]
    assert [(word.page, document.text[word.start : word.end]) for word in document.words][17:21] == [
        (1, "cours"), (1, "de"), (2, "réparation"), (2, ";"),
    ]  # fmt: skip
    assert document.ledger == (
        LedgerLine("page 1", "body", 83), LedgerLine("page 2", "body", 77), LedgerLine("page 3", "body", 28),
    )  # fmt: skip


COLUMN = (
    "The orchard is pruned every winter by the keeper, who burns the cut branches at the far end of the meadow and spreads "
    "the ashes between the rows before the first days of spring. In a wet year he digs a trench along the hedge and leads "
    "the water to the pond."
)
SECOND = (
    "The hives stand along the south wall. The keeper opens them twice a year, wearing a veil, and takes no more honey than "
    "the bees can spare until the lime trees are in flower again. A swarm that leaves the garden belongs to whoever finds it, "
    "unless the keeper follows it."
)


def test_two_columns_are_read_one_after_the_other() -> None:
    maker = PdfMaker().page().text("Schedule 3 – Orchard", bold=True, size=12, leading=16)
    top = maker.top
    maker.text(COLUMN, width=210)
    maker.top = top
    maker.text(SECOND, x=313, width=210)
    assert show(read(maker)) == ["heading 1 Schedule 3 | Schedule 3 – Orchard", f"| {COLUMN}", f"| {SECOND}"]


def test_two_columns_written_row_by_row_are_sorted() -> None:
    left, right = PdfMaker().page(), PdfMaker().page()
    rows: list[tuple[float, float, str]] = []
    for maker, text, x in ((left, COLUMN, LEFT), (right, SECOND, 313.0)):
        maker.at = lambda at_x, top, line, _rows=rows, **_: _rows.append((top, at_x, line))  # type: ignore[method-assign]
        maker.text(text, x=x, width=210)
    maker = PdfMaker().page()
    for top, x, line in sorted(rows):
        maker.at(x, top, line)
    assert show(read(maker)) == [f"| {COLUMN}", f"| {SECOND}"]


@pytest.mark.parametrize("rotation", [90, 180, 270])
def test_rotated_pages_read_as_they_are_displayed(rotation: int) -> None:
    maker = PdfMaker().page(rotation)
    maker.text("Article 9 – Rosiers", bold=True).text("Les rosiers sont taillés en mars. " * 4)
    maker.table([72, 172, 372], [["Outil", "Nombre"], ["Râteau", "douze"]])
    document = read(maker)
    assert show(document) == [
        "heading 1 Article 9 | Article 9 – Rosiers",
        "| " + " ".join(["Les rosiers sont taillés en mars."] * 4),
        "table-row (tableau 1, ligne 1) | Outil | Nombre",
        "table-row (tableau 1, ligne 2) | Râteau | douze",
    ]
    first, last = document.words[0], document.words[-1]
    assert (round(first.x0), 70 < first.top < 76, 82 < first.bottom < 88) == (72, True, True)
    assert 170 < last.x0 < last.x1 < 372
    assert 120 < last.top < last.bottom < HEIGHT


# ---- words -------------------------------------------------------------------------------------------------


def test_hyphens_at_the_ends_of_lines() -> None:
    maker = PdfMaker().page()
    maker.text("Chaque information sur la sous-traitance est écrite au carnet.")
    maker.lines(
        [
            "Le jardinier signale toute infor-",
            "mation utile et ne recourt à la sous-",
            "traitance que pour la taille ; les co-",
            "jardiniers en sont avertis, de même que le cher-",
            "cheur du muséum.",
        ]
    )
    document = read(maker)
    assert show(document) == [
        "| Chaque information sur la sous-traitance est écrite au carnet.",
        "| Le jardinier signale toute information utile et ne recourt à la sous-traitance que pour la taille ; les co-jardiniers "
        "en sont avertis, de même que le chercheur du muséum.",
    ]
    pieces = [document.text[word.start : word.end] for word in document.words]
    assert [(a, b) for a, b in zip(pieces, pieces[1:], strict=False) if b in ("mation", "traitance")] == [
        ("infor", "mation"), ("sous-", "traitance"),
    ]  # fmt: skip


def test_notes_come_after_the_page_and_their_calls_go() -> None:
    maker = PdfMaker().page()
    maker.at(LEFT, 72, "Le compost est tamisé").at(LEFT + 101.2, 70, "1", size=6).at(LEFT + 107, 72, "avant l’hiver,")
    maker.at(LEFT + 168, 72, "en présence du gardien, du maître composteur et de deux témoins,")
    maker.at(LEFT, 84.5, "sur une surface de 12 m").at(LEFT + 107, 82.5, "2", size=6).at(LEFT + 113, 84.5, "au plus.")
    maker.at(LEFT, 740, "1", size=6).at(LEFT + 6, 741, "Au tamis fin, jamais au râteau,", size=8)
    maker.at(LEFT, 750, "sauf accord du gardien.", size=8).at(LEFT, 762, "* Voir le carnet.", size=8)
    maker.page().lines(["Le tas est couvert de paille."])
    assert show(read(maker)) == [
        "| Le compost est tamisé avant l’hiver, en présence du gardien, du maître composteur et de deux témoins, "
        "sur une surface de 12 m2 au plus.",
        "note (note 1) | 1 Au tamis fin, jamais au râteau, sauf accord du gardien.",
        "note * (note *) | * Voir le carnet.",
        "| Le tas est couvert de paille.",
    ]


def test_letters_are_unfolded_and_fake_bold_read_once() -> None:
    maker = PdfMaker().page().vera(LEFT, 72, "La ﬁn de la ﬂoraison est au kiosque.")
    for shift in (0, 0.25, 0.5):
        maker.at(LEFT + shift, 100, "Les tulipes fanées sont coupées.")
    assert show(read(maker)) == [
        "| La fin de la floraison est au kiosque.",
        "| Les tulipes fanées sont coupées.",
    ]


# ---- tables ------------------------------------------------------------------------------------------------


def test_tables_give_rows_and_go_on_over_the_page() -> None:
    maker = PdfMaker().page().text("Les outils sont comptés :")
    maker.top = 700
    maker.table([72, 200, 400], [["Outil", "Nombre"], ["Râteau", "douze"]])
    maker.page().table([72, 200, 400], [["Outil", "Nombre"], ["Bêche", ""]]).text("Ils sont rendus propres.")
    document = read(maker)
    assert show(document) == [
        "| Les outils sont comptés :",
        "table-row (tableau 1, ligne 1) | Outil | Nombre",
        "table-row (tableau 1, ligne 2) | Râteau | douze",
        "table-row (tableau 1, ligne 3) | Bêche | ",
        "| Ils sont rendus propres.",
    ]
    row = document.blocks[2]
    assert row.table == (1, 2)
    assert [document.text[cell.start : cell.end] for cell in row.cells] == ["Râteau", "douze"]
    assert document.blocks[3].cells[1] == Span(document.blocks[3].end, document.blocks[3].end)


def test_frames_and_long_cells_are_ordinary_paragraphs() -> None:
    maker = PdfMaker().page()
    maker.grid([66, 529], [68, 110]).text("La citerne est pleine en mai.", after=12).text("Elle est vide en août.", after=12)
    top = maker.top
    maker.grid([66, 150, 529], [top - 4, top + 290]).at(72, top, "Arrosage")
    long_text = "Le jardinier arrose les massifs à l’aube, sans mouiller les feuilles, et note la quantité versée. "
    maker.text(long_text * 4, x=156, width=367, after=10).text("- il ferme ensuite la vanne ;", x=156, width=367, after=0)
    maker.text("- " + long_text * 4, x=156, width=367)
    assert show(read(maker)) == [
        "| La citerne est pleine en mai.",
        "| Elle est vide en août.",
        "table-row (tableau 1, ligne 1) | Arrosage",
        "| " + (long_text * 4).strip(),
        "list-item 1 - | - il ferme ensuite la vanne ;",
        "list-item 1 - | - " + (long_text * 4).strip(),
    ]


def test_rules_in_a_form_are_moved_with_it() -> None:
    maker = PdfMaker().page()
    canvas = maker.canvas
    canvas.beginForm("rules", 0, 0, 400, 100)
    for x in (0, 100, 300):
        canvas.line(x, 0, x, 40)
    for y in (0, 20, 40):
        canvas.line(0, y, 300, y)
    canvas.endForm()
    canvas.saveState()
    canvas.translate(72, HEIGHT - 140)
    canvas.doForm("rules")
    canvas.restoreState()
    maker.at(76, 104, "Semis").at(176, 104, "mars").at(76, 124, "Récolte").at(176, 124, "août")
    assert show(read(maker)) == [
        "table-row (tableau 1, ligne 1) | Semis | mars",
        "table-row (tableau 1, ligne 2) | Récolte | août",
    ]


def test_shades_are_no_rules_and_cut_rules_make_columns() -> None:
    maker = PdfMaker().page()
    canvas = maker.canvas
    canvas.setFillGray(0.9)
    for top in (100, 112, 124):
        canvas.rect(72, HEIGHT - top - 12, 300, 12, stroke=0, fill=1)
        canvas.rect(372, HEIGHT - top - 12, 100, 12, stroke=0, fill=1)
    canvas.setFillGray(0)
    maker.top = 100
    maker.text("Le verger est ouvert.", leading=24)
    for top in (300, 320, 340):
        canvas.line(72, HEIGHT - top, 171.5, HEIGHT - top)
        canvas.line(172.5, HEIGHT - top, 372, HEIGHT - top)
    maker.at(76, 304, "Verger").at(176, 304, "ouvert").at(76, 324, "Serre").at(176, 324, "fermée")
    assert show(read(maker)) == [
        "| Le verger est ouvert.",
        "table-row (tableau 1, ligne 1) | Verger | ouvert",
        "table-row (tableau 1, ligne 2) | Serre | fermée",
    ]


def test_terms_beside_their_definitions_without_rules() -> None:
    maker = PdfMaker().page()
    for term, definition in (
        (["“Garden", "Gate”"], "means the gate on the north side, which the keeper opens at eight and closes at six, every day;"),
        (["“Pond”"], "means the water behind the hedge."),
    ):
        top = maker.top
        maker.lines(term, bold=True)
        bottom, maker.top = maker.top, top
        maker.text(definition, x=200, width=323)
        maker.top = max(bottom, maker.top)
    assert show(read(maker)) == [
        "| “Garden Gate” means the gate on the north side, which the keeper opens at eight and closes at six, every day;",
        "| “Pond” means the water behind the hedge.",
    ]


# ---- tables of contents ------------------------------------------------------------------------------------


def test_tables_of_contents() -> None:
    maker = PdfMaker().page().text("SOMMAIRE", bold=True, size=12, leading=18)
    maker.lines(["Article 1 – Semis " + "." * 60 + " 2", "Article 2 – Récolte " + "." * 58 + " 3"], leading=16)
    maker.page().text("Contents", bold=True, size=12, leading=18)
    maker.lines(["1 Sowing 4", "2 Harvest 5"], leading=18)
    maker.page().text("Article 1 – Semis", bold=True).text("Les semis ont lieu en mars.")
    maker.text("Article 2 – Récolte", bold=True).text("Elle a lieu en août.")
    assert [line.split("|")[0].strip() for line in show(read(maker))] == [
        "toc", "toc Article 1", "toc Article 2", "toc", "toc", "toc",
        "heading 1 Article 1", "", "heading 1 Article 2", "",
    ]  # fmt: skip


# ---- forms and annotations ---------------------------------------------------------------------------------


def test_fields_and_annotations_are_read_in_their_place() -> None:
    maker = PdfMaker().page()
    maker.at(LEFT, 72, "Nom du jardinier :").at(LEFT, 110, "Il signe le carnet.").at(100, 150, "Option retenue")
    form = maker.canvas.acroForm
    form.textfield(name="name", value="Églantine Dumas", x=200, y=HEIGHT - 90, width=200, height=20)
    form.checkbox(name="option", checked=True, x=LEFT, y=HEIGHT - 166)
    maker.canvas.freeTextAnnotation("À revoir", "/Helv 10 Tf 0 g", [300, 600, 360, 612], relative=0)
    assert show(read(maker)) == [
        "| Nom du jardinier : Églantine Dumas",
        "| Il signe le carnet.",
        "list-item 1 ☒ | ☒ Option retenue",
        "| À revoir",
    ]


# ---- what cannot be read -----------------------------------------------------------------------------------


def test_pages_that_are_images_are_told() -> None:
    maker = PdfMaker().page().text("Le jardin ouvre à huit heures.")
    maker.page()  # a blank page is no problem
    maker.page().image(0, 0, WIDTH, HEIGHT)
    maker.page().image(0, 0, WIDTH, HEIGHT).at(LEFT, 30, "vu le 3 mai")
    maker.page().image(100, 100, 60, 40).text("Le logo n’est pas un scan : la page a bien assez de mots pour cela, on le voit.")
    maker.page().image(0, 0, WIDTH, HEIGHT)
    document = read(maker)
    assert [(unread.where, unread.code) for unread in document.unread] == [("pages 3-4", "page-image"), ("page 6", "page-image")]
    assert document.unread[1].message_fr.startswith("page 6 : image sans texte")
    assert document.pages == 6


def test_garbled_fonts_are_told() -> None:
    document = read_pdf("draft.pdf", garbled())
    assert [(unread.where, unread.code) for unread in document.unread] == [("page 1", "page-garbled")]


def test_a_scan_is_refused() -> None:
    maker = PdfMaker().page().image(0, 0, WIDTH, HEIGHT)
    with pytest.raises(UnreadableError, match="a scan without text; run OCR") as caught:
        read(maker)
    assert "reconnaissance de caractères" in caught.value.fr


def test_a_blank_file_is_refused() -> None:
    with pytest.raises(UnreadableError, match="no text in this PDF"):
        read(PdfMaker().page())


def test_passwords() -> None:
    owned = PdfMaker(owner_password="rosier").page().text("Le portail ferme à six heures.")
    assert show(read(owned)) == ["| Le portail ferme à six heures."]
    locked = PdfMaker(user_password="tulipe", owner_password="rosier").page().text("Le portail ferme à six heures.")
    with pytest.raises(UnreadableError, match="protected by a password") as caught:
        read(locked)
    assert "mot de passe" in caught.value.fr


@pytest.mark.parametrize("data", [b"", b"%PDF-1.7\nroses", b"\x89PNG"])
def test_damaged_files_are_refused(data: bytes) -> None:
    with pytest.raises(UnreadableError, match="empty, cut short or damaged"):
        read_pdf("draft.pdf", data)


def test_a_file_cut_short_is_refused() -> None:
    whole = PdfMaker().page().text("Le portail ferme à six heures.").bytes()
    with pytest.raises(UnreadableError, match="cut short"):
        read_pdf("draft.pdf", whole[: len(whole) // 2])


def test_too_many_pages_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "MAX_PAGES", 1)
    maker = PdfMaker().page().text("Un.").page().text("Deux.")
    with pytest.raises(UnreadableError, match="2 pages; at most 1"):
        read(maker)


# ---- the whole ---------------------------------------------------------------------------------------------


def test_every_word_has_its_place_in_the_text() -> None:
    maker = PdfMaker().page().text("Article 1 – Objet", bold=True).text(COLUMN)
    maker.table([72, 200, 400], [["Outil", "Nombre"], ["Râteau", "douze"]])
    document = read(maker)
    assert document.text == "\n".join(document.text[block.start : block.end] for block in document.blocks)
    assert [document.text[word.start : word.end] for word in document.words] == document.text.replace(" | ", " ").split()
    assert all(0 < word.x0 < word.x1 < LEFT + TEXT_WIDTH and 0 < word.top < word.bottom < HEIGHT for word in document.words)


def test_pdfplumber_is_imported_only_for_tables() -> None:
    code = (
        "import sys; from clausecheck.extract.pdf import read_pdf; read_pdf('a', sys.stdin.buffer.read());"
        "print('pdfplumber' in sys.modules)"
    )
    plain = PdfMaker().page().text("Le portail ferme à six heures.")
    ruled = PdfMaker().page().table([72, 200, 400], [["Outil", "Nombre"]])
    for maker, expected in ((plain, b"False"), (ruled, b"True")):
        done = subprocess.run([sys.executable, "-c", code], input=maker.bytes(), capture_output=True, check=True)
        assert done.stdout.strip() == expected
