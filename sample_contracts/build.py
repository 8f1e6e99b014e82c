"""Build the sample contracts: ``<slug>/contract.md`` -> ``contract.docx`` (and ``contract.pdf``).

A dossier of several pieces has one source for each: ``<slug>/ccap.md`` -> ``<slug>/pieces/ccap.docx``.

Usage::

    python sample_contracts/build.py                  # every folder with a source
    python sample_contracts/build.py fr-saas-mairie   # only these slugs
    python sample_contracts/build.py --check [--ids FILE]  # check the answer sheets only

The output is deterministic: same source, same program versions, same bytes.
It needs ``python-docx``; the PDF is made from the DOCX by LibreOffice (``soffice``).

Source syntax (a small part of Markdown; one paragraph per line)
----------------------------------------------------------------
Front matter, between two ``---`` lines, ``key: value``:

=============  ====================================================================
lang           ``fr`` or ``en`` (document language; "Page 1 sur 9" or "Page 1 of 9")
title          title on the first page; ``subtitle`` under it (``<br>`` breaks the line)
header         text of the page header; ``footer`` text of the footer, before the page number
formats        ``docx``, ``pdf`` or ``docx, pdf``  (default ``docx``)
numbering      automatic Word numbering of the headings:
               ``none`` (default: type the numbers yourself),
               ``decimal`` (1. / 1.1 / 1.1.1), ``article`` ("Article 1 – " then 1.1 / 1.1.1),
               ``clause`` (1. / 1.1 / (a) / (i): the English way)
font, size     body font (default Liberation Sans) and size in points (default 10.5)
color          heading colour, hexadecimal (default 1F3864)
columns        number of text columns (default 1)
cover          ``yes`` puts the title alone on its page
=============  ====================================================================

Body:

* ``# `` to ``#### `` are Word headings 1 to 4. A heading that ends with ``{-}``
  carries no automatic number (preamble, schedules...).
* ``+ text``, ``++ text``, ``+++ text``: body paragraph numbered automatically one,
  two, three levels under the latest heading (under clause 3: 3.1, then (a), then (i)).
* ``- item``: bullets; ``1. item``: numbered list; ``a) item``: lettered list; all are real
  Word lists, numbered afresh for each list. Indent by two spaces for each nested level.
* ``| a | b |`` rows: a real table. If the second row is ``|---|---|`` the first is a header.
  In a cell: ``<br>`` breaks the line, ``<<`` merges with the cell on the left,
  ``^^`` merges with the cell above, ``\\|`` is a bar.
* ``> text``: indented paragraph (quotation, boxed notice). ``>> text``: centred paragraph.
* ``[TOC]``: a table of contents (headings 1 and 2, with page numbers).
* ``[^1]`` in the text and ``[^1]: text`` on a line of its own: a real footnote.
* ``\\newpage``: page break. ``\\tab`` inside a paragraph: a tabulation.
* ``**bold**``, ``*italic*``, ``__underlined__``. ``\\*`` and ``\\_`` are plain characters.
* ``<!-- ... -->`` on a line of its own: a comment, left out.

``expected.json``, next to the source, holds the answers of a careful reader:
``language``, ``conditions``, ``verdicts``, ``quotes`` and ``uncertain``. ``--check`` verifies that
each present, weak or contrary verdict has a quote and that each quote is in ``contract.md``
(emphasis marks and spacing aside). A quote is taken from one paragraph or one table cell;
`` [...] `` joins two pieces, each checked on its own.
"""

from __future__ import annotations

import argparse
import copy
import io
import json
import re
import shutil
import subprocess
import sys
import tempfile
import zipfile
from datetime import datetime
from pathlib import Path

from docx import Document
from docx.enum.section import WD_SECTION
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK, WD_TAB_ALIGNMENT, WD_TAB_LEADER
from docx.opc.constants import RELATIONSHIP_TYPE as RT
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Cm, Pt, RGBColor

HERE = Path(__file__).resolve().parent
FIXED_DATE = datetime(2026, 1, 5, 9, 0, 0)
ZIP_DATE = (2026, 1, 5, 9, 0, 0)
VERDICTS = {"present", "weak", "missing", "contrary", "not-applicable"}

HEADING_ABSTRACT, BULLET_ABSTRACT, NUMBER_ABSTRACT, LETTER_ABSTRACT = 90, 91, 92, 93

