"""A short name for what a finding rests on, that stays the same when articles are renumbered or moved.

Waivers, SARIF and the Excel matrix use it to say "this requirement, judged on this text". It is made from the
requirement's id and from the words of the passages, whatever their order, their numbers, the typography and the file
format. The verdict is not part of it: a better reading of the same passage keeps the name; a changed passage loses it.
"""

from __future__ import annotations

import hashlib
import re

from clausecheck.model import Finding, HygieneIssue
from clausecheck.text import fold, spell

#: Version of the recipe. It also keeps spreadsheets and YAML from reading "12e4567890123456" as a number.
PREFIX = "f1-"

_SILENT = re.compile(r"[\W_]+")
_NUMBER = r"(?:\d+(?:\.\d+)*|[IVX]+\b|[A-H]\b)(?:\s?\([a-z0-9]{1,3}\))*"
_PART = (
    r"(?i:articles?|art\.|clauses?|sections?|chapitres?|chapters?|annexe?s?|appendi(?:x|ces)|schedules?|paragraphe?s?|points?|"
    r"alinéas?)"
)
_LABEL = re.compile(
    rf"\s*(?:{_PART}\s+(?:n\s?[°o]\s?)?{_NUMBER}(?:er|re|bis|ter)?\s*(?:[.:–—-]\s*|$|(?=[^\W\d_a-zà-ÿ]))"
    r"|\d{1,3}(?:\.\d{1,3})+[.)]?(?=\s)|\d{1,3}\s?[.)°](?=\s)|\(?(?:[a-z]|[ivx]{1,5}|\d{1,2})\s?\)(?=\s)"
    r"|[A-Z]\s?[.)](?=\s)|[IVX]{1,5}\s?[.)–-](?=\s)|[-–—•▪●◦○■□*·➢►]|o(?=\s))\s*[–—:-]?\s*"
)
_REFERENCE = re.compile(rf"\b{_PART}\s+(?:(?i:n)\s?[°o]\s?)?(?P<number>{_NUMBER}(?:(?:\s*,\s*|\s+(?i:et|ou|à|and|or|to)\s+){_NUMBER})*)")
#: "article 28 du RGPD" does not move when the contract is renumbered.
_LAW = re.compile(
    r"[\s,]*(?:(?:du|de la|de l|des|of the|of)\s+)?(?:rgpd|gdpr|reglement|regulation|directive|code|loi|act\b|law|traite|treaty|"
    r"tfue|tfeu|decret|arrete|ordonnance|ccag)"
)


def fingerprint(finding: Finding) -> str:
    """The name of what the finding rests on: ``f1-`` and 16 hexadecimal digits.

    A contrary finding rests on the contrary passages, any other on all its evidence, a missing one on nothing but its
    requirement. Nearest passages do not count: they are a help, not a ground.
    """
    against = [e for e in finding.evidence if e.role == "against"]
    return _digest(finding.clause, [e.quote for e in against or finding.evidence if e.role != "nearest"])


def issue_fingerprint(issue: HygieneIssue) -> str:
    """The name of what a hygiene issue rests on: its passage, and what was found there. Equal passages have equal names.

    A passage that is nothing but a blank ("____") is told from the others by the title of its article.
    """
    told = [issue.passage] if canonical(issue.passage) else [issue.evidence.where]
    return _digest(f"{issue.id} {issue.subject}", told)


def _digest(clause: str, passages: list[str]) -> str:
    texts = sorted({canonical(text) for text in passages} - {""})
    return PREFIX + hashlib.sha256("\n".join([clause.lower(), *texts]).encode("utf-8", "replace")).hexdigest()[:16]


def canonical(text: str) -> str:
    """The letters and digits of a passage, folded, without its own number nor the numbers of the articles it refers to.

    Two passages with the same canonical text say the same: spaces and hyphens are left out because a PDF breaks lines
    and words where a DOCX does not.
    """
    text = text[label_length(text) :]
    for start, end in reversed(references(text)):
        text = text[:start] + text[end:]
    return _SILENT.sub("", spell(fold(text)))


def label_length(text: str) -> int:
    """How many characters at the start of a passage are its number or its bullet: "Article 3 – 3.1 ", "a) ", "• "."""
    at = 0
    for _ in range(3):
        found = _LABEL.match(text, at)
        if found is None or found.end() == len(text):
            break
        at = found.end()
    return at


def references(text: str) -> list[tuple[int, int]]:
    """Spans of the numbers by which a passage refers to other parts of the contract ("12.3" of "article 12.3")."""
    return [m.span("number") for m in _REFERENCE.finditer(text) if not _LAW.match(fold(text[m.end() : m.end() + 40]))]
