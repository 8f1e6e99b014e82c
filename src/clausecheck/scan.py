"""Many dossiers in one run: each judged as ``check`` does, in several processes, and only when something changed.

One bad file never stops the run: its dossier is listed with the reason. The cache holds the report of a dossier under a
hash of its files, of the patterns and of the tool's version; it lies in the user's cache folder, readable by the user only.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from dataclasses import dataclass, replace
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from clausecheck import __version__, api
from clausecheck.cache import cache_dir, keep
from clausecheck.errors import ClausecheckError, UnreadableError, UsageError
from clausecheck.extract.files import SUFFIXES
from clausecheck.gate import Dossier, folder_dossier, is_hidden
from clausecheck.model import Language, Report
from clausecheck.report.json import as_dict
from clausecheck.requirements import Patterns

_FORMAT = 1  # of the cached reports
_KEPT = 500  # cached reports; the oldest go first


@dataclass(frozen=True)
class Entry:
    """What became of one dossier: its report, or why there is none. ``cached`` says that nothing had changed."""

    dossier: Dossier
    report: Report | None
    error_fr: str = ""
    error_en: str = ""
    cached: bool = False

    @property
    def complete(self) -> bool:
        """True when everything in the dossier was read."""
        return self.report is not None and all(d.complete for d in self.report.documents)


@dataclass(frozen=True)
class Settings:
    """``language`` is that of the reports; ``jobs``, the number of processes; ``patterns``, a folder of patterns to add."""

    language: Language | None = None
    jobs: int = 1
    cache: bool = True
    patterns: Path | None = None


def dossiers_in(folder: Path) -> list[Dossier]:
    """The dossiers of a folder, in order: each sub-folder that holds a document, and each document beside them.

    Raises UsageError when it is no folder, UnreadableError when it holds no document.
    """
    if not folder.is_dir():
        raise UsageError(
            f"{folder}: not a folder; use 'check' for files.", f"{folder} : pas un dossier ; utilisez « check » pour des fichiers."
        )
    out: list[Dossier] = []
    for path in sorted(folder.iterdir()):
        if is_hidden(path.relative_to(folder)):
            continue
        if path.is_dir():
            try:
                out.append(folder_dossier(path))
            except UnreadableError:
                continue  # a folder of pictures or spreadsheets is no dossier
        elif path.suffix.lower() in SUFFIXES:
            out.append(Dossier(path.name, (path,)))
    if not out:
        raise UnreadableError(f"{folder}: no document in this folder.", f"{folder} : aucun document dans ce dossier.")
    return out


def scan(dossiers: Sequence[Dossier], settings: Settings | None = None) -> Iterator[tuple[int, Entry]]:
    """(index, entry) of every dossier, as soon as it is judged. Raises PatternError for a wrong pattern file."""
    settings = settings or Settings()
    patterns = api.load_patterns(settings.patterns)
    waiting: list[tuple[int, Dossier, Path | None]] = []
    for number, dossier in enumerate(dossiers):
        place = _place(dossier, patterns, settings) if settings.cache else None
        report = _load(place) if place is not None else None
        if report is not None:
            yield number, Entry(dossier, report, cached=True)
        else:
            waiting.append((number, dossier, place))
    for number, entry, place in _judged(waiting, settings, patterns):
        if place is not None and entry.report is not None:
            _store(place, entry.report)
        yield number, entry


# ---- processes ---------------------------------------------------------------------------------------------


def _judged(
    waiting: Sequence[tuple[int, Dossier, Path | None]], settings: Settings, patterns: Patterns
) -> Iterator[tuple[int, Entry, Path | None]]:
    if settings.jobs <= 1 or len(waiting) <= 1:
        for number, dossier, place in waiting:
            yield number, _judge(dossier, settings, patterns), place
        return
    left = {number: (dossier, place) for number, dossier, place in waiting}
    with ProcessPoolExecutor(min(settings.jobs, len(waiting)), mp_context=get_context("spawn")) as pool:
        running: dict[Future[Entry], int] = {pool.submit(_in_child, dossier, settings): number for number, (dossier, _) in left.items()}
        try:
            while running:
                done, _ = wait(running, return_when=FIRST_COMPLETED)
                for future in done:
                    entry, number = future.result(), running.pop(future)
                    yield number, entry, left.pop(number)[1]
        except BrokenProcessPool:
            pass
    # a process was killed (memory, most often): what is left is judged one by one, here
    for number, (dossier, place) in left.items():
        yield number, _judge(dossier, settings, patterns), place


_loaded: dict[Path | None, Patterns] = {}


def _in_child(dossier: Dossier, settings: Settings) -> Entry:
    if settings.patterns not in _loaded:
        _loaded[settings.patterns] = api.load_patterns(settings.patterns)
    return _judge(dossier, settings, _loaded[settings.patterns])


def _judge(dossier: Dossier, settings: Settings, patterns: Patterns) -> Entry:
    try:
        report = api.check(dossier.files, language=settings.language, patterns=patterns)
    except ClausecheckError as error:
        return Entry(dossier, None, error.message("fr"), error.message("en"))
    # boxes of words and blocks are only needed to annotate a file, which a scan does not do
    return Entry(dossier, replace(report, documents=tuple(replace(d, words=(), blocks=()) for d in report.documents)))


# ---- JSON Lines --------------------------------------------------------------------------------------------


def as_lines(entries: Iterable[Entry]) -> str:
    """The entries as JSON Lines, ``clausecheck/scan@1``: files, the error if any, the report as ``--format json`` writes it."""
    return "".join(json.dumps(_line(e), ensure_ascii=False) + "\n" for e in entries)


def _line(entry: Entry) -> dict[str, Any]:
    return {
        "schema": "clausecheck/scan@1",
        "dossier": entry.dossier.name,
        "files": [f.name for f in entry.dossier.files],
        "skipped": [f.name for f in entry.dossier.skipped],
        "error": {"fr": entry.error_fr, "en": entry.error_en} if entry.report is None else None,
        "report": as_dict(entry.report) if entry.report is not None else None,
    }


# ---- cache -------------------------------------------------------------------------------------------------


def _place(dossier: Dossier, patterns: Patterns, settings: Settings) -> Path | None:
    key = hashlib.sha256(f"{_FORMAT}\0{__version__}\0{patterns.sha256}\0{settings.language}\0".encode())
    try:
        for path in dossier.files:
            key.update(path.name.encode("utf-8", "surrogateescape") + b"\0" + hashlib.sha256(path.read_bytes()).digest())
    except OSError:
        return None  # judging it will say why
    return cache_dir() / "scan" / f"{key.hexdigest()}.json"


def _load(place: Path) -> Report | None:
    from pydantic import TypeAdapter, ValidationError

    try:
        report = TypeAdapter(Report).validate_json(place.read_bytes())
        os.utime(place)  # used now: the last to be thrown away
    except (OSError, ValidationError):
        return None
    return report


def _store(place: Path, report: Report) -> None:
    from pydantic import TypeAdapter

    if not keep(place, TypeAdapter(Report).dump_json(report), private=True):  # contracts are confidential
        return
    with suppress(OSError):
        for old in sorted(place.parent.glob("*.json"), key=lambda p: p.stat().st_mtime_ns)[:-_KEPT]:
            old.unlink(missing_ok=True)
