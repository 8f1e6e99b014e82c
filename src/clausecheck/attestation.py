"""What a run of the gate judged and decided, written so that anyone can replay it: ``clausecheck/attestation@1``.

Same input, same bytes: paths are relative to the attestation's folder, and nothing is read from the clock or the machine.
"""

from __future__ import annotations

import datetime
import hashlib
import json
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from clausecheck import __version__
from clausecheck.errors import UsageError
from clausecheck.gate import Outcome, Request, Run, run

SCHEMA = "clausecheck/attestation@1"


def render(attestation: Mapping[str, Any]) -> str:
    """The attestation as JSON text."""
    return json.dumps(attestation, ensure_ascii=False, indent=1) + "\n"


def attest(done: Run, folder: Path) -> dict[str, Any]:
    """The attestation of a run, to be written in ``folder``."""
    request = done.request
    return {
        "schema": SCHEMA,
        "tool": {"name": "clausecheck", "version": __version__},
        "date": request.today.isoformat(),
        "request": {
            "paths": [_relative(p, folder) for p in request.paths],
            "each": request.each,
            "dossier": request.name,
            "patterns": _relative(request.patterns, folder),
            "policy": _relative(request.policy, folder),
            "waivers": _relative(request.waivers, folder),
            "baseline": _relative(request.baseline, folder),
            # left out when nothing was given: attestations written before it could be stay verifiable
            **({"pieces": dict(request.pieces)} if request.pieces else {}),
        },
        "patterns": {"version": done.patterns.version, "sha256": done.patterns.sha256},
        "policy": {
            "sha256": done.policy.sha256,
            "layers": [{"name": layer.name, "sha256": layer.sha256} for layer in done.policy.layers],
        },
        "waivers": {"sha256": done.waivers.sha256},
        "baseline": {"sha256": _hash(request.baseline) if request.baseline else ""},
        "dossiers": [_outcome(o, folder) for o in done.outcomes],
        "exit": done.code,
    }


def _outcome(outcome: Outcome, folder: Path) -> dict[str, Any]:
    blocking = set(outcome.blocking)
    unsettled = set(outcome.blocking_issues)
    return {
        "name": outcome.dossier.name,
        "files": _files(outcome, folder),
        "conditions": {c.id: c.state for c in outcome.report.conditions},
        "verdicts": [
            {
                "requirement": f.clause,
                "verdict": f.verdict,
                "severity": f.severity,
                "fingerprint": f.fingerprint,
                "waived": f.waiver is not None,
                "blocks": f in blocking,
            }
            for f in outcome.report.findings
        ],
        "hygiene": [
            {
                "requirement": i.id,
                "subject": i.subject,
                "document": i.evidence.document,
                "severity": i.severity,
                "fingerprint": i.fingerprint,
                "waived": i.waiver is not None,
                "blocks": i in unsettled,
            }
            for i in outcome.report.hygiene or ()
        ],
        "waiver_problems": [{"place": p.place, "code": p.code, "requirement": p.requirement} for p in outcome.report.waiver_problems],
        "exit": outcome.code,
    }


def _files(outcome: Outcome, folder: Path) -> list[dict[str, Any]]:
    """``text_sha256`` is that of the text that was read: it changes when a reader changes, the file does not."""
    return [
        {
            "path": _relative(path, folder),
            "sha256": document.sha256,
            "text_sha256": hashlib.sha256(document.text.encode("utf-8", "surrogatepass")).hexdigest(),
            "complete": document.complete,
        }
        for path, document in zip(outcome.dossier.files, outcome.report.documents, strict=True)
    ]


def _relative(path: Path | None, folder: Path) -> str | None:
    if path is None:
        return None
    try:
        return Path(os.path.relpath(path.resolve(), folder.resolve())).as_posix()
    except ValueError:  # another drive
        return path.resolve().as_posix()


def _hash(path: Path) -> str:
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError:
        return ""


# ---- replay ------------------------------------------------------------------------------------------------


