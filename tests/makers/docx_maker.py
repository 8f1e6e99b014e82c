"""Makes small Word files for tests: from pieces of XML, for what Word alone writes, or with python-docx.

All texts are invented. ``package`` takes the XML of the body and of the parts beside it; the helpers write the pieces.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Mapping
from xml.sax.saxutils import escape

import docx
from docx.enum.style import WD_STYLE_TYPE

_OFFICE = "http://schemas.openxmlformats.org/"
_RELATIONS = f"{_OFFICE}officeDocument/2006/relationships"
NAMESPACES = " ".join(
    f'xmlns:{prefix}="{uri}"'
    for prefix, uri in {
        "w": f"{_OFFICE}wordprocessingml/2006/main",
        "r": _RELATIONS,
        "mc": f"{_OFFICE}markup-compatibility/2006",
        "m": f"{_OFFICE}officeDocument/2006/math",
        "wp": f"{_OFFICE}drawingml/2006/wordprocessingDrawing",
        "a": f"{_OFFICE}drawingml/2006/main",
        "dgm": f"{_OFFICE}drawingml/2006/diagram",
        "wps": "http://schemas.microsoft.com/office/word/2010/wordprocessingShape",
        "w14": "http://schemas.microsoft.com/office/word/2010/wordml",
        "v": "urn:schemas-microsoft-com:vml",
        "o": "urn:schemas-microsoft-com:office:office",
    }.items()
)
_AUTHOR = 'w:id="1" w:author="A" w:date="2026-01-01T00:00:00Z"'
_WORD_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml."
DOCX_TYPE = f"{_WORD_TYPE}document.main+xml"
#: The content types of the other suffixes, which python-docx refuses to open.
OTHER_TYPES = {
    "docm": "application/vnd.ms-word.document.macroEnabled.main+xml",
    "dotx": f"{_WORD_TYPE}template.main+xml",
    "dotm": "application/vnd.ms-word.template.macroEnabledTemplate.main+xml",
}


# ---- pieces of a body --------------------------------------------------------------------------------------


def run(text: str, properties: str = "") -> str:
    """``properties`` is the content of ``w:rPr``."""
    return f'<w:r>{_wrap("w:rPr", properties)}<w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def paragraph(content: str = "", properties: str = "", style: str = "") -> str:
    """A paragraph of runs, or of plain text; ``properties`` is the content of ``w:pPr``."""
    inner = content if content.startswith("<") else run(content) if content else ""
    style = f'<w:pStyle w:val="{style}"/>' if style else ""
    return f"<w:p>{_wrap('w:pPr', style + properties)}{inner}</w:p>"


def numbered(num: int, depth: int | None = None) -> str:
    """Paragraph properties: member of list ``num``."""
    level = "" if depth is None else f'<w:ilvl w:val="{depth}"/>'
    return f'<w:numPr>{level}<w:numId w:val="{num}"/></w:numPr>'


def inserted(content: str) -> str:
    return f"<w:ins {_AUTHOR}>{content}</w:ins>"


def deleted(text: str, properties: str = "") -> str:
    runs = f"<w:r>{_wrap('w:rPr', properties)}<w:delText xml:space='preserve'>{escape(text)}</w:delText></w:r>"
    return f"<w:del {_AUTHOR}>{runs}</w:del>"


def moved_from(content: str) -> str:
    return f"<w:moveFrom {_AUTHOR}>{content}</w:moveFrom>"


def moved_to(content: str) -> str:
    return f"<w:moveTo {_AUTHOR}>{content}</w:moveTo>"


END_DELETED = f"<w:rPr><w:del {_AUTHOR}/></w:rPr>"
ROW_DELETED = f"<w:trPr><w:del {_AUTHOR}/></w:trPr>"
ROW_INSERTED = f"<w:trPr><w:ins {_AUTHOR}/></w:trPr>"
CELL_DELETED = f"<w:tcPr><w:cellDel {_AUTHOR}/></w:tcPr>"


def field(code: str, result: str | None, data: str = "") -> str:
    """A complex field; its code may hold runs. Without result it has no "separate" part, like a legacy check box."""
    begin = f'<w:r><w:fldChar w:fldCharType="begin">{_wrap("w:ffData", data)}</w:fldChar></w:r>'
    instruction = code if code.startswith("<") else f"<w:r><w:instrText>{escape(code)}</w:instrText></w:r>"
    shown = "" if result is None else f'<w:r><w:fldChar w:fldCharType="separate"/></w:r>{result}'
    return begin + instruction + shown + '<w:r><w:fldChar w:fldCharType="end"/></w:r>'


def control(content: str, properties: str = "") -> str:
    return f"<w:sdt>{_wrap('w:sdtPr', properties)}<w:sdtContent>{content}</w:sdtContent></w:sdt>"


def ticked(value: bool) -> str:
    """Content control properties: a check box."""
    return f'<w14:checkbox><w14:checked w14:val="{int(value)}"/></w14:checkbox>'


def table(*rows: str) -> str:
    return f"<w:tbl><w:tblPr/><w:tblGrid/>{''.join(rows)}</w:tbl>"


def row(*cells: str, properties: str = "") -> str:
    """Cells are made by ``cell``, or given as plain text."""
    return f"<w:tr>{properties}{''.join(each if each.startswith('<') else cell(each) for each in cells)}</w:tr>"


def cell(*content: str, properties: str = "") -> str:
    inner = "".join(each if each.startswith("<") else paragraph(each) for each in content)
    return f"<w:tc>{properties}{inner}</w:tc>"


def text_box(content: str) -> str:
    """A text box as Word writes it: twice, for readers that know the new form and for those that do not."""
    box = f"<w:txbxContent>{content}</w:txbxContent>"
    graphic = f"<a:graphic><a:graphicData><wps:wsp><wps:txbx>{box}</wps:txbx></wps:wsp></a:graphicData></a:graphic>"
    return (
        '<w:r><mc:AlternateContent><mc:Choice Requires="wps">'
        f"<w:drawing><wp:inline>{graphic}</wp:inline></w:drawing></mc:Choice>"
        f"<mc:Fallback><w:pict><v:rect><v:textbox>{box}</v:textbox></v:rect></w:pict></mc:Fallback>"
        "</mc:AlternateContent></w:r>"
    )


def picture(width_cm: float, height_cm: float) -> str:
    extent = f'<wp:extent cx="{int(width_cm * 360_000)}" cy="{int(height_cm * 360_000)}"/>'
    blip = '<a:graphic><a:graphicData><a:blip r:embed="rId90"/></a:graphicData></a:graphic>'
    return f"<w:r><w:drawing><wp:inline>{extent}{blip}</wp:inline></w:drawing></w:r>"


def note_call(kind: str, note_id: int) -> str:
    return f'<w:r><w:{kind}Reference w:id="{note_id}"/></w:r>'


# ---- parts -------------------------------------------------------------------------------------------------


def part(tag: str, content: str) -> str:
    """The XML of a part, for instance ``part("hdr", paragraph("Draft"))``."""
    return f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><w:{tag} {NAMESPACES}>{content}</w:{tag}>'


def notes(kind: str, **contents: str) -> str:
    """Footnotes or endnotes by id: ``notes("footnote", n2="…")``."""
    separator = f'<w:{kind} w:id="0" w:type="separator"><w:p/></w:{kind}>'
    made = "".join(f'<w:{kind} w:id="{key[1:]}">{paragraph(text)}</w:{kind}>' for key, text in contents.items())
    return part(f"{kind}s", separator + made)


def styles(*definitions: str, language: str = "fr-FR") -> str:
    defaults = f'<w:docDefaults><w:rPrDefault><w:rPr><w:lang w:val="{language}"/></w:rPr></w:rPrDefault></w:docDefaults>'
    normal = '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/></w:style>'
    return part("styles", defaults + normal + "".join(definitions))


def style(style_id: str, name: str, based_on: str = "Normal", paragraph: str = "", run: str = "") -> str:
    """``paragraph`` and ``run`` are the contents of ``w:pPr`` and ``w:rPr``; ids that end in "Char" are for runs."""
    kind = "character" if style_id.endswith("Char") else "paragraph"
    return (
        f'<w:style w:type="{kind}" w:styleId="{style_id}"><w:name w:val="{name}"/>'
        f'<w:basedOn w:val="{based_on}"/>{_wrap("w:pPr", paragraph)}{_wrap("w:rPr", run)}</w:style>'
    )


def numbering(lists: Mapping[int, str], nums: Mapping[int, str]) -> str:
    """``lists`` are the contents of definitions by id, ``nums`` those of their uses."""
    made = "".join(f'<w:abstractNum w:abstractNumId="{k}">{v}</w:abstractNum>' for k, v in lists.items())
    return part("numbering", made + "".join(f'<w:num w:numId="{k}">{v}</w:num>' for k, v in nums.items()))


def level(depth: int, text: str, shape: str = "decimal", start: int = 1, extra: str = "") -> str:
    return (
        f'<w:lvl w:ilvl="{depth}"><w:start w:val="{start}"/><w:numFmt w:val="{shape}"/>{extra}<w:lvlText w:val="{text}"/></w:lvl>'
    )


def use(list_id: int, overrides: str = "") -> str:
    return f'<w:abstractNumId w:val="{list_id}"/>{overrides}'


# ---- packages ----------------------------------------------------------------------------------------------

_KINDS = ("styles", "numbering", "footnotes", "endnotes", "header", "footer", "aFChunk", "oleObject", "diagramData", "commentsExtended", "comments")


def package(
    body: str | Iterable[str],
    parts: Mapping[str, str | bytes] | None = None,
    content_type: str = DOCX_TYPE,
    strict: bool = False,
    without: Iterable[str] = (),
) -> bytes:
    """A Word file. A part named "styles", "footnotes", "header1"… gets a relation "rId-<name>" of its kind.

    ``parts`` keys that hold a "/" or start with "[" are whole part names and get no relation. ``without`` leaves out
    parts by name.
    """
    body = body if isinstance(body, str) else "".join(body)
    files: dict[str, str | bytes] = {}
    relations = ""
    for name, content in (parts or {}).items():
        if "/" in name or name.startswith("["):
            files[name] = content
            continue
        kind = next(each for each in _KINDS if name.startswith(each))
        relations += _relation(f"rId-{name}", kind, f"{name}.xml")
        files[f"word/{name}.xml"] = content
    main = f'<Override PartName="/word/document.xml" ContentType="{content_type}"/>'
    files = {
        "[Content_Types].xml": f'<Types xmlns="{_OFFICE}package/2006/content-types">{main}</Types>',
        "_rels/.rels": _relations(_relation("rId1", "officeDocument", "word/document.xml")),
        "word/_rels/document.xml.rels": _relations(relations),
        "word/document.xml": part("document", f"<w:body>{body}</w:body>"),
        **files,
    }
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            if name not in without:
                archive.writestr(name, _strict(content) if strict else content)
    return buffer.getvalue()


def _strict(content: str | bytes) -> str | bytes:
    if isinstance(content, bytes):
        return content
    strict = "http://purl.oclc.org/ooxml/"
    for name in ("wordprocessingml", "officeDocument", "drawingml"):
        content = content.replace(f"{_OFFICE}{name}/2006/", f"{strict}{name}/")
    return content


def _relation(relation_id: str, kind: str, target: str) -> str:
    return f'<Relationship Id="{relation_id}" Type="{_RELATIONS}/{kind}" Target="{target}"/>'


def _relations(content: str) -> str:
    return f'<Relationships xmlns="{_OFFICE}package/2006/relationships">{content}</Relationships>'


def _wrap(tag: str, content: str) -> str:
    return f"<{tag}>{content}</{tag}>" if content else ""


def with_python_docx() -> bytes:
    """A contract as a program would write it: python-docx's own template, styles, lists, table, header."""
    document = docx.Document()
    document.styles.add_style("Clause", WD_STYLE_TYPE.PARAGRAPH).base_style = document.styles["Heading 2"]
    document.add_heading("Contrat de maintenance du portail", 0)
    document.add_heading("Article 1 – Objet", 1)
    document.add_paragraph("Le titulaire maintient le portail.")
    document.add_paragraph("Le titulaire remet :")
    document.add_paragraph("un plan ;", "List Bullet")
    document.add_paragraph("un bilan.", "List Bullet")
    document.add_paragraph("Délais", "Clause")
    grid = document.add_table(2, 2)
    for place, text in (((0, 0), "Livrable"), ((0, 1), "Délai"), ((1, 0), "Plan"), ((1, 1), "10 jours")):
        grid.cell(*place).text = text
    document.sections[0].header.paragraphs[0].text = "Projet de contrat"
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()
