"""The French general administrative terms (CCAG): one data file per text and edition, ``patterns/ccag/<id>.yaml``.

The files hold article numbers and subjects in our own words, never the texts. An article is written "42", "5.2",
"43-46" (a run) or "" (a chapter whose numbers we do not state).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Literal

from pydantic import BaseModel, ConfigDict

from clausecheck.model import Language

#: Where we have a number from: seen in public material, taken from the clause catalogue, or known to the trade and to be checked.
Source = Literal["confirmed", "catalogue", "to-check"]
#: The best that an article can do for a requirement, alone.
Cap = Literal["weak", "missing"]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Topic(_Strict):
    """A subject that several texts treat under other numbers; ``words`` are regular expressions on folded text."""

    name: Mapping[Language, str]
    words: tuple[str, ...]


class Topics(_Strict):
    """``patterns/ccag/topics.yaml``."""

    topics: Mapping[str, Topic]


class TermsArticle(_Strict):
    """One article: ``block`` is what it does when the whole text is incorporated, ``cited`` when a clause invokes it by number."""

    article: str
    subject: Mapping[Language, str]
    confidence: Source
    topic: str = ""
    chapter: str = ""
    block: Mapping[str, Cap] = {}
    cited: Mapping[str, Cap] = {}


class Called(_Strict):
    """How contracts name the text after "CCAG": acronyms that follow at once, longer names that may come later in the phrase."""

    short: tuple[str, ...]
    long: tuple[str, ...]


class GeneralTerms(_Strict):
    """One CCAG in one edition."""

    id: str
    kind: str
    edition: int
    name: Mapping[Language, str]
    order: Mapping[Language, str]
    dates: tuple[str, ...]
    called: Called
    in_force: bool
    ended: str = ""
    replaced_by: str = ""
    articles: tuple[TermsArticle, ...]

    @property
    def short(self) -> str:
        """ "CCAG-TIC 2021"."""
        return f"CCAG-{self.kind} {self.edition}"

    def carriers(self, requirement: str, whole: bool, cited: Sequence[str]) -> tuple[TermsArticle, ...]:
        """The articles that carry a requirement (WEAK at best): those of the ``whole`` text, then those that clauses cite."""
        block = [a for a in self.articles if whole and a.block.get(requirement) == "weak"]
        called = [
            a
            for a in self.articles
            if "weak" in (a.block.get(requirement), a.cited.get(requirement)) and any(touches(c, a) for c in cited) and a not in block
        ]
        return (*block, *called)

    def knows(self, requirement: str) -> bool:
        """True when some article speaks of the requirement, even to say that it does not cover it."""
        return any(requirement in a.block or requirement in a.cited for a in self.articles)


def number(article: str) -> tuple[int, ...]:
    """ "5.2.1" → (5, 2, 1)."""
    return tuple(int(n) for n in re.findall(r"\d+", article))


def span(article: str) -> tuple[int, int]:
    """First and last whole article of "43-46" or "42"; (0, 0) for a chapter without numbers."""
    ends = [number(part)[0] for part in article.split("-") if part]
    return (ends[0], ends[-1]) if ends else (0, 0)


def within(cited: str, article: TermsArticle) -> bool:
    """True when the number cited takes in the article, or is a whole article of its run: "5" of 5.2, "46" of 43-46."""
    if cited.startswith("ch"):
        return bool(article.chapter) and cited[2:] == article.chapter
    if not article.article:
        return False
    if "-" in article.article:
        first, last = span(article.article)
        return first <= number(cited)[0] <= last and "." not in cited
    wanted, given = number(article.article), number(cited)
    return wanted[: len(given)] == given


def inside(cited: str, article: TermsArticle) -> bool:
    """True when the number cited is a part of the article: "5.2.3" of 5.2, "46.1" of 43-46."""
    if cited.startswith("ch") or not article.article or within(cited, article):
        return False
    if "-" in article.article:
        first, last = span(article.article)
        return first <= number(cited)[0] <= last
    wanted, given = number(article.article), number(cited)
    return given[: len(wanted)] == wanted


def touches(cited: str, article: TermsArticle) -> bool:
    """True when the number cited and the article have a part in common."""
    return within(cited, article) or inside(cited, article)
