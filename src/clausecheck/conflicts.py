"""Passages of a dossier that say different things of one requirement, and which prevails (catalogue rule J5)."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from clausecheck.assess import Gathered, lowered
from clausecheck.index import Index
from clausecheck.model import Conflict, ConflictSide, Evidence, Finding, Hit, Piece
from clausecheck.piecewords import figures
from clausecheck.precedence import Place, Standing
from clausecheck.quotes import evidence
from clausecheck.requirements import ClauseFile
from clausecheck.values import TimeLimit, time_limits

_SAME = 0.01  # two durations that differ by less are the same
_SHARED = 2  # words that two passages about one object have in common; twice that in one piece
#: Hedges that leave a favourable passage with too little force to prevail.
_EMPTY = frozenset({"W1", "W2", "W3", "W6"})


@dataclass(frozen=True)
class Ground:
    """What is needed to compare passages."""

    indexes: Sequence[Index]
    pieces: Sequence[Piece]
    standing: Standing
    personal: Mapping[tuple[int, int], bool] = field(default_factory=dict)

    def narrow(self, hit: Hit) -> bool:
        """True when a hit speaks of personal data only (J10)."""
        return self.pieces[hit.document].kind == "gdpr-annex" or self.personal.get((hit.document, hit.sentence), False)

    def words(self, hit: Hit) -> frozenset[str]:
        """The stems of the longer words of a hit's sentence: what it is about."""
        return frozenset(w[:5] for w in re.findall(r"[a-z]{5,}", self.indexes[hit.document].text(hit.sentence)))

    def place(self, hit: Hit) -> Place:
        """The document and annex of a hit."""
        index = self.indexes[hit.document]
        return hit.document, index.segmented.clauses[index.sentences[hit.sentence].clause].annex

    def article(self, hit: Hit) -> tuple[int, int]:
        """The document of a hit and the first sentence of its numbered article."""
        index = self.indexes[hit.document]
        return hit.document, index.article[index.sentences[hit.sentence].clause][0]

    def side(self, hit: Hit, passage: Evidence, value: str = "") -> ConflictSide:
        """The side of a conflict that a hit is."""
        return ConflictSide(self.pieces[hit.document].kind, self.standing.rank(self.place(hit)), passage, value)


def conflicts(clause: ClauseFile, finding: Finding, gathered: Gathered, ground: Ground) -> tuple[Finding, tuple[Conflict, ...]]:
    """The finding once the conflicts of its passages are known, and these conflicts.

    A contrary passage that yields to a favourable one by the order of precedence leaves the requirement weak (J5); any
    other conflict leaves the verdict as it is and is said.
    """
    if finding.verdict == "not-applicable":
        return finding, ()
    principle = _principle(clause, gathered, ground)
    found = (*((principle,) if principle else ()), *_figures(clause, gathered, ground))
    if not found:
        return finding, ()
    why = [f"conflict-{c.what}:{c.ground}" for c in found]
    finding = replace(finding, why=tuple(dict.fromkeys((*finding.why, *why))), confidence="to-check")
    if finding.verdict == "contrary" and principle is not None and _all_yield(clause, gathered, principle, ground):
        severity = clause.severity.weak
        finding = replace(
            finding,
            verdict="weak",
            severity=lowered(severity) if "probable" in finding.why else severity,
            why=tuple(w for w in finding.why if w != "contrary"),
        )
    return finding, found


# ---- favourable against contrary ---------------------------------------------------------------------------


def _principle(clause: ClauseFile, g: Gathered, ground: Ground) -> Conflict | None:
    """The conflict between the first contrary passage and the favourable one that stands best against it."""
    favourable = _favourable(clause, g, ground)
    if not g.contrary or not favourable:
        return None
    against = _strongest(g.contrary, ground)
    best = min(favourable, key=lambda h: _preference(clause, g, h, against, ground))
    prevails, why = ground.standing.prevails(ground.place(against), ground.place(best))
    contrary = ground.side(against, evidence(ground.indexes[against.document], against.sentence, "against"))
    favoured = ground.side(best, evidence(ground.indexes[best.document], best.sentence, "for"))
    return Conflict((clause.id,), "principle", "", (contrary, favoured), prevails, why)


def _favourable(clause: ClauseFile, g: Gathered, ground: Ground) -> list[Hit]:
    """Statements of the duty that could stand against the contrary passages.

    They are not emptied by a hedge, are in another article, come with an essential element, and do not speak of personal
    data only when the contrary passages are about other data. Inside one piece they must share words with these.
    """
    articles = {ground.article(h) for h in g.contrary}
    weakened = {(h.document, h.sentence) for h in g.weak}
    other_data = clause.personal_data_scope and not all(ground.narrow(h) for h in g.contrary)
    return [
        h
        for h in g.core
        if not _EMPTY & set(h.hedges)
        and (h.document, h.sentence) not in weakened
        and ground.article(h) not in articles
        and _elements(clause, g, h, ground)
        and not (other_data and ground.narrow(h))
        and all(h.document != c.document or len(ground.words(h) & ground.words(c)) >= _SHARED for c in g.contrary)
    ]


def _elements(clause: ClauseFile, g: Gathered, hit: Hit, ground: Ground) -> int:
    """How many essential elements the article of a hit holds."""
    article = ground.article(hit)
    essential = [e.key for e in clause.elements if e.role == "essential"]
    return sum(any(ground.article(h) == article for h in g.elements.get(key, ())) for key in essential)


