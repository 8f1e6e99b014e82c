"""What the general terms and the derogations call for, said once for the whole contract (J15, J21)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from clausecheck.ccag import Applied
from clausecheck.derogations import Derogation, own_articles
from clausecheck.general_terms import GeneralTerms, TermsArticle, Topic, number, span
from clausecheck.index import Index
from clausecheck.model import Evidence, Language, Notice
from clausecheck.quotes import evidence
from clausecheck.references import References
from clausecheck.requirements import Patterns
from clausecheck.text import fold


def notices(references: References, indexes: Sequence[Index], patterns: Patterns) -> tuple[Notice, ...]:
    """The notices of a contract, each once, in a fixed order: what applies, then what is wrong with it."""
    out: list[Notice] = []
    for applied in references.terms:
        if applied.whole:
            out += _applied(applied, references, indexes, patterns)
    out += _excluded(references, indexes)
    out += _withdrawals(references)
    out += _lists(references, indexes)
    out += _numbering(references, indexes, patterns)
    return tuple(dict.fromkeys(out))


# ---- which general terms -----------------------------------------------------------------------------------


def _applied(applied: Applied, references: References, indexes: Sequence[Index], patterns: Patterns) -> Iterator[Notice]:
    terms = applied.terms
    from_ = [a for d in references.derogations.found if d.kind == terms.kind for a in d.articles]
    read = ", ".join(_written(a) for a in sorted(set(from_), key=lambda a: (a.startswith("ch"), number(a))))
    fr = f"Le {terms.short} ({terms.order['fr']}) s'applique par référence."
    en = f"{terms.short} ({terms.order['en']}) applies by reference."
    if not applied.stated:
        fr += f" Le contrat n'en précise pas l'édition : celle de {terms.edition}, en vigueur, est retenue."
        en += f" The contract does not say which edition: that of {terms.edition}, in force, is assumed."
    if read:
        fr += f" Dérogations lues : {read}."
        en += f" Derogations read: {read}."
    yield Notice("ccag-applies", "note", fr, en, applied.evidence)
    if not terms.in_force:
        heir = next((t for t in patterns.general_terms if t.id == terms.replaced_by), None)
        yield Notice(
            "ccag-outdated",
            "warning",
            f"Le {terms.short} est abrogé depuis le {_day(terms.ended)}."
            + (f" Le remplacer par le {heir.short} ({heir.order['fr']})." if heir else ""),
            f"{terms.short} was repealed on {terms.ended}." + (f" Replace it with {heir.short} ({heir.order['en']})." if heir else ""),
            applied.evidence[:1],
        )
    if applied.others:
        others = ", ".join(str(e) for e in applied.others)
        yield Notice(
            "ccag-editions",
            "warning",
            f"Le contrat nomme plusieurs éditions du CCAG-{terms.kind} : {terms.edition}, {others}. Celle de {terms.edition} est retenue.",
            f"The contract names several editions of CCAG-{terms.kind}: {terms.edition}, {others}. That of {terms.edition} is assumed.",
            _editions(applied, references, indexes),
        )
    first = next(a for a in references.terms if a.whole)
    if first is not applied:
        yield Notice(
            "ccag-several",
            "note",
            f"Le contrat se réfère à plusieurs CCAG ({first.terms.short}, {terms.short}) : "
            "vérifier qu'il dit lequel vaut pour quelles prestations.",
            f"The contract refers to several general terms ({first.terms.short}, {terms.short}): "
            "check that it says which one governs what.",
            (*first.evidence[:1], *applied.evidence[:1]),
        )


def _day(iso: str) -> str:
    year, month, day = iso.split("-")
    return f"{day}/{month}/{year}"


def _editions(applied: Applied, references: References, indexes: Sequence[Index]) -> tuple[Evidence, ...]:
    """The passage that takes the CCAG in, then one for each other edition."""
    out = {applied.terms.edition: applied.evidence[0]}
    for m in references.mentions:
        named = m.editions.get(applied.terms.kind)
        if named in applied.others:
            out.setdefault(named, evidence(indexes[m.index], m.sentence, "reference"))
    return tuple(out.values())


def _excluded(references: References, indexes: Sequence[Index]) -> Iterator[Notice]:
    for m in references.mentions:
        if m.use != "excluded":
            continue
        against = [a for a in references.terms if a.whole and (not m.kinds or a.terms.kind in m.kinds)]
        passage = evidence(indexes[m.index], m.sentence, "reference")
        if against:
            yield Notice(
                "ccag-contradiction",
                "warning",
                f"Un passage écarte le CCAG alors qu'un autre prend le {against[0].terms.short}.",
                f"One passage sets the general terms aside while another takes in {against[0].terms.short}.",
                (passage, *against[0].evidence[:1]),
            )
        else:
            yield Notice(
                "ccag-excluded",
                "note",
                "Le contrat écarte le CCAG : aucun sujet n'est couvert par référence.",
                "The contract sets the general terms aside: nothing is covered by reference.",
                (passage,),
            )


# ---- derogations -------------------------------------------------------------------------------------------


def _withdrawals(references: References) -> Iterator[Notice]:
    for applied in references.terms:
        terms = applied.terms
        lost: dict[tuple[Derogation, ...], list[TermsArticle]] = {}
        for article in terms.articles:
            found = references.derogations.withdrawing(terms.kind, article)
            if found and _gives(article):
                lost.setdefault(found, []).append(article)
        for found, articles in lost.items():
            fr, en = ("; ".join(_described(a, lang) for a in articles) for lang in ("fr", "en"))
            yield Notice(
                "derogation-withdraws",
                "warning",
                f"Une dérogation retire ce que le {terms.short} apportait ({fr.replace(';', ' ;')}) : "
                "seule une clause du contrat peut le remplacer.",
                f"A derogation withdraws what {terms.short} gave ({en}): only a clause of the contract can replace it.",
                tuple(d.evidence for d in found[:3]),
                tuple(dict.fromkeys(r for a in articles for r in _gives(a))),
            )


def _gives(article: TermsArticle) -> tuple[str, ...]:
    """The requirements that an article can make weak rather than missing."""
    return tuple(r for caps in (article.block, article.cited) for r, cap in caps.items() if cap == "weak")


def _described(article: TermsArticle, language: Language) -> str:
    to = " à " if language == "fr" else " to "
    return f"art. {article.article.replace('-', to)}, {article.subject[language]}" if article.article else article.subject[language]


def _lists(references: References, indexes: Sequence[Index]) -> Iterator[Notice]:
    read = references.derogations
    if not read.has_list:
        return
    labels = own_articles(indexes)
    for d in read.declared:
        for a in d.articles:
            if not any(_same(a, b) for x in read.listed if x.kind in (d.kind, "") for b in x.articles):
                yield Notice(
                    "derogation-unlisted",
                    "warning",
                    f"La dérogation ({_written(a)} du {_name(d, references)}) manque à la liste récapitulative.",
                    f"The derogation ({_written(a)} of {_name(d, references)}) is missing from the final list.",
                    (d.evidence,),
                )
    for x in read.listed:
        declared = any(_same(a, b) for d in read.declared for a in d.articles for b in x.articles)
        absent = [n for n in x.own if n not in labels and not n.startswith("ch")]
        which = ", ".join(_written(a) for a in x.articles)
        if absent and labels:
            yield Notice(
                "derogation-no-clause",
                "warning",
                f"La liste des dérogations vise l'article {', '.join(absent)} du contrat, qui n'existe pas "
                f"({which} du {_name(x, references)}).",
                f"The list of derogations names article {', '.join(absent)} of the contract, which does not exist "
                f"({which} of {_name(x, references)}).",
                (x.evidence,),
            )
        elif not x.answered and not declared:
            yield Notice(
                "derogation-no-clause",
                "warning",
                f"La liste porte une dérogation ({which} du {_name(x, references)}) à laquelle aucune clause ne répond.",
                f"The list holds a derogation ({which} of {_name(x, references)}) that no clause makes.",
                (x.evidence,),
            )


def _same(declared: str, listed: str) -> bool:
    """True when a list entry declares a derogation: the same article, one that contains it, or a part of it."""
    if declared.startswith("ch") or listed.startswith("ch"):
        return declared == listed
    a, b = number(declared), number(listed)
    return a[: len(b)] == b or b[: len(a)] == a


def _written(article: str) -> str:
    return f"chap. {article[2:]}" if article.startswith("ch") else f"art. {article}"


def _name(d: Derogation, references: References) -> str:
    return next((a.terms.short for a in references.terms if a.terms.kind == d.kind), f"CCAG-{d.kind}" if d.kind else "CCAG")


# ---- article numbers of another version --------------------------------------------------------------------


def _numbering(references: References, indexes: Sequence[Index], patterns: Patterns) -> Iterator[Notice]:
    """An article number that belongs, for the subject of the passage, to another edition or another CCAG."""
    seen: set[tuple[str, str]] = set()
    for applied in references.terms:
        terms = applied.terms
        passages: list[tuple[tuple[str, ...], str, Evidence]] = [
            (d.articles, d.context, d.evidence) for d in references.derogations.found if d.kind == terms.kind
        ]
        for m in references.mentions:
            if m.use == "article" and terms.kind in m.kinds:
                index = indexes[m.index]
                s = index.sentences[m.sentence]
                title = fold(index.segmented.clauses[s.clause].title)
                text = " ".join(index.folded[s.start : s.end].split())
                passages.append((m.articles, f"{text} / {title}", evidence(index, m.sentence, "reference")))
        for articles, context, passage in passages:
            said = _topics(context, patterns.topics)
            for topic in said:
                right = _where(terms, topic)
                fits = [a for a in articles if a.startswith("ch") or any(_in(a, _where(terms, t)) for t in said)]
                wrong = [a for a in articles if a not in fits] if right is not None else []
                origin = next((t for t in _others(terms, patterns, topic) if any(_in(a, _where(t, topic)) for a in wrong)), None)
                if right is None or origin is None or (topic, terms.id) in seen:
                    continue
                seen.add((topic, terms.id))
                there = _where(origin, topic)
                cited = ", ".join(a for a in wrong if _in(a, there))
                name = patterns.topics[topic].name
                doubt = "to-check" in (right.confidence, there.confidence if there else "")
                fr, en = right.article.replace("-", " à "), right.article.replace("-", " to ")
                yield Notice(
                    "ccag-article",
                    "warning",
                    f"Art. {cited} : numérotation du {origin.short} ; pour « {name['fr']} », le {terms.short} dit art. {fr}"
                    + (" (numéros à vérifier)." if doubt else "."),
                    f"Art. {cited}: numbering of {origin.short}; for {name['en']}, {terms.short} has art. {en}"
                    + (" (numbers to be checked)." if doubt else "."),
                    (passage,),
                )


def _topics(context: str, topics: Mapping[str, Topic]) -> list[str]:
    return [name for name, topic in topics.items() if any(re.search(w, context) for w in topic.words)]


def _where(terms: GeneralTerms, topic: str) -> TermsArticle | None:
    return next((a for a in terms.articles if a.topic == topic and a.article), None)


def _in(article: str, run: TermsArticle | None) -> bool:
    if run is None:
        return False
    first, last = span(run.article)
    return first <= number(article)[0] <= last


def _others(terms: GeneralTerms, patterns: Patterns, topic: str) -> list[GeneralTerms]:
    """Other editions of the same CCAG first; other CCAG only where they give the subject one article, not a run of them."""
    rest = [t for t in patterns.general_terms if t.id != terms.id]
    own = [t for t in rest if t.kind == terms.kind]
    alien = [t for t in rest if t.kind != terms.kind and (run := _where(t, topic)) is not None and "-" not in run.article]
    return [*own, *sorted(alien, key=lambda t: (t.edition != terms.edition, t.kind))]
