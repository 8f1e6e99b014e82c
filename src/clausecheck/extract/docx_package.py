"""The zip package of a DOCX: its parts as XML trees, under limits, and the relations between them."""

from __future__ import annotations

import io
import posixpath
import zipfile
import zlib
from dataclasses import dataclass
from typing import TypeAlias
from urllib.parse import unquote

from lxml import etree

from clausecheck.errors import UnreadableError
from clausecheck.model import Unread

Element: TypeAlias = etree._Element

_TRANSITIONAL = "http://schemas.openxmlformats.org/"
W = f"{{{_TRANSITIONAL}wordprocessingml/2006/main}}"
R = f"{{{_TRANSITIONAL}officeDocument/2006/relationships}}"
MC = f"{{{_TRANSITIONAL}markup-compatibility/2006}}"
_RELATION = f"{{{_TRANSITIONAL}package/2006/relationships}}Relationship"

#: Strict OOXML is the same vocabulary under other names; reading it as transitional avoids a second reader.
_STRICT = b"http://purl.oclc.org/ooxml/"
_STRICT_NAMES = {
    b"wordprocessingml/main": b"wordprocessingml/2006/main",
    b"officeDocument/relationships": b"officeDocument/2006/relationships",
    b"officeDocument/math": b"officeDocument/2006/math",
    b"drawingml/main": b"drawingml/2006/main",
    b"drawingml/wordprocessingDrawing": b"drawingml/2006/wordprocessingDrawing",
    b"drawingml/picture": b"drawingml/2006/picture",
    b"drawingml/diagram": b"drawingml/2006/diagram",
}

# Beyond these a few hundred kilobytes of zip become gigabytes of tree (measured: 1.5 MB → 2.9 GB).
MAX_PART = 50 << 20
MAX_XML = 200 << 20
MAX_ENTRIES = 20_000
#: Some 3 000 pages; 7 million empty paragraphs fit in a 60 kB file and take 2.7 GB.
MAX_TAGS = 2_000_000

_OLE = bytes.fromhex("d0cf11e0a1b11ae1")
_BROKEN_ZIP = (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError)


class PartError(Exception):
    """A part that is there but cannot be read; the arguments say why, in English and in French."""

    def __init__(self, en: str, fr: str) -> None:
        super().__init__(en)
        self.en, self.fr = en, fr


@dataclass(frozen=True, slots=True)
class Relation:
    """``kind`` is the last word of the relation's type ("footnotes"); ``target`` is a part name, or a URL."""

    id: str
    kind: str
    target: str


