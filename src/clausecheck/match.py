"""Clauses + requirements → hits: which wording meets which sentence, with what polarity, bearer and hedge."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from clausecheck.frames import bearer, buyer_obliged, clause_window, is_permission, plainly_denied, polarity, reserved, supplier_takes
from clausecheck.index import Index, Position
from clausecheck.lexicon import Item, Lexicon
from clausecheck.model import Hit, Language, Party, Polarity, Span
from clausecheck.requirements import Alternative, Alternatives, Patterns, Wordings

#: Hedges that weaken any main obligation; the others only where a requirement lists them.
DEFAULT_HEDGES = ("W1", "W2", "W3", "W6", "W7", "W9", "W12")
_ARTICLE = 60  # sentences: a numbered article longer than this is taken sub-article by sub-article
_TIMES = frozenset({"hours"})
_BINDING = frozenset({"operative"})


@dataclass(frozen=True)
class Compiled:
    """An alternative with its items resolved."""

    alternative: Alternative
    items: tuple[Item, ...]
    none: tuple[Item, ...]


class Rules:
    """The wordings of one language, compiled once: requirement → role → alternatives."""

    def __init__(self, patterns: Patterns, language: Language) -> None:
        shared = patterns.vocabulary[language]
        self.lexicon = Lexicon(shared.concepts)
        self.hedges = {name: self.lexicon.item("|".join(phrases)) for name, phrases in shared.hedges.items() if phrases}
        self.wordings: dict[str, dict[str, list[Compiled]]] = {}
        self._texts: dict[str, Wordings] = {}
        for requirement in patterns.requirements:
            text = requirement.languages.get(language)
            if text is None:
                continue
            self._texts[requirement.id] = text.wordings

    def of(self, requirement: str) -> dict[str, list[Compiled]]:
        """The wordings of one requirement by role; empty when this language has none. Compiled when first asked for."""
        if requirement not in self.wordings:
            text = self._texts.get(requirement)
            self.wordings[requirement] = self._wordings(text, requirement) if text is not None else {}
        return self.wordings[requirement]

    def _wordings(self, w: Wordings, owner: str) -> dict[str, list[Compiled]]:
        lexicon = self.lexicon.with_local(w.concepts, owner)
        out = {role: compiled(getattr(w, role), lexicon) for role in ("topic", "core", "weak", "contrary")}
        out.update({f"element {key}": compiled(alternatives, lexicon) for key, alternatives in w.elements.items()})
        return out

    def items(self, requirements: Iterable[str]) -> Iterable[Item]:
        """Every item of the wordings of these requirements, to be found in one pass."""
        yield from self.hedges.values()
        for requirement in requirements:
            for alternatives in self.of(requirement).values():
                for c in alternatives:
                    yield from c.items
                    yield from c.none


def compiled(alternatives: Alternatives, lexicon: Lexicon) -> list[Compiled]:
    """Resolve the items of each alternative. Raises PatternError for an unknown concept."""
    return [Compiled(a, tuple(lexicon.item(i) for i in a.all), tuple(lexicon.item(i) for i in a.none)) for a in alternatives]


@dataclass(frozen=True, slots=True)
class Meeting:
    """One alternative met in one sentence: where its items are and what becomes of the act."""

    sentence: int
    act: Position
    act_sentence: int
    spans: tuple[Span, ...]
    polarity: Polarity
    bound: Party
    permitted: bool
    borrowed: bool = False  # an item stands in neither the sentence nor its governing sentence: a title or a neighbour lends it


class Matcher:
    """Finds the meetings of alternatives in one indexed document."""

    def __init__(self, index: Index, *, supplier_bound: bool = False) -> None:
        self.index = index
        self.supplier_bound = supplier_bound

    # -- candidates ------------------------------------------------------------------------------------------

    def meetings(self, c: Compiled, allowed: frozenset[str] = _BINDING, within: frozenset[int] | None = None) -> list[Meeting]:
        """Every sentence where all items of ``c`` meet, whatever the polarity."""
        index, alternative = self.index, c.alternative
        candidates: frozenset[int] | None = None
        for n, item in enumerate(c.items):
            reach = index.wide(item, titles=n > 0)
            if n > 0 and alternative.scope != "sentence":
                reach = self._spread(reach, alternative.scope)
            candidates = reach if candidates is None else candidates & reach
            if not candidates:
                return []
        assert candidates is not None
        if within is not None:
            candidates &= within
        out = []
        for sentence in sorted(candidates):
            if index.sentences[sentence].kind not in allowed:
                continue
            meeting = self._meeting(c, sentence)
            if meeting is not None:
                out.append(meeting)
        return out

    def _spread(self, sentences: frozenset[int], scope: str) -> frozenset[int]:
        index = self.index
        out: set[int] = set(sentences)
        for s in sentences:
            sentence = index.sentences[s]
            if scope == "article":
                article = index.article[sentence.clause]
                out.update(article if len(article) <= _ARTICLE else index.by_clause[sentence.clause])
            else:
                out.update(index.by_block[sentence.block])
                out.update(i for i in (s - 1, s + 1) if 0 <= i < len(index.sentences) and index.sentences[i].clause == sentence.clause)
        return frozenset(out)

    def _meeting(self, c: Compiled, sentence: int) -> Meeting | None:
        index, alternative = self.index, c.alternative
        own: list[Position | None] = []
        for item in c.items:
            spans = index.find(item).get(sentence)
            own.append(spans[0] if spans else None)
        if not any(own):
            return None
        around = (sentence, *index.sentences[sentence].heads)
        if any(s in index.find(item) for item in c.none for s in around):
            return None
        if (alternative.near or alternative.order) and not self._close(c, sentence):
            return None
        heads = index.sentences[sentence].heads
        act, where = own[0], sentence
        if act is None:
            for head in reversed(heads):
                spans = index.find(c.items[0]).get(head)
                if spans:
                    act, where = spans[0], head
                    break
        if act is None:
            return None
        for item, span in zip(c.items, own, strict=True):
            # a deadline counts for the party it binds: the controller's 72 hours are not the processor's (J11)
            if span is not None and self.supplier_bound and not _TIMES.isdisjoint(item.builtin) and not item.phrases:
                times = index.find(item)[sentence]
                if all(self._bound_at(sentence, t[0]) == "buyer" for t in times):
                    return None
        spans_ = tuple(Span(*p) for p in own if p is not None)
        borrowed = any(p is None and not any(h in index.find(item) for h in heads) for item, p in zip(c.items, own, strict=True))
        best: Meeting | None = None
        for candidate in self._acts(index.find(c.items[0]).get(where) or [act], where):
            found = self._judge(c, sentence, candidate, where, spans_, borrowed)
            if best is None or (_wanted(c.alternative, found) and not _wanted(c.alternative, best)):
                best = found
        return best

    def _acts(self, candidates: list[Position], where: int) -> list[Position]:
        """The first places where an act may be; the name of a party is none ("process*" meets "the Processor")."""
        start = self.index.sentences[where].start
        named = [(m.start + start, m.end + start) for m in self.index.mentions(where)]
        acts = [p for p in candidates if not any(a <= p[0] and p[1] <= b for a, b in named)]
        return (acts or candidates)[:4]

    def _bound_at(self, sentence: int, position: int) -> Party:
        index = self.index
        start = position - index.sentences[sentence].start
        left, _ = clause_window(start, start, index.text(sentence))
        subjects = [m for m in index.mentions(sentence) if left <= m.start and m.end <= start and m.subject]
        return subjects[0].party if subjects else "none"

    def _judge(self, c: Compiled, sentence: int, act: Position, where: int, spans: tuple[Span, ...], borrowed: bool) -> Meeting:
        index = self.index
        start = act[0] - index.sentences[where].start
        heads = index.sentences[where].heads
        text = index.text(where)
        found = polarity(start, index.negations(where), [index.negations(h) for h in heads])
        mentions = index.mentions(where)
        bound = bearer(start, mentions, [index.mentions(h) for h in heads], text, index.grammar)
        if found != "released" and where == sentence and self._released(c, sentence, start, spans):
            found = "released"
        permitted = is_permission(start, text, index.grammar) or any(
            index.text(h).rstrip(" :").endswith(tuple(_open_permissions(index))) for h in heads
        )
        return Meeting(sentence, act, where, spans, found, bound, permitted, borrowed)

    def _released(self, c: Compiled, sentence: int, act: int, spans: tuple[Span, ...]) -> bool:
        """True when another item than the act lies under a release: "is not required to inform you before adding a sub-processor"."""
        if c.alternative.polarity is not None:
            return False
        start = self.index.sentences[sentence].start
        left, right = clause_window(act, act, self.index.text(sentence))
        releases = [n for n in self.index.negations(sentence) if n.releases and left <= n.start and n.end <= right]
        return any(n.start <= s.start - start < n.end for s in spans for n in releases)

    def refused(self, m: Meeting) -> bool:
        """True when the act is released, or plainly denied: neither the wording nor its sentence restricts or excepts anything.

        "shall not process except on instructions" and "only" state a duty in the negative; "shall not notify breaches" states none.
        """
        if m.polarity != "forbidden":
            return m.polarity == "released"
        start = self.index.sentences[m.act_sentence].start
        spans = [(s.start - start, s.end - start) for s in m.spans]
        return plainly_denied(spans, self.index.text(m.act_sentence), self.index.grammar)

    def exchanged(self, m: Meeting) -> bool:
        """True when a duty of the supplier is laid on the buyer, or a right of the buyer given to the supplier."""
        index = self.index
        s, text, mentions = index.sentences[m.act_sentence], index.text(m.act_sentence), index.mentions(m.act_sentence)
        start = m.act[0] - s.start
        if m.bound == "supplier":
            return supplier_takes(start, mentions, text, index.grammar)
        if m.bound != "buyer":
            return False
        if buyer_obliged(start, mentions, text, index.grammar):
            return True
        if any(mention.subject for mention in mentions):
            return False
        # "the Council undertakes to:" and its list
        return any(buyer_obliged(len(index.text(h)), index.mentions(h), index.text(h), index.grammar) for h in s.heads)

    def denied(self, m: Meeting) -> bool:
        """True when any of the items of a meeting, not only its act, lies under a negation ("does not process data")."""
        sentence = self.index.sentences[m.sentence]
        own = self.index.negations(m.sentence)
        return any(polarity(s.start - sentence.start, own, []) != "affirmed" for s in m.spans)

    def _close(self, c: Compiled, sentence: int) -> bool:
        """True when one position of each item can be chosen in order and near enough (in words)."""
        index, alternative = self.index, c.alternative
        positions = [index.find(item).get(sentence, []) for item in c.items]
        if not all(positions):
            return not alternative.near
        limit = (alternative.near or 10_000) * 7  # about seven characters a word, its blank included
        for first in positions[0]:
            at, low, high, ok = first, first[0], first[1], True
            for other in positions[1:]:
                choices = [p for p in other if p[0] >= at[1]] if alternative.order else other
                if not choices:
                    ok = False
                    break
                at = min(choices, key=lambda p: abs(p[0] - first[0]))
                low, high = min(low, at[0]), max(high, at[1])
            if ok and high - low <= limit + sum(p[0][1] - p[0][0] for p in positions):
                return True
        return False

    # -- hits ------------------------------------------------------------------------------------------------

    def hit(self, requirement: str, role: str, c: Compiled, m: Meeting, hedges: Mapping[str, Item], active: Sequence[str]) -> Hit:
        """The hit of a meeting, with the hedges that touch its act."""
        name = role.removeprefix("element ") if role.startswith("element ") else ""
        kind = "element" if name else role
        touched = self.hedges(m, hedges, active) if kind in ("core", "element") else ()
        return Hit(requirement, kind, name, self.index.segmented.clauses[0].document, m.sentence, m.spans,  # type: ignore[arg-type]
                   " + ".join(c.alternative.all), m.polarity, m.bound, touched,
                   kind=self.index.sentences[m.sentence].kind, borrowed=m.borrowed)  # fmt: skip

    def hedges(self, m: Meeting, hedges: Mapping[str, Item], active: Sequence[str]) -> tuple[str, ...]:
        """The hedges (W1…) in the clause of the act, and W3 when the supplier only "may"."""
        index = self.index
        found = []
        for where in dict.fromkeys((m.act_sentence, m.sentence)):
            s = index.sentences[where]
            text = index.text(where)
            if where == m.act_sentence:
                left, right = clause_window(m.act[0] - s.start, m.act[1] - s.start, text)
            else:
                left, right = 0, len(text)
            for name, item in hedges.items():
                if name not in active:
                    continue
                for a, b in index.find(item).get(where, ()):
                    if left <= a - s.start and b - s.start <= right and name not in found:
                        found.append(name)
            if "W6" in active and "W6" not in found:
                reserves = reserved(index.mentions(where), text, index.grammar)
                # after a colon the exception still reaches what was announced; after a semicolon it does not
                if any(left <= at and ";" not in text[right:at] for at in reserves):
                    found.append("W6")
        if m.sentence in index.segmented.open_choices:
            found.append("J19")
        if index.optional(m.sentence):
            found.append("J22")
        if "W3" in active and m.permitted and m.bound == "supplier" and m.polarity == "affirmed" and "W3" not in found:
            found.append("W3")
        return tuple(sorted(found))


def _open_permissions(index: Index) -> tuple[str, ...]:
    return ("peut", "pourra", "peuvent", "may") if index.grammar.language == "fr" else ("may", "can")


def _wanted(alternative: Alternative, m: Meeting) -> bool:
    return meets_polarity(alternative.polarity or "affirmed", m.polarity)


def meets_polarity(wanted: str, found: Polarity) -> bool:
    """Whether a polarity is the one that a wording asks for."""
    return wanted == "any" or (found == "affirmed") == (wanted == "affirmed")


def meets_bearer(wanted: str, found: Party) -> bool:
    """Whether the bound party is one that a wording accepts; an unnamed party is accepted unless one is asked for."""
    if wanted == "any":
        return True
    if wanted == "not-buyer":
        return found != "buyer"
    if wanted == "not-supplier":
        return found != "supplier"
    return found == wanted
