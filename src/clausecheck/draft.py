"""The text of one draft, to look for a passage that its report does not quote."""

from __future__ import annotations

from collections import Counter
from functools import cached_property

from clausecheck.difference import alike, bag
from clausecheck.fingerprint import canonical
from clausecheck.model import OPERATIVE_LAYERS, Evidence, Report
from clausecheck.segment import segment

#: Two passages of which this share of the words is common are two states of one passage.
ALIKE = 0.5
_SHORT = 15  # letters: "30 jours" is found everywhere, unless it stands alone


class Draft:
    """Made from a report; cuts its documents into sentences only when it is asked."""

    def __init__(self, report: Report) -> None:
        self.report = report
        self.formats = {d.format for d in report.documents}

    @cached_property
    def _blocks(self) -> list[tuple[str, Evidence]]:
        """(canonical text, evidence) of every block that binds the parties."""
        out = []
        for d in self.report.documents:
            for b in d.blocks:
                if b.layer in OPERATIVE_LAYERS and b.kind != "toc":
                    quote = d.text[b.start : b.end]
                    out.append((canonical(quote), Evidence(d.name, b.place, b.page, quote, b.start, b.end, "nearest")))
        return out

    @cached_property
    def _text(self) -> str:
        return "\n".join(["", *(text for text, _ in self._blocks), ""])

    @cached_property
    def _lines(self) -> list[tuple[Evidence, Counter[str]]]:
        """Every sentence of the draft, as evidence, with its words."""
        out = []
        for n, d in enumerate(self.report.documents):
            if d.language is None:
                continue
            cut = segment(d, n)
            for s in cut.sentences:
                if s.kind not in ("heading", "toc"):
                    quote = d.text[s.start : s.end]
                    where = cut.clauses[s.clause].name
                    out.append((Evidence(d.name, where, s.page, quote, s.start, s.end, "nearest"), bag(quote)))
        return out

    def holds(self, text: str) -> bool:
        """Whether the draft has this canonical text, wherever it stands."""
        return bool(text) and (text if len(text) >= _SHORT else f"\n{text}\n") in self._text

    def find(self, text: str, taken: set[tuple[str, int]]) -> Evidence | None:
        """Where the draft has this canonical text: the sentence, else the paragraph.

        ``taken`` holds the (document, start) of passages that have their pair already; the one that is found joins them.
        """
        sentence = next((e for e, _ in self._lines if canonical(e.quote) == text and (e.document, e.start) not in taken), None)
        found = sentence or next((e for whole, e in self._blocks if text in whole), None)
        if found is not None:
            taken.add((found.document, found.start))
        return found

    def closest(self, quote: str, taken: set[tuple[str, int]]) -> Evidence | None:
        """The sentence most like this one, when half of the words are common. ``taken``: as for ``find``."""
        words = bag(quote)
        best: list[tuple[float, int]] = []
        for n, (e, other) in enumerate(self._lines):
            if (e.document, e.start) not in taken:
                share = 2 * (words & other).total() / max(words.total() + other.total(), 1)
                if share >= ALIKE:
                    best.append((-share, n))
        near = [self._lines[n][0] for _, n in sorted(best)[:3]]
        score, found = max(((alike(quote, e.quote), e) for e in near), key=lambda x: x[0], default=(0.0, None))
        if found is None or score < ALIKE:
            return None
        taken.add((found.document, found.start))
        return found
