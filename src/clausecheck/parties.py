"""Who the parties are: the names that a contract gives them, learned from its own definitions."""

from __future__ import annotations

import re
from collections import Counter

from clausecheck.languages import Grammar
from clausecheck.model import Language, Party
from clausecheck.text import fold, words

_OPEN, _CLOSE = '[«"“]', '[»"”]'
#: 'ci-après « le Titulaire »', 'hereinafter "the Supplier"', '(the "Supplier")', '("you")'
_ALIAS = re.compile(
    rf"(?:ci\s?-?\s?après\s*,?\s*(?:dénommée?s?|désignée?s?|appelée?s?|nommée?s?|indifféremment|collectivement)?[^«\"“(]{{0,40}}"
    rf"|(?:désignée?s?|dénommée?s?)\s+(?:ci-après\s+)?(?:par|sous|comme)?[^«\"“]{{0,30}}|hereinafter[^\"“«(]{{0,40}}"
    rf"|\(\s*(?:the|collectively|each|each,|together)?\s*(?:{_OPEN}[^\"”»]{{1,20}}{_CLOSE}\s*(?:,|or|and|ou|et)\s*)*|referred to as[^\"“]{{0,20}})"
    rf"{_OPEN}\s*(?P<alias>[^»\"”]{{2,40}}?)\s*{_CLOSE}",
    re.IGNORECASE,
)
#: '“We”, “us” and “our” mean Port Council', '« Vous » (l'organisme qui s'abonne)'
_SELF = re.compile(
    rf"{_OPEN}\s*(?P<alias>we|you|nous|vous)\s*{_CLOSE}(?P<others>(?:\s*(?:,|and|or|et|ou)\s*{_OPEN}[^\"”»]{{1,10}}{_CLOSE})*)\s*"
    r"(?:means?|refers? to|désigne(?:nt)?|\()\s*(?P<who>[^.;)“«]{3,140})",
    re.IGNORECASE,
)
_ACRONYM = re.compile(r"(?P<name>[A-ZÉ][\w’' -]{8,90}?)\s\((?P<alias>[A-Z][A-Z-]{2,10})\)")
_PUBLIC = re.compile(
    r"\b(?:agence|autorite|etablissement public|ministere|communaute d agglomeration|communaute de communes|communaute urbaine|commune|ville|"
    r"metropole|departement|region|syndicat|parc national|parcs nationaux|chambre|universite|maire|president du conseil|collectivite|"
    r"agglomeration|pouvoir adjudicateur|acheteur|maitre d ouvrage|concedant|delegant|mairie|prefecture|client|organisme qui|abonne|"
    r"responsable (?:de|du) traitement|"
    r"council|authority|city|town|borough|county|ministry|department|agency|government|customer|buyer|university|public body|licensee|"
    r"data controller|controller|subscriber|grantor|entity (?:that|which|accepting)|organisation (?:that|which)|person (?:or entity )?(?:accessing|accepting|using))\b"
)
_PRIVATE = re.compile(
    r"\b(?:societe|sas|sarl|sasu|scop|entreprise|groupement|start up|editeur|ltd|limited|inc|llc|gmbh|plc|company|corporation|b v|"
    r"supplier|provider|vendor|contractor|prestataire|titulaire|operateur|exploitant|concessionnaire|delegataire|processor|licensor|"
    r"operator|concessionaire|filiale|sous traitant|partenaire|fournisseur|integrateur|installateur|mainteneur)\b"
)
#: An alias that holds one of these names a thing, not a party.
_THING = re.compile(
    r"\b(?:agreement|contract|service|services|warranty|period|report|information|terms|parties|party|plan|data|device|solution|site|platform|"
    r"contrat|convention|marche|accord|parties|donnees|services|solution|plateforme|portail|application|logiciel|site|experimentation|projet|"
    r"tiers|dispositif|reglement|rgpd|gdpr|code|law|laws|addendum|dpa|project|pilot|software|product|documentation|order|fees)\b"
)
_OTHERS = frozenset({"anssi", "cnil", "dinum", "edpb", "cada", "rgpd", "gdpr", "ccag", "cctp", "ccap", "sla", "ico", "cjeu", "eea", "ueo"})


def learn_parties(text: str, language: Language, grammar: Grammar) -> dict[str, Party]:
    """Aliases (folded) that the text defines for the parties, and the party each stands for.

    "we"/"you" and "nous"/"vous" are taken for the supplier and the buyer when the text is written in that style and
    does not say otherwise.
    """
    known: dict[str, Party] = {}
    counts = Counter(words(fold(text)))
    for match in _SELF.finditer(text):
        party = _classify(fold(match["who"]))
        if party != "none":
            pronouns = {
                "we": ("we", "us", "our"),
                "you": ("you", "your"),
                "nous": ("nous", "notre", "nos"),
                "vous": ("vous", "votre", "vos"),
            }
            known.update(dict.fromkeys(pronouns[match["alias"].lower()], party))
    for match in _ALIAS.finditer(text):
        alias = _plain(match["alias"])
        party = _role(alias)
        if party == "none" and counts[alias.split()[0] if alias else ""] >= 5 and len(alias.split()) <= 2:
            # a name that says no role is trusted only right after what it names: "Lumen Limited (“Lumen”)"
            party = _classify(fold(text[max(0, match.start() - 45) : match.start()]))
        if alias and party != "none" and not _THING.search(alias) and len(alias.split()) <= 4 and alias not in _OTHERS:
            known.setdefault(alias, party)
    for match in _ACRONYM.finditer(text[:60_000]):
        alias = fold(match["alias"])
        name = fold(match["name"])
        if _PUBLIC.search(name) and not _PRIVATE.search(name) and alias not in _OTHERS and counts[alias] >= 5:
            known.setdefault(alias, "buyer")
    total = max(1, sum(counts.values()))
    for pronouns_, other, party in (
        (grammar.self_buyer, grammar.self_supplier, "buyer"),
        (grammar.self_supplier, grammar.self_buyer, "supplier"),
    ):
        used = sum(counts[w] for w in pronouns_) / total > 0.004
        clash = any(known.get(w) == party for w in other)
        if used and not clash:
            known.update({w: party for w in pronouns_ if w not in known})
    return known


def _plain(alias: str) -> str:
    folded = fold(alias).strip(" .,;:\"'")
    return re.sub(r"^(?:le|la|les|l|the|du|de la|d)\s+", "", folded).strip()


def _role(alias: str) -> Party:
    """The party that the alias itself names ("le Titulaire", "the Customer")."""
    if _PRIVATE.search(alias):
        return "supplier"
    return "buyer" if _PUBLIC.search(alias) else "none"


def _classify(described: str) -> Party:
    """The party that a description names: the last word that tells decides."""
    private = [m.start() for m in _PRIVATE.finditer(described)]
    public = [m.start() for m in _PUBLIC.finditer(described)]
    if private and (not public or private[-1] > public[-1]):
        return "supplier"
    return "buyer" if public else "none"
