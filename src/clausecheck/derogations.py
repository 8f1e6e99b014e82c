"""Derogations from the general terms: those that clauses declare, and the list that the contract ends with (J15)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from clausecheck.ccag import DEROGATES
from clausecheck.citations import ARTICLES, BASE, articles, cited, flat, named, numbers
from clausecheck.general_terms import GeneralTerms, TermsArticle, inside, number, within
from clausecheck.index import Index
from clausecheck.model import OPERATIVE_LAYERS, Evidence, Sentence
from clausecheck.quotes import evidence
from clausecheck.text import fold

_TO = r"(?:a|aux|au|de|du|des) (?:(?:aux |les )?(?:dispositions|stipulations|termes|prescriptions)(?: de| des| du)? )?(?:l )?"
_FROM = re.compile(rf"\bderog\w*(?P<limit>[^;]{{0,90}}?) {_TO}{ARTICLES}")
_FROM_TEXT = re.compile(rf"\bderog\w*(?P<limit>[^;]{{0,40}}?) {_TO}(?:{BASE})[ \-/a-z]{{0,12}}[,(: ]+(?:en son |a son |en ses )?{ARTICLES}")
_SET_ASIDE = re.compile(
    rf"{ARTICLES}(?P<limit>)(?: [^;.]{{0,60}})? (?:du|des) (?:{BASE})[^;.]{{0,40}}?"
    r"(?:ne (?:lui |leur )?s applique(?:nt)? pas|n est pas applicable|ne sont pas applicables|(?:est|sont) (?:expressement )?(?:exclu|ecarte)\w*|(?:est|sont) inapplicables?)"
)
_EXCEPT = re.compile(
    rf"(?:{BASE})[^;.]{{0,80}}?(?P<limit>)(?:a l exception|a l exclusion|hormis|sauf|excepte) (?:de |des |du |les |ses |son |de ses |de son )?(?:l )?{ARTICLES}"
)
#: An article of something else: "à l'article 14 du présent contrat", "de l'article L. 2194-1 du code".
_OTHER = re.compile(r" ?(?:ci dessus|ci dessous|ci apres|(?:du|de la|de l|des|d un|au|de notre|de son) \w)")
_DESPITE = re.compile(
    rf"\b(?:contrairement (?:a|aux)|nonobstant)(?P<limit>) (?:(?:les )?(?:dispositions|stipulations) (?:de |des )?)?(?:l |les )?{ARTICLES}"
)
_PARTIAL_BEFORE = re.compile(r"\b(?:pour|en ce qui concerne|s agissant|uniquement|seulement|partiel\w*|dans la limite|en partie)\b")
_PARTIAL_AFTER = re.compile(r"^[^.;]{0,60}\b(?:pour (?:la|le|les|l) seul|uniquement|seulement|en tant que|en ce qu)")
_LIST_TITLE = re.compile(
    r"\bderogations?\b.{0,40}\b(?:ccag|c\.c\.a\.g|clauses administratives|documents? generaux)|(?:liste|recapitul\w*|tableau|etat) des derogations|^derogations?$"
)
_LIST_HEAD = re.compile(r"\b(?:derogations?\b|deroge\b).*\b(?:suivants?|suivantes?|ci apres|ci dessous)\b")
_NONE = re.compile(r"^\W*(?:neant|sans objet|aucune?|so|s\.o\.?|-)?\W*$")
_OWN = re.compile(
    r"\b(?:du|de la|de l) (?:present|ccap|ccp|cctp|cahier des clauses (?:administratives )?particulieres|marche|contrat|acte|convention)"
)
_OWN_HEAD = re.compile(r"\b(?:present|ccap|ccp|cctp|marche|contrat|particulieres|document particulier)\b")


@dataclass(frozen=True, slots=True)
class Derogation:
    """A derogation from ``articles`` of a CCAG (``kind`` "" when it is not named).

    ``listed``: it stands in the final list; ``own`` are then the contract's articles that the entry names, and
    ``answered`` is false when the entry names no clause at all. ``partial``: it is limited to a case or a part.
    ``context`` is the folded text around it.
    """

    kind: str
    articles: tuple[str, ...]
    evidence: Evidence
    context: str
    partial: bool = False
    listed: bool = False
    own: tuple[str, ...] = ()
    answered: bool = True


@dataclass(frozen=True)
class Derogations:
    """All derogations of a contract; ``has_list`` when it holds a final list, even an empty one."""

    found: tuple[Derogation, ...]
    has_list: bool

    @property
    def declared(self) -> tuple[Derogation, ...]:
        """Those that clauses make."""
        return tuple(d for d in self.found if not d.listed)

    @property
    def listed(self) -> tuple[Derogation, ...]:
        """Those of the final list."""
        return tuple(d for d in self.found if d.listed)

    def withdrawing(self, kind: str, article: TermsArticle) -> tuple[Derogation, ...]:
        """Those that take the whole article away, or a whole article of its run (J15)."""
        return tuple(d for d in self.found if d.kind == kind and not d.partial and any(within(n, article) for n in d.articles))

    def limiting(self, kind: str, article: TermsArticle) -> tuple[str, ...]:
        """The article numbers by which a part of the article, or the article for a case only, is derogated from."""
        numbers = (n for d in self.found if d.kind == kind for n in d.articles if inside(n, article) or (d.partial and within(n, article)))
        return tuple(dict.fromkeys(numbers))


def derogations(indexes: Sequence[Index], terms: Sequence[GeneralTerms], sole: str) -> Derogations:
    """Read the derogations of the French documents.

    ``sole`` is the kind of the only CCAG that applies ("" when there are none or several): an article that is not of
    the contract is then of that CCAG.
    """
    labels = own_articles(indexes)
    out: list[Derogation] = []
    has_list = False
    for index in indexes:
        if index.grammar.language != "fr":
            continue
        for s in index.sentences:
            in_list, heads = _list(index, s)
            if s.kind in ("toc", "quotation", "drafting-note", "instruction"):
                continue
            if in_list:
                has_list = True
                out += _entries(index, s, heads, terms, sole)
            elif s.kind == "operative":
                out += _declared(index, s, terms, sole, labels)
    return Derogations(tuple(dict.fromkeys(out)), has_list)


def own_articles(indexes: Sequence[Index]) -> frozenset[str]:
    """The numbers of the contract's own articles, those of their parents included."""
    out: set[str] = set()
    for index in indexes:
        document = index.segmented.document
        for clause in index.segmented.clauses:
            m = re.search(r"\d+(?:\.\d+)*", clause.label)
            if m is not None:
                parts = m[0].split(".")
                out.update(".".join(parts[:k]) for k in range(1, len(parts) + 1))
        for b in document.blocks:
            m = re.match(r"\s*(?:article\s+|art\.\s*)?(\d+(?:\.\d+)*)", b.number or document.text[b.start : b.start + 30], re.IGNORECASE)
            if m is not None and b.layer in OPERATIVE_LAYERS and b.kind != "table-row":
                out.add(m[1])
    return frozenset(out)