# ------------------------------------------------------------------ reading the source


def read_source(path: Path) -> tuple[dict[str, str], list[tuple], dict[str, str]]:
    """The front matter, the blocks and the footnotes of a source file."""
    lines = path.read_text(encoding="utf-8").splitlines()
    meta: dict[str, str] = {}
    start = 0
    if lines and lines[0].strip() == "---":
        end = next(i for i in range(1, len(lines)) if lines[i].strip() == "---")
        for line in lines[1:end]:
            if ":" in line:
                key, value = line.split(":", 1)
                meta[key.strip().lower()] = value.strip()
        start = end + 1

    blocks: list[tuple] = []
    notes: dict[str, str] = {}
    index = start
    while index < len(lines):
        line = lines[index].rstrip()
        stripped = line.strip()
        index += 1
        if not stripped or (stripped.startswith("<!--") and stripped.endswith("-->")):
            continue
        if match := re.match(r"^\[\^(\w+)\]:\s+(.*)$", stripped):
            notes[match[1]] = match[2]
        elif stripped in ("[TOC]", "\\newpage"):
            blocks.append(("toc",) if stripped == "[TOC]" else ("page",))
        elif match := re.match(r"^(#{1,4})\s+(.*)$", stripped):
            text = match[2]
            numbered = not text.endswith("{-}")
            blocks.append(("heading", len(match[1]), text.removesuffix("{-}").strip(), numbered))
        elif match := re.match(r"^(\+{1,3})\s+(.*)$", stripped):
            blocks.append(("clause", len(match[1]), match[2]))
        elif match := re.match(r"^(\s*)(-|\d+\.|[a-z]\))\s+(.*)$", line):
            kind = "-" if match[2] == "-" else ("1" if match[2].endswith(".") else "a")
            blocks.append(("item", len(match[1]) // 2, kind, match[3]))
            continue_list = index < len(lines) and not lines[index].strip()
            if continue_list:  # a blank line ends a list unless another item follows
                after = next((text for text in lines[index:] if text.strip()), "")
                if not re.match(r"^\s*(-|\d+\.|[a-z]\))\s+", after):
                    blocks.append(("endlist",))
        elif stripped.startswith("|"):
            rows = [stripped]
            while index < len(lines) and lines[index].strip().startswith("|"):
                rows.append(lines[index].strip())
                index += 1
            blocks.append(("table", [_cells(row) for row in rows]))
        elif match := re.match(r"^(>{1,2})\s+(.*)$", stripped):
            blocks.append(("quote" if match[1] == ">" else "centre", match[2]))
        else:
            blocks.append(("paragraph", stripped))
    return meta, blocks, notes


def _cells(row: str) -> list[str]:
    inner = row.strip().removeprefix("|").removesuffix("|")
    return [cell.strip().replace("\0", "|") for cell in inner.replace("\\|", "\0").split("|")]


# ------------------------------------------------------------------ numbering


def _level(
    ilvl: int, fmt: str, text: str, left: int, hanging: int, style: str = "", suff: str = "tab", bold: bool = False
) -> str:
    linked = f'<w:pStyle w:val="{style}"/>' if style else ""
    suffix = f'<w:suff w:val="{suff}"/>' if suff != "tab" else ""
    run = "" if bold else '<w:rPr><w:b w:val="0"/></w:rPr>'
    if style:
        run = ""
    return (
        f'<w:lvl w:ilvl="{ilvl}"><w:start w:val="1"/><w:numFmt w:val="{fmt}"/>{linked}{suffix}'
        f'<w:lvlText w:val="{text}"/><w:lvlJc w:val="left"/>'
        f'<w:pPr><w:ind w:left="{left}" w:hanging="{hanging}"/></w:pPr>{run}</w:lvl>'
    )


def _heading_levels(scheme: str) -> str:
    if scheme == "article":
        levels = [
            _level(0, "decimal", "Article %1 –", 0, 0, "Heading1", "space"),
            _level(1, "decimal", "%1.%2", 0, 0, "Heading2", "space"),
            _level(2, "decimal", "%1.%2.%3", 0, 0, "Heading3", "space"),
            _level(3, "decimal", "%1.%2.%3.%4", 0, 0, "Heading4", "space"),
        ]
    elif scheme == "clause":
        levels = [
            _level(0, "decimal", "%1.", 720, 720, "Heading1"),
            _level(1, "decimal", "%1.%2", 720, 720),
            _level(2, "lowerLetter", "(%3)", 1287, 567),
            _level(3, "lowerRoman", "(%4)", 1854, 567),
        ]
    else:
        levels = [
            _level(0, "decimal", "%1.", 567, 567, "Heading1"),
            _level(1, "decimal", "%1.%2", 567, 567, "Heading2"),
            _level(2, "decimal", "%1.%2.%3", 737, 737, "Heading3"),
            _level(3, "decimal", "%1.%2.%3.%4", 907, 907, "Heading4"),
        ]
    levels += [_level(i, "decimal", f"%{i + 1}.", 2268, 567) for i in range(4, 9)]
    return "".join(levels)


class Numbering:
    """Our own list definitions in the document's numbering part."""

    def __init__(self, document, scheme: str) -> None:
        self.root = document.part.numbering_part.element
        for child in list(self.root):
            self.root.remove(child)
        self.next_num = 1
        bullets = ["•", "–", "▪"]
        numbers = ["%1.", "%2.", "%3."]
        letters = ["%1)", "%2)", "%3)"]
        self._abstract(BULLET_ABSTRACT, "".join(_level(i, "bullet", bullets[i % 3], 567 + 400 * i, 340) for i in range(9)))
        self._abstract(
            NUMBER_ABSTRACT,
            "".join(_level(i, "decimal", numbers[i % 3] if i < 3 else f"%{i + 1}.", 567 + 400 * i, 400) for i in range(9)),
        )
        self._abstract(
            LETTER_ABSTRACT,
            "".join(_level(i, "lowerLetter", letters[i % 3] if i < 3 else f"%{i + 1})", 567 + 400 * i, 400) for i in range(9)),
        )
        self.heading_num = 0
        if scheme != "none":
            self._abstract(HEADING_ABSTRACT, _heading_levels(scheme))
        self.bullet_num = self.instance(BULLET_ABSTRACT)
        if scheme != "none":
            self.heading_num = self.instance(HEADING_ABSTRACT)

    def _abstract(self, identity: int, levels: str) -> None:
        element = parse_xml(
            f'<w:abstractNum {nsdecls("w")} w:abstractNumId="{identity}">'
            f'<w:multiLevelType w:val="multilevel"/>{levels}</w:abstractNum>'
        )
        first_num = self.root.find(qn("w:num"))
        if first_num is None:
            self.root.append(element)
        else:
            first_num.addprevious(element)

    def instance(self, abstract: int, restart: bool = False) -> int:
        number = self.next_num
        self.next_num += 1
        override = (
            "".join(f'<w:lvlOverride w:ilvl="{i}"><w:startOverride w:val="1"/></w:lvlOverride>' for i in range(3))
            if restart
            else ""
        )
        self.root.append(
            parse_xml(f'<w:num {nsdecls("w")} w:numId="{number}"><w:abstractNumId w:val="{abstract}"/>{override}</w:num>')
        )
        return number


def set_number(paragraph, num_id: int, level: int) -> None:
    properties = paragraph._p.get_or_add_pPr()
    numbering = properties.get_or_add_numPr()
    numbering.get_or_add_ilvl().val = level
    numbering.get_or_add_numId().val = num_id


# ------------------------------------------------------------------ footnotes

FOOTNOTES_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
FOOTNOTES_HEAD = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<w:footnotes {ns}>'
    '<w:footnote w:type="separator" w:id="-1"><w:p><w:r><w:separator/></w:r></w:p></w:footnote>'
    '<w:footnote w:type="continuationSeparator" w:id="0"><w:p><w:r><w:continuationSeparator/></w:r></w:p></w:footnote>'
)


def _escape(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def add_footnotes(document, used: list[str], notes: dict[str, str]) -> None:
    if not used:
        return
    body = FOOTNOTES_HEAD.format(ns=nsdecls("w"))
    for number, key in enumerate(used, start=1):
        body += (
            f'<w:footnote w:id="{number}"><w:p><w:pPr><w:pStyle w:val="FootnoteText"/></w:pPr>'
            '<w:r><w:rPr><w:vertAlign w:val="superscript"/></w:rPr><w:footnoteRef/></w:r>'
            f'<w:r><w:t xml:space="preserve"> {_escape(plain(notes[key]))}</w:t></w:r></w:p></w:footnote>'
        )
    body += "</w:footnotes>"
    part = Part(PackURI("/word/footnotes.xml"), FOOTNOTES_TYPE, body.encode("utf-8"), document.part.package)
    document.part.relate_to(part, RT.FOOTNOTES)


# ------------------------------------------------------------------ inline text

INLINE = re.compile(r"(\*\*.+?\*\*|__.+?__|(?<!\*)\*[^*]+\*(?!\*)|\[\^\w+\]|<br>|\\tab)")
ESCAPES = {"\\*": "\ue000", "\\_": "\ue001", "\\[": "\ue002"}


def _protect(text: str) -> str:
    for mark, stand_in in ESCAPES.items():
        text = text.replace(mark, stand_in)
    return text


def _restore(text: str) -> str:
    for mark, stand_in in ESCAPES.items():
        text = text.replace(stand_in, mark[1:])
    return text


def plain(text: str) -> str:
    """The text without its marks (used for footnotes, the contents and the checks)."""
    text = _protect(text)
    text = re.sub(r"\[\^\w+\]", "", text)
    text = text.replace("<br>", " ").replace("\\tab", " ")
    text = re.sub(r"\*\*(.+?)\*\*", r"\1", text)
    text = re.sub(r"__(.+?)__", r"\1", text)
    text = re.sub(r"(?<!\*)\*([^*]+)\*(?!\*)", r"\1", text)
    return _restore(text)


class Builder:
    """Turns the blocks of one source into a Word document."""

    def __init__(self, meta: dict[str, str], blocks: list[tuple], notes: dict[str, str], pages: list[int] | None) -> None:
        self.meta, self.blocks, self.notes = meta, blocks, notes
        self.pages = pages
        self.used_notes: list[str] = []
        self.lang = meta.get("lang", "fr")
        self.scheme = meta.get("numbering", "none")
        self.document = Document()
        self.numbering = Numbering(self.document, self.scheme)
        self._styles()
        self._page()

    # -- set-up

    def _styles(self) -> None:
        styles = self.document.styles
        font = self.meta.get("font", "Liberation Sans")
        size = float(self.meta.get("size", "10.5"))
        colour = RGBColor.from_string(self.meta.get("color", "1F3864"))
        normal = styles["Normal"]
        normal.font.name, normal.font.size = font, Pt(size)
        normal.paragraph_format.space_after = Pt(size * 0.55)
        for name in ("w:ascii", "w:hAnsi", "w:cs", "w:eastAsia"):
            normal.element.get_or_add_rPr().get_or_add_rFonts().set(qn(name), font)
        language = OxmlElement("w:lang")
        language.set(qn("w:val"), {"fr": "fr-FR", "en": "en-GB"}.get(self.lang, self.lang))
        normal.element.get_or_add_rPr().append(language)
        for old in self.document.styles.element.iter(qn("w:lang")):
            old.set(qn("w:val"), language.get(qn("w:val")))
        for level, factor in enumerate((1.35, 1.15, 1.05, 1.0), start=1):
            style = styles[f"Heading {level}"]
            style.font.size, style.font.bold = Pt(size * factor), True
            style.font.italic = level == 4
            style.font.color.rgb = colour
            fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
            for attribute in list(fonts.attrib):
                del fonts.attrib[attribute]
            for name in ("w:ascii", "w:hAnsi", "w:cs", "w:eastAsia"):
                fonts.set(qn(name), font)
            style.paragraph_format.space_before = Pt(size * (1.2 if level == 1 else 0.8))
            style.paragraph_format.space_after = Pt(size * 0.45)
            top = 1 if self.scheme == "clause" else 4
            if self.scheme != "none" and level <= top:
                properties = style.element.get_or_add_pPr()
                numbering = properties.get_or_add_numPr()
                numbering.get_or_add_ilvl().val = level - 1
                numbering.get_or_add_numId().val = self.numbering.heading_num
        title = styles["Title"]
        title.font.name, title.font.size, title.font.color.rgb = font, Pt(size * 1.9), colour
        fonts = title.element.get_or_add_rPr().get_or_add_rFonts()
        for attribute in list(fonts.attrib):
            del fonts.attrib[attribute]
        fonts.set(qn("w:ascii"), font)
        fonts.set(qn("w:hAnsi"), font)
        note = styles.add_style("FootnoteText", 1)
        note.base_style = normal
        note.font.size = Pt(size * 0.82)
        for level in (1, 2):
            contents = styles.add_style(f"toc {level}", 1)
            contents.base_style = normal
            contents.paragraph_format.left_indent = Cm(0.6 * (level - 1))
            contents.paragraph_format.space_after = Pt(2)
            contents.paragraph_format.tab_stops.add_tab_stop(Cm(16), WD_TAB_ALIGNMENT.RIGHT, WD_TAB_LEADER.DOTS)

    def _page(self) -> None:
        section = self.document.sections[0]
        section.page_width, section.page_height = Cm(21), Cm(29.7)
        section.left_margin = section.right_margin = Cm(2.4)
        section.top_margin = section.bottom_margin = Cm(2.2)
        small = Pt(float(self.meta.get("size", "10.5")) * 0.8)
        if text := self.meta.get("header"):
            paragraph = section.header.paragraphs[0]
            paragraph.text = plain(text)
            paragraph.runs[0].font.size = small
        paragraph = section.footer.paragraphs[0]
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        if text := self.meta.get("footer"):
            paragraph.add_run(plain(text) + " – ").font.size = small
        joiner = " sur " if self.lang == "fr" else " of "
        for piece in ("Page ", "PAGE", joiner, "NUMPAGES"):
            if piece in ("PAGE", "NUMPAGES"):
                self._field(paragraph, piece, "1", small)
            else:
                paragraph.add_run(piece).font.size = small

    @staticmethod
    def _field(paragraph, code: str, shown: str, size) -> None:
        for kind in ("begin", None, "separate", "text", "end"):
            run = paragraph.add_run()
            run.font.size = size
            if kind is None:
                element = OxmlElement("w:instrText")
                element.set(qn("xml:space"), "preserve")
                element.text = f" {code} "
                run._r.append(element)
            elif kind == "text":
                run.text = shown
            else:
                element = OxmlElement("w:fldChar")
                element.set(qn("w:fldCharType"), kind)
                run._r.append(element)

    # -- text

    def inline(self, paragraph, text: str, bold: bool | None = None) -> None:
        for piece in INLINE.split(_protect(text)):
            if not piece:
                continue
            if piece == "<br>":
                paragraph.add_run().add_break()
            elif piece == "\\tab":
                paragraph.add_run("\t")
            elif match := re.fullmatch(r"\[\^(\w+)\]", piece):
                self._note_reference(paragraph, match[1])
            else:
                run_bold, italic, underline = bold, None, None
                if piece.startswith("**") and piece.endswith("**") and len(piece) > 4:
                    piece, run_bold = piece[2:-2], True
                elif piece.startswith("__") and piece.endswith("__") and len(piece) > 4:
                    piece, underline = piece[2:-2], True
                elif piece.startswith("*") and piece.endswith("*") and len(piece) > 2:
                    piece, italic = piece[1:-1], True
                run = paragraph.add_run(_restore(piece))
                run.bold, run.italic, run.underline = run_bold, italic, underline

    def _note_reference(self, paragraph, key: str) -> None:
        if key not in self.notes:
            raise SystemExit(f"footnote [^{key}] is not defined")
        self.used_notes.append(key)
        run = paragraph.add_run()
        run.font.superscript = True
        element = OxmlElement("w:footnoteReference")
        element.set(qn("w:id"), str(len(self.used_notes)))
        run._r.append(element)

    # -- blocks

    def build(self):
        document = self.document
        columns = int(self.meta.get("columns", "1"))
        if title := self.meta.get("title"):
            self.inline(document.add_paragraph(style="Title"), title)
        if subtitle := self.meta.get("subtitle"):
            paragraph = document.add_paragraph()
            self.inline(paragraph, subtitle, bold=True)
        if self.meta.get("cover") == "yes":
            document.paragraphs[-1].add_run().add_break(WD_BREAK.PAGE)
        if columns > 1:
            section = document.add_section(WD_SECTION.CONTINUOUS)
            cols = section._sectPr.find(qn("w:cols"))
            if cols is None:
                cols = OxmlElement("w:cols")
                section._sectPr.append(cols)
            cols.set(qn("w:num"), str(columns))
            cols.set(qn("w:space"), "454")

        heading_level = 0
        lists: dict[tuple[int, str], int] = {}
        for block in self.blocks:
            kind = block[0]
            if kind != "item":
                lists.clear()
            if kind == "heading":
                _, level, text, numbered = block
                paragraph = document.add_paragraph(style=f"Heading {level}")
                self.inline(paragraph, text)
                if not numbered and self.scheme != "none":
                    set_number(paragraph, 0, 0)
                heading_level = level if numbered else 0
            elif kind == "clause":
                _, depth, text = block
                paragraph = document.add_paragraph()
                self.inline(paragraph, text)
                base = 1 if self.scheme == "clause" else max(heading_level, 1)
                if self.numbering.heading_num:
                    set_number(paragraph, self.numbering.heading_num, base + depth - 1)
            elif kind == "item":
                _, level, mark, text = block
                for key in [key for key in lists if key[0] > level]:
                    del lists[key]
                if (level, mark) not in lists:
                    abstract = {"-": BULLET_ABSTRACT, "1": NUMBER_ABSTRACT, "a": LETTER_ABSTRACT}[mark]
                    lists[(level, mark)] = (
                        self.numbering.bullet_num if mark == "-" else self.numbering.instance(abstract, restart=True)
                    )
                paragraph = document.add_paragraph(style="List Paragraph")
                paragraph.paragraph_format.space_after = Pt(3)
                paragraph.paragraph_format.left_indent = None
                self.inline(paragraph, text)
                set_number(paragraph, lists[(level, mark)], level)
            elif kind == "table":
                self._table(block[1])
            elif kind == "quote":
                paragraph = document.add_paragraph()
                paragraph.paragraph_format.left_indent = Cm(1)
                paragraph.paragraph_format.right_indent = Cm(1)
                self.inline(paragraph, block[1])
            elif kind == "centre":
                paragraph = document.add_paragraph()
                paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
                self.inline(paragraph, block[1])
            elif kind == "page":
                document.add_paragraph().add_run().add_break(WD_BREAK.PAGE)
            elif kind == "toc":
                self._contents()
            elif kind == "paragraph":
                paragraph = document.add_paragraph()
                paragraph.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
                self.inline(paragraph, block[1])

        add_footnotes(document, self.used_notes, self.notes)
        core = document.core_properties
        core.title, core.author, core.comments = plain(self.meta.get("title", "")), "", ""
        core.created = core.modified = FIXED_DATE
        core.last_modified_by, core.revision = "", 1
        core.language = {"fr": "fr-FR", "en": "en-GB"}.get(self.lang, self.lang)
        return document

    def headings(self) -> list[tuple[int, str]]:
        """The headings of the contents, with the number Word will show."""
        counters, found = [0, 0], []
        for block in self.blocks:
            if block[0] != "heading" or block[1] > 2:
                continue
            _, level, text, numbered = block
            label = plain(text)
            if numbered and self.scheme != "none" and not (self.scheme == "clause" and level > 1):
                counters[level - 1] += 1
                if level == 1:
                    counters[1] = 0
                first = f"Article {counters[0]} – " if self.scheme == "article" else f"{counters[0]}. "
                label = (first if level == 1 else f"{counters[0]}.{counters[1]} ") + label
            found.append((level, label))
        return found

    def _contents(self) -> None:
        entries = self.headings()
        for position, (level, label) in enumerate(entries):
            paragraph = self.document.add_paragraph(style=f"toc {level}")
            if position == 0:
                for kind in ("begin", None, "separate"):
                    run = paragraph.add_run()
                    if kind is None:
                        element = OxmlElement("w:instrText")
                        element.set(qn("xml:space"), "preserve")
                        element.text = ' TOC \\o "1-2" \\h \\z \\u '
                    else:
                        element = OxmlElement("w:fldChar")
                        element.set(qn("w:fldCharType"), kind)
                    run._r.append(element)
            number = str(self.pages[position]) if self.pages else "1"
            paragraph.add_run(f"{label}\t{number}")
            if position == len(entries) - 1:
                element = OxmlElement("w:fldChar")
                element.set(qn("w:fldCharType"), "end")
                paragraph.add_run()._r.append(element)

    def _table(self, rows: list[list[str]]) -> None:
        header = len(rows) > 1 and all(re.fullmatch(r":?-{2,}:?", cell) for cell in rows[1])
        if header:
            rows = [rows[0], *rows[2:]]
        width = max(len(row) for row in rows)
        table = self.document.add_table(rows=len(rows), cols=width)
        table.style = "Table Grid"
        small = Pt(float(self.meta.get("size", "10.5")) * 0.92)
        for r, row in enumerate(rows):
            for c in range(width):
                text = row[c] if c < len(row) else ""
                if text in ("<<", "^^"):
                    continue
                paragraph = table.cell(r, c).paragraphs[0]
                paragraph.paragraph_format.space_after = Pt(2)
                self.inline(paragraph, text, bold=True if header and r == 0 else None)
                for run in paragraph.runs:
                    run.font.size = small
                if header and r == 0:
                    shading = parse_xml(f'<w:shd {nsdecls("w")} w:val="clear" w:color="auto" w:fill="DCE3EC"/>')
                    table.cell(r, c)._tc.get_or_add_tcPr().append(shading)
        for r, row in enumerate(rows):
            for c, text in enumerate(row):
                if text == "<<":
                    table.cell(r, c - 1).merge(table.cell(r, c))
                elif text == "^^":
                    table.cell(r - 1, c).merge(table.cell(r, c))
        if header:
            mark = OxmlElement("w:tblHeader")
            mark.set(qn("w:val"), "true")
            table.rows[0]._tr.get_or_add_trPr().append(mark)
        self.document.add_paragraph().paragraph_format.space_after = Pt(2)


# ------------------------------------------------------------------ writing


def write_docx(document, path: Path) -> None:
    """Save with fixed dates and a fixed order, so that the bytes do not change."""
    buffer = io.BytesIO()
    document.save(buffer)
    with zipfile.ZipFile(buffer) as source, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as target:
        for info in source.infolist():
            fixed = zipfile.ZipInfo(info.filename, ZIP_DATE)
            fixed.compress_type = zipfile.ZIP_DEFLATED
            fixed.external_attr = 0o600 << 16
            target.writestr(fixed, source.read(info.filename))


def convert_to_pdf(docx: Path, folder: Path) -> Path:
    """Convert with LibreOffice in a throw-away profile, then fix the dates and the identifier."""
    program = shutil.which("soffice") or shutil.which("libreoffice")
    if not program:
        raise SystemExit("soffice (LibreOffice) is needed to make the PDF")
    with tempfile.TemporaryDirectory() as profile:
        subprocess.run(
            [
                program,
                f"-env:UserInstallation=file://{profile}",
                "--headless",
                "--convert-to",
                "pdf",
                "--outdir",
                str(folder),
                str(docx),
            ],
            check=True,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=300,
        )
    pdf = folder / (docx.stem + ".pdf")
    data = pdf.read_bytes()
    stamp = FIXED_DATE.strftime("D:%Y%m%d%H%M%S").encode()

    def same_length(match: re.Match[bytes]) -> bytes:
        return match[1] + (stamp + b"Z" + b" " * 40)[: len(match[2])] + match[3]

    data = re.sub(rb"(/(?:CreationDate|ModDate)\s*\()([^)]*)(\))", same_length, data)
    data = re.sub(rb"(/ID\s*\[)(.*?)(\])", lambda m: m[1] + re.sub(rb"[0-9A-Fa-f]", b"0", m[2]) + m[3], data, flags=re.S)
    data = re.sub(rb"(/DocChecksum\s*/)([0-9A-F]+)", lambda m: m[1] + b"0" * len(m[2]), data)
    pdf.write_bytes(data)
    return pdf


def contents_pages(pdf: Path, headings: list[tuple[int, str]]) -> list[int]:
    """The page of each heading, read from a first PDF (the contents itself is skipped)."""
    import pdfplumber

    with pdfplumber.open(pdf) as opened:
        texts = [re.sub(r"\s+", "", page.extract_text() or "") for page in opened.pages]
    pages, start = [], 0
    for _, label in headings:
        key = re.sub(r"\s+", "", label)
        entry = re.compile(re.escape(key) + r"\.{3,}")
        found = [i for i, text in enumerate(texts) if text.count(key) > len(entry.findall(text))]
        page = next((i for i in found if i >= start), start)
        pages.append(page + 1)
        start = page
    return pages


def sources(slug: str) -> list[Path]:
    """The sources of a folder: ``contract.md``, or one file for each piece of a dossier."""
    return sorted((HERE / slug).glob("*.md"))


def build(source: Path) -> list[Path]:
    """Build one source into ``.docx``, ``.pdf`` or both; the pieces of a dossier have a folder of their own."""
    folder = source.parent if source.stem == "contract" else source.parent / "pieces"
    folder.mkdir(exist_ok=True)
    meta, blocks, notes = read_source(source)
    formats = [name.strip() for name in meta.get("formats", "docx").split(",")]
    with tempfile.TemporaryDirectory() as scratch:
        draft = Path(scratch) / f"{source.stem}.docx"
        pages = None
        if ("toc",) in blocks:
            builder = Builder(meta, copy.deepcopy(blocks), notes, None)
            write_docx(builder.build(), draft)
            pages = contents_pages(convert_to_pdf(draft, Path(scratch)), builder.headings())
        write_docx(Builder(meta, blocks, notes, pages).build(), draft)
        written = []
        if "pdf" in formats:
            shutil.copyfile(convert_to_pdf(draft, Path(scratch)), folder / f"{source.stem}.pdf")
            written.append(folder / f"{source.stem}.pdf")
        if "docx" in formats:
            shutil.copyfile(draft, folder / f"{source.stem}.docx")
            written.append(folder / f"{source.stem}.docx")
    return written


# ------------------------------------------------------------------ checking the answer sheets


def _squeeze(text: str) -> str:
    return re.sub(r"[\s\u00a0\u202f]+", " ", plain(text)).strip()


def check(slug: str, ids: list[str]) -> list[str]:
    folder = HERE / slug
    problems = []
    sheet = json.loads((folder / "expected.json").read_text(encoding="utf-8"))
    pieces = []
    _, blocks, notes = read_source(folder / "contract.md")
    for block in blocks:
        if block[0] == "table":
            pieces += [_squeeze(cell) for row in block[1] for cell in row]
        else:
            pieces += [_squeeze(part) for part in block[1:] if isinstance(part, str)]
    pieces += [_squeeze(text) for text in notes.values()]
    verdicts, quotes = sheet["verdicts"], sheet["quotes"]
    if len(verdicts) != 80:
        problems.append(f"{len(verdicts)} verdicts instead of 80")
    problems += [f"no verdict for {name}" for name in ids if name not in verdicts]
    if ids:
        problems += [f"unknown clause {name}" for name in verdicts if name not in ids]
    for name, verdict in verdicts.items():
        if verdict not in VERDICTS:
            problems.append(f"{name}: unknown verdict {verdict}")
        if verdict in ("present", "weak", "contrary") and not quotes.get(name):
            problems.append(f"{name}: {verdict} without a quote")
        if verdict in ("missing", "not-applicable") and quotes.get(name):
            problems.append(f"{name}: {verdict} with a quote")
    for name, quote in quotes.items():
        for part in quote.split("[...]"):
            if not any(_squeeze(part) in piece for piece in pieces):
                problems.append(f"{name}: quote not found: {part.strip()[:80]}")
    problems += [f"uncertain: unknown clause {name}" for name in sheet.get("uncertain", []) if name not in verdicts]
    problems += [
        f"condition {name}: {state}" for name, state in sheet["conditions"].items() if state not in ("established", "probable")
    ]
    return [f"{slug}: {problem}" for problem in problems]


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="Build the sample contracts from their sources.")
    parser.add_argument("slugs", nargs="*", help="folders to build (default: all)")
    parser.add_argument("--check", action="store_true", help="check the answer sheets and build nothing")
    parser.add_argument("--ids", type=Path, help="a text that names every clause on a '### ID' line")
    options = parser.parse_args(arguments)
    slugs = options.slugs or sorted({path.parent.name for path in HERE.glob("*/*.md")})
    if options.check:
        ids = re.findall(r"^### (\S+)", options.ids.read_text(encoding="utf-8"), re.M) if options.ids else []
        problems = [problem for slug in slugs if (HERE / slug / "expected.json").exists() for problem in check(slug, ids)]
        print("\n".join(problems) or "answer sheets: no problem found")
        return 1 if problems else 0
    for slug in slugs:
        for source in sources(slug):
            for path in build(source):
                print(path.relative_to(HERE))
    return 0


if __name__ == "__main__":
    sys.exit(main())
