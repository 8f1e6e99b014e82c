"""Reports and findings made by hand, so that a test does not depend on what the patterns find."""

from __future__ import annotations

import hashlib
from dataclasses import replace

from clausecheck.model import Document, ElementFinding, Evidence, Finding, Report, Unread

DOCUMENT = "contrat.md"
SHA = hashlib.sha256(b"contrat").hexdigest()


def quote(text: str, role: str = "for") -> Evidence:
    return Evidence(DOCUMENT, "Article 5", None, text, 0, len(text), role)


def finding(clause: str, verdict: str = "missing", *passages: str, severity: str = "error", **more) -> Finding:
    """A finding of a requirement. ``element`` is the key of an element found in the first passage."""
    families = {"GDPR": "gdpr", "SOV": "data-sovereignty", "RSP": "responsible-digital", "GOV": "governance"}
    family = families[clause.partition("-")[0]]
    evidence = tuple(quote(p, "against" if verdict == "contrary" else "for") for p in passages)
    element = more.pop("element", "")
    elements = (ElementFinding(element, "essential", True, True, evidence[0]),) if element else ()
    return replace(Finding(clause, family, verdict, severity, elements, evidence, ("core",)), **more)


def report(*findings: Finding, language: str = "fr", unread: bool = False) -> Report:
    lacks = (Unread("page 3", "image", "image", "image"),) if unread else ()
    document = Document(DOCUMENT, SHA, "md", "texte", (), language=language, unread=lacks)
    return Report("0", "1", "0" * 64, language, (document,), (), tuple(findings))
