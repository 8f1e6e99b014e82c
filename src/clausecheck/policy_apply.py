"""A policy applied to a report: what it requires, how gravely, how fast; and where each value of it comes from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Literal

from clausecheck.hygiene import FAMILY, Check, check_of, checks
from clausecheck.languages import GRAMMARS
from clausecheck.model import Evidence, Finding, HygieneIssue, Language, Report, Severity, Verdict
from clausecheck.policy import BySeverity, Policy, Threshold, timed_element
from clausecheck.requirements import Patterns, Requirement
from clausecheck.text import fold
from clausecheck.values import time_limits

#: ``standard`` is a requirement of which the policy says nothing: the catalogue's own severities hold.
Level = Literal["required", "recommended", "off", "standard"]
_RANK: Mapping[Severity, int] = {"note": 0, "warning": 1, "error": 2}
_GAPS = ("missing", "weak", "contrary", "not-verifiable")


@dataclass(frozen=True)
class Setting:
    """One value of the effective policy and where it comes from."""

    key: str
    value: str
    source: str


# ---- what the policy says ----------------------------------------------------------------------------------


def facts(policy: Policy, patterns: Patterns) -> dict[str, bool]:
    """The conditions that are settled: by the facts, else by the profile.

    A profile brings the conditions presumed of its contract type, and the base condition (its own requirements need it).
    """
    return {key: value for key, (value, _) in _facts(policy, patterns).items()}


def _facts(policy: Policy, patterns: Patterns) -> dict[str, tuple[bool, str]]:
    out: dict[str, tuple[bool, str]] = {}
    presumed: set[str] = set()
    if policy.profile:
        presumed = {*patterns.contract_types[policy.profile].presumed_conditions, *(c.id for c in patterns.conditions if c.base)}
    for condition in patterns.conditions:
        if condition.id in policy.facts:
            out[condition.id] = policy.facts[condition.id], policy.sources.get(f"facts.{condition.id}", "")
        elif condition.id in presumed:
            out[condition.id] = True, f"profile {policy.profile}"
    return out


def level(policy: Policy, requirement: Requirement) -> tuple[Level, str]:
    """What the policy makes of a requirement, and where that is said.

    A requirement named comes first, then a profile that leaves it out, then its family.
    """
    if requirement.id in policy.requirements:
        return policy.requirements[requirement.id], policy.sources.get(f"requirements.{requirement.id}", "")  # type: ignore[return-value]
    if policy.profile and policy.profile not in _types(requirement):
        return "off", f"profile {policy.profile}"
    if requirement.family in policy.families:
        return policy.families[requirement.family], policy.sources.get(f"families.{requirement.family}", "")  # type: ignore[return-value]
    return "standard", "catalogue"


def _types(requirement: Requirement) -> frozenset[str]:
    types = requirement.clause.applicability.contract_types
    return frozenset(t for key in ("by_default", "if_triggered") for t in types.get(key, ()))


def levels(policy: Policy, patterns: Patterns) -> dict[str, Level]:
    """What the policy makes of each requirement and of each hygiene check."""
    return {**{r.id: level(policy, r)[0] for r in patterns.requirements}, **{c.id: hygiene_level(policy, c)[0] for c in checks()}}


def hygiene_level(policy: Policy, check: Check) -> tuple[Level, str]:
    """What the policy makes of a hygiene check, and where that is said. No profile leaves hygiene out."""
    if check.id in policy.requirements:
        return policy.requirements[check.id], policy.sources.get(f"requirements.{check.id}", "")  # type: ignore[return-value]
    if FAMILY in policy.families:
        return policy.families[FAMILY], policy.sources.get(f"families.{FAMILY}", "")  # type: ignore[return-value]
    return "standard", "catalogue"


def effective(policy: Policy, patterns: Patterns) -> tuple[Setting, ...]:
    """Every value that is used, written or not, and where it comes from: a file and line, a profile, the catalogue, a default."""
    source = policy.sources
    out = [
        Setting("profile", policy.profile or "-", source.get("profile", "default")),
        Setting("fail-on", policy.fail_on, source.get("fail-on", "default")),
        Setting("waivers.max-days", str(policy.max_days), source.get("waivers.max-days", "default")),
    ]
    out += [Setting(f"facts.{key}", str(value).lower(), where) for key, (value, where) in sorted(_facts(policy, patterns).items())]
    for requirement in patterns.requirements:
        value, where = level(policy, requirement)
        out.append(Setting(f"requirements.{requirement.id}", value, where))
    out += [Setting(f"requirements.{check.id}", *hygiene_level(policy, check)) for check in checks()]
    for name, family in [*((r.id, r.family) for r in patterns.requirements), *((c.id, FAMILY) for c in checks())]:
        key = name if name in policy.severity else family
        if key in policy.severity:
            out.append(Setting(f"severity.{name}", _told(policy.severity[key]), source.get(f"severity.{key}", "")))
    out += [
        Setting(f"thresholds.{key}", _limit(threshold, "en"), source.get(f"thresholds.{key}", ""))
        for key, threshold in sorted(policy.thresholds.items())
    ]
    out += [Setting(f"pieces.{glob}", kind, source.get(f"pieces.{glob}", "")) for glob, kind in policy.pieces.items()]
    return tuple(out)


def _told(severity: Severity | BySeverity) -> str:
    if isinstance(severity, BySeverity):
        return ", ".join(f"{key} {value}" for key, value in severity.model_dump(exclude_none=True).items())
    return severity


# ---- applying it -------------------------------------------------------------------------------------------


def apply(report: Report, policy: Policy, patterns: Patterns) -> Report:
    """The report as the policy sees it. The facts must already have been given to ``api.check`` (see ``facts``)."""
    requirements = {r.id: r for r in patterns.requirements}
    findings = tuple(_applied(f, requirements[f.clause], policy, report) if f.clause in requirements else f for f in report.findings)
    issues = None if report.hygiene is None else tuple(i for issue in report.hygiene for i in _settled(issue, policy))
    return replace(report, findings=findings, hygiene=issues)


def _settled(issue: HygieneIssue, policy: Policy) -> Iterator[HygieneIssue]:
    """The issue as the policy sees it; nothing when its check is off."""
    check = check_of(issue.id)
    if check is None:
        yield issue
        return
    value, _ = hygiene_level(policy, check)
    if value == "off":
        return
    severity: Severity = {"required": "error", "recommended": "note"}.get(value, issue.severity)  # type: ignore[assignment]
    for name in (issue.id, FAMILY):
        rule = policy.severity.get(name)
        if isinstance(rule, str):
            severity = rule
            break
    yield replace(issue, severity=severity)


def _applied(finding: Finding, requirement: Requirement, policy: Policy, report: Report) -> Finding:
    value, _ = level(policy, requirement)
    if finding.verdict == "not-applicable":
        return finding
    if value == "off":
        named = requirement.id in policy.requirements or policy.profile in ("", *_types(requirement))
        why = ("policy-off",) if named else (f"profile:{policy.profile}",)
        return replace(finding, verdict="not-applicable", severity="note", why=why, evidence=(), nearest=(), looked_in=(), elements=())
    threshold = policy.thresholds.get(requirement.id)
    if threshold is not None and finding.verdict in ("present", "weak"):
        finding = _timed(finding, requirement, threshold, report)
    if finding.verdict not in _GAPS:
        return finding
    severity = finding.severity
    if value == "required" and finding.verdict != "weak":
        severity = "warning" if "probable" in finding.why else "error"  # a fact of the policy settles the doubt (J16)
    if value == "recommended":
        severity = "note"
    return replace(finding, severity=_overridden(finding.verdict, requirement, policy) or severity)


def _overridden(verdict: Verdict, requirement: Requirement, policy: Policy) -> Severity | None:
    """The severity that the policy writes for this verdict; a requirement before its family."""
    key: Literal["missing", "weak", "contrary"] = "missing" if verdict == "not-verifiable" else verdict  # type: ignore[assignment]
    for name in (requirement.id, requirement.family):
        rule = policy.severity.get(name)
        found = getattr(rule, key) if isinstance(rule, BySeverity) else rule
        if found is not None:
            return found
    return None


# ---- time limits -------------------------------------------------------------------------------------------


def _timed(finding: Finding, requirement: Requirement, threshold: Threshold, report: Report) -> Finding:
    """The finding with its time limit compared to the longest that the policy accepts.

    The shortest duration of the passage is its promise; when a longer one stands beside it, the finding is to be checked.
    """
    key = timed_element(requirement, threshold)
    element = next((e for e in finding.elements if e.key == key), None)
    if element is None or not element.found or element.evidence is None:
        return finding
    limit = _limit(threshold, report.language)
    read = durations(element.evidence, _language(element.evidence, report))
    if not read:
        return _noted(finding, f"no-figure:{limit}", "to-check")
    shortest = min(read, key=lambda d: d[0])
    longest = max(read, key=lambda d: d[0])
    if shortest[0] > threshold.in_hours:
        slower = _noted(finding, f"slower:{shortest[1]} > {limit}", finding.confidence)
        if finding.verdict == "weak":
            return slower
        severity = requirement.clause.severity.weak
        lowered: Mapping[Severity, Severity] = {"error": "warning", "warning": "note", "note": "note"}
        return replace(slower, verdict="weak", severity=lowered[severity] if "probable" in finding.why else severity)
    if longest[0] > threshold.in_hours:
        return _noted(finding, f"several-limits:{shortest[1]}, {longest[1]}", "to-check")
    return finding


def _noted(finding: Finding, reason: str, confidence: Literal["high", "to-check"]) -> Finding:
    return finding if reason in finding.why else replace(finding, why=(*finding.why, reason), confidence=confidence)


def durations(passage: Evidence, language: Language) -> list[tuple[float, str]]:
    """The time limits of a passage: hours, and the words. A working day or hour counts as 7/5 of a plain one."""
    limits = time_limits(fold(passage.quote), GRAMMARS[language])
    return [(t.hours, " ".join(passage.quote[t.start : t.end].split())) for t in limits]


def _language(passage: Evidence, report: Report) -> Language:
    return next((d.language for d in report.documents if d.name == passage.document and d.language), report.language)


def _limit(threshold: Threshold, language: Language) -> str:
    names = {"hours": ("heures", "hours"), "days": ("jours", "days"), "months": ("mois", "months")}
    unit = next(u for u in names if getattr(threshold, u) is not None)
    return f"{getattr(threshold, unit):g} {names[unit][0 if language == 'fr' else 1]}"


def lowest(policy: Policy) -> int | None:
    """The rank of the mildest severity that blocks; None when nothing does."""
    return None if policy.fail_on == "never" else _RANK[policy.fail_on]


def blocks(finding: Finding, policy: Policy, levels_: Mapping[str, Level]) -> bool:
    """Whether a gap stops the signature: grave enough, not only recommended, not waived."""
    lowest_ = lowest(policy)
    return (
        lowest_ is not None
        and finding.verdict in ("missing", "weak", "contrary")
        and _RANK[finding.severity] >= lowest_
        and levels_.get(finding.clause) != "recommended"
        and finding.waiver is None
    )


def blocks_signature(issue: HygieneIssue, policy: Policy, levels_: Mapping[str, Level]) -> bool:
    """Whether a hygiene issue stops the signature, by the same rule as a gap."""
    lowest_ = lowest(policy)
    grave = lowest_ is not None and _RANK[issue.severity] >= lowest_
    return grave and levels_.get(issue.id) != "recommended" and issue.waiver is None
