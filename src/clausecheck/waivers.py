"""Exceptions accepted in writing (``clausecheck-waivers.yaml``): read, held against a report, reported when they do not hold.

A waiver that cannot be used leaves its finding visible. Nothing here reads the clock: the caller gives the date.
Writing the file is in ``waivers_edit.py``.
"""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, StringConstraints, ValidationError

from clausecheck.errors import ClausecheckError, UsageError
from clausecheck.fingerprint import fingerprint, issue_fingerprint
from clausecheck.hygiene import check_of, checks
from clausecheck.model import Report, Verdict, Waiver, WaiverCode, WaiverProblem
from clausecheck.requirements import Patterns
from clausecheck.yamlfile import first_mistake, line_of, parse, unique_keys

FILE_NAME = "clausecheck-waivers.yaml"
#: Verdicts that can be waived, the mildest first.
WAIVABLE = ("weak", "not-verifiable", "missing", "contrary")
_WORDS = {"weak": ("insuffisante", "weak"), "missing": ("absente", "missing"), "contrary": ("contraire", "contrary"),
          "not-verifiable": ("non vérifiable", "not verifiable")}  # fmt: skip

_MESSAGES: Mapping[WaiverCode, tuple[str, str]] = {
    "malformed": ("dérogation mal écrite : {0}", "malformed waiver: {0}"),
    "unknown-requirement": ("l'exigence {0} n'existe pas", "there is no requirement {0}"),
    "over-broad": ("portée trop large : {0}", "too broad: {0}"),
    "duplicate": ("double la dérogation {0}", "repeats the waiver {0}"),
    "too-long": ("dure {0} jours ; la politique en admet {1}", "lasts {0} days; the policy allows {1}"),
    "not-yet": ("datée du {0}, après la date du contrôle", "dated {0}, after the date of the check"),
    "expired": ("expirée le {0}", "expired on {0}"),
    "passage-changed": ("passage changé depuis l'accord : elle ne vaut plus", "the passage has changed since: void"),
    "document-changed": ("accordée pour une autre version du fichier", "given for another version of the file: void"),
    "verdict-changed": ("accordée pour {0[0]}, trouvée {1[0]}", "accepted as {0[1]}, now found {1[1]}: void"),
    "unused": ("ne sert plus : l'exigence n'a pas d'écart", "no longer used: the requirement has no gap"),
}  # fmt: skip

# ---- reading -----------------------------------------------------------------------------------------------

_Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]


class WaiverEntry(BaseModel):
    """A waiver as it is written. ``document`` is the SHA-256 of a file, ``dossier`` the name of a dossier."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    requirement: _Text
    fingerprint: str = ""
    document: str = ""
    dossier: str = ""
    verdict: Literal["weak", "missing", "contrary", "not-verifiable", ""] = ""
    reason: _Text
    approver: _Text
    date: datetime.date
    expires: datetime.date


@dataclass(frozen=True)
class WaiverFile:
    """The waivers of one file and the entries that could not be read. An empty one stands for no file."""

    name: str = ""
    sha256: str = ""
    waivers: tuple[Waiver, ...] = ()
    problems: tuple[WaiverProblem, ...] = ()


def load(path: Path) -> WaiverFile:
    """Read a file of waivers; what is malformed becomes a problem. Raises UsageError when the file cannot be opened."""
    try:
        data = path.read_bytes()
    except OSError as error:
        reason = error.strerror or "?"
        raise UsageError(f"{path}: cannot be read ({reason}).", f"{path} : lecture impossible ({reason}).") from None
    waivers, problems = read(data, path.name)
    return WaiverFile(path.name, hashlib.sha256(data).hexdigest(), waivers, problems)


def read(data: bytes, name: str) -> tuple[tuple[Waiver, ...], tuple[WaiverProblem, ...]]:
    """The waivers of a file's content, and a problem for each part that is malformed."""
    try:
        raw = parse(data, name)
        unique_keys(data, name)
    except ClausecheckError as error:
        place, en = _located(error.en, name)
        return (), (WaiverProblem("malformed", place, "", _say("malformed", 0, _located(error.fr, name)[1]), _say("malformed", 1, en)),)
    entries, wrong = _entries(raw, name, data)
    waivers, problems = [], list(wrong)
    for n, entry in enumerate(entries):
        place = f"{name}:{line_of(data, ('waivers', n)) + 1}"
        requirement = str(entry.get("requirement", "")) if isinstance(entry, dict) else ""
        try:
            read_ = WaiverEntry.model_validate(entry)
        except ValidationError as error:
            where, en, fr = first_mistake(error, entry)
            key = ".".join(map(str, where))
            place = f"{name}:{line_of(data, ('waivers', n, *where)) + 1}"
            fr, en = _say("malformed", 0, f"{key} : {fr}"), _say("malformed", 1, f"{key}: {en}")
            problems.append(WaiverProblem("malformed", place, requirement, fr, en))
            continue
        fields = {**read_.model_dump(), "date": read_.date.isoformat(), "expires": read_.expires.isoformat()}
        waivers.append(Waiver(**fields, place=place))
    return tuple(waivers), tuple(problems)


