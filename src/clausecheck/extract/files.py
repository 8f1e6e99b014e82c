"""Choosing the reader of a file: by what it holds, then by its suffix."""

from __future__ import annotations

import zipfile
from io import BytesIO
from pathlib import Path

from clausecheck.errors import NoFileError, UnreadableError
from clausecheck.model import Document

SUFFIXES = (".docx", ".docm", ".dotx", ".dotm", ".pdf", ".md", ".markdown", ".txt")
_ACCEPTED_FR = "Formats lus : DOCX (.docx, .docm, .dotx, .dotm), PDF, Markdown et texte."
_ACCEPTED_EN = "Formats read: DOCX (.docx, .docm, .dotx, .dotm), PDF, Markdown and text."


def read(path: Path) -> Document:
    """Read one file. Raises UnreadableError, in one sentence, when nothing can be read of it."""
    name = path.name
    if path.is_dir():
        raise NoFileError(
            f"{path}: this is a folder; name the files of the contract.",
            f"{path} : c'est un dossier ; indiquez les fichiers du contrat.",
        )
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        raise NoFileError(f"{path}: no such file.", f"{path} : ce fichier n'existe pas.") from None
    except OSError as error:
        raise NoFileError(f"{path}: cannot be opened ({error.strerror}).", f"{path} : ouverture impossible ({error.strerror}).") from None
    return read_bytes(name, data)


def read_bytes(name: str, data: bytes) -> Document:
    """Read the content of a file. Raises UnreadableError when nothing can be read of it."""
    suffix = Path(name).suffix.lower()
    if not data:
        raise UnreadableError(f"{name}: the file is empty.", f"{name} : le fichier est vide.")
    if b"%PDF-" in data[:1024]:
        from clausecheck.extract.pdf import read_pdf

        return read_pdf(name, data)
    if data[:4] == b"PK\x03\x04" or data[:8] == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" or suffix in (".docx", ".docm", ".dotx", ".dotm"):
        _refuse_other_zip(name, data)
        from clausecheck.extract.docx import read_docx

        return read_docx(name, data)
    if suffix == ".pdf":
        raise UnreadableError(f"{name}: this is not a PDF, or it is damaged.", f"{name} : ce n'est pas un PDF, ou il est endommagé.")
    if suffix in (".md", ".markdown", ".txt"):
        from clausecheck.extract.plain import read_plain

        return read_plain(name, data, "txt" if suffix == ".txt" else "md")
    raise UnreadableError(f"{name}: format not supported. {_ACCEPTED_EN}", f"{name} : format non pris en charge. {_ACCEPTED_FR}")


def _refuse_other_zip(name: str, data: bytes) -> None:
    try:
        names = set(zipfile.ZipFile(BytesIO(data)).namelist())
    except (zipfile.BadZipFile, ValueError, OSError):
        return  # the DOCX reader says what is wrong with it
    if "content.xml" in names and "mimetype" in names:
        raise UnreadableError(
            f"{name}: OpenDocument is not read; save it as .docx and try again.",
            f"{name} : le format OpenDocument n'est pas lu ; enregistrez le fichier en .docx et recommencez.",
        )
