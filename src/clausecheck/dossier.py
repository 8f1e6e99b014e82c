"""The pieces of a contract read together: what each is, which prevails, where they disagree, what is absent."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from clausecheck.annexes import AnnexName, InnerAnnex, annex_names, inner_annexes
from clausecheck.assess import Gathered
from clausecheck.conflicts import Ground, conflicts, merged
from clausecheck.index import Index
from clausecheck.model import AbsentPiece, Conflict, Dossier, Evidence, Finding, Piece
from clausecheck.precedence import Standing, standing
from clausecheck.quotes import evidence
from clausecheck.references import References
from clausecheck.requirements import ClauseFile, Requirement

_DEPENDENT = ("missing", "weak", "not-verifiable")
_NAME = 80  # characters of the name of an absent piece
_SILENT = ("toc", "quotation", "instruction")


@dataclass(frozen=True)
class Judged:
    """One requirement with what was gathered for it and its finding so far."""

    requirement: Requirement
    gathered: Gathered
    finding: Finding


def read_dossier(
    indexes: Sequence[Index], pieces: Sequence[Piece], judged: Sequence[Judged], references: References
) -> tuple[Dossier, tuple[Finding, ...]]:
    """The dossier, and the findings with what it changes in them: conflicts settled by the order, annexes not supplied."""
    inner = tuple(inner_annexes([i.segmented for i in indexes]))
    stand = standing(indexes, pieces, inner)
    ground = Ground(indexes, pieces, stand, references.personal)
    absent = _absent(indexes, pieces, inner, stand)
    findings: list[Finding] = []
    found: list[Conflict] = []
    dependent: dict[int, list[str]] = {}
    for j in judged:
        finding, own = conflicts(j.requirement.clause, j.finding, j.gathered, ground)
        found += own
        for n, missing in enumerate(absent):
            if _depends(finding, j, missing):
                dependent.setdefault(n, []).append(finding.clause)
                finding = replace(finding, why=(*finding.why, f"absent-piece:{missing.name}"))
        findings.append(finding)
    dossier = Dossier(
        pieces=tuple(replace(p, rank=stand.rank((n, ""))) for n, p in enumerate(pieces)),
        orders=tuple(stand.orders),
        conflicts=merged(found),
        absent=tuple(AbsentPiece(a.name, a.kind, a.evidence, tuple(dependent.get(n, ()))) for n, a in enumerate(absent)),
    )
    return dossier, tuple(findings)


def supplies(indexes: Sequence[Index], pieces: Sequence[Piece], kind: str) -> bool:
    """True when a file, or an annex inside a file, is of that kind."""
    return any(p.kind == kind for p in pieces) or any(i.kind == kind for i in inner_annexes([i.segmented for i in indexes]))


# ---- what is absent ----------------------------------------------------------------------------------------


@dataclass
class _Absent:
    name: str
    kind: str
    evidence: Evidence
    sentences: set[tuple[int, int]]


def _absent(indexes: Sequence[Index], pieces: Sequence[Piece], inner: Sequence[InnerAnnex], stand: Standing) -> list[_Absent]:
    """Annexes that the files name and pieces that an order lists, not supplied; in the order they are first named."""
    out: dict[str, _Absent] = {}
    for number, index in enumerate(indexes):
        if pieces[number].aside:
            continue
        for s, name in _named(index):
            if _supplied(name, pieces, inner):
                continue
            entry = out.get(name.label or name.kind)
            if entry is None:
                shown = name.shown
                entry = out[name.label or name.kind] = _Absent(shown, name.kind or "annex", evidence(index, s, "reference"), set())
            if len(name.shown) > len(entry.name) and " – " not in entry.name:
                entry.name = name.shown
            if name.kind and entry.kind == "annex":
                entry.kind = name.kind
            entry.sentences.add((number, s))
    annexes = list(out.values())
    for order in stand.orders:
        for line in order.entries:
            known = any(a.kind == line.kind for a in annexes)
            if line.state == "absent" and line.kind != "annex" and not known:
                annexes.append(_Absent(_short(line.text), line.kind, order.evidence, set()))
    return annexes


def _short(text: str) -> str:
    """The first words of an entry, up to its first break."""
    head = re.split(r"\s*[,;:(]", text)[0]
    return head if len(head) <= _NAME else head[: _NAME - 1].rstrip() + "…"


def _named(index: Index) -> Iterator[tuple[int, AnnexName]]:
    language = index.grammar.language
    document = index.segmented.document
    for s in index.sentences:
        if s.kind not in _SILENT:
            for name in annex_names(document.text[s.start : s.end], language):
                yield s.index, name


def _supplied(name: AnnexName, pieces: Sequence[Piece], inner: Sequence[InnerAnnex]) -> bool:
    held = [(p.number, p.kind) for p in pieces] + [(i.label, i.kind) for i in inner]
    if name.label and any(label == name.label for label, _ in held):
        return True
    # "annexe RGPD" is met by any annex on that subject; "annexe 3 – RGPD" by one that has no number
    subject = name.kind if name.kind and name.kind != "annex" else ""
    return bool(subject) and any(kind == subject and not (name.label and label) for label, kind in held)


def _depends(finding: Finding, judged: Judged, missing: _Absent) -> bool:
    """True when a requirement that is missing or weak rests on a passage that refers to what is absent (J12)."""
    if finding.verdict not in _DEPENDENT:
        return False
    clause: ClauseFile = judged.requirement.clause
    if missing.kind == "gdpr-annex" and clause.by_reference.gdpr_annex:
        return True
    g = judged.gathered
    hits = (*g.core, *g.weak, *g.buyer_core, *(h for own in g.elements.values() for h in own))
    return any((h.document, h.sentence) in missing.sentences for h in hits) or (
        finding.verdict != "weak" and any(place in missing.sentences for place in g.topic)
    )