def _located(message: str, name: str) -> tuple[str, str]:
    """The place ("file:line") and the words of an error of a YAML file, without the lines around it."""
    line, _, words = message.splitlines()[0].removeprefix(f"{name}:").partition(":")
    return f"{name}:{line.strip()}", words.strip()


def _entries(raw: Any, name: str, data: bytes) -> tuple[list[Any], list[WaiverProblem]]:
    if raw is None or (isinstance(raw, dict) and raw.get("waivers", ()) is None and set(raw) <= {"waivers"}):
        return [], []
    if not isinstance(raw, dict) or not isinstance(raw.get("waivers"), list):
        return [], [_problem("malformed", f"{name}:1", "", "waivers: [...]")]
    unknown = [key for key in raw if key != "waivers"]
    place = f"{name}:{line_of(data, [str(unknown[0])]) + 1}" if unknown else ""
    return raw["waivers"], [_problem("malformed", place, "", str(key)) for key in unknown[:1]]


def _say(code: WaiverCode, at: int, *values: object) -> str:
    return _MESSAGES[code][at].format(*values)


def _problem(code: WaiverCode, place: str, requirement: str, *values: object) -> WaiverProblem:
    return WaiverProblem(code, place, requirement, _say(code, 0, *values), _say(code, 1, *values), blocking=code != "unused")


# ---- holding them against a report -------------------------------------------------------------------------


def standing(waiver: Waiver, known: Collection[str], *, today: datetime.date, max_days: int) -> WaiverProblem | None:
    """What is wrong with a waiver whatever the contract says; None when it holds on that day.

    ``known`` are the ids of requirements (see ``identifiers``).
    """
    return _named_badly(waiver, known) or _out_of_time(waiver, today, max_days)


def identifiers(patterns: Patterns, report: Report | None = None) -> frozenset[str]:
    """The ids that can be waived: those of the patterns and of the hygiene checks, and those of the findings of a report."""
    found = (f.clause for f in report.findings) if report else ()
    return frozenset([*(r.id for r in patterns.requirements), *(c.id for c in checks()), *found])


def _named_badly(waiver: Waiver, known: Collection[str]) -> WaiverProblem | None:
    wild = [k for k in ("requirement", "dossier", "document", "fingerprint") if "*" in getattr(waiver, k)]
    lacks = [] if waiver.fingerprint else ["fingerprint"]
    if not waiver.dossier and not waiver.document:
        lacks.append("dossier | document")
    if wild or lacks:
        return _problem("over-broad", waiver.place, waiver.requirement, ", ".join([*wild, *lacks]))
    if waiver.requirement not in known:
        return _problem("unknown-requirement", waiver.place, waiver.requirement, waiver.requirement)
    return None


def _out_of_time(waiver: Waiver, today: datetime.date, max_days: int) -> WaiverProblem | None:
    given, expires = datetime.date.fromisoformat(waiver.date), datetime.date.fromisoformat(waiver.expires)
    if (expires - given).days > max_days:
        return _problem("too-long", waiver.place, waiver.requirement, (expires - given).days, max_days)
    if given > today:
        return _problem("not-yet", waiver.place, waiver.requirement, waiver.date)
    if today >= expires:
        return _problem("expired", waiver.place, waiver.requirement, waiver.expires)
    return None


