"""Writing the file of waivers: entries are added and taken out as text, so that comments and order stay."""

from __future__ import annotations

import datetime
import textwrap
from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from pathlib import Path

import yaml

from clausecheck.decisions import DECISIONS, Decision
from clausecheck.errors import UsageError
from clausecheck.hygiene import check_of
from clausecheck.model import Finding, HygieneIssue, Report, Waiver
from clausecheck.requirements import Patterns
from clausecheck.waivers import WAIVABLE, read
from clausecheck.yamlfile import Loader

_HEAD = """\
# Exceptions accepted in writing, never inside the contract. A waiver holds before "expires", not on that day.
# Dérogations acceptées par écrit, jamais dans le contrat. Une dérogation vaut avant « expires », pas ce jour-là.
"""
#: Decisions of the Excel matrix that set a gap aside; the others leave it to be fixed or discussed.
SET_ASIDE = ("accepted", "not-applicable", "tool-error")


def entry_text(waiver: Waiver) -> str:
    """One waiver as YAML, an item of a list. Texts are always quoted: none is taken for a date, a number or a boolean."""
    lines: list[str] = []
    for key in ("requirement", "verdict", "dossier", "document", "fingerprint", "reason", "approver", "date", "expires"):
        value = getattr(waiver, key)
        if value:
            text = value if key in ("date", "expires") else _quoted(value)
            lines.append(f"{'  ' if lines else '- '}{key}: {text}")
    return "\n".join(lines) + "\n"


def _quoted(value: str) -> str:
    return yaml.safe_dump(value, default_style='"', allow_unicode=True, width=10**9).strip()


def add(path: Path, waivers: Sequence[Waiver]) -> None:
    """Add waivers at the end of the file, made if there is none. Raises UsageError, the file untouched, when that fails."""
    data = path.read_bytes() if path.exists() else b""
    text = data.decode("utf-8") if data else _HEAD + "waivers:\n"
    before, wrong = read(data, path.name)
    column = _column(data) if data and not wrong else 0
    if data and (wrong or column is None):
        text = _rebuilt(text, before, wrong, path)
    text = text if text.endswith("\n") else text + "\n"
    new = "".join(entry_text(w) for w in waivers)
    _write(path, text + textwrap.indent(new, " " * (column or 0)))
    # what was written must read back as what was meant, else the file would say something else than the jurist did
    after, _ = read(path.read_bytes(), path.name)
    meant = [*before, *waivers]
    if [replace(w, place="") for w in after] != [replace(w, place="") for w in meant]:
        if data:
            path.write_bytes(data)
        else:
            path.unlink()
        raise _not_editable(path)


def _column(data: bytes) -> int | None:
    """Where the items of the list of waivers begin; None when nothing can be added at the end of the file."""
    node = yaml.compose(data, Loader)
    if node is None or not isinstance(node, yaml.MappingNode) or not node.value or node.value[-1][0].value != "waivers":
        return None
    value = node.value[-1][1]
    if isinstance(value, yaml.SequenceNode):
        return None if value.flow_style else int(value.start_mark.column)
    return 0 if value.value == "" else None


def _rebuilt(text: str, waivers: Sequence[Waiver], wrong: Sequence[object], path: Path) -> str:
    """The file written anew, when its layout does not allow adding to it. Never when something of it was not understood."""
    if wrong:
        raise _not_editable(path)
    comments = "".join(line + "\n" for line in text.splitlines() if line.startswith("#"))
    return comments + "waivers:\n" + "".join(entry_text(w) for w in waivers)


def prune(path: Path, drop: Collection[str]) -> int:
    """Take out the waivers at these places ("file:line"); returns how many. Comments stay."""
    data = path.read_bytes()
    node = yaml.compose(data, Loader)
    if not isinstance(node, yaml.MappingNode):
        raise _not_editable(path)
    items = next((v for k, v in node.value if k.value == "waivers"), None)
    if not isinstance(items, yaml.SequenceNode) or items.flow_style:
        raise _not_editable(path)
    rows = data.decode("utf-8").splitlines(keepends=True)
    starts = [item.start_mark.line for item in items.value]
    ends = [*starts[1:], len(rows)]
    gone: set[int] = set()
    count = 0
    for start, end in zip(starts, ends, strict=True):
        if f"{path.name}:{start + 1}" not in drop:
            continue
        count += 1
        last = end
        while last > start and (not rows[last - 1].strip() or rows[last - 1].lstrip().startswith("#")):
            last -= 1
        gone.update(range(start, last))
    if count:
        left = "".join(row for n, row in enumerate(rows) if n not in gone)
        _write(path, left)
    return count


