"""Where a missing clause would best be inserted: at the end of the article that already deals with its family."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from clausecheck.model import Block, Clause, Document, Evidence, Finding, Report, Segmented, Sentence
from clausecheck.report.parts import title
from clausecheck.requirements import Patterns
from clausecheck.segment import segment
from clausecheck.text import fold, words

_PER_FINDING = 2  # votes of a finding of the same family for the article that it is in
_PER_NEAREST = (2, 1, 1)
_PER_TITLE = 3
_PER_WORD = 3  # votes of a word that an article's title shares with that of the requirement
_QUOTES = 3
#: Beginnings of words that stand in the titles of any article.
_COMMON = frozenset(
    ("donnee", "person", "contra", "clause", "public", "collec", "servic", "titula", "obliga", "dispos", "articl", "genera",
     "inform", "condit", "mesure", "partie", "presta", "provis", "suppli", "author", "agreem", "rights", "access", "schedu")
)  # fmt: skip
_STEM = 6
#: The titles under which contracts put a family, on folded text.
_TITLES: Mapping[str, re.Pattern[str]] = {
    family: re.compile(rf"\b(?:{'|'.join(titles)})")
    for family, titles in {
        "data-sovereignty": (
            "(?:propriete|titularite|maitrise|souverainete|utilisation) des donnees", r"donnees (?:du contrat|de l|du|de la)\b",
            r"(?:contract|customer|council|authority|buyer|client) data\b", "data (?:ownership|sovereignty)",
        ),
        "gdpr": (
            "rgpd", "gdpr", "donnees (?:a caractere )?personnel", "protection (?:de|des) donnees",
            "personal data", "data protection", "privacy",
        ),
        "open-data": ("open data", "donnees ouvertes", "ouverture des donnees", "reutilisation", "publication des donnees"),
        "algorithm-transparency": ("algorithm", "intelligence artificielle", "artificial intelligence", "automated"),
        "public-access-to-general-interest-data": ("interet general", "general interest", "public interest"),
        "interoperability": (
            "interop", "interfac", r"api\b", "reversib", "portab", "standards et", "open standards", "formats",
            "fin d(?:u|e) (?:contrat|marche)", "exit", "consequences of",
        ),
        "experimentation": ("experiment", "pilot", "essai", "trial"),
        "cybersecurity": ("(?:cyber)?securit(?!.*(?:personne|travail|staff))", "incident", "vulnerabilit", "continuit"),
        "responsible-digital": (
            "environnementa", "environment$", "environmental", "sobriete", "ecoconception", "developpement durable",
            "sustainab", r"rse\b",
        ),
        "inclusion": ("accessib", "inclusion", "usagers", r"users\b"),
        "governance": ("gouvernance", "governance", "pilotage", "comite", "suivi", "contract management", "steering"),
    }.items()
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Place:
    """``article`` is the name of the article at the end of which to insert, "" for the end of the document."""

    document: Document
    block: Block
    article: str = ""


class Places:
    """The articles of the documents of a report. ``documents`` are those where something may be inserted."""

    def __init__(self, report: Report, documents: Sequence[Document], patterns: Patterns) -> None:
        self._report = report
        self._requirements = {r.id: r for r in patterns.requirements}
        self._documents = documents
        self._segmented = [segment(d if d.language else replace(d, language=report.language), n) for n, d in enumerate(documents)]
        self._families = self._votes_of_findings()

    def of(self, finding: Finding) -> Place | None:
        """The likeliest place of a clause; None when no document has a paragraph in its body."""
        votes = Counter(self._families.get(finding.family, {}))
        for weight, e in zip(_PER_NEAREST, finding.nearest, strict=False):
            self._vote(votes, e, weight)
        for label in finding.looked_in:
            self._vote_by_name(votes, label)
        self._vote_by_title(votes, finding)
        for (number, clause), _ in sorted(votes.items(), key=lambda item: (-item[1], item[0])):
            block = self._end_of_article(self._segmented[number], clause)
            if block is not None:
                return Place(self._documents[number], block, self._segmented[number].clauses[clause].name)
        for document in self._documents:
            if (block := _last(document.blocks)) is not None:
                return Place(document, block)
        return None

    def article(self, e: Evidence) -> tuple[int, int, str]:
        """The rank of the document, the rank and the name of the article where a quote is; ranks of -1 if it is nowhere."""
        for number, segmented in enumerate(self._segmented):
            sentence = _sentence_of(segmented, e)
            if sentence is not None:
                clause = self._titled(segmented, segmented.clauses[sentence.clause])
                return number, clause.index, clause.name
        return -1, -1, ""

    def _votes_of_findings(self) -> dict[str, Counter[tuple[int, int]]]:
        families: dict[str, Counter[tuple[int, int]]] = {}
        for f in self._report.findings:
            own: Counter[tuple[int, int]] = Counter()
            for e in f.evidence[:_QUOTES]:
                if e.role in ("for", "against"):
                    self._vote(own, e, 1)
            families.setdefault(f.family, Counter()).update(dict.fromkeys(own, _PER_FINDING))
        return families

    def _vote(self, votes: Counter[tuple[int, int]], e: Evidence, weight: int) -> None:
        for number, segmented in enumerate(self._segmented):
            sentence = _sentence_of(segmented, e)
            # Definitions and recitals speak of everything, and are no place for a duty.
            if sentence is not None and sentence.kind == "operative":
                self._add(votes, number, segmented.clauses[sentence.clause], weight)

    def _vote_by_title(self, votes: Counter[tuple[int, int]], finding: Finding) -> None:
        """An article called "Réversibilité" is the place of what a requirement calls so, whatever it says."""
        requirement = self._requirements.get(finding.clause)
        family = _TITLES.get(finding.family)
        for number, segmented in enumerate(self._segmented):
            own = _stems(title(requirement, self._documents[number].language or self._report.language))
            for clause in segmented.clauses:
                weight = _PER_WORD * len(own & _stems(clause.title))
                if family is not None and family.search(fold(clause.title)):
                    weight += _PER_TITLE
                if weight:
                    self._add(votes, number, clause, weight)

    def _vote_by_name(self, votes: Counter[tuple[int, int]], label: str) -> None:
        """Where the tool looked is told by names only: the longest name of an article that begins one."""
        found: tuple[int, int, Clause] | None = None
        for number, segmented in enumerate(self._segmented):
            for clause in segmented.clauses:
                name = clause.name
                if name and (label.startswith(name) or f", {name}" in label) and (found is None or len(name) > found[0]):
                    found = (len(name), number, clause)
        if found is not None:
            self._add(votes, found[1], found[2], 1)

    def _add(self, votes: Counter[tuple[int, int]], number: int, clause: Clause, weight: int) -> None:
        clause = self._titled(self._segmented[number], clause)
        if clause.index:  # what precedes the first heading is a cover page or an agreement form
            votes[number, clause.index] += weight

    @staticmethod
    def _titled(segmented: Segmented, clause: Clause) -> Clause:
        """The article with a title that holds a numbered paragraph without one."""
        while not clause.title and clause.parent:
            clause = segmented.clauses[clause.parent]
        return clause

    @staticmethod
    def _end_of_article(segmented: Segmented, index: int) -> Block | None:
        """The last paragraph of an article with its untitled sub-articles; those with a title are articles of their own."""
        clauses = segmented.clauses
        last = clauses[index].last_block
        inside = {index}
        for clause in clauses[index + 1 :]:
            if clause.parent not in inside or clause.title:
                break
            inside.add(clause.index)
            last = clause.last_block
        return _last(segmented.document.blocks[clauses[index].first_block : last + 1])


def _sentence_of(segmented: Segmented, e: Evidence) -> Sentence | None:
    """The sentence of this document in which a quote begins; None when the quote is not from this document."""
    d = segmented.document
    if d.name != e.document or d.text[e.start : e.end] != e.quote:
        return None
    return next((s for s in segmented.sentences if s.start <= e.start < s.end), None)


def _last(blocks: Sequence[Block]) -> Block | None:
    return next((b for b in reversed(blocks) if b.layer == "body" and b.kind != "toc" and b.end > b.start), None)


def _stems(text: str) -> frozenset[str]:
    """The beginnings of the long words of a title, alike in "sécurité" and "sécurisation"."""
    return frozenset(w[:_STEM] for w in words(fold(text)) if len(w) >= _STEM) - _COMMON