# ---- clauses -----------------------------------------------------------------------------------------------


def _declared(index: Index, s: Sentence, terms: Sequence[GeneralTerms], sole: str, labels: frozenset[str]) -> Iterator[Derogation]:
    text = flat(index, s.index)
    if "derog" not in text and not re.search(BASE, text):
        return
    title = fold(index.segmented.clauses[s.clause].title)
    for m, of in _matches(text, terms):
        kind = of if of is not None else sole if not set(cited(m)) & labels and _top(m) not in labels else None
        if kind is not None:
            yield Derogation(kind or sole, cited(m), evidence(index, s.index, "against"), f"{text} / {title}", _partial(text, m))


def _matches(text: str, terms: Sequence[GeneralTerms]) -> Iterator[tuple[re.Match[str], str | None]]:
    """Each derogation of a sentence with the kind of CCAG it names: "" for "le CCAG", None for an article of nothing named."""
    for m in _FROM_TEXT.finditer(text):
        yield m, _kind(text[m.start() : m.end()], terms)
    for m in (*_SET_ASIDE.finditer(text), *_EXCEPT.finditer(text)):
        yield m, _kind(text[m.start() : m.end()], terms)
    for m in (*_FROM.finditer(text), *_DESPITE.finditer(text)):
        tail = text[m.end() :]
        base = re.search(BASE, tail[:90])
        if (
            base is not None
            and not re.search(r"[;]|\. ", tail[: base.start()])
            and re.search(r"\b(?:du|des|au|dudit) (?:dit )?$", tail[: base.start()])
        ):
            yield m, _kind(tail, terms)
        elif not _OTHER.match(tail) and not re.search(BASE, m["limit"]):
            yield m, None


def _kind(text: str, terms: Sequence[GeneralTerms]) -> str:
    return next((kinds[0] for _, kinds in named(text, terms) if kinds), "")


def _top(m: re.Match[str]) -> str:
    return str(number(cited(m)[0])[0])


def _partial(text: str, m: re.Match[str]) -> bool:
    return bool(_PARTIAL_BEFORE.search(m["limit"]) or _PARTIAL_AFTER.search(text[m.end() :]))


# ---- the final list ----------------------------------------------------------------------------------------