def marked(report: Report) -> Report:
    """The report with the fingerprint of every finding and hygiene issue."""
    issues = None if report.hygiene is None else tuple(replace(i, fingerprint=issue_fingerprint(i)) for i in report.hygiene)
    return replace(report, findings=tuple(replace(f, fingerprint=fingerprint(f)) for f in report.findings), hygiene=issues)


def apply(
    report: Report, file: WaiverFile, patterns: Patterns, *, dossier: str, today: datetime.date, max_days: int
) -> Report:  # fmt: skip
    """The report with its waived findings marked, the problems of the waivers that concern it, and the date.

    Waivers of other dossiers are left alone, unless they are badly written or too broad. A hygiene check may have several
    issues: a waiver takes those of its passage, and one whose passage is gone is unused, since the others speak for themselves.
    """
    report = marked(report)
    known = identifiers(patterns, report)
    gaps = _gaps(report)
    taken: dict[tuple[str, str], Waiver] = {}
    problems: list[WaiverProblem] = list(file.problems)
    hashes = {d.sha256 for d in report.documents}
    for waiver in file.waivers:
        wrong = _named_badly(waiver, known)
        if wrong is not None:
            problems.append(wrong)
            continue
        found = gaps.get(waiver.requirement, {})
        match = waiver.fingerprint in found
        dossier_fits = not waiver.dossier or waiver.dossier == dossier
        document_fits = not waiver.document or waiver.document.lower() in hashes
        if not dossier_fits or (not document_fits and not match):
            continue
        wrong = _out_of_time(waiver, today, max_days) or _void(waiver, found, document_fits)
        key = waiver.requirement, waiver.fingerprint
        if wrong is None and key in taken:
            wrong = _problem("duplicate", waiver.place, waiver.requirement, taken[key].place)
        if wrong is not None:
            problems.append(wrong)
        else:
            taken[key] = waiver
    findings = tuple(replace(f, waiver=taken.get((f.clause, f.fingerprint)) if f.verdict in WAIVABLE else None) for f in report.findings)
    issues = None if report.hygiene is None else tuple(replace(i, waiver=taken.get((i.id, i.fingerprint))) for i in report.hygiene)
    ordered = tuple(sorted(problems, key=lambda p: (_line(p.place), p.code)))
    return replace(report, findings=findings, hygiene=issues, waiver_problems=ordered, date=today.isoformat())


def _gaps(report: Report) -> dict[str, dict[str, Verdict | Literal[""]]]:
    """What can be waived: id → fingerprint → verdict, "" for a hygiene issue."""
    out: dict[str, dict[str, Verdict | Literal[""]]] = {}
    for f in report.findings:
        if f.verdict in WAIVABLE:
            out.setdefault(f.clause, {}).setdefault(f.fingerprint, f.verdict)
    for i in report.hygiene or ():
        out.setdefault(i.id, {})[i.fingerprint] = ""
    return out


def _void(waiver: Waiver, found: Mapping[str, Verdict | Literal[""]], document_fits: bool) -> WaiverProblem | None:
    """What is wrong with a waiver, given the gaps of its requirement: fingerprint → verdict."""
    verdict = found.get(waiver.fingerprint)
    if not found or (verdict is None and check_of(waiver.requirement)):
        return _problem("unused", waiver.place, waiver.requirement)
    if verdict is None:
        return _problem("passage-changed", waiver.place, waiver.requirement)
    if not document_fits:
        return _problem("document-changed", waiver.place, waiver.requirement)
    if verdict and waiver.verdict and WAIVABLE.index(verdict) > WAIVABLE.index(waiver.verdict):
        return _problem("verdict-changed", waiver.place, waiver.requirement, _WORDS[waiver.verdict], _WORDS[verdict])
    return None


def _line(place: str) -> int:
    number = place.rpartition(":")[2]
    return int(number) if number.isdigit() else 0


def waived(report: Report) -> dict[str, str]:
    """Fingerprint → reason of every waived finding and hygiene issue."""
    out = {f.fingerprint: f.waiver.reason for f in report.findings if f.waiver is not None}
    return out | {i.fingerprint: i.waiver.reason for i in report.hygiene or () if i.waiver is not None}
