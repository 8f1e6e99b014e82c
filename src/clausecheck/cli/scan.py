"""``clausecheck scan``: every dossier of a folder, in one table."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from clausecheck.cli.app import EPILOG, Lang, app, fail, interface_language
from clausecheck.cli.check import blocking
from clausecheck.cli.output import write
from clausecheck.errors import EXIT_BLOCKING, EXIT_OK, EXIT_UNREADABLE, ClausecheckError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from clausecheck.model import Language
    from clausecheck.scan import Entry

_WORDS = {
    "dossier": ("Dossier", "Dossier"),
    "blocking": ("Bloquants", "Blocking"),
    "state": ("Lecture", "Reading"),
    "read": ("lu", "read"),
    "partly": ("lu en partie", "read in part"),
    "not-read": ("non lu", "not read"),
    "cached": ("inchangé", "unchanged"),
    "working": ("Contrats", "Contracts"),
}


@app.command(epilog=EPILOG)
def scan(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Each sub-folder, and each file beside them, is one contract.")],
    jsonl: Annotated[Path | None, typer.Option("--jsonl", metavar="FILE", help="Write one JSON report a line to this file.")] = None,
    xlsx: Annotated[Path | None, typer.Option("--xlsx", metavar="FILE", help="Write the Excel matrix to this file.")] = None,
    jobs: Annotated[int, typer.Option("--jobs", "-j", min=1, help="Number of contracts judged at the same time.")] = 1,
    no_cache: Annotated[bool, typer.Option("--no-cache", help="Judge again what has not changed, and keep nothing.")] = False,
    lang: Annotated[Lang | None, typer.Option("--lang", help="Language of the reports [default: each contract's].")] = None,
    patterns: Annotated[Path | None, typer.Option("--patterns", help="A folder of patterns to add.")] = None,
) -> None:
    """Judge every contract of a folder; a second run only reads what changed."""
    language = lang.value if lang else interface_language()
    try:
        from clausecheck.scan import Settings, as_lines, dossiers_in
        from clausecheck.scan import scan as run

        found = dossiers_in(folder)
        settings = Settings(lang.value if lang else None, jobs, not no_cache, patterns)
        done = dict(_progress(run(found, settings), len(found), language))
        entries = [done[n] for n in range(len(found))]
        inputs = [f for d in found for f in d.files]
        if jsonl is not None:
            write(jsonl, as_lines(entries), inputs)
        if xlsx is not None:
            _matrix(xlsx, entries, inputs, patterns)
        sys.stdout.write(table(entries, language))
    except ClausecheckError as error:
        raise fail(error, language) from None
    raise typer.Exit(exit_code(entries))


def exit_code(entries: Sequence[Entry]) -> int:
    """3 when a dossier was not read in full, else 1 when one has a blocking gap, else 0."""
    if any(not e.complete for e in entries):
        return EXIT_UNREADABLE
    return EXIT_BLOCKING if any(e.report and blocking(e.report) for e in entries) else EXIT_OK


def table(entries: Sequence[Entry], language: Language) -> str:
    """The summary: one line a dossier, then the reason of each that was not read in full."""
    from clausecheck.report.words import VERDICTS, counts, word

    at = 0 if language == "fr" else 1
    heads = [_WORDS["dossier"][at], _WORDS["blocking"][at], *(word(v, language) for v in VERDICTS), _WORDS["state"][at]]
    rows = [heads]
    for entry in entries:
        found = counts(entry.report.findings if entry.report else ())
        state = "not-read" if entry.report is None else "read" if entry.complete else "partly"
        told = _WORDS[state][at] + (f" ({_WORDS['cached'][at]})" if entry.cached else "")
        figures = [str(blocking(entry.report)), *(str(found[v]) for v in VERDICTS)] if entry.report else ["–"] * (len(VERDICTS) + 1)
        rows.append([entry.dossier.name, *figures, told])
    widths = [max(len(r[i]) for r in rows) for i in range(len(heads))]
    lines = [_row(r, widths) for r in rows]
    lines.insert(1, "  ".join("-" * w for w in widths))
    for entry in entries:
        name = entry.dossier.name
        lines += [reason if reason.startswith(name) else f"{name} – {reason}" for reason in _reasons(entry, at)]
    return "\n".join(lines) + "\n"


def _row(cells: Sequence[str], widths: Sequence[int]) -> str:
    middle = [c.rjust(w) for c, w in zip(cells[1:-1], widths[1:-1], strict=True)]
    return "  ".join([cells[0].ljust(widths[0]), *middle, cells[-1]]).rstrip()


def _reasons(entry: Entry, at: int) -> Iterator[str]:
    if entry.report is None:
        yield (entry.error_fr, entry.error_en)[at]
        return
    for document in entry.report.documents:
        for unread in document.unread:
            yield f"{document.name}, {unread.where}: {(unread.message_fr, unread.message_en)[at]}"


def _matrix(path: Path, entries: Sequence[Entry], inputs: Sequence[Path], patterns: Path | None) -> None:
    from clausecheck import api
    from clausecheck.report import xlsx

    write(path, xlsx.render([(e.dossier.name, e.report) for e in entries if e.report is not None], api.load_patterns(patterns)), inputs)


def _progress(work: Iterable[tuple[int, Entry]], total: int, language: Language) -> Iterator[tuple[int, Entry]]:
    """The same entries, with a bar on stderr while they come, on a terminal only."""
    if not sys.stderr.isatty():
        yield from work
        return
    from rich.console import Console
    from rich.progress import track

    label = _WORDS["working"][0 if language == "fr" else 1]
    yield from track(work, description=label, total=total, console=Console(stderr=True), transient=True)
