"""One contract on the bench: its requirements judged, and judged again on a changed copy under the same conditions."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from spacy.vocab import Vocab

from clausecheck.applicability import Applies, ConditionRules, applies, conditions
from clausecheck.assess import Gathered, assess, gather
from clausecheck.index import Index
from clausecheck.match import DEFAULT_HEDGES, Matcher, Rules
from clausecheck.model import Document, Finding, Language, Party
from clausecheck.outcomes import outcome, reading_kinds
from clausecheck.references import references
from clausecheck.requirements import LANGUAGES, Patterns, Requirement
from clausecheck.segment import segment
from mutants.base import Name


@dataclass(frozen=True, slots=True)
class Site:
    """A core duty: the sentence of its acts, where they stand in it, and the sentences in which it counts."""

    document: int
    sentence: int
    acts: tuple[tuple[int, int], ...]
    counts_in: tuple[int, ...]
    hedged: bool
    bound: Party


@dataclass(frozen=True, slots=True)
class Judged:
    """The finding of one requirement and what it was made from."""

    finding: Finding
    gathered: Gathered
    indexes: tuple[Index, ...]


class Shop:
    """The wordings, compiled once for all contracts."""

    def __init__(self, patterns: Patterns) -> None:
        self.patterns = patterns
        self.vocab = Vocab()
        self.rules: dict[Language, Rules] = {lang: Rules(patterns, lang) for lang in LANGUAGES}
        self.conditions: dict[Language, ConditionRules] = {lang: ConditionRules(patterns, lang) for lang in LANGUAGES}

    def index(self, document: Document, number: int) -> Index:
        """A document, cut and searchable. Its language must be set."""
        assert document.language is not None
        return Index(segment(document, number), self.rules[document.language].lexicon, self.vocab)


class Bench:
    """A contract (its documents, language set) whose conditions are settled once."""

    def __init__(self, documents: Sequence[Document], shop: Shop) -> None:
        self.shop = shop
        self.documents = tuple(documents)
        self.indexes = tuple(shop.index(d, n) for n, d in enumerate(documents))
        for index in self.indexes:
            index.prepare(shop.conditions[index.grammar.language].items())
        self.states = conditions(shop.patterns, self.indexes, shop.conditions)
        self.grounds: dict[str, Applies] = {r.id: applies(r, self.states) for r in shop.patterns.requirements}
        for index in self.indexes:
            index.prepare(shop.rules[index.grammar.language].items(r for r, a in self.grounds.items() if a.state != "absent"))

    def judge(self, requirement: Requirement, changed: Mapping[int, Document] | None = None) -> Judged:
        """The requirement judged on the contract, or on a copy of which some documents were changed."""
        indexes = list(self.indexes)
        for number, document in (changed or {}).items():
            index = self.shop.index(document, number)
            index.prepare(self.shop.rules[index.grammar.language].items([requirement.id]))
            indexes[number] = index
        refs = references(indexes, self.shop.rules, self.states)
        gathered = gather(requirement, indexes, self.shop.rules)
        finding = assess(requirement, self.grounds[requirement.id], self.states, gathered, indexes, refs)
        return Judged(finding, gathered, tuple(indexes))

    def sites(self, requirement: Requirement) -> list[Site]:
        """Where the contract states the core duty, the unhedged first; one site for each sentence that holds an act."""
        clause = requirement.clause
        kinds = reading_kinds(clause)
        active = clause.hedges if clause.hedges is not None else DEFAULT_HEDGES
        found: dict[tuple[int, int], list[tuple[tuple[int, int], int, bool, Party]]] = {}
        for n, index in enumerate(self.indexes):
            own = self.shop.rules[index.grammar.language]
            matcher = Matcher(index, supplier_bound=clause.bound_party == "supplier")
            for c in own.of(requirement.id).get("core", ()):
                for m in matcher.meetings(c, kinds):
                    if not outcome(clause, matcher, "core", c, m).stop:
                        start = index.sentences[m.act_sentence].start
                        hedged = bool(matcher.hedges(m, own.hedges, active))
                        found.setdefault((n, m.act_sentence), []).append(((m.act[0] - start, m.act[1] - start), m.sentence, hedged, m.bound))
        out = [
            Site(n, s, tuple(sorted({h[0] for h in hits})), tuple(dict.fromkeys(h[1] for h in hits)), all(h[2] for h in hits), hits[0][3])
            for (n, s), hits in found.items()
        ]
        return sorted(out, key=lambda site: (site.hedged, site.document, site.sentence))

    def name(self, party: Party, number: int) -> Name:
        """What a document most often calls a party, with its article."""
        index = self.indexes[number]
        text = self.documents[number].text
        seen: Counter[tuple[str, str]] = Counter()
        for sentence in index.sentences:
            for m in index.mentions(sentence.index):
                if m.party != party or not m.subject:
                    continue
                start, end = m.start + sentence.start, m.end + sentence.start
                article = re.search(r"(?:^|(?<=\W))(le |la |l['’]|the )$", text[sentence.start : start], re.I)
                seen[(article[1].lower().strip() if article else "", " ".join(text[start:end].split()))] += 1
        french = index.grammar.language == "fr"
        default = {"supplier": ("le", "Titulaire") if french else ("the", "Supplier"), "buyer": ("la", "Collectivité") if french else ("the", "Authority")}
        (article_, name), count = max(seen.items(), key=lambda x: (x[1], x[0]), default=(("", ""), 0))
        if not count or (not article_ and name.lower() not in ("we", "you", "nous", "vous")):
            article_, name = default[party]
        return Name(article_, name)
