"""How French contracts name general terms and their articles: "CCAG-TIC", "aux articles 30 à 34", in folded text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from clausecheck.general_terms import GeneralTerms, number
from clausecheck.index import Index

#: "CCAG", "C.C.A.G.", "cahier des clauses administratives générales".
BASE = r"(?<![a-z])(?:c ?\.? ?c ?\.? ?a ?\.? ?g(?![a-z])\.?|cahiers? (?:des |de )?clauses administratives general\w*)"
_NUMBER = r"\d{1,3}(?:\.\d{1,3}){0,4}(?![\d/]|\.\d| ?(?:%|euros?|jours?|mois|heures?|ans)\b)"
_AND = r"(?: ?, ?(?:et )?| et | ou | a | ?- ?| ?& ?| (?=\d))(?:(?:a |aux |de |des )?(?:l )?articles? )?"
#: One or more article numbers (group ``run``), or a chapter (group ``chapter``). A name may be given once in a pattern.
ARTICLES = rf"(?:(?:articles?|art\.?) (?:n ?[°o] ?)?(?P<run>{_NUMBER}(?:{_AND}{_NUMBER})*)|chapitres? (?P<chapter>\d{{1,2}}))"
_WIDEST = 20  # articles: a longer run is a misreading
_REACH = 200  # characters after "CCAG" in which its kind may come


def flat(index: Index, sentence: int) -> str:
    """The folded sentence on one line, blanks reduced to one."""
    s = index.sentences[sentence]
    return " ".join(index.folded[s.start : s.end].split())


def numbers(run: str) -> tuple[str, ...]:
    """The article numbers of a run: "30 a 34" → 30 … 34; "16.1.1 et 2" → 16.1.1 (the "2" could be read in two ways)."""
    out: list[str] = []
    parts = re.split(r"( a | ?- ?| (?=\d))|(?: ?, ?(?:et )?| et | ou | ?& ?)", re.sub(r"(?:a |aux |de |des )?(?:l )?articles? ", "", run))
    to = False
    for part in parts:
        if part is None:
            continue
        if not re.search(r"\d", part):
            to = True
            continue
        value = part.strip()
        if out and "." in out[-1] and "." not in value and number(value) < number(out[-1]):
            to = False
            continue
        first, last = (number(out[-1]), number(value)) if to and out else ((), ())
        if len(first) == len(last) == 1 and first[0] < last[0] <= first[0] + _WIDEST:
            out += [str(n) for n in range(first[0] + 1, last[0])]
        out.append(value)
        to = False
    return tuple(dict.fromkeys(out))


def articles(text: str) -> tuple[str, ...]:
    """Every article number that a folded text gives; a chapter is written "ch7"."""
    return tuple(dict.fromkeys(n for m in re.finditer(ARTICLES, text) for n in cited(m)))


def cited(match: re.Match[str]) -> tuple[str, ...]:
    """The numbers of one match of ``ARTICLES``."""
    return numbers(match["run"]) if match["run"] else (f"ch{match['chapter']}",)


def named(text: str, terms: Sequence[GeneralTerms]) -> Iterator[tuple[re.Match[str], tuple[str, ...]]]:
    """Each "CCAG" of a folded text with the kinds it is followed by: ("TIC",), ("FCS", "TIC", "PI"), or () when it stands alone."""
    found = list(re.finditer(BASE, text))
    for k, m in enumerate(found):
        stop = min(m.end() + _REACH, found[k + 1].start() if k + 1 < len(found) else len(text))
        yield m, _kinds(text[m.end() : stop], terms)


def _kinds(tail: str, terms: Sequence[GeneralTerms]) -> tuple[str, ...]:
    short = {word: t.kind for t in terms for word in t.called.short}
    one = "|".join(sorted(short, key=len, reverse=True))
    m = re.match(rf"[ \-/(:.,]{{0,4}}(?P<list>(?:{one})\b(?:(?: ?, ?| et | ou | ?/ ?)(?:{one})\b)*)", tail)
    if m is not None:
        return tuple(dict.fromkeys(kind for word, kind in _each(m["list"], short)))
    tail = re.split(r"[;.]\s", tail)[0]
    places = {t.kind: f.start() for t in terms for w in t.called.long if (f := re.search(w, tail))}
    return (min(places, key=lambda k: (places[k], k)),) if places else ()


def _each(text: str, short: dict[str, str]) -> Iterator[tuple[str, str]]:
    for part in re.split(r" ?, ?| et | ou | ?/ ?", text):
        for word, kind in short.items():
            if re.fullmatch(word, part.strip()):
                yield word, kind
                break


def edition(text: str, at: int, kind: str, terms: Sequence[GeneralTerms]) -> int | None:
    """The edition that a folded text gives to the CCAG named at an offset: by the date of its order, or by a year close by."""
    own = [t for t in terms if t.kind == kind]
    dated = [(abs(text.find(d) - at), t.edition) for t in own for d in t.dates if d in text]
    years = [
        (m.start(), int(m[0])) for m in re.finditer(r"(?<!\d)20\d\d(?!\d)", text[at : at + 90]) if int(m[0]) in {t.edition for t in own}
    ]
    found = dated or years
    if not found:
        return None
    if re.search(r"remplac|abrog|substitu", text):
        return max(e for _, e in found)
    return min(found)[1]
