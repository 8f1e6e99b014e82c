"""The gate before signature: a dossier checked with a policy, its waivers and a baseline, and what that means.

``run`` does it; ``attestation.py`` writes down what was judged and replays it; ``cli/gate.py`` shows it. The caller
gives the date.
"""

from __future__ import annotations

import datetime
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from clausecheck import api, policy_apply
from clausecheck.errors import EXIT_BLOCKING, EXIT_OK, EXIT_UNREADABLE, UnreadableError, UsageError
from clausecheck.extract.files import SUFFIXES
from clausecheck.fingerprint import fingerprint
from clausecheck.model import Evidence, Finding, HygieneIssue, Language, Report
from clausecheck.policy import FILE_NAME as POLICY_NAME
from clausecheck.policy import Policy
from clausecheck.policy import load as load_policy
from clausecheck.requirements import Patterns
from clausecheck.waivers import FILE_NAME as WAIVERS_NAME
from clausecheck.waivers import WaiverFile, apply
from clausecheck.waivers import load as load_waivers

#: A waiver expired, changed, too broad…: the exceptions of the dossier can no longer be relied upon.
EXIT_WAIVER = 4
#: From the cause that hides most to the one that hides least: the first that holds gives the exit code.
PRECEDENCE = (EXIT_UNREADABLE, EXIT_WAIVER, EXIT_BLOCKING)
#: Text documents that cannot be read: in a folder they may be pieces of the contract, so they stop the gate.
_REFUSED = (".doc", ".odt", ".rtf", ".pages")
_GAPS = frozenset({"missing", "weak", "contrary"})


@dataclass(frozen=True)
class Dossier:
    """The pieces of one contract. ``skipped`` are the files of its folder that are no text document."""

    name: str
    files: tuple[Path, ...]
    skipped: tuple[Path, ...] = ()


@dataclass(frozen=True)
class Request:
    """What the gate is asked. A path that is None is not used: nothing is searched for. ``pieces``: file name, kind of piece."""

    paths: tuple[Path, ...]
    today: datetime.date
    patterns: Path | None = None
    policy: Path | None = None
    waivers: Path | None = None
    baseline: Path | None = None
    each: bool = False
    name: str = ""
    language: Language | None = None
    pieces: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Outcome:
    """What the gate says of one dossier. ``known`` are the gaps that the baseline has; ``idle``, what the policy requires
    and the contract does not call for; ``open``, the conditions that only a fact could settle."""

    dossier: Dossier
    report: Report
    blocking: tuple[Finding, ...]
    unverifiable: tuple[Finding, ...]
    known: tuple[Finding, ...]
    waived: tuple[Finding, ...]
    idle: tuple[str, ...]
    open: tuple[str, ...]
    code: int
    #: The same for hygiene: what blocks, and what the baseline has.
    blocking_issues: tuple[HygieneIssue, ...] = ()
    known_issues: tuple[HygieneIssue, ...] = ()


@dataclass(frozen=True)
class Run:
    """Everything that one run of the gate used and found."""

    request: Request
    patterns: Patterns
    policy: Policy
    waivers: WaiverFile
    outcomes: tuple[Outcome, ...]

    @property
    def code(self) -> int:
        """The exit code: of all dossiers, the one that comes first in ``PRECEDENCE``."""
        return first_code({o.code for o in self.outcomes})


# ---- what is judged ----------------------------------------------------------------------------------------


def dossiers(paths: Sequence[Path], *, each: bool = False, name: str = "") -> list[Dossier]:
    """A folder is a dossier; files named together are one dossier, or one each with ``each``.

    Raises UnreadableError for a folder without a document, UsageError when one name is given to several dossiers.
    """
    out = [folder_dossier(path) for path in paths if path.is_dir()]
    files = tuple(path for path in paths if not path.is_dir())
    if each:
        out += [Dossier(path.name, (path,)) for path in files]
    elif files:
        folders = {path.resolve().parent for path in files}
        together = folders.pop().name if len(folders) == 1 and len(files) > 1 else files[0].name
        out.append(Dossier(together, files))
    if name and len(out) != 1:
        raise UsageError("--dossier names one dossier; several are given.", "--dossier nomme un dossier ; il y en a plusieurs.")
    return [Dossier(name or d.name, d.files, d.skipped) for d in out]


def one_dossier(paths: Sequence[Path]) -> Dossier:
    """The only dossier that the paths name. Raises UsageError when they name several, and as ``dossiers`` does."""
    found = dossiers(paths)
    if len(found) != 1:
        raise UsageError("Name one dossier: its files, or its folder.", "Indiquez un seul dossier : ses fichiers, ou son répertoire.")
    return found[0]


def folder_dossier(path: Path) -> Dossier:
    """The dossier of a folder: every document below it. Raises UnreadableError when there is none."""
    own = (POLICY_NAME, WAIVERS_NAME)
    inside = [p for p in sorted(path.rglob("*")) if p.is_file() and not is_hidden(p.relative_to(path)) and p.name not in own]
    files = tuple(p for p in inside if p.suffix.lower() in (*SUFFIXES, *_REFUSED))
    if not files:
        raise UnreadableError(f"{path}: no document in this folder.", f"{path} : aucun document dans ce dossier.")
    return Dossier(path.resolve().name, files, tuple(p for p in inside if p not in files))


