"""Who the parties are: names that a contract gives them, learned from its own definitions."""

from __future__ import annotations

import re
from collections import Counter

from clausecheck.languages import Grammar
from clausecheck.model import Language, Party
from clausecheck.text import fold, words

_ALIAS = re.compile(
    r"(?:ci\s?-?\s?après\s*,?\s*(?:dénommée?s?|désignée?s?|appelée?s?|nommée?s?|indifféremment|collectivement)?[^«\"“(]{0,40}"
    r"|désignée?s?\s+(?:ci-après\s+)?(?:par|sous|comme)[^«\"“]{0,40}|dénommée?s?\s+(?:ci-après\s+)?"
    r"|hereinafter[^\"“«(]{0,40}|\(\s*(?:the|“|\"|collectively|each)[^\"“]{0,20}|referred to as[^\"“]{0,20})"
    r"[«\"“]\s*(?P<alias>[^»\"”]{2,60}?)\s*[»\"”]",
    re.IGNORECASE,
)
_ACRONYM = re.compile(r"(?P<name>[A-ZÉ][\w’' -]{8,90}?)\s\((?P<alias>[A-Z][A-Z-]{2,10})\)")
_PUBLIC = {
    "fr": re.compile(
        r"\b(?:agence|autorite|etablissement public|ministere|etat|direction|centre|communaute|commune|ville|metropole|"
        r"departement|region|syndicat|parc|office|chambre|universite|maire|president du conseil|collectivite|"
        r"pouvoir adjudicateur|acheteur|maitre d ouvrage|autorite concedante|service public|mairie|prefecture|association)\b"
    ),
    "en": re.compile(
        r"\b(?:council|authority|city|town|borough|county|ministry|department|agency|government|customer|buyer|client|"
        r"university|public body|you|licensee|controller|subscriber)\b"
    ),
}
_PRIVATE = re.compile(
    r"\b(?:societe|sas|sarl|sa|sasu|scop|entreprise|groupement|start up|editeur|ltd|limited|inc|llc|gmbh|plc|company|"
    r"corporation|b v|supplier|provider|vendor|contractor|prestataire|titulaire|operateur|"
    r"exploitant|nous|we|us|processor|licensor)\b"
)


def learn_parties(text: str, language: Language, grammar: Grammar) -> dict[str, Party]:
    """Aliases (folded) that the text defines for the parties, and the party each stands for.

    "we"/"you" and "nous"/"vous" are taken for the supplier and the buyer when the text is written in that style.
    """
    known: dict[str, Party] = {}
    for match in _ALIAS.finditer(text):
        alias = _plain(match["alias"], language)
        before = fold(text[max(0, match.start() - 260) : match.start()])
        party = _classify(alias, before, language)
        if alias and party != "none" and len(alias.split()) <= 5:
            known.setdefault(alias, party)
    for match in _ACRONYM.finditer(text[:60_000]):
        name = fold(match["name"])
        if _PUBLIC[language].search(name) and not _PRIVATE.search(name):
            known.setdefault(fold(match["alias"]), "buyer")
    counts = Counter(words(fold(text)))
    total = max(1, sum(counts.values()))
    if sum(counts[w] for w in grammar.self_buyer) / total > 0.004:
        known.update({w: "buyer" for w in grammar.self_buyer if w not in known})
    if sum(counts[w] for w in grammar.self_supplier) / total > 0.004:
        known.update({w: "supplier" for w in grammar.self_supplier if w not in known})
    return known


def _plain(alias: str, language: Language) -> str:
    folded = fold(alias).strip(" .,;:\"'")
    article = r"^(?:le|la|les|l|the|du|de la|d)\s+"
    return re.sub(article, "", folded).strip()


def _classify(alias: str, before: str, language: Language) -> Party:
    if _PRIVATE.search(alias):
        return "supplier"
    if _PUBLIC[language].search(alias):
        return "buyer"
    private = [m.start() for m in _PRIVATE.finditer(before)]
    public = [m.start() for m in _PUBLIC[language].finditer(before)]
    if private and (not public or private[-1] > public[-1]):
        return "supplier"
    if public:
        return "buyer"
    return "none"
