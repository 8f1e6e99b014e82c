"""One piece of the dossier, as the checks see it: its rules, its kind, its folded text, and how an issue is made of it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cached_property, lru_cache

from clausecheck.hygiene.rules import Rules, check_of, rules_of
from clausecheck.model import OPERATIVE_LAYERS, Block, Evidence, HygieneIssue, Language, Segmented, Sentence
from clausecheck.text import fold

_HEAD = 12  # blocks at the head of a piece in which it says what it is
_TITLE = 160  # characters of a title


@lru_cache(maxsize=256)
def any_of(alternatives: tuple[str, ...], start: str = r"(?<![a-z])", end: str = "") -> re.Pattern[str]:
    """One pattern for several; each begins a word unless ``start`` says otherwise."""
    return re.compile(f"{start}(?:{'|'.join(alternatives)}){end}")


class Piece:
    """``s`` is the document cut into clauses and sentences; its language is set."""

    def __init__(self, s: Segmented) -> None:
        self.s = s
        self.document = s.document
        self.language: Language = s.document.language or "fr"
        self.rules: Rules = rules_of(self.language)
        self.text = s.document.text
        self.folded = fold(self.text)

    def fold(self, sentence: Sentence) -> str:
        """The folded text of a sentence."""
        return self.folded[sentence.start : sentence.end]

    def around(self, sentence: Sentence, reach: int, *, inside: bool = False) -> str:
        """The folded text of a sentence and of as many before and after it; ``inside`` its article only."""
        near = self.s.sentences[max(0, sentence.index - reach) : sentence.index + reach + 1]
        return " \n ".join(self.fold(n) for n in near if not inside or n.clause == sentence.clause)

    def titles(self, sentence: Sentence) -> str:
        """The folded titles of the article that a sentence lies in and of those that hold it."""
        out: list[str] = []
        at: int | None = sentence.clause
        while at is not None:
            out.append(fold(self.s.clauses[at].title))
            at = self.s.clauses[at].parent
        return " \n ".join(out)

    @property
    def name(self) -> str:
        """The folded name of the file, in words."""
        return fold(self.document.name).replace("_", " ")

    @cached_property
    def titles_at_head(self) -> list[str]:
        """The folded short lines at the head of the piece, sentences and lists left out: where it says what it is."""
        blocks = [b for b in self.document.blocks if b.layer in OPERATIVE_LAYERS][:_HEAD]
        lines = [self.folded[b.start : b.end].strip() for b in blocks if b.kind not in ("toc", "table-row")]
        return [line for line in lines if len(line) <= _TITLE and not line.endswith((".", ";", ":", ","))]

    @cached_property
    def kind(self) -> str:
        """The kind of piece ("ccap", "cctp"…) that the file name, else the first titles, name first; "" if none does."""
        for told in (self.name.replace(".", " "), "\n".join(self.titles_at_head)):
            found = [
                (m.start(), kind) for kind, names in self.rules.references.pieces.items() if (m := any_of(names, end=r"\b").search(told))
            ]
            if found:
                return min(found)[1]
        return ""

    @cached_property
    def is_form(self) -> bool:
        """Whether the whole piece is a form that the tenderer fills in: deed of commitment, price schedule, response frame."""
        forms = any_of(self.rules.placeholders.forms)
        return bool(forms.search(self.name) or forms.search("\n".join(self.titles_at_head)))

    # ---- issues --------------------------------------------------------------------------------------------

    def issue(self, id_: str, sentence: Sentence, start: int, end: int, fr: str, en: str, subject: str = "") -> HygieneIssue:
        """An issue on the words between two offsets of a sentence."""
        a, b = sentence.start + start, sentence.start + end
        where = self.s.clauses[sentence.clause].name
        return self._made(id_, a, b, where, sentence.page, self.text[sentence.start : sentence.end], fr, en, subject)

    def mark(self, id_: str, block: Block, start: int, end: int, fr: str, en: str, *, subject: str = "", passage: str = "") -> HygieneIssue:
        """An issue on a stretch of the text, in a block that may be outside every article (deleted text)."""
        inside = [s for s in self.s.sentences if s.start <= start < s.end]
        where = self.s.clauses[inside[0].clause].name if inside else block.place
        said = passage or self.text[block.start : block.end]
        return self._made(id_, start, end, where, block.page, said, fr, en, subject)

    def _made(
        self, id_: str, start: int, end: int, where: str, page: int | None, passage: str, fr: str, en: str, subject: str
    ) -> HygieneIssue:
        check = check_of(id_)
        assert check is not None
        evidence = Evidence(self.document.name, where, page, self.text[start:end], start, end, "against")
        return HygieneIssue(id_, check.severity, evidence, passage, fr, en, subject)


def whole(pieces: Sequence[Piece]) -> dict[str, list[Piece]]:
    """The pieces of each kind."""
    out: dict[str, list[Piece]] = {}
    for piece in pieces:
        out.setdefault(piece.kind, []).append(piece)
    return out