def is_hidden(path: Path) -> bool:
    """True for what a user does not see: hidden files and the lock files of an office suite."""
    return any(part.startswith((".", "~$")) for part in path.parts)


# ---- judging it --------------------------------------------------------------------------------------------


def run(request: Request) -> Run:
    """Judge every dossier. Raises what reading the contract, the patterns, the policy or the baseline raises."""
    patterns = api.load_patterns(request.patterns)
    policy = load_policy(request.policy, patterns) if request.policy else Policy()
    waivers = load_waivers(request.waivers) if request.waivers else WaiverFile()
    known = baseline(request.baseline) if request.baseline else frozenset()
    settled = policy_apply.facts(policy, patterns)
    pieces = {**dict(request.pieces), **{k: v for k, v in policy.pieces.items() if k not in dict(request.pieces)}}
    outcomes = []
    for dossier in dossiers(request.paths, each=request.each, name=request.name):
        report = api.check(
            dossier.files, language=request.language, patterns=patterns, facts=settled, hygiene=True,
            beside=[p.name for p in dossier.skipped], pieces=pieces,
        )  # fmt: skip
        report = policy_apply.apply(report, policy, patterns)
        report = apply(report, waivers, patterns, dossier=dossier.name, today=request.today, max_days=policy.max_days)
        outcomes.append(decide(dossier, report, policy, patterns, known))
    return Run(request, patterns, policy, waivers, tuple(outcomes))


def decide(
    dossier: Dossier, report: Report, policy: Policy, patterns: Patterns, known: frozenset[tuple[str, str]] = frozenset()
) -> Outcome:
    """What a report, with its policy and waivers applied, means for the signature. ``known`` are gaps of a baseline."""
    levels = policy_apply.levels(policy, patterns)
    gaps = [f for f in report.findings if policy_apply.blocks(f, policy, levels)]
    before = tuple(f for f in gaps if (f.clause, f.fingerprint) in known)
    blocking = tuple(f for f in gaps if (f.clause, f.fingerprint) not in known)
    unsettled = [i for i in report.hygiene or () if policy_apply.blocks_signature(i, policy, levels)]
    issues = tuple(i for i in unsettled if (i.id, i.fingerprint) not in known)
    unverifiable = tuple(f for f in report.findings if f.verdict == "not-verifiable" and f.waiver is None)
    codes = set()
    if unverifiable or any(not d.complete for d in report.documents):
        codes.add(EXIT_UNREADABLE)
    if any(p.blocking for p in report.waiver_problems):
        codes.add(EXIT_WAIVER)
    if blocking or issues:
        codes.add(EXIT_BLOCKING)
    return Outcome(
        dossier,
        report,
        blocking,
        unverifiable,
        before,
        waived=tuple(f for f in report.findings if f.waiver is not None),
        idle=tuple(f.clause for f in report.findings if f.verdict == "not-applicable" and levels.get(f.clause) == "required"),
        open=tuple(c.id for c in report.conditions if c.state == "probable"),
        code=first_code(codes),
        blocking_issues=issues,
        known_issues=tuple(i for i in unsettled if (i.id, i.fingerprint) in known),
    )


def first_code(codes: set[int]) -> int:
    """The exit code that says most among those that hold."""
    return next((c for c in PRECEDENCE if c in codes), EXIT_OK)


# ---- baseline ----------------------------------------------------------------------------------------------


def baseline(path: Path) -> frozenset[tuple[str, str]]:
    """The gaps and hygiene issues (id, fingerprint) of an earlier JSON report. Raises UsageError when it is not one."""
    wrong = UsageError(f"{path}: not a JSON report of clausecheck.", f"{path} : ce n'est pas un rapport JSON de clausecheck.")
    try:
        raw = json.loads(path.read_bytes())
        if raw["schema"] != "clausecheck/report@1":
            raise wrong
        findings = [f for f in raw["findings"] if f["verdict"] in _GAPS]
        gaps = {(f["clause"], f.get("fingerprint") or fingerprint(_finding(f))) for f in findings}
        return frozenset(gaps | {(i["id"], i["fingerprint"]) for i in raw.get("hygiene") or ()})
    except OSError as error:
        reason = error.strerror or "?"
        raise UsageError(f"{path}: cannot be read ({reason}).", f"{path} : lecture impossible ({reason}).") from None
    except (ValueError, KeyError, TypeError, AttributeError):
        raise wrong from None


def _finding(raw: Mapping[str, Any]) -> Finding:
    """What a fingerprint needs of a finding, from a report written before findings carried one."""
    evidence = tuple(Evidence(**{k: e[k] for k in ("document", "where", "page", "quote", "start", "end", "role")}) for e in raw["evidence"])
    return Finding(raw["clause"], raw["family"], raw["verdict"], raw["severity"], (), evidence, ())
