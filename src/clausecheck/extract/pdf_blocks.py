"""What each paragraph is: title, list item, line of a table of contents; and how deep it lies."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from clausecheck.extract.pdf_labels import Family, Label, label_of
from clausecheck.extract.pdf_paragraphs import TOC_ENTRY, Paragraph, Row, Typography

_MAX_TITLE = 160
#: Matched without blanks, for titles are often letter-spaced.
_TOC_TITLE = re.compile(r"\d{0,2}[.)]?(?:sommaire|tabledesmati[eè]res|tableofcontents|contents|plandudocument):?$", re.IGNORECASE)
_PAGE_NUMBER = re.compile(r"(?:^|\s)\d{1,3}$")
_WORD = re.compile(r"[^\W\d_]{3}")
_TITLE_START = re.compile(r"[^\W_a-zà-ÿ]|[«“\"(]")
_LINK = re.compile(r"https?:|www\.|\S@\S")
_SENTENCE_END = re.compile(r"[.;,][»”\")\]]*$")
#: Families that typographers rank by their words; the others rank by which comes first in the document.
_RANKED: tuple[Family, ...] = ("part", "chapter", "section", "article")
_LISTED: tuple[Family, ...] = ("bullet", "letter", "roman", "item", "number", "upper-letter")


def classify(items: Sequence[Paragraph | Row], typography: Typography) -> None:
    """Set the kind, label and level of the body's paragraphs, which are in reading order."""
    body = [item for item in items if isinstance(item, Paragraph) and item.layer == "body"]
    for paragraph in body:
        paragraph.label = label_of(paragraph.text)
        if TOC_ENTRY.search(paragraph.lines[-1].text):
            paragraph.kind = "toc"
        elif is_title(paragraph, typography):
            paragraph.kind = "heading"
            paragraph.label = label_of(paragraph.text, bare=True)
        elif paragraph.lines[0].bulleted or (paragraph.label is not None and _opens_item(paragraph.label)):
            paragraph.kind = "list-item"
    _mark_contents(body)
    _mark_bare_items(body)
    _set_list_levels(body)
    _set_title_levels([paragraph for paragraph in body if paragraph.kind == "heading"])


def _opens_item(label: Label) -> bool:
    return label.family in _LISTED and label.depth == 1


# ---- titles ------------------------------------------------------------------------------------------------


def is_title(paragraph: Paragraph, typography: Typography) -> bool:
    """Whether a paragraph names what follows it, by its label, its look and its length."""
    text = paragraph.text
    larger = paragraph.size > typography.body + 0.9
    if len(text) > _MAX_TITLE or len(paragraph.lines) > (4 if larger else 3) or _LINK.search(text):
        return False
    if not paragraph.lines[0].words[0].upright or paragraph.lines[0].bulleted:
        return False
    capitals = _in_capitals(text)
    emphatic = larger or capitals or paragraph.bold or paragraph.underlined
    label = label_of(text, bare=emphatic)
    if label is None:
        return emphatic and _is_plain_title(text, larger, capitals and not (paragraph.bold or larger or paragraph.underlined))
    rest = text[label.end :].lstrip(" :–—-.")
    if label.family == "bullet" or (rest and rest[0].islower() and not (emphatic and (label.worded or larger))):
        return False
    if label.worded and (not rest or emphatic):
        return not text.endswith((";", ","))
    if text.endswith((";", ",")) or (text.endswith(".") and re.search(r"[.;]\s", rest)) or not re.search(r"[^\W\d_]{2}", rest):
        return False
    if emphatic:
        return not (text.endswith(":") and label.family in ("letter", "roman", "item")) and len(rest) <= 130
    if label.worded:
        return not _SENTENCE_END.search(text) and not re.search(r"[.;:]\s", rest)
    return label.family == "number" and label.depth > 1 and _reads_as_title(rest, paragraph)


def _is_plain_title(text: str, larger: bool, only_capitals: bool) -> bool:
    """A title without label: short, in bold or larger type, and no sentence."""
    if not _WORD.search(text) or "=" in text or len(text) > 110 or not _TITLE_START.match(text):
        return False
    if _SENTENCE_END.search(text) or (text.endswith(":") and not larger):
        return False
    return not only_capitals or len(text.split()) > 1


def _reads_as_title(rest: str, paragraph: Paragraph) -> bool:
    """A decimal label before plain type: a title only when it is one short line without the marks of a sentence."""
    return len(paragraph.lines) == 1 and len(rest) <= 90 and rest[0].isupper() and not re.search(r"[.;:,!?…]$|[.;:]\s", rest)


def _in_capitals(text: str) -> bool:
    letters = [letter for letter in text if letter.isalpha()]
    return len(letters) > 3 and sum(letter.isupper() for letter in letters) > 0.85 * len(letters)


