"""The report as SARIF 2.1.0 (OASIS), for code-review platforms and editors: one rule per requirement, one result per gap.

SARIF knows text files; a contract is a DOCX or a PDF. So a region counts characters (Unicode code points) of the text
that was read, its snippet holds the words themselves, and the article and the page are logical locations.
"""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import quote

from clausecheck.hygiene import FAMILY, Check, checks
from clausecheck.model import Document, Evidence, Finding, HygieneIssue, Language, Report, Waiver
from clausecheck.patterns import load_patterns
from clausecheck.report.parts import GAPS, element_name, lacking, lacking_names, legal_basis, mark, model_clause, title, waived
from clausecheck.report.unsettled import message, said
from clausecheck.report.words import why, word
from clausecheck.requirements import Patterns, Requirement

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
#: Name of our fingerprint. Its recipe is versioned by its own prefix.
FINGERPRINT = "clausecheckPassages/v1"

_MIME = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
    "md": "text/markdown",
    "txt": "text/plain",
}
_Object = dict[str, Any]


def render(report: Report, patterns: Patterns | None = None) -> str:
    """The SARIF log as JSON text. A waived gap stays, marked as suppressed."""
    patterns = patterns or load_patterns()
    requirements = {r.id: r for r in patterns.requirements}
    hygiene = checks() if report.hygiene is not None else ()
    rules = {name: n for n, name in enumerate([*(f.clause for f in report.findings), *(c.id for c in hygiene)])}
    run: _Object = {
        "tool": {
            "driver": {
                "name": "clausecheck",
                "version": report.tool_version,
                "rules": [
                    *(_rule(f, requirements.get(f.clause), patterns, report.language) for f in report.findings),
                    *(_check_rule(c, report.language) for c in hygiene),
                ],
                "properties": {"patternsVersion": report.patterns_version, "patternsSha256": report.patterns_sha256},
            }
        },
        "language": report.language,
        "columnKind": "unicodeCodePoints",
        "invocations": [{"executionSuccessful": True, "toolExecutionNotifications": _notifications(report)}],
        "artifacts": [_artifact(d) for d in report.documents],
        "results": [
            *(_result(f, requirements.get(f.clause), report, rules[f.clause]) for f in report.findings if f.verdict in GAPS),
            *(_issue(i, report, rules[i.id]) for i in report.hygiene or ()),
        ],
    }
    return json.dumps({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}, ensure_ascii=False, indent=1) + "\n"


def _rule(f: Finding, requirement: Requirement | None, patterns: Patterns, lang: Language) -> _Object:
    if requirement is None or lang not in requirement.languages:
        return {"id": f.clause, "defaultConfiguration": {"level": "warning"}, "properties": {"tags": [f.family]}}
    text = requirement.languages[lang]
    basis = legal_basis(requirement, patterns, lang)
    colon = " :" if lang == "fr" else ":"
    elements = [
        f"{element_name(e.key, requirement, lang)} ({word(e.role, lang)})" for e in requirement.clause.elements
    ]  # fmt: skip
    parts = [
        (word("guarantee", lang), [text.guarantee.strip()]),
        (word("core", lang), [text.core.strip()]),
        (word("elements", lang), elements),
        (word("legal-basis", lang), basis),
        (word("model-clause", lang), [model_clause(requirement, lang)]),
    ]
    parts = [(head, lines) for head, lines in parts if any(lines)]
    plain = "\n\n".join(f"{head}{colon}\n" + "\n".join(lines) for head, lines in parts)
    marked = "\n\n".join(f"**{head}**\n\n" + "\n".join(f"- {x}" if len(lines) > 1 else x for x in lines) for head, lines in parts)
    severity = requirement.clause.severity
    return {
        "id": f.clause,
        "shortDescription": {"text": text.title},
        "fullDescription": {"text": text.guarantee.strip()},
        "help": {"text": plain, "markdown": marked},
        "defaultConfiguration": {"level": severity.missing},
        "properties": {
            "tags": [f.family],
            "legalBasis": basis,
            "severities": {"missing": severity.missing, "weak": severity.weak, "contrary": severity.contrary},
        },
    }


def _check_rule(check: Check, lang: Language) -> _Object:
    text = check.text(lang)
    parts = [(said("finds", lang), text.finds), (said("spares", lang), text.spares), (said("settle", lang), text.settle)]
    colon = " :" if lang == "fr" else ":"
    return {
        "id": check.id,
        "shortDescription": {"text": text.title},
        "fullDescription": {"text": text.finds},
        "help": {
            "text": "\n\n".join(f"{head}{colon}\n{line}" for head, line in parts),
            "markdown": "\n\n".join(f"**{head}**\n\n{line}" for head, line in parts),
        },
        "defaultConfiguration": {"level": check.severity},
        "properties": {"tags": [FAMILY]},
    }