def verify(path: Path) -> str:
    """Replay an attestation and give the first difference in words of its own fields; "" when there is none.

    Raises UsageError when the file is no attestation, and whatever the replay raises (a contract that is gone, a policy
    that cannot be read…).
    """
    attested = _read(path)
    folder = path.resolve().parent
    request = _request(attested, folder)
    changed = _changed_files(attested, request, folder)
    if changed:
        return changed
    return first_difference(attested, json.loads(render(attest(run(request), folder))))


def _read(path: Path) -> dict[str, Any]:
    wrong = UsageError(f"{path}: not an attestation of clausecheck.", f"{path} : ce n'est pas une attestation de clausecheck.")
    try:
        raw = json.loads(path.read_bytes())
    except OSError as error:
        reason = error.strerror or "?"
        raise UsageError(f"{path}: cannot be read ({reason}).", f"{path} : lecture impossible ({reason}).") from None
    except ValueError:
        raise wrong from None
    if not isinstance(raw, dict) or raw.get("schema") != SCHEMA:
        raise wrong
    return raw


def _request(attested: Mapping[str, Any], folder: Path) -> Request:
    try:
        asked = attested["request"]
        optional = {key: folder / asked[key] if asked[key] else None for key in ("patterns", "policy", "waivers", "baseline")}
        return Request(
            paths=tuple(folder / p for p in asked["paths"]),
            today=datetime.date.fromisoformat(attested["date"]),
            each=asked["each"],
            name=asked["dossier"],
            pieces=tuple(sorted(asked.get("pieces", {}).items())),
            **optional,
        )
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise UsageError(f"attestation: {error!r}.", f"attestation : {error!r}.") from None


def _changed_files(attested: Mapping[str, Any], request: Request, folder: Path) -> str:
    """The first file whose bytes are no longer those attested: said before anything is judged again."""
    hashes: list[tuple[str, Path, str]] = []
    try:
        layers = attested["policy"]["layers"]
        if request.policy and layers:
            hashes.append((attested["request"]["policy"], request.policy, layers[-1]["sha256"]))
        for key in ("waivers", "baseline"):
            file = getattr(request, key)
            if file:
                hashes.append((attested["request"][key], file, attested[key]["sha256"]))
        for dossier in attested["dossiers"]:
            hashes += [(f["path"], folder / f["path"], f["sha256"]) for f in dossier["files"]]
    except (KeyError, TypeError) as error:
        raise UsageError(f"attestation: {error!r}.", f"attestation : {error!r}.") from None
    for name, file, before in hashes:
        now = _hash(file)
        if now != before:
            return f"{name}: sha256 {before} → {now or '-'}"
    return ""


def first_difference(before: Any, now: Any, place: str = "") -> str:
    """The first field that differs, in the order of the attestation: "place: before → now"; "" when there is none."""
    if isinstance(before, dict) and isinstance(now, dict):
        for key in dict.fromkeys([*before, *now]):
            found = first_difference(before.get(key), now.get(key), f"{place}.{key}" if place else str(key))
            if found:
                return found
        return ""
    if isinstance(before, list) and isinstance(now, list):
        for n in range(max(len(before), len(now))):
            old, new = (x[n] if n < len(x) else None for x in (before, now))
            found = first_difference(old, new, f"{place}[{_label(old if old is not None else new, n)}]")
            if found:
                return found
        return ""
    return "" if before == now else f"{place}: {_short(before)} → {_short(now)}"


def _label(item: Any, number: int) -> str:
    """How an item of a list is told from the others: by its name, path, requirement or place, else its number."""
    if isinstance(item, Mapping):
        return next((str(item[k]) for k in ("name", "path", "requirement", "place") if item.get(k)), str(number))
    return str(number)


def _short(value: Any) -> str:
    if isinstance(value, (Mapping, Sequence)) and not isinstance(value, str):
        return json.dumps(value, ensure_ascii=False)[:160]
    return "-" if value is None else str(value)
