"""``clausecheck check``: judge the files of one contract."""

from __future__ import annotations

import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from clausecheck.cli.app import EPILOG, Lang, app, fail, interface_language
from clausecheck.cli.output import write
from clausecheck.cli.pieces import Pieces, stated
from clausecheck.errors import EXIT_BLOCKING, EXIT_OK, EXIT_UNREADABLE, ClausecheckError, UsageError

if TYPE_CHECKING:
    from clausecheck.model import Report
    from clausecheck.requirements import Patterns


class Format(StrEnum):
    """The forms of a report. ``xlsx``, ``docx`` and ``pdf`` need ``--output``."""

    terminal = "terminal"
    json = "json"
    html = "html"
    markdown = "markdown"
    csv = "csv"
    sarif = "sarif"
    junit = "junit"
    xlsx = "xlsx"
    docx = "docx"
    pdf = "pdf"


@app.command(epilog=EPILOG)
def check(
    files: Annotated[list[Path], typer.Argument(help="The pieces of ONE contract, judged together.", metavar="FILE...")],
    format_: Annotated[Format, typer.Option("--format", "-f", help="Form of the report.")] = Format.terminal,
    output: Annotated[Path | None, typer.Option("--output", "-o", help="Write the report to this file.")] = None,
    lang: Annotated[Lang | None, typer.Option("--lang", help="Language of the report [default: the contract's].")] = None,
    family: Annotated[list[str] | None, typer.Option("--family", help="Only this family (may be repeated).")] = None,
    clause: Annotated[list[str] | None, typer.Option("--clause", help="Only this clause (may be repeated).")] = None,
    piece: Pieces = None,
    patterns: Annotated[Path | None, typer.Option("--patterns", help="A folder of patterns to add.")] = None,
    hygiene: Annotated[
        bool, typer.Option("--hygiene", help="Also look for blanks, dead references, tracked changes… (family hygiene).")
    ] = False,
    propose: Annotated[bool, typer.Option("--propose", help="With --format docx: insert model clauses as tracked changes.")] = False,
) -> None:
    """Say which data clauses of a contract are missing, weak or contrary, with the proof."""
    language = lang.value if lang else interface_language()
    try:
        if format_ in (Format.xlsx, Format.docx, Format.pdf) and output is None:
            raise UsageError(f"--format {format_.value} needs --output FILE.", f"--format {format_.value} demande --output FICHIER.")
        import gc

        from clausecheck import api

        gc.disable()  # a short run makes no cycles worth collecting: a sixth of its time
        with working(files, language):
            reading = api.start_reading(files)
            loaded = api.load_patterns(patterns)
            report = api.judge(
                reading.documents(),
                language=lang.value if lang else None,
                families=family or (),
                clauses=clause or (),
                patterns=loaded,
                hygiene=hygiene,
                pieces=stated(piece, files),
            )
        body = rendered(report, format_.value, files, loaded, propose=propose)
        if output is None:
            assert isinstance(body, str)
            sys.stdout.write(body)
        else:
            write(output, body, files)
    except ClausecheckError as error:
        raise fail(error, language) from None
    raise typer.Exit(exit_code(report))


def rendered(report: Report, format_: str, files: list[Path], patterns: Patterns, *, propose: bool) -> str | bytes:
    """The report in one of the formats of ``check``. Raises UsageError when the format does not fit the files."""
    if format_ == "xlsx":
        from clausecheck.report import xlsx

        return xlsx.render([(" + ".join(f.name for f in files), report)], patterns)
    if format_ == "docx":
        piece = _one(files, (".docx", ".docm", ".dotx", ".dotm"), "docx")
        from clausecheck.report import docx

        return docx.render(report, piece.read_bytes(), piece.name, propose=propose, patterns=patterns)
    if format_ == "pdf":
        piece = _one(files, (".pdf",), "pdf")
        from clausecheck.report import pdf

        source = piece.read_bytes()
        if pdf.is_signed(source):
            sys.stderr.write(f"clausecheck: {piece.name}: signed; the signed bytes are kept, highlights are added after them.\n")
        return pdf.render(report, source, piece.name, patterns)
    from clausecheck.report import render

    return render(report, format_, patterns)


def _one(files: list[Path], suffixes: tuple[str, ...], format_: str) -> Path:
    """The only piece with one of these suffixes. Raises UsageError when there is none or more than one."""
    found = [f for f in files if f.suffix.lower() in suffixes]
    if len(found) != 1:
        raise UsageError(
            f"--format {format_} annotates one {suffixes[0]} file: name exactly one among the pieces.",
            f"--format {format_} annote un fichier {suffixes[0]} : indiquez-en exactement un parmi les pièces.",
        )
    return found[0]


class working:
    """A line of progress on stderr while a long run works, on a terminal only."""

    def __init__(self, files: list[Path], language: str) -> None:
        names = ", ".join(f.name for f in files)
        self._text = f"Lecture de {names}…" if language == "fr" else f"Reading {names}…"
        self._status: object = None

    def __enter__(self) -> None:
        if sys.stderr.isatty():
            from rich.console import Console

            status = Console(stderr=True).status(self._text)
            status.start()
            self._status = status

    def __exit__(self, *_: object) -> None:
        stop = getattr(self._status, "stop", None)
        if stop is not None:
            stop()


def exit_code(report: Report) -> int:
    """0, 1 or 3 for a report: what could not be read comes before what blocks."""
    if any(not d.complete for d in report.documents):
        return EXIT_UNREADABLE
    unsettled = any(i.severity == "error" and i.waiver is None for i in report.hygiene or ())
    return EXIT_BLOCKING if blocking(report) or unsettled else EXIT_OK


def blocking(report: Report) -> int:
    """How many gaps of severity "error" no waiver accepts."""
    return sum(f.severity == "error" and f.verdict in ("missing", "weak", "contrary") and f.waiver is None for f in report.findings)
