"""Word documents (.docx, .docm, .dotx, .dotm; transitional and strict OOXML), read from their XML.

What is read is the final view: insertions are kept, deletions, hidden and struck text are set apart at the end of the
text, in layers of their own. What cannot be read is listed in ``Document.unread``.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterator, Sequence

from clausecheck.errors import UnreadableError
from clausecheck.extract.docx_annotations import placed
from clausecheck.extract.docx_blocks import BlockReader
from clausecheck.extract.docx_draft import Draft, Scope
from clausecheck.extract.docx_numbering import Numbering
from clausecheck.extract.docx_package import Element, Package, R, W
from clausecheck.extract.docx_styles import Styles
from clausecheck.model import OPERATIVE_LAYERS, Block, Document, Layer, LedgerLine, Span

_HEADERS: tuple[tuple[Layer, str], ...] = (("header", "en-tête"), ("footer", "pied de page"))

_DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_EXTENT = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}extent"
_VML = "{urn:schemas-microsoft-com:vml}"
_VML_SIZE = re.compile(r"\b(?:width|height):([\d.]+)(pt|in)")
#: Less text than this beside large pictures is the mark of a scan with a title or a stamp added.
_HARDLY_ANY_TEXT = 200
_LARGE_PICTURE_CM2 = 100
_EMU_PER_CM = 360_000
_CM_PER_UNIT = {"pt": 2.54 / 72, "in": 2.54}


def read_docx(name: str, data: bytes) -> Document:
    """Read a Word file. Raises UnreadableError, with what to do, when there is nothing to be read in it."""
    package = Package(name, data)
    body = package.document.find(f"{W}body")
    styles = Styles(package.named("styles")[1])
    numbering = Numbering(package.named("numbering")[1], _language(package.document) or styles.language)
    reader = BlockReader(package, styles, numbering)
    try:
        drafts = [*reader.story(body, Scope(package.main)), *_headers(package, reader)]
    except RecursionError as error:
        raise UnreadableError(
            f"{name}: the tables or frames of this Word file are nested too deeply to be read.",
            f"{name} : les tableaux ou cadres de ce fichier Word sont trop imbriqués pour être lus.",
        ) from error
    drafts = [draft for draft in [*drafts, *reader.apart] if draft.text]
    pictures = _large_pictures(body)
    if not drafts:
        raise _empty(name, pictures)
    read = sum(len(draft.text) for draft in drafts if draft.scope.layer in OPERATIVE_LAYERS)
    _note_doubts(package, read, pictures)
    text, blocks = "\n".join(draft.text for draft in drafts), tuple(_placed(drafts))
    return Document(
        name=name,
        sha256=hashlib.sha256(data).hexdigest(),
        format="docx",
        text=text,
        blocks=blocks,
        unread=tuple(package.unread),
        ledger=_ledger(drafts),
        annotations=tuple(placed(blocks, [draft.stretches for draft in drafts], text, package)),
    )


def _headers(package: Package, reader: BlockReader) -> Iterator[Draft]:
    """Headers, then footers. Sections repeat them with or without change: each line is given once."""
    relations = package.relations_of(package.main)
    for layer, place in _HEADERS:
        parts = dict.fromkeys(
            relations[reference.get(f"{R}id")].target
            for reference in package.document.iter(f"{W}{layer}Reference")
            if reference.get(f"{R}id") in relations
        )
        seen = set()
        for part in parts:
            root = package.read(part)
            for draft in reader.story(root, Scope(part, layer, place)) if root is not None else ():
                if draft.text not in seen:
                    seen.add(draft.text)
                    yield draft


def _placed(drafts: Sequence[Draft]) -> Iterator[Block]:
    start = 0
    for draft in drafts:
        end = start + len(draft.text)
        yield Block(
            kind=draft.kind,
            start=start,
            end=end,
            number=draft.number,
            level=draft.level,
            layer=draft.scope.layer,
            place=draft.scope.place,
            locator=draft.locator,
            style=draft.style,
            revision=draft.revision,
            cells=tuple(Span(start + cell.start, start + cell.end) for cell in draft.cells),
            table=draft.scope.table,
        )
        start = end + 1


def _ledger(drafts: Sequence[Draft]) -> tuple[LedgerLine, ...]:
    characters: Counter[tuple[str, Layer]] = Counter()
    for draft in drafts:
        characters[draft.scope.part, draft.scope.layer] += len(draft.text)
    return tuple(LedgerLine(part, layer, count) for (part, layer), count in characters.items())


def _language(root: Element) -> str:
    """The language most runs are marked with; documents made from a template often keep its default language."""
    tags = Counter(str(lang.get(f"{W}val", "")) for lang in root.iter(f"{W}lang"))
    tags.pop("", None)
    return tags.most_common(1)[0][0] if tags else ""


# ---- doubts ------------------------------------------------------------------------------------------------


def _large_pictures(body: Element) -> int:
    """How many pictures are large enough to be a scanned page."""
    areas = [
        _float(extent.get("cx")) * _float(extent.get("cy")) / _EMU_PER_CM**2
        for extent in body.iter(_EXTENT)
        if next(extent.getparent().iter(f"{_DRAWING}blip"), None) is not None
    ]
    for image in body.iter(f"{_VML}imagedata"):
        sizes = _VML_SIZE.findall(image.getparent().get("style", ""))
        if len(sizes) == 2:
            width, height = (_float(size) * _CM_PER_UNIT[unit] for size, unit in sizes)
            areas.append(width * height)
    return sum(area >= _LARGE_PICTURE_CM2 for area in areas)


def _float(text: str | None) -> float:
    try:
        return float(text or 0)
    except ValueError:
        return 0.0


def _note_doubts(package: Package, read: int, pictures: int) -> None:
    if pictures and read < _HARDLY_ANY_TEXT:
        package.note(
            package.main,
            "image",
            f"le document contient {pictures} grande(s) image(s) et presque pas de texte : une page numérisée peut "
            "contenir des clauses qui n'ont pas été lues",
            f"the document holds {pictures} large picture(s) and hardly any text: scanned pages may hold clauses that were not read",
        )
    if not read:
        package.note(
            package.main,
            "no-text",
            "le corps du document ne contient aucun texte en vigueur (seulement des en-têtes ou du texte supprimé, masqué ou barré)",
            "the body of the document holds no text in force (only headers, or deleted, hidden or struck text)",
        )


def _empty(name: str, pictures: int) -> UnreadableError:
    if pictures:
        return UnreadableError(
            f"{name}: this document contains no text, only pictures; run text recognition (OCR) on it first.",
            f"{name} : ce document ne contient aucun texte, seulement des images ; passez-le d'abord à la "
            "reconnaissance de caractères (OCR).",
        )
    return UnreadableError(
        f"{name}: this document contains no text; check that it is the right file.",
        f"{name} : ce document ne contient aucun texte ; vérifiez que c'est le bon fichier.",
    )
