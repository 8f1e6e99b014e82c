"""Which general administrative terms (CCAG) a contract takes in, in which edition, and where it says so (J21).

Naming a CCAG is not taking it in. A clause does when it lists it among the documents of the contract, says that it
applies, or derogates from it. A definition, a recital, an exclusion, another contract's CCAG or an article cited alone
do not; an article cited by an operative clause counts for that article only.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from clausecheck.citations import ARTICLES, BASE, cited, edition, flat, named
from clausecheck.general_terms import GeneralTerms
from clausecheck.index import Index
from clausecheck.model import Evidence
from clausecheck.quotes import evidence
from clausecheck.text import fold

#: What a passage does with the CCAG it names.
Use = Literal["whole", "article", "derogation", "excluded", "mention"]

DEROGATES = re.compile(r"\bderog(?:e|ent|er|eant|ations?)\b|\bnonobstant\b|\bcontrairement (?:a|aux)\b")
_EXCLUDED = re.compile(
    rf"\baucun\w* (?:des? )?(?:{BASE})|(?:a l exclusion|exclusion|sans (?:aucune )?reference|sans application) (?:du|de tout|de tous les|des|d un|a un|au|aux|a tout) (?:{BASE})"
    rf"|\b(?:ne se referent?|ne font|ne fait|n est|ne sont|ne relevent?|ne renvoient?|n est fait|il n est fait) "
    rf"(?:expressement |volontairement )?(?:pas|aucun\w*|ni|a aucun|d aucun)\b(?: (?:soumis\w*|regi\w*|reference|renvoi|assujetti\w*))?"
    rf" ?(?:a|au|aux|par|du|des|de)? ?(?:le |les |un |l un des |quelque )?(?:{BASE})"
    rf"|\bne (?:comporte|contient|prevoit) (?:pas de|aucune) (?:reference|renvoi) (?:a|au|aux) (?:un |des )?(?:{BASE})|\bn est (?:soumis|regi) ni (?:au|par le) (?:{BASE})"
    rf"|(?:ecarte\w*|exclu\w*|renonc\w*) (?:expressement )?(?:a )?(?:l application )?(?:du|des|au|aux|de tout) (?:{BASE})"
)
#: Said of the CCAG itself, singular: "le CCAG-TIC prévaut, les conditions de vente ne s'appliquent pas" sets nothing aside.
_NOT_APPLIED = re.compile(
    r"^(?:(?!\b(?:prevau\w*|s appliqu\w* (?!pas)|mais|et (?:les?|la)|regit)\b)[^;.]){0,140}?\b(?:ne (?:lui |leur )?s applique pas|n est pas applicable"
    r"|est (?:expressement )?(?:exclu|ecarte)\b|est inapplicable|n a pas vocation)"
)
_ARTICLES_NOT_APPLIED = re.compile(
    r"\b(?:ne (?:lui |leur )?s applique(?:nt)? pas|n est pas applicable|ne sont pas applicables|(?:est|sont) (?:expressement )?(?:exclu|ecarte)s?\b|(?:est|sont) inapplicables?)"
)
_ELSEWHERE = re.compile(
    r"\b(?:precedente?s?|anterieure?s?|anciene?s?|ancien|sortante?|initiale?|arrivee? a echeance) (?:marche|contrat|accord cadre)"
    r"|\b(?:marche|contrat|accord cadre|convention)s? (?:precedent|anterieur|sortant|existant|actuel|conclu avec|passe en|notifie en|en cours)"
)
_TAKES_IN = re.compile(
    r"\bs appliqu|\bapplicable|\bapplique(?:nt)?\b|\bregi(?:e|s|es|t|ssent)?\b|\bsoumis|\bse refer|\breference\b|\bpieces?\b|\bdocuments? contractuel"
    r"|\bconstitu|\bordre (?:de priorite|decroissant|de preseance|d importance|de leur)|\bapprouve|\bprevau?[dlx]|\bconformement\b|\bdispositions du\b"
    r"|\bstipulations du\b|\brepute\w* (?:parfaitement )?connu|\bdeclare (?:bien )?connaitre|\bpris connaissance|\brelevent?\b|\breleve\b|\bincorpor|\bfait partie|\bpassee? en application"
)
_LISTED = re.compile(
    r"\bpieces?\b|\bdocuments?\b|\bconstitu|\bpriorite\b|\bpreval|\bordre\b|\bregi|\bcompos|\breferences?\b|\bcadre (?:juridique|contractuel)|\bccag\b|textes applicables"
)
_ONLY_NAMED = re.compile(
    r"\bconsultable|\btelecharge|\bdisponible|\binspir|\ba titre (?:indicatif|d information)|\bpour memoire|\bau sens du\b"
)
#: What may stand between an article's number and the "CCAG" it belongs to: "l'article 5 (confidentialité) du CCAG".
_LINK = re.compile(r"(?: [^;.]{0,60})? (?:du|des|de ce|dudit|au) (?:dit |present )?")


@dataclass(frozen=True, slots=True)
class Mention:
    """One passage that names a CCAG; ``kinds`` is empty when it only says "le CCAG"."""

    index: int
    sentence: int
    kinds: tuple[str, ...]
    editions: Mapping[str, int]
    use: Use
    articles: tuple[str, ...] = ()


@dataclass(frozen=True)
class Applied:
    """A CCAG that the contract takes in, ``whole`` or by some ``cited`` articles (number → passage).

    ``stated`` is false when the contract does not say which edition: the one in force is then meant. ``others`` are
    editions of the same CCAG that other clauses name.
    """

    terms: GeneralTerms
    whole: bool
    stated: bool
    evidence: tuple[Evidence, ...]
    cited: Mapping[str, Evidence] = field(default_factory=dict)
    others: tuple[int, ...] = ()


def mentions(indexes: Sequence[Index], terms: Sequence[GeneralTerms]) -> list[Mention]:
    """Every passage of the French documents that names a CCAG, in order."""
    out: list[Mention] = []
    for n, index in enumerate(indexes):
        if index.grammar.language != "fr" or not terms or not re.search(BASE, index.folded):
            continue
        for s in index.sentences:
            text = flat(index, s.index)
            found = list(named(text, terms)) if s.kind != "toc" else []
            for kinds in dict.fromkeys(k for _, k in found):
                places = [m for m, k in found if k == kinds]
                editions = {k: e for k in kinds for m in places if (e := edition(text, m.end(), k, terms)) is not None}
                use, articles = _use(index, s.index, text, places)
                out.append(Mention(n, s.index, kinds, editions, use, articles))
    return out


def applied(indexes: Sequence[Index], terms: Sequence[GeneralTerms], found: Sequence[Mention]) -> tuple[Applied, ...]:
    """The general terms that apply, in the order in which the contract takes them in."""
    takes = [m for m in found if m.use in ("whole", "derogation", "article")]
    order = list(dict.fromkeys(k for use in ("whole", "derogation", "article") for m in takes if m.use == use for k in m.kinds))
    out = []
    for kind in order:
        alone = len(order) == 1
        own = [m for m in takes if kind in m.kinds or (alone and not m.kinds)]
        whole = [m for m in own if m.use == "whole"] or [m for m in own if m.use == "derogation"]
        named_editions = [m.editions[kind] for m in [*whole, *own, *found] if kind in m.editions]
        text = _edition(kind, named_editions, terms)
        if text is None:
            continue
        shown = whole or own
        calls: dict[str, Evidence] = {}
        for m in own:
            if m.use == "article":
                for article in m.articles:
                    calls.setdefault(article, evidence(indexes[m.index], m.sentence, "reference"))
        out.append(
            Applied(
                text,
                bool(whole),
                bool(named_editions),
                tuple(evidence(indexes[m.index], m.sentence, "reference") for m in shown[:2]),
                calls,
                tuple(sorted({e for e in named_editions if e != text.edition})),
            )
        )
    return tuple(out)


def _edition(kind: str, editions: Sequence[int], terms: Sequence[GeneralTerms]) -> GeneralTerms | None:
    own = sorted((t for t in terms if t.kind == kind), key=lambda t: (not t.in_force, -t.edition))
    return next((t for t in own if editions and t.edition == editions[0]), own[0] if own else None)


# ---- what one passage does ---------------------------------------------------------------------------------


def _use(index: Index, sentence: int, text: str, places: Sequence[re.Match[str]]) -> tuple[Use, tuple[str, ...]]:
    kind = index.sentences[sentence].kind
    if kind == "heading" and DEROGATES.search(text):
        return "derogation", ()
    if kind != "operative" or _ELSEWHERE.search(text):
        return "mention", ()
    calls = [_articles(text, m) for m in places]
    around = _around(index, sentence)
    every = tuple(dict.fromkeys(a for call in calls for a in call))
    if (
        DEROGATES.search(text)
        or DEROGATES.search(fold(index.segmented.clauses[index.sentences[sentence].clause].title))
        or (every and _ARTICLES_NOT_APPLIED.search(text))
    ):
        return "derogation", every
    alone = [m for m, call in zip(places, calls, strict=True) if not call]
    if not alone:
        return "article", every
    if _EXCLUDED.search(text) or any(_NOT_APPLIED.search(text[m.end() :]) for m in alone):
        return "excluded", ()
    named_only = _ONLY_NAMED.search(text)
    if _LISTED.search(around) or (_TAKES_IN.search(text) and not named_only):
        return "whole", every
    return ("article", every) if every else ("mention", ())


def _articles(text: str, base: re.Match[str]) -> tuple[str, ...]:
    """The articles tied to one "CCAG": "l'article 22 du CCAG-TIC", "CCAG-TIC, art. 22"."""
    before = [m for m in re.finditer(ARTICLES, text[: base.start()]) if _LINK.fullmatch(text[m.end() : base.start()])]
    if before:
        return cited(before[-1])
    after = re.match(rf"[ \-/a-z]{{0,12}}[,(: ]*{ARTICLES}", text[base.end() :])
    return cited(after) if after is not None else ()


def _around(index: Index, sentence: int) -> str:
    """The sentences that govern a passage and the titles over it, folded."""
    s = index.sentences[sentence]
    parts = [flat(index, h) for h in s.heads]
    clauses = index.segmented.clauses
    clause = clauses[s.clause]
    titles = [clause.title]
    while clause.parent:
        clause = clauses[clause.parent]
        titles.append(clause.title)
    return " / ".join([*parts, *(fold(t) for t in titles)])
