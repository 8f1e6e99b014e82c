"""What a draft must no longer hold on the day it is signed: blanks, tracked changes, dead references, repealed law."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from pydantic import BaseModel, ConfigDict

from clausecheck.languages import GRAMMARS
from clausecheck.model import OPERATIVE_LAYERS, Language, Segmented, Sentence, Severity
from clausecheck.patterns import builtin_dir
from clausecheck.text import fold
from clausecheck.yamlfile import parse, validated


@dataclass(frozen=True, slots=True)
class HygieneIssue:
    """Something to settle before signature: ``documents[document].text[start:end] == quote``."""

    code: str
    document: int
    where: str
    page: int | None
    start: int
    end: int
    quote: str
    message_fr: str
    message_en: str
    severity: Severity


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _Placeholders(_Strict):
    brackets: tuple[str, ...]
    bare: tuple[str, ...]
    form: tuple[str, ...]


class _Choices(_Strict):
    announce: tuple[str, ...]
    strike: tuple[str, ...]


class _Outdated(_Strict):
    id: str
    match: tuple[str, ...]
    unless: tuple[str, ...] = ()
    what: str
    replacement: str


class HygieneRules(_Strict):
    """``patterns/hygiene/<language>.yaml``."""

    placeholders: _Placeholders
    choices: _Choices
    outside: tuple[str, ...]
    outdated: tuple[_Outdated, ...]


_MARKS = re.compile(r"\[\s*[●•]\s*\]|(?<![\w])X{3,}(?!\w)|(?<!_)_{4,}(?!_)")
_BOX = re.compile(r"[☐□❏❑☒☑✓✔⊠]")
_TICKED = re.compile(r"[☒☑⊠]")
_ARTICLE = re.compile(r"\b(?P<kind>articles?|clauses?|sections?)\s+(?P<number>\d{1,3}(?:\.\d{1,3}){0,4})(?![\d/-]|\.\d)(?!\s*\()")
#: Only what the words before it tie to the contract: an article that stands alone may be that of a law named elsewhere.
_OWN = re.compile(
    r"\b(?:prevue?s?|definie?s?|visee?s?|mentionnee?s?|decrite?s?|stipulee?s?|fixee?s?|set out|described|defined|specified|"
    r"referred to|provided)\s+(?:a l|aux|dans l|in|under)\s+$"
)
_ANNEX = re.compile(
    r"\b(?:annexe|annex|appendix|schedule)\s+(?:n\s?[°o]?\s*)?(?P<number>[12]?\d|[a-h](?![a-z]))(?!\w)(?P<tail>[^.;:\n]{0,60})"
)
_MORE = ("et", "mille", "cents", "hundred", "thousand", "and", "article")
_WORD_FIGURE = r"(?<![a-z])(?P<word>{0})\s*\(\s*(?P<figure>\d{{1,4}})\s*\)"


@lru_cache
def hygiene_rules(language: Language) -> HygieneRules:
    """The built-in rules of a language. Raises PatternError."""
    path = builtin_dir() / "hygiene" / f"{language}.yaml"
    data = path.read_bytes()
    return validated(HygieneRules, parse(data, path), path, data)


def hygiene(segmented: Sequence[Segmented]) -> tuple[HygieneIssue, ...]:
    """Every issue of a dossier, in the order of its documents and of their text."""
    labels = {label for s in segmented for label in _labels(s)}
    annexes = {a for s in segmented for a in _annexes(s)}
    out: list[HygieneIssue] = []
    for number, s in enumerate(segmented):
        language = s.document.language or "fr"
        rules = hygiene_rules(language)
        found = [*_revisions(number, s), *_boxes(number, s, rules)]
        for sentence in s.sentences:
            if sentence.kind in ("toc", "quotation"):
                continue
            text = fold(s.document.text[sentence.start : sentence.end])
            found += [*_blanks(number, s, sentence, text, rules), *_outdated(number, s, sentence, text, rules)]
            found += _words_figures(number, s, sentence, text, language)
            found += _references(number, s, sentence, text, rules, labels, annexes)
        out += _once(found)
    return tuple(sorted(out, key=lambda i: (i.document, i.start, i.end, i.code)))


def _issue(code: str, n: int, s: Segmented, sentence: Sentence, a: int, b: int, fr: str, en: str, severity: Severity) -> HygieneIssue:
    start, end = sentence.start + a, sentence.start + b
    where = s.clauses[sentence.clause].name
    return HygieneIssue(code, n, where, sentence.page, start, end, s.document.text[start:end], fr, en, severity)


def _once(found: Sequence[HygieneIssue]) -> Iterator[HygieneIssue]:
    """Drop what is inside another of the same code, and what a header or a cover repeats word for word."""
    seen: set[tuple[str, str, str]] = set()
    last: dict[str, int] = {}
    for i in sorted(found, key=lambda i: (i.start, -i.end)):
        key = (i.code, "" if i.code.startswith("absent-annex") else i.quote, "" if ":" in i.code else i.where)
        if i.start < last.get(i.code, -1) or key in seen:
            continue
        seen.add(key)
        last[i.code] = i.end
        yield i


def _blanks(n: int, s: Segmented, sentence: Sentence, text: str, rules: HygieneRules) -> Iterator[HygieneIssue]:
    p = rules.placeholders
    if re.search(rf"(?<![a-z])(?:{'|'.join(p.form)})", text):
        return  # a form that the tenderer or the signatory fills in
    original = s.document.text[sentence.start : sentence.end]
    spans = [m.span() for m in _MARKS.finditer(original)]
    spans += [m.span() for m in re.finditer(rf"\[\s*(?:{'|'.join(p.brackets)})[^\]\[]{{0,80}}\]", text)]
    spans += [m.span() for m in re.finditer(rf"(?<![a-z])(?:{'|'.join(p.bare)})", text)]
    for a, b in spans:
        yield _issue("placeholder", n, s, sentence, a, b, "Mention restée à compléter.", "Placeholder left to complete.", "error")


def _revisions(n: int, s: Segmented) -> Iterator[HygieneIssue]:
    for block in s.document.blocks:
        if block.revision or block.layer == "deleted":
            quote = s.document.text[block.start : block.end]
            yield HygieneIssue(
                "tracked-change", n, block.place, block.page, block.start, block.end, quote,
                "Modification suivie, ni acceptée ni refusée.", "Tracked change neither accepted nor rejected.", "error",
            )  # fmt: skip


def _boxes(n: int, s: Segmented, rules: HygieneRules) -> Iterator[HygieneIssue]:
    """Boxes count only after words that announce a choice: some files use the same sign as a bullet."""
    text = s.document.text
    groups: dict[tuple[int, ...], list[Sentence]] = {}
    for sentence in s.sentences:
        if sentence.kind in ("toc", "instruction"):
            continue
        strike = re.search("|".join(rules.choices.strike), fold(text[sentence.start : sentence.end]))
        if strike:
            yield _issue(
                "open-choice", n, s, sentence, strike.start(), strike.end(),
                "Alternative à trancher : la mention inutile n'est pas rayée.",
                "Choice left open: strike out what does not apply.",
                "error",
            )  # fmt: skip
        if _BOX.search(text, sentence.start, sentence.end):
            groups.setdefault(sentence.heads[-1:] or (-1 - sentence.clause,), []).append(sentence)
    announce = re.compile("|".join(rules.choices.announce))
    for head, items in groups.items():
        body = "".join(text[i.start : i.end] for i in items)
        said = s.clauses[items[0].clause].title if head[0] < 0 else text[s.sentences[head[0]].start : s.sentences[head[0]].end]
        if len(_BOX.findall(body)) >= 2 and not _TICKED.search(body) and announce.search(fold(said)):
            yield _issue(
                "open-choice", n, s, items[0], 0, items[0].end - items[0].start,
                "Alternative non tranchée : aucune case n'est cochée.", "Choice left open: no box is ticked.", "error",
            )  # fmt: skip


def _outdated(n: int, s: Segmented, sentence: Sentence, text: str, rules: HygieneRules) -> Iterator[HygieneIssue]:
    for rule in rules.outdated:
        m = re.search("|".join(rule.match), text)
        if m is None or any(re.search(u, text) for u in rule.unless):
            continue
        fr, en = f"{rule.what} À remplacer par : {rule.replacement}.", f"{rule.what} Replace with: {rule.replacement}."
        yield _issue(f"outdated-law:{rule.id}", n, s, sentence, *m.span(), fr, en, "warning")


def _words_figures(n: int, s: Segmented, sentence: Sentence, text: str, language: Language) -> Iterator[HygieneIssue]:
    words: Mapping[str, int] = GRAMMARS[language].number_words
    names = "|".join(re.sub(r"\s+", r"\\s+", w) for w in sorted(words, key=len, reverse=True))
    for m in re.finditer(_WORD_FIGURE.format(names), text):
        before = re.search(r"([a-z]+)\s*$", text[: m.start()])
        compound = before and (before[1] in words or before[1] in _MORE)
        if not compound and words[" ".join(m["word"].split())] != int(m["figure"]):
            fr = "Le nombre en lettres et le nombre en chiffres diffèrent."
            yield _issue("number-mismatch", n, s, sentence, *m.span(), fr, "The number in words and in figures differ.", "error")


# ---- references --------------------------------------------------------------------------------------------


def _labels(s: Segmented) -> Iterator[str]:
    for clause in s.clauses:
        m = re.search(r"\d+(?:\.\d+)*", clause.label)
        if m:
            parts = m[0].split(".")
            yield from (".".join(parts[:k]) for k in range(1, len(parts) + 1))
    for block in s.document.blocks:
        head = block.number or s.document.text[block.start : block.start + 30]
        m = re.match(r"\s*(?:article\s+|art\.\s*)?(\d+(?:\.\d+)*)", head, re.I)
        if m and block.layer in OPERATIVE_LAYERS:
            yield m[1]


def _annexes(s: Segmented) -> Iterator[str]:
    """Annexes supplied: those that have a heading, and a file that is an annex by its name or first line."""
    heads = [c.name for c in s.clauses if c.name] + [
        s.document.name.rpartition(".")[0].replace("_", " "),
        s.document.text.partition("\n")[0],
    ]
    for head in heads:
        for m in re.finditer(r"(?:annexe|annex|appendix|schedule)\s+(?:n\s?[°o]?\s*)?(\d{1,2}|[a-h](?![a-z]))\b", fold(head)):
            yield m[1]


def _references(
    n: int, s: Segmented, sentence: Sentence, text: str, rules: HygieneRules, labels: set[str], annexes: set[str]
) -> Iterator[HygieneIssue]:
    if sentence.kind == "heading":
        return
    outside = re.compile(rf"(?<![a-z])(?:{'|'.join(rules.outside)})")
    if not outside.search(text):  # a sentence that names another text may mean an article of it: say nothing
        for m in _ARTICLE.finditer(text):
            top = m["number"].split(".")[0]
            if m["number"] not in labels and top not in labels and _numbered(s) and _OWN.search(text[: m.start()]):
                span = m.start(), m.end("number")
                fr, en = (
                    f"L'article {m['number']} n'existe pas dans le dossier.",
                    f"There is no article {m['number']} in the dossier.",
                )
                yield _issue("dead-reference", n, s, sentence, *span, fr, en, "warning")
    for m in _ANNEX.finditer(text):
        letter = s.document.text[sentence.start + m.start("number")]
        named = letter.isdigit() or letter.isupper()  # "annexe à la déclaration" names none
        if named and m["number"] not in annexes and not outside.search(re.sub(r"ccap|cctp", "", m["tail"])):
            fr, en = (
                f"L'annexe {m['number'].upper()} n'est pas au dossier.",
                f"Annex {m['number'].upper()} is not in the dossier.",
            )
            yield _issue(f"absent-annex:{m['number']}", n, s, sentence, m.start(), m.end("number"), fr, en, "warning")


def _numbered(s: Segmented) -> bool:
    """True when the document numbers its articles well enough for one to be missed."""
    return sum(bool(re.search(r"\d", c.label)) for c in s.clauses) >= 3
