"""What a sentence does with an act: affirms, forbids or releases it; who is bound; what weakens it.

Surface frames, not a parse: on contracts they are right more often than a small statistical parser (docs/design.md).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from clausecheck.languages import Grammar
from clausecheck.model import Party, Polarity

_HARD = re.compile(r"[;:]|\.(?=\s)")
#: "may use the data only to…", "peut utiliser les données uniquement pour…": a limit, not a leave.
_CONFINED = re.compile(
    r"[^,;:.]{0,90}\b(?:(?:only|solely|exclusively)\s+(?:to|for|in|as|on|where|when|with|if)"
    r"|(?:uniquement|exclusivement|seulement)\s+(?:pour|aux?|afin|dans|a|en|sur|avec|lorsque|si))\b"
)
_COORDINATE = re.compile(r",\s*(?:et|mais|and|but)\s")
#: "Afin de ne pas fausser la concurrence, …": a purpose that opens a sentence says nothing of its main clause.
_PURPOSE = re.compile(r"^\W*(?:afin de|pour|en vue de|de maniere a|de facon a|so as|in order) (?:ne|not)$")
#: What ends the name of the subject: a relative clause, a participle, an agent.
_SUBJECT_END = re.compile(r"\b(?:qui|que|qu|dont|par|which|who|that|by|\w{3,}(?:ees?|ed|ing))\b")


_GETS = re.compile(
    r"(?:shall|must|will|doit|doivent|devra|devront)\s+(?:\w+ly\s+)?"
    r"(?:have|own|receive|retain|hold|keep|be|remain|get|choose|decide|determine|pouvoir|disposer|recevoir|conserver|rester|etre|avoir|choisir|decider)\b|agrees?\s+to\s+(?:the|a|any)\b"
)
_IF = re.compile(r"\b(?:if|when|where|unless|until|once|si|lorsque|lorsqu|quand|tant\s+que|tant\s+qu|des\s+que|apres\s+que)\s")
_ASKS = re.compile(
    r"\s+(?:ne\s+|lui\s+)?(?:demand|impos|exig|prescri|ordonn|enjoin|confi|interdi|signal|require|ask|instruct|direct|order|entrust)\w*\b"
)
_DATIVE = re.compile(r"(?:\bau|\baux|\ba\s+la|\ba\s+l|\bto|\bto\s+the)\s+$")
_JOINED = re.compile(r"(?:and|or|but|nor|et|ou|mais|ni|puis|,|;)(?![a-z])")
_TEMPORAL = re.compile(r"(?:within|before|prior|until|avant|dans\s+un\s+delai|au\s+plus\s+tard|jusqu)(?![a-z])")
_VERBAL = re.compile(
    r"\b(?:shall|must|will|is|are|may|can|has|have|it|they|we|you|est|sont|sera|seront|doit|doivent|peut|peuvent|il|elle|ils|elles|nous|vous|on)\b"
)
_BRACKETS = re.compile(r"\([^()]*\)")
#: What may stand between a subject and its verb.
_ASIDE = re.compile(
    r"(?:\s+(?:et|and)\s+(?:son|ses|its)\s+\w+)?(?:\s*,[^,;:.]{1,70},)?\s*(?:(?:lui|leur|y|en|les?|la|l|se|itself|also|shall also)\s+)*"
)
_RESERVE = 60  # characters from "sauf" to the one who may decide otherwise


@dataclass(frozen=True, slots=True)
class Negation:
    """One negation of a sentence and the stretch that it reaches."""

    start: int
    end: int
    releases: bool
    open_end: bool


@dataclass(frozen=True, slots=True)
class Mention:
    """A party named in a sentence. ``subject`` is false after a preposition ("au Titulaire", "of the Supplier")."""

    start: int
    end: int
    party: Party
    subject: bool
    agent: bool


def negations(folded: str, grammar: Grammar) -> tuple[Negation, ...]:
    """The negations of a folded sentence: "ne … pas" is one, "sans délai" none, "ne … que" none."""
    masked = [m.span() for m in grammar.neutral.finditer(folded)]
    masked += [m.span() for m in grammar.restriction.finditer(folded)]
    releases = [m.span() for m in grammar.release.finditer(folded)]
    cues = [m.span() for m in grammar.negation.finditer(folded) if not any(a <= m.start() < b for a, b in masked)]
    out: list[Negation] = []
    for start, end in cues:
        word = folded[start:end]
        if out and out[-1].end > start and 0 <= start - out[-1].start < 60 and _joins(word, folded[out[-1].start : start], grammar):
            continue  # the second half of "ne … pas", "no … nor", "n'a aucune"
        if word in ("pas", "point de") or (word == "n" and not re.match(r"n\s+[aeiouyh]", folded[start:])):
            continue  # alone, "pas" belongs to something else
        follows = re.match(r"\s+(?:a|au|aux|de|d|from|to)\b", folded[end:])
        if grammar.backward.fullmatch(word) and not follows and not re.search(r"\bil\s+$", folded[:start]):
            # "la revente des données est interdite": what is forbidden stands before the word that forbids
            left = _clause_start(start, folded)
            out.append(Negation(left, end, False, False))
            continue
        coordinate = _COORDINATE.search(folded, out[-1].start, start) if out and out[-1].end > start else None
        if coordinate:
            # "n'est pas testée, et rien n'empêche…": each of two coordinate clauses has its own negation
            out[-1] = replace(out[-1], end=coordinate.start(), open_end=False)
        stop = _scope_end(folded, end, grammar)
        release = any(a < end + 1 and start < b for a, b in releases)
        subordinate = _IF.search(folded, _clause_start(start, folded), start)
        if grammar.passive.match(folded, start) and not subordinate:
            # "la restitution n'est pas assurée": the act may be the subject of what is denied
            left = _clause_start(start, folded)
            left = max(left, _BRACKETS.sub(lambda m: "·" * len(m[0]), folded[:start]).rfind(",", left) + 1)
            aside = _SUBJECT_END.search(folded, left, start)
            out.append(Negation(left, aside.start() if aside else start, release, False))
        # the cue itself ("refuser", "s'interdit") is an act of its own, not under its own negation
        out.append(Negation(end, stop, release, stop >= len(folded.rstrip(" :;-"))))
    return tuple(out)


_COMPANIONS = {
    "fr": (
        "pas",
        "aucun",
        "aucune",
        "aucuns",
        "aucunes",
        "jamais",
        "rien",
        "nul",
        "nulle",
        "point de",
        "en aucun cas",
        "ne",
        "n",
    ),
    "en": ("any",),
}


def _joins(word: str, between: str, grammar: Grammar) -> bool:
    if word not in _COMPANIONS[grammar.language]:
        return False
    return not re.search(r"(?<![a-z])(?:sans|without|et|and)(?![a-z])", between)


def _scope_end(folded: str, start: int, grammar: Grammar) -> int:
    hard = _HARD.search(folded, start)
    if hard and hard[0] == ":":
        # "ne sont pas livrées en formats ouverts : CSV, GeoJSON": a list without a verb is still denied
        after = _HARD.search(folded, hard.end())
        if not _VERBAL.search(folded, hard.end(), after.start() if after else len(folded)):
            hard = after
    stop = hard.start() if hard and hard.start() < len(folded.rstrip()) - 1 else len(folded)
    # a negation inside a relative clause between commas does not reach what follows it
    relative = re.search(r",\s*(?:qui|que|qu|dont|which|who|that)\s[^,]*$", folded[:start])
    comma = folded.find(",", start, stop) if relative else -1
    if comma < 0 and (folded[:start].endswith(("sans", "without")) or _PURPOSE.match(folded[:start])):
        comma = folded.find(",", start, stop)
    if comma >= 0:
        stop = comma
    closer = grammar.closers.search(folded, start, stop)
    if closer and _beside(folded[start : closer.start()], closer[0]):
        # "need not within ten days return…", "n'établit pas, avant le jalon, …": a time beside the verb ends nothing
        closer = grammar.closers.search(folded, closer.end(), stop)
    return closer.start() if closer else stop


def _beside(between: str, closer: str) -> bool:
    """True when a closer stands right beside the negated verb, so that the act may still follow it."""
    if _JOINED.match(closer):
        return False
    words = [w for w in re.findall(r"\w+", between) if w not in ("be", "required", "obliged", "to", "pas", "tenu", "de")]
    return len(words) <= (2 if _TEMPORAL.match(closer) else 0)


def polarity(start: int, own: Sequence[Negation], heads: Sequence[Sequence[Negation]]) -> Polarity:
    """The polarity of an act at offset ``start``; a negation left open by a governing sentence reaches its items."""
    over = [n for n in own if n.start <= start < n.end]
    over += [n for head in heads for n in head if n.open_end and not n.releases] if not over else []
    released = [n for n in over if n.releases]
    for head in heads:
        released += [n for n in head if n.releases and n.open_end]
    if len(over) % 2 == 0 and not (released and len(over) == 0):
        return "affirmed"
    return "released" if released else "forbidden"


def bearer(start: int, mentions: Sequence[Mention], heads: Sequence[Sequence[Mention]], folded: str, grammar: Grammar) -> Party:
    """Who is bound by the act at offset ``start``: the subject nearest before it, else its agent ("par le Titulaire")."""
    left = _clause_start(start, folded)
    if _PASSIVE.search(folded[:start]):
        agents = [m for m in mentions if start <= m.start < start + 60 and m.agent and not _other_participle(folded, start, m)]
        if agents:
            return agents[0].party
    before = [m for m in mentions if m.end <= start and m.subject]
    before = [m for m in before if m.start >= left] or before
    if before:
        nearest = before[-1]
        modal = _last(grammar, folded[left:start])
        # the party just before the modal verb governs, even when another is named between modal and act
        if modal is not None:
            anchored = [m for m in before if m.end <= left + modal]
            return (anchored[-1] if anchored else nearest).party
        # without a modal, a party named after the subject is an object ("sends the City a report")
        comma = folded.rfind(",", left, start)
        own = [m for m in before if m.start > comma]
        return (own[0] if own else nearest).party
    after = [m for m in mentions if m.start >= start and m.agent and m.start - start < 90 and not _other_participle(folded, start, m)]
    if after:
        return after[0].party
    for head in reversed(heads):
        subjects = [m for m in head if m.subject]
        if subjects:
            return subjects[-1].party if len({m.party for m in subjects}) == 1 else subjects[0].party
    return "none"


_PASSIVE = re.compile(r"\b(?:est|sont|sera|seront|etre|ete|soit|soient|is|are|be|been|was|were)\s+(?:\w+\s+)?$")
_PARTICIPLE = re.compile(
    r"(?:donnees?|confiees?|remis(?:es?)?|fournie?s?|transmis(?:es?)?|designee?s?|mandatee?s?|emis(?:es?)?|given|provided|appointed|designated|"
    r"supplied|issued|instructed|disclosed|submitted)\s+(?:par|by)\s+(?:le\s+|la\s+|l\s+|the\s+)?$"
)


def _other_participle(folded: str, start: int, mention: Mention) -> bool:
    """True when "par"/"by" belongs to another participle than the act: "traitées selon les instructions données par le Client"."""
    between = folded[start : mention.start]
    return len(between) > 30 and bool(_PARTICIPLE.search(between))


def _last(grammar: Grammar, before: str) -> int | None:
    found = [m.start() for pattern in (grammar.duty, grammar.permission) for m in pattern.finditer(before)]
    return max(found) if found else None


def is_permission(start: int, folded: str, grammar: Grammar) -> bool:
    """True when the last modal before the act is one of permission ("peut", "may") and not one of duty."""
    left = _clause_start(start, folded)
    window = folded[left:start]
    # "may only", "ne peut": no leave is given
    permission = [
        m.start()
        for m in grammar.permission.finditer(window)
        if not re.match(r"\s+(?:only|not)\b", window[m.end() :]) and not re.search(r"\b(?:ne|n)\s+$", window[: m.start()])
    ]
    duty = [m.start() for m in grammar.duty.finditer(window)]
    return bool(permission) and (not duty or permission[-1] > duty[-1]) and not _CONFINED.match(folded, start)


def buyer_obliged(start: int, mentions: Sequence[Mention], folded: str, grammar: Grammar) -> bool:
    """True when the act is a duty of the buyer ("the Council shall", "la Ville remet au Titulaire"), not what it gets ("shall have").

    "You" is whoever the contract says, often without saying it: it is never taken for the one who is bound.
    """
    if _gives_to_supplier(mentions, folded, grammar):
        return True
    left = _clause_start(start, folded)
    subject = _subject_of(start, left, mentions)
    if subject is not None and subject.party == "buyer" and _predicate(subject, folded, grammar.giving):
        return folded[subject.start : subject.end] not in grammar.self_buyer
    window = folded[left:start]
    duty = [m.start() for m in grammar.duty.finditer(window)]
    if not duty or any(m.start() > duty[-1] for m in grammar.permission.finditer(window)) or _GETS.match(folded, left + duty[-1]):
        return False
    named = _subject_of(left + duty[-1], left, mentions)
    return named is not None and named.party == "buyer" and folded[named.start : named.end] not in grammar.self_buyer


def supplier_takes(start: int, mentions: Sequence[Mention], folded: str, grammar: Grammar) -> bool:
    """True when the act is something that the supplier gets or may do to the buyer ("the Supplier shall have access", "may inspect")."""
    left = _clause_start(start, folded)
    subject = _subject_of(start, left, mentions)
    return subject is not None and subject.party == "supplier" and _predicate(subject, folded, grammar.taking)


def _subject_of(start: int, left: int, mentions: Sequence[Mention]) -> Mention | None:
    """The party that is the subject nearest before the act, in its own clause."""
    named = [m for m in mentions if left <= m.start and m.end <= start and m.subject and not m.agent]
    return named[-1] if named else None


def _predicate(subject: Mention, folded: str, verbs: re.Pattern[str]) -> bool:
    """True when one of ``verbs`` follows the subject, an aside between commas and pronouns left out."""
    return bool(verbs.match(folded, _ASIDE.match(folded, subject.end).end()))  # type: ignore[union-attr]


def _gives_to_supplier(mentions: Sequence[Mention], folded: str, grammar: Grammar) -> bool:
    """True when the first party named is the buyer and what it does goes to the supplier: "la Ville remet au Titulaire…"."""
    if not mentions or mentions[0].party != "buyer" or not mentions[0].subject:
        return False
    verb = folded[mentions[0].end : mentions[0].end + 60]
    if grammar.permission.search(verb) or _ASKS.match(verb):
        return False
    return any(m.party == "supplier" and _DATIVE.search(folded[: m.start]) for m in mentions[1:])


def plainly_denied(spans: Sequence[tuple[int, int]], folded: str, grammar: Grammar) -> bool:
    """True when a sentence that denies its act restricts and excepts nothing, and no item (``spans``) is itself a negation."""
    if grammar.restriction.search(folded) or grammar.exception.search(folded):
        return False
    neutral = [m.span() for m in grammar.neutral.finditer(folded)]
    cues = [m for m in grammar.negation.finditer(folded) if not any(a <= m.start() < b for a, b in neutral)]
    return not any(m[0] in ("sans", "without") or any(a <= m.start() < b for a, b in spans) for m in cues)


def reserved(mentions: Sequence[Mention], folded: str, grammar: Grammar) -> tuple[int, ...]:
    """Where a sentence leaves an exception to the supplier: "sauf accord contraire du Titulaire", "unless the Supplier objects"."""
    out = []
    for m in grammar.exception.finditer(folded):
        for mention in mentions:
            if mention.start < m.end() or mention.start - m.end() > _RESERVE or mention.party != "supplier":
                continue
            between, after = folded[m.end() : mention.start], folded[mention.end :]
            if grammar.leave.fullmatch(between.strip()) or (len(between.split()) <= 3 and grammar.decides.match(after)):
                out.append(m.start())
            break
    return tuple(out)


def _clause_start(start: int, folded: str) -> int:
    """Where the stretch between hard stops that holds ``start`` begins."""
    return max((m.end() for m in _HARD.finditer(folded, 0, start)), default=0)


def clause_window(start: int, end: int, folded: str) -> tuple[int, int]:
    """The stretch between hard stops (";", ":", ".") that holds an act: where a hedge can touch it."""
    right = _HARD.search(folded, end)
    return _clause_start(start, folded), right.start() if right else len(folded)
