"""The model clause in the contract's own words: [the Authority] becomes "the Council" where the contract says so."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from clausecheck.languages import GRAMMARS
from clausecheck.model import Document, Language, Party
from clausecheck.parties import learn_parties
from clausecheck.text import fold

#: Words that name a party without the contract having to define them, folded.
_USUAL: Mapping[Language, Mapping[Party, tuple[str, ...]]] = {
    "fr": {
        "supplier": ("titulaire", "prestataire", "concessionnaire", "delegataire", "fournisseur", "cocontractant"),
        "buyer": ("collectivite", "acheteur", "pouvoir adjudicateur", "autorite concedante", "autorite delegante",
                  "autorite contractante", "maitre d ouvrage", "personne publique"),
    },
    "en": {
        "supplier": ("supplier", "contractor", "provider", "service provider", "vendor", "concessionaire"),
        "buyer": ("authority", "buyer", "customer", "council", "client", "purchaser", "contracting authority"),
    },
}  # fmt: skip
#: Words that name a public buyer when they have a capital letter, and anything else when they have none.
_CAPITALISED: Mapping[Language, tuple[str, ...]] = {
    "fr": ("ville", "commune", "metropole", "departement", "region", "syndicat", "communaute", "etablissement", "universite",
           "agence", "autorite", "administration"),
    "en": ("city", "county", "borough", "university", "agency", "ministry", "department"),
}  # fmt: skip
_MENTION: Mapping[Language, re.Pattern[str]] = {
    "fr": re.compile(
        r"(?P<before>\b(?:de|à)\s+)?\[?(?P<article>\b(?:le|la|du|au)\s+|\bl['’])(?P<name>Titulaire|Concessionnaire|Collectivité|Autorité)\b\]?",
        re.IGNORECASE,
    ),
    "en": re.compile(r"\[?(?P<article>\bthe)\s+(?P<name>Supplier|Concessionaire|Authority)\b\]?", re.IGNORECASE),
}
_SUPPLIER = ("titulaire", "concessionnaire", "supplier", "concessionaire")
_ARTICLE: Mapping[Language, str] = {"fr": r"(?:(?P<article>le|la|l|du|au)\s+)?", "en": r"(?:(?P<article>the)\s+)?"}
_CONTRACTED = {("de", "le"): "du ", ("à", "le"): "au "}
_FEWEST = 3


@dataclass(frozen=True, slots=True)
class PartyName:
    """``article`` is "le", "la", "l'", "the", or "" for a name that takes none."""

    article: str
    name: str


def party_names(document: Document, language: Language) -> dict[Party, PartyName]:
    """How a contract names its supplier and its buyer most often; a party that it hardly names is left out."""
    folded = fold(document.text)
    grammar = GRAMMARS[language]
    pronouns = {*grammar.self_supplier, *grammar.self_buyer}
    learned = {a: p for a, p in learn_parties(document.text, language, grammar).items() if a not in pronouns}
    found: dict[Party, PartyName] = {}
    for party, usual in _USUAL[language].items():
        capitalised = _CAPITALISED[language] if party == "buyer" else ()
        names = dict.fromkeys([*usual, *capitalised, *(a for a, p in learned.items() if p == party)])
        counted = [_counted(a, document.text, folded, language, a in learned, a in capitalised and a not in learned) for a in names]
        # Acronyms are learned from any public body that is cited, so that words come before them.
        ranked = [(not name.name.isupper(), n, name) for n, name in counted if n >= _FEWEST]
        if ranked:
            found[party] = max(ranked, key=lambda item: item[:2])[2]
    return found


def _counted(alias: str, text: str, folded: str, language: Language, bare: bool, capital: bool) -> tuple[int, PartyName]:
    """How often a name occurs in the singular, and its usual article and spelling.

    Without an article only names that the contract defines (``bare``) are proper names.
    """
    body = r"\s+".join(map(re.escape, alias.split()))
    articles: Counter[str] = Counter()
    spellings: Counter[tuple[bool, str]] = Counter()
    for m in re.finditer(rf"(?<![a-z0-9œæ]){_ARTICLE[language]}(?P<name>{body})(?![a-z0-9œæ])", folded):
        spelling = " ".join(text[m.start("name") : m.end("name")].split())
        if capital and not spelling[:1].isupper():
            continue
        article = m["article"] or ""
        articles[{"l": "l'", "du": "le", "au": "le"}.get(article, article)] += 1
        spellings[bool(article), spelling] += 1
    definite = {a: n for a, n in articles.items() if a}
    with_article = sum(definite.values())
    if with_article * 4 < articles.total() and not (bare and with_article == 0):
        return 0, PartyName("", alias)
    article = max(definite, key=lambda a: (definite[a], a), default="")
    kept = {spelling: n for (has_article, spelling), n in spellings.items() if has_article == bool(article)}
    spelling = max(kept, key=lambda s: (kept[s], s), default=alias)
    return sum(kept.values()), PartyName(article, spelling)


def fill(clause: str, names: Mapping[Party, PartyName], language: Language) -> str:
    """The model clause with the names of the parties; every other bracket is left to be completed by its author."""

    def named(m: re.Match[str]) -> str:
        name = names.get("supplier" if m["name"].lower() in _SUPPLIER else "buyer")
        if name is None:
            return m[0]
        article = m["article"].strip().lower()
        before = (m.groupdict().get("before") or "").strip().lower() or {"du": "de", "au": "à"}.get(article, "")
        made = _with_article(before, name)
        begins = m[0].lstrip("[")[:1]
        return made[0].upper() + made[1:] if begins.isupper() else made

    return _MENTION[language].sub(named, clause)


def _with_article(before: str, name: PartyName) -> str:
    """ "de" + "le Prestataire" → "du Prestataire"."""
    if (before, name.article) in _CONTRACTED:
        return _CONTRACTED[before, name.article] + name.name
    if not name.article:
        elided = before == "de" and fold(name.name[:1]) in "aeiouyh"
        return f"d'{name.name}" if elided else " ".join(filter(None, (before, name.name)))
    joined = name.article + name.name if name.article.endswith("'") else f"{name.article} {name.name}"
    return f"{before} {joined}".strip()
