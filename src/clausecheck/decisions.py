"""The decisions that a jurist types in the Excel matrix: their words, and how they are read back.

``report/xlsx.py`` writes the sheet, ``read_decisions`` reads it again, whatever was sorted, filtered, renamed or added
meanwhile: columns are found by their headings, decisions by their words in either language.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from clausecheck.errors import UsageError
from clausecheck.text import fold

DecisionCode = Literal["to-fix", "accepted", "not-applicable", "tool-error", "to-discuss"]

#: Decision → its words in French and in English.
DECISIONS: Mapping[DecisionCode, tuple[str, str]] = {
    "to-fix": ("à corriger", "to fix"),
    "accepted": ("écart accepté", "gap accepted"),
    "not-applicable": ("sans objet", "not applicable"),
    "tool-error": ("erreur de l'outil", "tool error"),
    "to-discuss": ("à discuter", "to discuss"),
}

#: Columns of the sheet of findings: key → heading in French and in English.
COLUMNS: Mapping[str, tuple[str, str]] = {
    "contract": ("Contrat", "Contract"),
    "requirement": ("Exigence", "Requirement"),
    "family": ("Famille", "Family"),
    "title": ("Intitulé", "Title"),
    "verdict": ("Verdict", "Verdict"),
    "severity": ("Gravité", "Severity"),
    "quote": ("Passage cité", "Quote"),
    "article": ("Article", "Article"),
    "page": ("Page", "Page"),
    "lacks": ("Ce qui manque", "What lacks"),
    "model": ("Clause modèle", "Model clause"),
    "fingerprint": ("Empreinte", "Fingerprint"),
    "decision": ("Décision", "Decision"),
    "comment": ("Commentaire", "Comment"),
}

_NEEDED = ("contract", "requirement", "fingerprint", "decision")
_HEADING_ROWS = 10  # someone may have put a title above the headings
_MAX_BYTES = 400_000_000  # unpacked; 200 dossiers of 80 requirements need about 25 MB


@dataclass(frozen=True, slots=True)
class Decision:
    """One row in which something was typed. ``decision`` is "" when there is only a comment; ``row`` is Excel's number."""

    contract: str
    requirement: str
    fingerprint: str
    decision: DecisionCode | Literal[""]
    comment: str
    row: int


def read_decisions(data: bytes) -> list[Decision]:
    """The decisions of a matrix written by ``report.xlsx.render``, in the order of its rows.

    Raises UsageError when openpyxl is not installed, when ``data`` is no workbook or no matrix, when a decision is none
    of ``DECISIONS``, or when its row has lost its contract, requirement or fingerprint.
    """
    book = _open(data)
    try:
        for sheet in book.worksheets:
            rows = sheet.iter_rows(values_only=True)
            columns, number = _headings(rows)
            if columns:
                return list(_decisions(rows, columns, number))
    finally:
        book.close()
    names = ", ".join(COLUMNS[k][1] for k in _NEEDED)
    noms = ", ".join(COLUMNS[k][0] for k in _NEEDED)
    raise UsageError(
        f"No sheet of this workbook has the columns {names}: it is not a matrix written by clausecheck.",
        f"Aucune feuille de ce classeur n'a les colonnes {noms} : ce n'est pas une matrice écrite par clausecheck.",
    )


def _open(data: bytes) -> Any:
    try:
        import openpyxl
    except ImportError:
        raise missing_extra("openpyxl") from None
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if sum(i.file_size for i in archive.infolist()) > _MAX_BYTES:
                raise ValueError("too large once unpacked")
        return openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
    except Exception as error:  # openpyxl raises whatever its parsers raise: KeyError, BadZipFile, ParseError…
        raise UsageError(
            f"This file is not an Excel workbook that can be read ({error}). Save it as .xlsx and try again.",
            f"Ce fichier n'est pas un classeur Excel lisible ({error}). Enregistrez-le en .xlsx et recommencez.",
        ) from None


def missing_extra(library: str) -> UsageError:
    """The error to raise when the library of the ``xlsx`` extra is not installed."""
    return UsageError(
        f"Excel files need {library}: pip install 'clausecheck[xlsx]'.",
        f"Les fichiers Excel demandent {library} : pip install 'clausecheck[xlsx]'.",
    )


def _key(value: object) -> str:
    return " ".join(fold(str(value if value is not None else "")).split())


_BY_HEADING = {_key(name): key for key, names in COLUMNS.items() for name in names}
_BY_WORD: dict[str, DecisionCode] = {_key(name): code for code, names in DECISIONS.items() for name in (code, *names)}


def _headings(rows: Iterator[tuple[Any, ...]]) -> tuple[dict[str, int], int]:
    """Column of each key and the number of the row of headings; nothing when there is no such row."""
    for number in range(1, _HEADING_ROWS + 1):
        row = next(rows, None)
        if row is None:
            break
        columns: dict[str, int] = {}
        for n, value in enumerate(row):
            key = _BY_HEADING.get(_key(value))
            if key is not None:
                columns.setdefault(key, n)
        if all(key in columns for key in _NEEDED):
            return columns, number
    return {}, 0


def _decisions(rows: Iterator[tuple[Any, ...]], columns: Mapping[str, int], number: int) -> Iterator[Decision]:
    for row in rows:
        number += 1
        cell = {key: str(row[n]).strip() if n < len(row) and row[n] is not None else "" for key, n in columns.items()}
        typed, comment = cell["decision"], cell.get("comment", "")
        if not typed and not comment:
            continue
        code = _BY_WORD.get(_key(typed))
        if typed and code is None:
            raise UsageError(
                f"Row {number}: the decision {typed!r} is none of: {', '.join(en for _, en in DECISIONS.values())}.",
                f"Ligne {number} : la décision « {typed} » n'est aucune de : {', '.join(fr for fr, _ in DECISIONS.values())}.",
            )
        for key in ("contract", "requirement", "fingerprint"):
            if not cell[key]:
                fr, en = COLUMNS[key]
                raise UsageError(
                    f"Row {number}: there is a decision or a comment but the column {en} is empty.",
                    f"Ligne {number} : il y a une décision ou un commentaire mais la colonne {fr} est vide.",
                )
        yield Decision(cell["contract"], cell["requirement"], cell["fingerprint"], code or "", comment, number)