def _strongest(hits: Sequence[Hit], ground: Ground) -> Hit:
    """The contrary passage in the piece that prevails; the first one when no order says."""
    ranks = [(ground.standing.rank(ground.place(h)), n) for n, h in enumerate(hits)]
    return hits[min(ranks, key=lambda r: (r[0] is None, r[0] or 0, r[1]))[1]]


def _preference(clause: ClauseFile, g: Gathered, hit: Hit, against: Hit, ground: Ground) -> tuple[int, int, int, int, int]:
    """Smallest for the passage that prevails, states the duty most fully, and shares the most words with the contrary one."""
    prevails, _ = ground.standing.prevails(ground.place(against), ground.place(hit))
    shared = len(ground.words(hit) & ground.words(against))
    return {1: 0, None: 1, 0: 2}[prevails], -_elements(clause, g, hit, ground), -shared, hit.document, hit.sentence


def _all_yield(clause: ClauseFile, g: Gathered, conflict: Conflict, ground: Ground) -> bool:
    """True when every contrary passage yields to some favourable one."""
    favourable = _favourable(clause, g, ground)
    return conflict.prevails == 1 and all(
        any(ground.standing.prevails(ground.place(c), ground.place(f))[0] == 1 for f in favourable) for c in g.contrary
    )


# ---- figures -----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Figure:
    hit: Hit
    limit: TimeLimit

    def same(self, other: _Figure) -> bool:
        return abs(self.limit.hours - other.limit.hours) <= _SAME * max(self.limit.hours, other.limit.hours)


def _figures(clause: ClauseFile, g: Gathered, ground: Ground) -> list[Conflict]:
    """Elements whose figure differs from one article to another, each article stating the duty itself."""
    out = []
    for element in figures().get(clause.id, ()):
        by_article: dict[tuple[int, int], list[_Figure]] = {}
        for hit in g.elements.get(element, ()):
            figure = _figure(hit, g, ground)
            if figure is not None:
                by_article.setdefault(ground.article(hit), []).append(figure)
        groups = list(by_article.values())
        for n, one in enumerate(groups):
            for other in groups[n + 1 :]:
                if not any(a.same(b) for a in one for b in other) and _comparable(clause, one[0].hit, other[0].hit, ground):
                    out.append(_difference(clause, element, one[0], other[0], ground))
    return _without_repeats(out)


def _comparable(clause: ClauseFile, one: Hit, other: Hit, ground: Ground) -> bool:
    """True when two passages are about the same object: the same kind of data, and words in common."""
    if clause.personal_data_scope and ground.narrow(one) != ground.narrow(other):
        return False
    return len(ground.words(one) & ground.words(other)) >= (_SHARED if one.document != other.document else 2 * _SHARED)


def _figure(hit: Hit, g: Gathered, ground: Ground) -> _Figure | None:
    """The one time limit that an element rests on; None when there is none, several, or when the duty is another's."""
    index = ground.indexes[hit.document]
    if hit.bound == "buyer" or not _states_duty(hit, g, index):
        return None
    start = index.sentences[hit.sentence].start
    limits = time_limits(index.text(hit.sentence), index.grammar)
    inside = [t for t in limits if any(s.start < start + t.end and start + t.start < s.end for s in hit.spans)]
    chosen = inside or limits
    return _Figure(hit, chosen[0]) if len(chosen) == 1 else None


def _states_duty(hit: Hit, g: Gathered, index: Index) -> bool:
    """True when the sentence of a hit states the duty, or is in a list that it governs."""
    heads = index.sentences[hit.sentence].heads
    return any(c.document == hit.document and (c.sentence == hit.sentence or c.sentence in heads) for c in g.core)


def _difference(clause: ClauseFile, element: str, one: _Figure, other: _Figure, ground: Ground) -> Conflict:
    prevails, why = ground.standing.prevails(ground.place(one.hit), ground.place(other.hit))
    return Conflict((clause.id,), "figure", element, (_side(one, ground), _side(other, ground)), prevails, why)


def _side(f: _Figure, ground: Ground) -> ConflictSide:
    index = ground.indexes[f.hit.document]
    passage = evidence(index, f.hit.sentence, "for")
    return ground.side(f.hit, passage, " ".join(passage.quote[f.limit.start : f.limit.end].split()))


def _without_repeats(found: Sequence[Conflict]) -> list[Conflict]:
    """One conflict per pair of documents and values: the same figure is often said twice in one piece."""
    seen: set[tuple[object, ...]] = set()
    out = []
    for c in found:
        key = (c.element, *((s.evidence.document, s.value) for s in c.sides))
        if key not in seen:
            seen.add(key)
            out.append(c)
    return out


def merged(found: Sequence[Conflict]) -> tuple[Conflict, ...]:
    """One conflict for the same two passages, with every requirement they are about; those between two pieces first."""
    out: dict[tuple[object, ...], Conflict] = {}
    for c in found:
        key = (c.what, *((s.evidence.document, s.evidence.start, s.evidence.end, s.value) for s in c.sides))
        known = out.get(key)
        out[key] = c if known is None else replace(known, requirements=(*known.requirements, *c.requirements))
    return tuple(sorted(out.values(), key=lambda c: c.sides[0].evidence.document == c.sides[1].evidence.document))
