"""The report as JSON, ``clausecheck/report@1``: stable order, no clock, the same bytes for the same input."""

from __future__ import annotations

import json
from typing import Any

from clausecheck.fingerprint import fingerprint, issue_fingerprint
from clausecheck.model import Document, Dossier, Evidence, Finding, HygieneIssue, Report, Waiver

SCHEMA = "clausecheck/report@1"


def render(report: Report) -> str:
    """The report as JSON text. The schema is in ``docs/report-schema.json``."""
    return json.dumps(as_dict(report), ensure_ascii=False, indent=1) + "\n"


def as_dict(report: Report) -> dict[str, Any]:
    """The report as plain dictionaries and lists, in the order they are written."""
    return {
        "schema": SCHEMA,
        "tool": {"name": "clausecheck", "version": report.tool_version},
        "patterns": {"version": report.patterns_version, "sha256": report.patterns_sha256},
        "language": report.language,
        "date": report.date,
        "documents": [_document(d) for d in report.documents],
        "conditions": {
            c.id: {"state": c.state, "because": c.why, "evidence": [_evidence(e) for e in c.evidence]} for c in report.conditions
        },
        "findings": [_finding(f) for f in report.findings],
        "notices": [
            {
                "code": n.code,
                "severity": n.severity,
                "fr": n.text_fr,
                "en": n.text_en,
                "clauses": list(n.clauses),
                "evidence": [_evidence(e) for e in n.evidence],
            }
            for n in report.notices
        ],
        "hygiene": None if report.hygiene is None else [_issue(i) for i in report.hygiene],
        "waived": sum(w is not None for w in (*(f.waiver for f in report.findings), *(i.waiver for i in report.hygiene or ()))),
        "waiver_problems": [
            {
                "code": p.code,
                "place": p.place,
                "clause": p.requirement,
                "blocking": p.blocking,
                "fr": p.message_fr,
                "en": p.message_en,
            }
            for p in report.waiver_problems
        ],
        "dossier": _dossier(report.dossier),
    }


def _dossier(d: Dossier) -> dict[str, Any]:
    return {
        "pieces": [
            {
                "document": p.document,
                "kind": p.kind,
                "how": p.how,
                "rank": p.rank,
                "number": p.number,
                "parent": p.parent,
                "aside": p.aside,
            }
            for p in d.pieces
        ],
        "orders": [
            {
                "evidence": _evidence(o.evidence),
                "entries": [
                    {"rank": e.rank, "text": e.text, "kind": e.kind, "documents": list(e.documents), "state": e.state} for e in o.entries
                ],
            }
            for o in d.orders
        ],
        "conflicts": [
            {
                "clauses": list(c.requirements),
                "what": c.what,
                "element": c.element,
                "sides": [{"kind": s.kind, "rank": s.rank, "value": s.value, "evidence": _evidence(s.evidence)} for s in c.sides],
                "prevails": c.prevails,
                "ground": c.ground,
            }
            for c in d.conflicts
        ],
        "absent": [{"name": a.name, "kind": a.kind, "evidence": _evidence(a.evidence), "clauses": list(a.requirements)} for a in d.absent],
    }


def _document(d: Document) -> dict[str, Any]:
    return {
        "name": d.name,
        "sha256": d.sha256,
        "format": d.format,
        "language": d.language,
        "pages": d.pages,
        "characters": len(d.text),
        "complete": d.complete,
        "unread": [{"where": u.where, "code": u.code, "fr": u.message_fr, "en": u.message_en} for u in d.unread],
        "ledger": [{"container": x.container, "layer": x.layer, "characters": x.characters} for x in d.ledger],
    }


def _evidence(e: Evidence) -> dict[str, Any]:
    return {
        "document": e.document,
        "where": e.where,
        "page": e.page,
        "quote": e.quote,
        "start": e.start,
        "end": e.end,
        "role": e.role,
        "note": e.note,
    }


def _finding(f: Finding) -> dict[str, Any]:
    return {
        "clause": f.clause,
        "family": f.family,
        "verdict": f.verdict,
        "severity": f.severity,
        "confidence": f.confidence,
        "conditions": list(f.conditions),
        "elements": {
            e.key: {
                "found": e.found,
                "role": e.role,
                "required": e.required,
                "evidence": _evidence(e.evidence) if e.evidence else None,
            }
            for e in f.elements
        },
        "evidence": [_evidence(e) for e in f.evidence],
        "nearest": [_evidence(e) for e in f.nearest],
        "looked_in": list(f.looked_in),
        "why": list(f.why),
        "fingerprint": f.fingerprint or fingerprint(f),
        "waiver": _waiver(f.waiver) if f.waiver else None,
    }


def _issue(i: HygieneIssue) -> dict[str, Any]:
    return {
        "id": i.id,
        "subject": i.subject,
        "severity": i.severity,
        "evidence": _evidence(i.evidence),
        "passage": i.passage,
        "fr": i.message_fr,
        "en": i.message_en,
        "fingerprint": i.fingerprint or issue_fingerprint(i),
        "waiver": _waiver(i.waiver) if i.waiver else None,
    }


def _waiver(w: Waiver) -> dict[str, Any]:
    return {
        "reason": w.reason,
        "approver": w.approver,
        "date": w.date,
        "expires": w.expires,
        "document": w.document,
        "dossier": w.dossier,
        "verdict": w.verdict,
        "place": w.place,
    }