class Package:
    """The parts of one file. What is missing or broken beside the main part is told in ``unread``, once each."""

    def __init__(self, name: str, data: bytes) -> None:
        self.unread: list[Unread] = []
        self._relations: dict[str, dict[str, Relation]] = {}
        self._zip = _open(name, data)
        self._entries = {e.filename.replace("\\", "/").lstrip("/").lower(): e for e in self._zip.infolist()}
        self._check_sizes(name)
        self.main, self.document = self._find_main(name)
        self._relations[self.main] = self._main_relations()

    def has(self, part: str) -> bool:
        return part.lower() in self._entries

    def note(self, where: str, code: str, fr: str, en: str) -> None:
        """Record once that something could not be read."""
        entry = Unread(where, code, fr, en)
        if entry not in self.unread:
            self.unread.append(entry)

    def _note_missing(self, part: str) -> None:
        self.note(part, "missing-part", f"la partie {part} manque dans le fichier", f"part {part} is missing")

    def read(self, part: str) -> Element | None:
        """The tree of a secondary part; None, with a note, when it is missing or broken."""
        if not self.has(part):
            self._note_missing(part)
            return None
        try:
            return self._tree(part)
        except PartError as error:
            self.note(part, "broken-part", f"la partie {part} {error.fr}", f"part {part} {error.en}")
            return None

    def named(self, kind: str) -> tuple[str, Element | None]:
        """The name and tree of the main part's only part of this kind ("styles", "numbering", "footnotes"…)."""
        for relation in self.relations_of(self.main).values():
            if relation.kind == kind:
                return relation.target, self.read(relation.target)
        return "", None

    def aside(self, kind: str) -> Element | None:
        """The tree of a part that is no text of the document (comments); None, without a note, when it cannot be read."""
        for relation in self.relations_of(self.main).values():
            if relation.kind == kind and self.has(relation.target):
                try:
                    return self._tree(relation.target)
                except PartError:
                    return None
        return None

    def relations_of(self, part: str) -> dict[str, Relation]:
        """The relations of a part, by id."""
        if part not in self._relations:
            self._relations[part] = self._read_relations(part)
        return self._relations[part]

    def _read_relations(self, part: str) -> dict[str, Relation]:
        folder, file = posixpath.split(part)
        rels = posixpath.join(folder, "_rels", f"{file}.rels")
        root = self.read(rels) if self.has(rels) else None
        if root is None:
            return {}
        found = {}
        for element in root.iter(_RELATION):
            target = element.get("Target", "")
            if element.get("TargetMode") != "External":
                target = posixpath.normpath(posixpath.join("/", folder, unquote(target))).lstrip("/")
            kind = element.get("Type", "").rsplit("/", 1)[-1]
            found[element.get("Id", "")] = Relation(element.get("Id", ""), kind, target)
        return found

    # ---- opening -------------------------------------------------------------------------------------------

    def _check_sizes(self, name: str) -> None:
        sizes = [e.file_size for part, e in self._entries.items() if part.endswith((".xml", ".rels"))]
        if len(self._zip.infolist()) > MAX_ENTRIES or sum(sizes) > MAX_XML:
            raise UnreadableError(
                f"{name}: this file unpacks to more than {MAX_XML >> 20} MB of XML or {MAX_ENTRIES} parts and is refused for safety.",
                f"{name} : une fois décompressé, ce fichier dépasse {MAX_XML >> 20} Mo de XML ou {MAX_ENTRIES} "
                "parties ; il est refusé par sécurité.",
            )

    def _find_main(self, name: str) -> tuple[str, Element]:
        main = ""
        if self.has("_rels/.rels"):
            main = next((r.target for r in self.relations_of("").values() if r.kind == "officeDocument"), "")
        else:
            self._note_missing("_rels/.rels")
        if not self.has(main):
            main = "word/document.xml"
        if not self.has(main) or not main.endswith(".xml"):
            raise self._not_word(name)
        try:
            root = self._tree(main)
        except PartError as error:
            raise UnreadableError(
                f"{name}: the text of this Word file ({main}) {error.en}; open it in Word and save it again.",
                f"{name} : le texte de ce fichier Word ({main}) {error.fr} ; ouvrez-le dans Word et enregistrez-le à nouveau.",
            ) from error
        if root.tag != f"{W}document" or root.find(f"{W}body") is None:
            raise self._not_word(name)
        return main, root

    def _not_word(self, name: str) -> UnreadableError:
        en, fr = "an archive without a Word document", "une archive sans document Word"
        if "mimetype" in self._entries:
            en, fr = "an OpenDocument file", "un fichier OpenDocument (ODT, ODS…)"
        elif self.has("xl/workbook.xml") or self.has("xl/workbook.bin"):
            en, fr = "an Excel workbook", "un classeur Excel"
        elif self.has("ppt/presentation.xml"):
            en, fr = "a PowerPoint presentation", "une présentation PowerPoint"
        return UnreadableError(
            f"{name}: this is {en}, not a Word document; save it as .docx or PDF.",
            f"{name} : c'est {fr} et non un document Word ; enregistrez-le en .docx ou en PDF.",
        )

    def _main_relations(self) -> dict[str, Relation]:
        relations = self.relations_of(self.main)
        if relations:
            return relations
        # Without relations nothing says where styles and notes are; their usual names still do.
        folder = posixpath.dirname(self.main)
        for kind in ("styles", "numbering", "footnotes", "endnotes", "settings"):
            part = posixpath.join(folder, f"{kind}.xml")
            if self.has(part):
                relations[kind] = Relation(kind, kind, part)
        rels = posixpath.join(folder, "_rels", f"{posixpath.basename(self.main)}.rels")
        if relations and not self.has(rels):
            self._note_missing(rels)
        return relations

    def _tree(self, part: str) -> Element:
        try:
            with self._zip.open(self._entries[part.lower()]) as stream:
                data = stream.read(MAX_PART + 1)
        except RuntimeError as error:  # zipfile's answer to an encrypted entry
            raise PartError("is protected by a password", "est protégé par un mot de passe") from error
        except _BROKEN_ZIP as error:
            raise PartError("is damaged", "est endommagé(e)") from error
        if len(data) > MAX_PART or data.count(b"<") > MAX_TAGS:
            raise PartError("is too large to be read safely", "est trop volumineux pour être lu sans risque")
        return parse_xml(data)


def parse_xml(data: bytes) -> Element:
    """Parse one part. Nothing outside the file is read and no entity is expanded."""
    if _STRICT in data:
        for strict, name in _STRICT_NAMES.items():
            data = data.replace(_STRICT + strict, _TRANSITIONAL.encode() + name)
    # OOXML forbids document types; entities are how a small file becomes a large one or names another file.
    refused = PartError("holds a DOCTYPE, which Word never writes", "contient un DOCTYPE, ce que Word n'écrit jamais")
    if b"<!DOCTYPE" in data[:4096]:
        raise refused
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True, remove_pis=True)
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise PartError("is damaged", "est endommagé(e)") from error
    if root.getroottree().docinfo.doctype:
        raise refused
    return root


def _open(name: str, data: bytes) -> zipfile.ZipFile:
    if data.startswith(_OLE):
        raise _ole_error(name, data)
    try:
        return zipfile.ZipFile(io.BytesIO(data))
    except _BROKEN_ZIP as error:
        if data.startswith(b"PK"):
            raise UnreadableError(
                f"{name}: this Word file is truncated or damaged; get it again from its sender.",
                f"{name} : ce fichier Word est tronqué ou endommagé ; redemandez-le à son expéditeur.",
            ) from error
        raise UnreadableError(
            f"{name}: this is not a Word document, whatever its name says; save it as .docx.",
            f"{name} : malgré son nom, ce n'est pas un document Word ; enregistrez-le en .docx.",
        ) from error


def _ole_error(name: str, data: bytes) -> UnreadableError:
    """Word wraps a password-protected .docx in the container of the old .doc: the directory tells them apart."""
    if "EncryptedPackage".encode("utf-16-le") in data:
        return UnreadableError(
            f"{name}: this Word file is protected by a password; remove the password and save it again.",
            f"{name} : ce fichier Word est protégé par un mot de passe ; ôtez le mot de passe et enregistrez-le à nouveau.",
        )
    return UnreadableError(
        f"{name}: this is an old .doc file or a file protected by a password; save it as .docx without a password.",
        f"{name} : c'est un ancien fichier .doc ou un fichier protégé par un mot de passe ; enregistrez-le en .docx, sans mot de passe.",
    )
