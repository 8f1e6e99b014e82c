"""The package of a Word file to be given back: some parts changed as trees, all the others kept byte for byte."""

from __future__ import annotations

import functools
import io
import posixpath
import re
import zipfile
from typing import TypeAlias

from lxml import etree

from clausecheck.errors import UnreadableError
from clausecheck.extract.docx_package import Package

Element: TypeAlias = etree._Element

TRANSITIONAL = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
STRICT = "http://purl.oclc.org/ooxml/wordprocessingml/main"
_MATH = ("http://schemas.openxmlformats.org/officeDocument/2006/math", "http://purl.oclc.org/ooxml/officeDocument/math")
_PREFIX = {
    TRANSITIONAL: "w", STRICT: "w", _MATH[0]: "m", _MATH[1]: "m",
    "http://schemas.openxmlformats.org/markup-compatibility/2006": "mc",
}  # fmt: skip
_RELATIONS = {
    TRANSITIONAL: "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    STRICT: "http://purl.oclc.org/ooxml/officeDocument/relationships",
}
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPES_PART = "[Content_Types].xml"
_COMMENTS_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.comments+xml"
_MODIFIED = "{http://purl.org/dc/terms/}modified"
_DATE = re.compile(r"(\d{4}-\d\d-\d\d)T(\d\d:\d\d:\d\d)")
#: The first date that a zip can hold: a part without a date of its own must not take the clock's.
ZIP_EPOCH = (1980, 1, 1, 0, 0, 0)


@functools.lru_cache(maxsize=4096)
def kind(tag: object) -> str:
    """ "w:p", "m:t", "mc:Choice"… whatever the prefix and the edition of the standard; "" for anything else."""
    if not isinstance(tag, str):  # a comment or a processing instruction
        return ""
    name = etree.QName(tag)
    prefix = _PREFIX.get(str(name.namespace), "")
    return f"{prefix}:{name.localname}" if prefix else ""


class Parts:
    """``package`` is the reader's view of the same bytes, in which strict names are already transitional ones."""

    def __init__(self, name: str, source: bytes) -> None:
        """Raises UnreadableError when ``source`` is not a Word file that can be read."""
        self._name = name
        self.package = Package(name, source)
        self._zip = zipfile.ZipFile(io.BytesIO(source))
        self._entries = {e.filename.replace("\\", "/").lstrip("/").lower(): e for e in self._zip.infolist()}
        self._trees: dict[str, Element] = {}
        self._added: list[str] = []
        self.document = self.tree(self.package.main)
        self.namespace = str(etree.QName(self.document).namespace)

    def tree(self, part: str) -> Element:
        """The tree of a part, to be changed in place; ``to_bytes`` writes it. Raises UnreadableError when it is broken."""
        if part not in self._trees:
            # Unlike the reader's, this tree keeps comments, instructions and the names of the namespaces as they are.
            parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, strip_cdata=False)
            try:
                self._trees[part] = etree.fromstring(self._zip.read(self._entries[part.lower()]), parser)
            except (etree.XMLSyntaxError, KeyError) as error:
                raise UnreadableError(
                    f"{self._name}: part {part} is damaged, so no comment can be added; open the file in Word and save it again.",
                    f"{self._name} : la partie {part} est endommagée, aucun commentaire ne peut être ajouté ; ouvrez le fichier "
                    "dans Word et enregistrez-le à nouveau.",
                ) from error
        return self._trees[part]

    def comments(self) -> Element:
        """The root of the part that holds the comments, made and declared if there is none."""
        for relation in self.package.relations_of(self.package.main).values():
            if relation.kind == "comments" and self.package.has(relation.target):
                return self.tree(relation.target)
        folder = posixpath.dirname(self.package.main)
        part = self._free_name(posixpath.join(folder, "comments"))
        self._trees[part] = etree.Element(f"{{{self.namespace}}}comments", nsmap={"w": self.namespace})
        self._added.append(part)
        self._relate(part)
        if _TYPES_PART.lower() in self._entries:
            types = self.tree(_TYPES_PART)
            override = etree.SubElement(types, f"{{{_PACKAGE}/content-types}}Override")
            override.set("PartName", f"/{part}")
            override.set("ContentType", _COMMENTS_TYPE)
        return self._trees[part]

    def _free_name(self, stem: str) -> str:
        name, n = f"{stem}.xml", 1
        while self.package.has(name):
            n += 1
            name = f"{stem}{n}.xml"
        return name

    def _relate(self, part: str) -> None:
        """Declare ``part`` as the comments of the main part."""
        folder, file = posixpath.split(self.package.main)
        rels = posixpath.join(folder, "_rels", f"{file}.rels")
        if rels.lower() not in self._entries:
            name = f"{{{_PACKAGE}/relationships}}Relationships"
            self._trees[rels] = etree.Element(name, nsmap={None: f"{_PACKAGE}/relationships"})
            self._added.append(rels)
        root = self.tree(rels)
        taken = {child.get("Id") for child in root}
        n = 1
        while f"rId{n}" in taken:
            n += 1
        relation = etree.SubElement(root, f"{{{_PACKAGE}/relationships}}Relationship")
        relation.set("Id", f"rId{n}")
        relation.set("Type", f"{_RELATIONS.get(self.namespace, _RELATIONS[TRANSITIONAL])}/comments")
        relation.set("Target", posixpath.basename(part))

    def modified(self) -> str | None:
        """When the file was last saved, "2026-01-31T10:00:00Z", as its own properties say; None when they do not."""
        for relation in self.package.relations_of("").values():
            if relation.kind == "core-properties" and self.package.has(relation.target):
                root = self.package.read(relation.target)
                found = _DATE.match((root.findtext(_MODIFIED) or "").strip()) if root is not None else None
                return f"{found[1]}T{found[2]}Z" if found else None
        return None

    def to_bytes(self) -> bytes:
        """The whole package: the entries of the source in their order and with their dates, then the parts added."""
        changed = {part.lower(): _serialised(tree) for part, tree in self._trees.items()}
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w") as archive:
            for entry in self._zip.infolist():
                name = entry.filename.replace("\\", "/").lstrip("/").lower()
                latest = self._entries[name] is entry
                data = changed[name] if latest and name in changed else self._zip.read(entry)
                write_entry(archive, entry.filename, entry.date_time, data, entry.compress_type != zipfile.ZIP_STORED)
            for part in self._added:
                write_entry(archive, part, ZIP_EPOCH, changed[part.lower()], True)
        return buffer.getvalue()


def _serialised(root: Element) -> bytes:
    tree = root.getroottree()
    # Word only takes a part whose declaration says UTF-8 or UTF-16.
    data: bytes = etree.tostring(tree, xml_declaration=True, encoding="UTF-8", standalone=tree.docinfo.standalone)
    return data


def write_entry(archive: zipfile.ZipFile, name: str, date: tuple[int, int, int, int, int, int], data: bytes, compressed: bool) -> None:
    info = zipfile.ZipInfo(name, date)
    info.compress_type = zipfile.ZIP_DEFLATED if compressed else zipfile.ZIP_STORED
    # Otherwise the system of the machine would be written.
    info.create_system = 0
    archive.writestr(info, data)


def printable(text: str) -> str:
    """Without the control characters that XML cannot hold; line ends and other blanks are spaces."""
    return "".join(ch if ch.isprintable() else " " if ch.isspace() else "" for ch in text)