def _write(path: Path, text: str) -> None:
    """Write the file whole or not at all."""
    part = path.with_name(path.name + ".part")
    try:
        part.write_text(text, encoding="utf-8", newline="\n")
        part.replace(path)
    except OSError as error:
        reason = error.strerror or "?"
        raise UsageError(f"{path}: cannot be written ({reason}).", f"{path} : écriture impossible ({reason}).") from None


def _not_editable(path: Path) -> UsageError:
    return UsageError(
        f"{path}: cannot be changed safely; correct it by hand first ('clausecheck waivers list' says what is wrong).",
        f"{path} : modification risquée ; corrigez-le d'abord à la main (« clausecheck waivers list » dit ce qui ne va pas).",
    )


# ---- making waivers ----------------------------------------------------------------------------------------


def gap_of(report: Report, identifier: str, patterns: Patterns, passage: str = "") -> Finding | HygieneIssue:
    """The gap of a requirement, or the issue of a hygiene check, to be waived. Raises PatternError for an unknown id,
    UsageError when there is none, or when a check has several issues and ``passage``, a fingerprint, names none of them."""
    check = check_of(identifier)
    name = check.id if check else patterns.requirement(identifier).id
    found: dict[str, Finding | HygieneIssue] = {}
    for f in report.findings:
        if f.clause == name and f.verdict in WAIVABLE:
            found.setdefault(f.fingerprint, f)
    for i in report.hygiene or ():
        if i.id == name:
            found.setdefault(i.fingerprint, i)
    chosen = {k: v for k, v in found.items() if passage in ("", k)}
    if not chosen:
        raise UsageError(f"{name} has no such gap in this dossier.", f"{name} n'a pas cet écart dans ce dossier.")
    if len(chosen) > 1:
        listed = "\n".join(f"  {k}  {' '.join(v.passage.split())[:90]}" for k, v in chosen.items() if isinstance(v, HygieneIssue))
        raise UsageError(
            f"{name} has {len(chosen)} passages in this dossier; name one with --passage:\n{listed}",
            f"{name} a {len(chosen)} passages dans ce dossier ; nommez-en un par --passage :\n{listed}",
        )
    return next(iter(chosen.values()))


def given(
    gap: Finding | HygieneIssue,
    *,
    dossier: str,
    reason: str,
    approver: str,
    date: datetime.date,
    expires: datetime.date,
    document: str = "",
) -> Waiver:
    """The waiver of one finding or hygiene issue of a report (which must carry its fingerprint)."""
    requirement, verdict = (gap.clause, gap.verdict) if isinstance(gap, Finding) else (gap.id, "")
    return Waiver(requirement, gap.fingerprint, reason, approver, date.isoformat(), expires.isoformat(), document,
                  "" if document else dossier, verdict)  # type: ignore[arg-type]  # fmt: skip


def from_decisions(
    decisions: Sequence[Decision],
    *,
    approver: str,
    date: datetime.date,
    expires: datetime.date,
    present: Callable[[Waiver], bool] = lambda _: False,
) -> tuple[list[Waiver], list[Decision]]:
    """The waivers that decisions of the Excel matrix make, and the decisions refused because they give no reason.

    A decision to fix or to discuss makes none; neither does one that ``present`` says is already waived.
    """
    waivers: list[Waiver] = []
    refused: list[Decision] = []
    for decision in decisions:
        if decision.decision not in SET_ASIDE:
            continue
        if not decision.comment.strip():
            refused.append(decision)
            continue
        reason = decision.comment.strip()
        if decision.decision != "accepted":
            reason = f"{' / '.join(DECISIONS[decision.decision])}: {reason}"  # type: ignore[index]
        waiver = Waiver(decision.requirement, decision.fingerprint, reason, approver, date.isoformat(), expires.isoformat(),
                        "", decision.contract)  # fmt: skip
        if not present(waiver) and waiver not in waivers:
            waivers.append(waiver)
    return waivers, refused