def _issue(i: HygieneIssue, report: Report, rule: int) -> _Object:
    out: _Object = {
        "ruleId": i.id,
        "ruleIndex": rule,
        "kind": "fail",
        "level": i.severity,
        "message": {"text": message(i, report.language)},
        "locations": [_location(i.evidence, report)],
        "partialFingerprints": {FINGERPRINT: i.fingerprint},
        "properties": {"family": FAMILY, "subject": i.subject},
    }
    if i.waiver is not None:
        out["suppressions"] = [_suppression(i.waiver)]
    return out


def _suppression(w: Waiver) -> _Object:
    details = {"approver": w.approver, "date": w.date, "expires": w.expires, "place": w.place}
    return {"kind": "external", "status": "accepted", "justification": w.reason, "properties": details}


def _result(f: Finding, requirement: Requirement | None, report: Report, rule: int) -> _Object:
    lang = report.language
    against = [e for e in f.evidence if e.role == "against"]
    shown = [*against, *(e for e in f.evidence if e.role != "against")]
    # one location: SARIF keeps several for what must be changed in all of them; the others are related
    first = [_location(shown[0], report)] if shown else [{"physicalLocation": _file(d, n)} for n, d in _first_document(report)]
    out: _Object = {
        "ruleId": f.clause,
        "ruleIndex": rule,
        # "open" would say better that a gap could not be verified, but then the level must be "none" and viewers hide it
        "kind": "fail",
        "level": f.severity,
        "message": {"text": _message(f, requirement, lang)},
        "locations": first,
        "relatedLocations": [{"id": n, **_location(e, report)} for n, e in enumerate((*shown[1:], *f.nearest), 1)],
        "partialFingerprints": {FINGERPRINT: mark(f)},
        "properties": {
            "verdict": f.verdict,
            "confidence": f.confidence,
            "family": f.family,
            "conditions": list(f.conditions),
            "lacking": lacking(f),
            "lookedIn": list(f.looked_in),
        },
    }
    if not out["relatedLocations"]:
        del out["relatedLocations"]
    if f.waiver is not None and waived(f):
        out["suppressions"] = [_suppression(f.waiver)]
    return out


def _message(f: Finding, requirement: Requirement | None, lang: Language) -> str:
    name = title(requirement, lang) or f.clause
    colon = " :" if lang == "fr" else ":"
    text = f"{name}{colon} {word(f.verdict, lang)}. " + ". ".join(r[:1].upper() + r[1:] for r in why(f, requirement, lang)) + "."
    lacks = lacking_names(f, requirement, lang)
    # the reasons of a weak clause name what lacks already
    if lacks and not any(code.startswith("lacks:") for code in f.why):
        text += f" {word('lacks', lang).capitalize()}{colon} {', '.join(lacks)}."
    return text


def _location(e: Evidence, report: Report) -> _Object:
    out: _Object = {}
    numbers = {d.name: n for n, d in enumerate(report.documents)}
    if e.document in numbers:
        n = numbers[e.document]
        out["physicalLocation"] = {
            **_file(report.documents[n], n),
            "region": {"charOffset": e.start, "charLength": e.end - e.start, "snippet": {"text": e.quote}},
        }
    logical: list[_Object] = []
    if e.where:
        logical.append({"name": e.where, "fullyQualifiedName": f"{e.document}#{e.where}", "kind": "article"})
    if e.page:
        name = f"{word('page', report.language)} {e.page}"
        logical.append({"name": name, "fullyQualifiedName": f"{e.document}#page={e.page}", "kind": "page"})
    if logical:
        out["logicalLocations"] = logical
    out["message"] = {"text": e.note or word(e.role, report.language)}
    return out


def _first_document(report: Report) -> list[tuple[int, Document]]:
    return list(enumerate(report.documents))[:1]


def _file(d: Document, number: int) -> _Object:
    return {"artifactLocation": {"uri": quote(d.name), "index": number}}


def _artifact(d: Document) -> _Object:
    out: _Object = {
        "location": {"uri": quote(d.name)},
        "mimeType": _MIME[d.format],
        "hashes": {"sha-256": d.sha256},
        "roles": ["analysisTarget"],
        "properties": {"characters": len(d.text), "complete": d.complete},
    }
    if d.language:
        out["properties"]["language"] = d.language
    if d.pages:
        out["properties"]["pages"] = d.pages
    return out


def _notifications(report: Report) -> list[_Object]:
    out = []
    for n, d in enumerate(report.documents):
        for u in d.unread:
            text = u.message_fr if report.language == "fr" else u.message_en
            location: _Object = {"physicalLocation": _file(d, n)}
            if u.where:
                location["logicalLocations"] = [{"name": u.where}]
            out.append({"level": "warning", "message": {"text": f"{u.where}: {text}" if u.where else text},
                        "locations": [location], "properties": {"code": u.code}})  # fmt: skip
    for notice in report.notices:
        text = notice.text_fr if report.language == "fr" else notice.text_en
        out.append({"level": notice.severity, "message": {"text": text}, "properties": {"code": notice.code}})
    for p in report.waiver_problems:
        text = p.message_fr if report.language == "fr" else p.message_en
        level = "error" if p.blocking else "warning"
        out.append({"level": level, "message": {"text": f"{p.place}: {text}"}, "properties": {"code": f"waiver-{p.code}"}})
    return out
