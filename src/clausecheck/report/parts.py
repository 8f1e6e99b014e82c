"""What several reports say in the same way: places, titles, legal basis, what lacks, the passage to show first."""

from __future__ import annotations

from clausecheck.fingerprint import fingerprint
from clausecheck.model import Evidence, Finding, Language, Report, Waiver
from clausecheck.report.words import VERDICTS, word
from clausecheck.requirements import Patterns, Requirement

#: Verdicts that ask for something.
GAPS = frozenset({"contrary", "missing", "weak", "not-verifiable"})
_SEVERITIES = ("error", "warning", "note")
_WAIVED = {"fr": "dérogation jusqu'au {0} : {1} ({2})", "en": "waived until {0}: {1} ({2})"}


def place(e: Evidence, report: Report) -> str:
    """Where a quote stands: its document when there are several, its article, its page."""
    parts = [e.document] if len(report.documents) > 1 or not (e.where or e.page) else []
    if e.where:
        parts.append(e.where)
    if e.page:
        parts.append(f"{word('page', report.language)} {e.page}")
    return ", ".join(parts)


def title(requirement: Requirement | None, language: Language) -> str:
    """The title of a requirement; "" when the patterns do not know it."""
    return requirement.languages[language].title if requirement and language in requirement.languages else ""


def model_clause(requirement: Requirement | None, language: Language) -> str:
    """The model clause of a requirement; "" when the patterns do not know it."""
    return requirement.languages[language].model_clause.strip() if requirement and language in requirement.languages else ""


def legal_basis(requirement: Requirement | None, patterns: Patterns, language: Language) -> list[str]:
    """One line per legal basis: "Règlement (UE) 2016/679 (RGPD), art. 33(2) [certain]"."""
    out = []
    for basis in requirement.clause.legal_basis if requirement else ():
        name = patterns.instruments.get(basis.instrument, {}).get(language, basis.instrument)
        out.append(f"{', '.join(x for x in (name, basis.cite) if x)} [{word(basis.confidence, language)}]")
    return out


def lacking(finding: Finding) -> list[str]:
    """Keys of the elements that are required and were not found."""
    return [e.key for e in finding.elements if e.required and not e.found]


def element_name(key: str, requirement: Requirement | None, language: Language) -> str:
    """The name of an element; its key when the patterns do not know it."""
    names = requirement.languages[language].elements if requirement and language in requirement.languages else {}
    return names[key].name if key in names else key


def lacking_names(finding: Finding, requirement: Requirement | None, language: Language) -> list[str]:
    """Names of the elements that are required and were not found, for a verdict that asks for something."""
    return [element_name(k, requirement, language) for k in lacking(finding)] if finding.verdict in GAPS else []


def principal(finding: Finding) -> Evidence | None:
    """The passage to show when there is room for one: the first against, else the first of the evidence."""
    against = [e for e in finding.evidence if e.role == "against"]
    return next(iter(against or finding.evidence), None)


def by_urgency(report: Report) -> list[Finding]:
    """All the findings: gaps (the gravest first), then waived ones, then what is present, then what does not apply."""

    def key(f: Finding) -> tuple[bool, bool, int, int]:
        gap = f.verdict in GAPS
        return not gap, waived(f), _SEVERITIES.index(f.severity) if gap else 0, VERDICTS.index(f.verdict)

    return sorted(report.findings, key=key)


def waived(f: Finding) -> bool:
    """Whether the finding is a gap accepted in writing."""
    return f.waiver is not None and f.verdict in GAPS


def waiver_line(f: Finding, language: Language) -> str:
    """Until when, why and by whom a gap is accepted; "" when it is not."""
    return waiver_text(f.waiver, language) if f.waiver and waived(f) else ""


def waiver_text(waiver: Waiver, language: Language) -> str:
    """Until when, why and by whom something is accepted."""
    return _WAIVED[language].format(waiver.expires, waiver.reason, waiver.approver)


def mark(f: Finding) -> str:
    """The fingerprint of a finding, computed when nobody has done it before."""
    return f.fingerprint or fingerprint(f)


def one_line(text: str) -> str:
    """The text without line breaks or doubled blanks."""
    return " ".join(text.split())