def _list(index: Index, s: Sentence) -> tuple[bool, str]:
    """Whether a sentence stands in the list of derogations, and the sentences that govern it."""
    clauses = index.segmented.clauses
    clause = clauses[s.clause]
    heads = " / ".join(flat(index, h) for h in s.heads)
    titles = [clause.title]
    while clause.parent:
        clause = clauses[clause.parent]
        titles.append(clause.title)
    inside = any(_LIST_TITLE.search(" ".join(fold(t).split())) for t in titles) or bool(_LIST_HEAD.search(heads))
    return inside, heads


def _entries(index: Index, s: Sentence, heads: str, terms: Sequence[GeneralTerms], sole: str) -> Iterator[Derogation]:
    text = flat(index, s.index)
    block = index.segmented.document.blocks[s.block]
    if block.cells:
        row = _row(index, s, terms, sole)
        if row is not None:
            yield row
        return
    if s.kind == "heading" and not re.search(r"\bderoge\b", text):
        return
    matches = list(_FROM.finditer(text))
    for k, m in enumerate(matches):
        if _OTHER.match(text[m.end() :]) and not re.search(BASE, text[m.end() : m.end() + 90]):
            continue
        start = matches[k - 1].end() if k else 0
        stop = matches[k + 1].start() if k + 1 < len(matches) else len(text)
        before = articles(text[start : m.start()]) if re.match(r"deroge|derogeant", text[m.start() :]) else ()
        after = re.search(rf"\b(?:par|dans|a|voir|cf\.?|:) (?:l )?{ARTICLES}", text[m.end() : stop])
        own = before or (cited(after) if after else ())
        yield _entry(index, s, _kind(text[m.end() : stop], terms) or sole, cited(m), text, own, bool(own), _partial(text, m))
    if matches or DEROGATES.search(text) or re.search(r"\bcomplete|\bprecise", text):
        return
    theirs, own = _sides(text, heads)
    if theirs:
        yield _entry(index, s, _kind(f"{text} {heads}", terms) or sole, theirs, text, own, bool(own), False)


def _entry(
    index: Index, s: Sentence, kind: str, theirs: tuple[str, ...], text: str, own: tuple[str, ...], answered: bool, partial: bool
) -> Derogation:
    return Derogation(kind, theirs, evidence(index, s.index, "against"), text, partial, True, own, answered)


def _sides(text: str, heads: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The CCAG's articles and the contract's, in an entry such as "Article 14 du CCAG : article 8 du CCAP"."""
    theirs: list[str] = []
    own: list[str] = []
    found = list(re.finditer(ARTICLES, text))
    for k, m in enumerate(found):
        stop = found[k + 1].start() if k + 1 < len(found) else len(text)
        after = text[m.end() : stop]
        if re.search(BASE, after):
            theirs += cited(m)
        elif _OWN.search(after):
            own += cited(m)
        elif k == 0 and DEROGATES.search(heads) and re.search(BASE, heads):
            theirs += cited(m)
        else:
            own += cited(m)
    return tuple(theirs), tuple(own)


def _row(index: Index, s: Sentence, terms: Sequence[GeneralTerms], sole: str) -> Derogation | None:
    """A row of a table of which one column holds the CCAG's articles and another the contract's."""
    document = index.segmented.document
    block = document.blocks[s.block]
    head = next((b for b in document.blocks if b.table and block.table and b.table[0] == block.table[0] and b.cells), None)
    if head is None or head is block:
        return None
    names, cells = ([" ".join(fold(document.text[c.start : c.end]).split()) for c in b.cells] for b in (head, block))
    column = _column(names)
    if column is None or column >= len(cells):
        return None
    theirs = _numbers(cells[column])
    others = [cell for k, cell in enumerate(cells) if k != column]
    own = tuple(dict.fromkeys(n for cell in others for n in _numbers(cell)))
    answered = bool(own) or any(not _NONE.match(cell) for cell in others)
    kind = _kind(names[column], terms) or sole
    return _entry(index, s, kind, theirs, " / ".join(cells), own, answered, False) if theirs else None


def _column(names: Sequence[str]) -> int | None:
    """The column of the CCAG: the one whose heading names it and, if several do, does not name the contract."""
    own = [k for k, name in enumerate(names) if re.search(BASE, name)]
    clear = [k for k in own if not _OWN_HEAD.search(_before_ccag(names[k]))]
    return next(iter(clear or own), None)


def _before_ccag(name: str) -> str:
    """The part of a heading before "CCAG": "Article du CCAP qui déroge au CCAG" names the contract first."""
    return re.split(BASE, name, maxsplit=1)[0]


def _numbers(cell: str) -> tuple[str, ...]:
    found = articles(cell)
    if found:
        return found
    bare = re.match(r"\W*(\d{1,3}(?:\.\d{1,3}){0,4}(?:(?: ?, ?| et | a )\d{1,3}(?:\.\d{1,3}){0,4})*)(?![\w/])", cell)
    return numbers(bare[1]) if bare else ()
