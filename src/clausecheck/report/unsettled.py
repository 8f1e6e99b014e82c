"""What every report says of hygiene before signature: titles, messages, order, the words round a quote."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from clausecheck.hygiene import check_of, checks
from clausecheck.model import HygieneIssue, Language, Report
from clausecheck.report.parts import one_line, waiver_text

_SEVERITIES = ("error", "warning", "note")
_WORDS: Mapping[str, tuple[str, str]] = {
    "title": ("Hygiène avant signature", "Hygiene before signature"),
    "none": ("Rien à régler.", "Nothing to settle."),
    "settle": ("À faire", "To do"),
    "more": ("… et {0} de plus", "… and {0} more"),
    "finds": ("Ce qui est cherché", "What is looked for"),
    "spares": ("Ce qui est laissé de côté", "What is left alone"),
    "why": ("Pourquoi cette gravité", "Why this severity"),
}
_AROUND = 70  # characters of the passage shown on each side of the words


def said(key: str, language: Language, *values: object) -> str:
    """One phrase of the hygiene part of a report. Raises KeyError for an unknown key."""
    return _WORDS[key][0 if language == "fr" else 1].format(*values)


def issue_title(issue: HygieneIssue, language: Language) -> str:
    """The title of the check; its id when there is no such check."""
    check = check_of(issue.id)
    return check.text(language).title if check else issue.id


def message(issue: HygieneIssue, language: Language) -> str:
    """What is wrong, in one or two sentences."""
    return issue.message_fr if language == "fr" else issue.message_en


def settle(issue: HygieneIssue, language: Language) -> str:
    """What to do about it; "" when there is no such check."""
    check = check_of(issue.id)
    return check.text(language).settle if check else ""


def by_gravity(report: Report, *, waived: bool | None = False) -> list[HygieneIssue]:
    """The issues that ask for something (or, ``waived``, those accepted; None for both), the gravest checks first."""
    order: dict[str, int] = {c.id: n for n, c in enumerate(checks())}
    chosen = [i for i in report.hygiene or () if waived is None or (i.waiver is not None) == waived]
    return sorted(chosen, key=lambda i: (i.waiver is not None, _SEVERITIES.index(i.severity), order.get(i.id, len(order))))


def blocks(report: Report) -> bool:
    """Whether an issue blocks: a report that says so may not say that nothing does."""
    return any(i.severity == "error" and i.waiver is None for i in report.hygiene or ())


def grouped(issues: Sequence[HygieneIssue]) -> dict[tuple[str, str], list[HygieneIssue]]:
    """(id, severity) → its issues, in the order given."""
    out: dict[tuple[str, str], list[HygieneIssue]] = {}
    for issue in issues:
        out.setdefault((issue.id, issue.severity), []).append(issue)
    return out


def in_context(issue: HygieneIssue) -> str:
    """The words on one line, with a little of their sentence on each side."""
    words, passage = one_line(issue.evidence.quote), one_line(issue.passage)
    at = passage.find(words)
    if at < 0:
        return words
    end = at + len(words)
    start, stop = max(0, at - _AROUND), min(len(passage), end + _AROUND)
    if start:  # whole words only
        start = passage.find(" ", start, at) + 1 or at
    if stop < len(passage):
        stop = max(passage.rfind(" ", end, stop), end)
    return ("…" if start else "") + passage[start:stop] + ("…" if stop < len(passage) else "")


def accepted(issue: HygieneIssue, language: Language) -> str:
    """Until when, why and by whom an issue is accepted; "" when it is not."""
    return waiver_text(issue.waiver, language) if issue.waiver else ""