def _set_title_levels(titles: Sequence[Paragraph]) -> None:
    """Levels from labels where there are some; titles without label rank by the look of those that have one."""
    order = _family_order(titles)
    has_plain_number = any(_family(title) == "number" and title.label and title.label.depth == 1 for title in titles)
    looks: dict[tuple[float, bool, bool], Counter[int]] = {}
    inside_annex = 0
    worded: Paragraph | None = None  # the last title such as "Clause 8", which holds 8.1, 8.2…
    for title in titles:
        label = title.label
        if label is None:
            continue
        if label.family == "annex":
            title.level, inside_annex, worded = 1, 1, None
        elif label.family == "number" and worded and worded.label and label.lies_in(worded.label):
            title.level = worded.level + label.depth - worded.label.depth
        else:
            title.level = order.index(label.family) + 1 + inside_annex
            if label.family == "number" and label.depth > 1:
                title.level += label.depth - (1 if has_plain_number or len(order) == 1 else 2)
            elif label.family == "article" and label.depth > 1:
                title.level += label.depth - 1
        if label.worded:
            worded = title if label.family != "annex" else None
        looks.setdefault(_look(title), Counter())[title.level] += 1
    plain = sorted({_look(title) for title in titles if title.label is None}, reverse=True)
    for title in titles:
        if title.label is None:
            title.level = _level_by_look(_look(title), looks, plain)


def _family(title: Paragraph) -> Family | None:
    return title.label.family if title.label is not None else None


def _family_order(titles: Sequence[Paragraph]) -> list[Family]:
    order: list[Family] = []
    for title in titles:
        family = _family(title)
        if family is not None and family != "annex" and family not in order:
            order.append(family)
    ranked = iter(sorted((family for family in order if family in _RANKED), key=_RANKED.index))
    return [next(ranked) if family in _RANKED else family for family in order]


def _look(title: Paragraph) -> tuple[float, bool, bool]:
    return title.size, title.bold, _in_capitals(title.text)


def _level_by_look(
    look: tuple[float, bool, bool], looks: dict[tuple[float, bool, bool], Counter[int]], plain: Sequence[tuple[float, bool, bool]]
) -> int:
    if look in looks:
        return looks[look].most_common(1)[0][0]
    if not looks:
        return min(plain.index(look) + 1, 6)
    above = [counts.most_common(1)[0][0] for other, counts in looks.items() if other > look]
    return max(above) + 1 if above else 1


# ---- tables of contents ------------------------------------------------------------------------------------


def _mark_contents(body: Sequence[Paragraph]) -> None:
    """The lines under a title such as "Sommaire" that carry a page number or repeat a title found further on."""
    names = [_name(paragraph.text) for paragraph in body]
    later = Counter(names)
    for k, paragraph in enumerate(body):
        if not _TOC_TITLE.match(paragraph.text.replace(" ", "")):
            continue
        last = k
        for n in range(k + 1, len(body)):
            follower = body[n]
            if n - last > 2 or len(follower.text) > 200:
                break
            if follower.kind == "toc" or _PAGE_NUMBER.search(follower.text) or (names[n] and later[names[n]] > 1):
                last = n
            later[names[n]] -= 1
        if last > k:
            for entry in body[k : last + 1]:
                entry.kind, entry.level = "toc", 0


def _name(text: str) -> str:
    return re.sub(r"\W+", " ", _PAGE_NUMBER.sub("", text).casefold()).strip()


# ---- lists -------------------------------------------------------------------------------------------------


def _mark_bare_items(body: Sequence[Paragraph]) -> None:
    """Paragraphs set in under a line that ends with a colon are its items, even without bullets."""
    opener: Paragraph | None = None
    indent = 0.0
    for paragraph in body:
        if opener is not None and paragraph.kind == "paragraph" and paragraph.x0 > opener.x0 + 12:
            fits = not indent or abs(paragraph.x0 - indent) < 3
            if fits and (paragraph.text[0].islower() or paragraph.text.endswith((";", ","))):
                paragraph.kind, indent = "list-item", paragraph.x0
                continue
        opener, indent = (paragraph, 0.0) if paragraph.text.endswith(":") else (None, 0.0)


def _set_list_levels(body: Sequence[Paragraph]) -> None:
    """Depth of list items, by how far they are set in."""
    indents: list[float] = []
    for paragraph in body:
        if paragraph.kind in ("heading", "toc"):
            indents = []
        elif paragraph.kind == "list-item":
            while indents and indents[-1] > paragraph.x0 + 4:
                indents.pop()
            if not indents or paragraph.x0 > indents[-1] + 4:
                indents.append(paragraph.x0)
            paragraph.level = len(indents)
        else:
            while indents and indents[-1] > paragraph.x0 - 2:
                indents.pop()
