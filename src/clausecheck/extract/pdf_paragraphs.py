"""From lines to paragraphs: where one ends and the next begins, also across columns and pages."""

from __future__ import annotations

import itertools
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from clausecheck.extract.pdf_labels import Label, label_of
from clausecheck.extract.pdf_layout import Line, join_words
from clausecheck.extract.pdf_words import RawWord
from clausecheck.model import BlockKind, Layer

#: A line that ends a table of contents entry: leaders, then the number of a page.
TOC_ENTRY = re.compile(r"(?:(?:\.\s?){4,}|…{2,}|_{4,})\s*(?:\d{1,3}|[ivxlc]{1,6})$")
_ENDED = re.compile(r"[.;:!?…][»”\")\]]*$")
_PAUSED = re.compile(r"[.;:!?…,][»”\")\]]*$")
#: After these words a number is a reference, not a label.
_REFERS = re.compile(
    r"(?:^|[\s(’'])(?:articles?|art\.|clauses?|sections?|paragraph(?:e)?s?|points?|annexes?|alinéas?|schedules?|chapitres?|version"
    r"|n°|à|au|aux|et|ou|de|du|des|en|le|la|les|l|and|or|to|of|in|the|with|under|by|from)$",
    re.IGNORECASE,
)
_TIED = re.compile(r"[:;!?»%€°]+$")


@dataclass(slots=True)
class Paragraph:
    """Lines that are read as one, and what they are once that is known."""

    lines: list[Line]
    kind: BlockKind = "paragraph"
    layer: Layer = "body"
    level: int = 0
    label: Label | None = None
    place: str = ""

    @property
    def words(self) -> list[RawWord]:
        return [word for line in self.lines for word in line.words]

    @property
    def text(self) -> str:
        return join_words(self.words)

    @property
    def page(self) -> int:
        return self.lines[0].page

    @property
    def x0(self) -> float:
        return self.lines[0].x0

    @property
    def size(self) -> float:
        return max(self.lines, key=lambda line: len(line.text)).size

    @property
    def bold(self) -> bool:
        return all(line.bold for line in self.lines)

    @property
    def underlined(self) -> bool:
        return all(line.underlined for line in self.lines)


@dataclass(slots=True)
class Row:
    """A table row on its way to a block: its cells, in order, as the lines they hold."""

    page: int
    cells: list[list[Line]]
    table: tuple[int, int]


@dataclass(slots=True)
class Typography:
    """The usual size of letters in a document, and the usual step from line to line for each size."""

    body: float
    leading: dict[float, float] = field(default_factory=dict)

    def step(self, size: float) -> float:
        usual = self.leading.get(self.body, 1.22 * self.body) / max(1.0, self.body)
        return self.leading.get(size, max(1.22, usual) * size)


def measure_typography(lines: Sequence[Line]) -> Typography:
    sizes = Counter[float]()
    steps: dict[float, Counter[float]] = defaultdict(Counter)
    for line in lines:
        sizes[line.size] += len(line.text)
    for line, following in itertools.pairwise(lines):
        if line.page != following.page or line.size != following.size:
            continue
        step = following.base - line.base
        # Only a full line is surely followed by a line of the same paragraph.
        if 0.8 * line.size < step < 2.6 * line.size and _is_full(line, following):
            steps[line.size][round(2 * step) / 2] += 1
    body = sizes.most_common(1)[0][0] if sizes else 10.0
    leading = {}
    for size, counts in steps.items():
        if counts.total() > 2:
            leading[size] = counts.most_common(1)[0][0]
    return Typography(body, leading)


def paragraphs(lines: Iterable[Line], typography: Typography, previous: Paragraph | None = None) -> list[Paragraph]:
    """Group lines in reading order. ``previous``, the paragraph before them, may take the first ones."""
    found: list[Paragraph] = []
    current = previous
    for line in lines:
        if current is not None and _belongs(line, current, typography):
            current.lines.append(line)
        else:
            current = Paragraph([line])
            found.append(current)
    return found


def _belongs(line: Line, paragraph: Paragraph, typography: Typography) -> bool:
    last = paragraph.lines[-1]
    if line.tied:
        return True
    if line.bulleted or TOC_ENTRY.search(last.text) or not line.words[0].upright or not last.words[0].upright:
        return False
    if line.page == last.page and _is_beside(line, paragraph):
        return True
    if line.page != last.page or line.base < last.base - 2:
        return _goes_on_after_break(line, paragraph)
    if _labelled(line, paragraph):
        return False
    if abs(line.size - last.size) > 0.6 and min(len(line.text), len(last.text)) > 3:
        return False
    flows = _flows(last, line)
    if _weight_changes(last, line, flows):
        return False
    step, usual = line.base - last.base, typography.step(line.size)
    if len(paragraph.lines) > 1:
        usual = min(1.4 * usual, max(usual, last.base - paragraph.lines[-2].base))
    ended = _ENDED.search(last.text) is not None and not line.text[0].islower()
    if step > (usual + 1.8 if ended else usual * (1.55 if flows else 1.16) + 1):
        return False
    if _centred(last, line):
        return True
    if _is_full(last, line):
        return flows or not _indented(line, paragraph)
    return flows and _wraps_early(last, line, typography)


def _is_beside(line: Line, paragraph: Paragraph) -> bool:
    """Whether the line is the next cell of a row without rules: level with the first line, to the right of all."""
    first = paragraph.lines[0]
    level = abs(line.base - first.base) < 2.5 and line.edge == first.edge
    return level and line.x0 > max(each.x1 for each in paragraph.lines)


def _goes_on_after_break(line: Line, paragraph: Paragraph) -> bool:
    """Whether a line at the top of a page or column carries on the paragraph that ended the one before."""
    last = paragraph.lines[-1]
    if last.words[-1].hyphen:
        return True
    if _ENDED.search(last.text) or abs(line.size - last.size) > 0.6 or line.bold != last.bold:
        return False
    label = label_of(line.text)
    if label is not None and (label.family == "bullet" or line.text[0] == "(" or label.text[-1] == ")"):
        return False
    if line.text[0].islower():
        # Items of a list without bullets end with a comma and begin with a small letter too.
        return not (last.text.endswith(",") and not _is_full(last, line) and abs(line.x0 - paragraph.x0) < 2)
    return label is None and _is_full(last, line) and not _PAUSED.search(last.text) and not last.bold


def _labelled(line: Line, paragraph: Paragraph) -> bool:
    """Whether a label opens the line, and not a number or letter that the text happened to bring there."""
    label = label_of(line.text)
    if label is None:
        return False
    last = paragraph.lines[-1]
    open_line = _is_full(last, line) and not _ENDED.search(last.text)
    own = label_of(paragraph.lines[0].text)
    sibling = own is not None and own.family == label.family and abs(paragraph.x0 - line.x0) < 4
    if label.family == "number" and label.text[-1].isdigit() and line.text[label.end :].lstrip()[:1].islower():
        # "TLS | 1.3 and" is no label where the text goes on under itself.
        sibling = sibling and own is not None and label.follows(own)
        return sibling or not open_line or abs(line.x0 - last.x0) > 3
    if label.glyph or sibling or not open_line:
        return True
    if label.family == "bullet":
        return abs(line.x0 - last.x0) > 2 or last.text.endswith(",")
    if label.family == "number" and own is not None and own.family == "number" and label.follows(own):
        return True
    if label.depth > 1 and label.text[-1] == ".":
        return not _REFERS.search(last.text)
    return line.bold


def _weight_changes(last: Line, line: Line, flows: bool) -> bool:
    """A title in bold ends where the text is no longer bold, unless the sentence runs on."""
    if last.bold == line.bold:
        return False
    if last.bold:
        return not (line.words[0].bold or (flows and line.text[0].islower()))
    return not flows


def _flows(last: Line, line: Line) -> bool:
    """The sentence surely runs on from a line to the next."""
    if last.words[-1].hyphen:
        return True
    if _ENDED.search(last.text):
        return False
    full = _is_full(last, line)
    if line.text.lstrip("(")[:1].islower():
        return full or not last.text.endswith(",")
    return full and not last.text.endswith(",")


def _is_full(last: Line, line: Line) -> bool:
    """Whether the first word of the next line would not have fitted at the end of this one."""
    words = line.words
    end = words[0].x1
    for word in words[1:3]:
        # "10 %", "« data" and "clause :" are tied by a blank that does not break.
        if not (word.glued or _TIED.match(word.text) or line.text[0] in "«§"):
            break
        end = word.x1
    return last.x1 + 0.22 * last.size + (end - words[0].x0) > last.edge - 2


def _wraps_early(last: Line, line: Line, typography: Typography) -> bool:
    """Whether a sentence runs on although its line stops short: beside a picture, or broken by hand."""
    if last.words[-1].hyphen or last.edge - last.x1 < 0.25 * (last.edge - last.x0):
        return True
    larger = last.size > typography.body + 0.9
    return not last.text.endswith(",") and (larger or len(last.text) > 40)


def _centred(last: Line, line: Line) -> bool:
    """Whether both are centred lines of one text: then it is broken where the first word would not have fitted."""
    middle = (line.x0 + line.x1) / 2
    if abs((last.x0 + last.x1) / 2 - middle) > 4 or abs(last.x0 - line.x0) < 12 or line.bold != last.bold:
        return False
    return last.x1 - last.x0 + line.words[0].x1 - line.x0 > 2 * (last.edge - middle) - 4


def _indented(line: Line, paragraph: Paragraph) -> bool:
    """Whether the line begins at a place where only a new paragraph begins."""
    last = paragraph.lines[-1]
    if len(paragraph.lines) > 1:
        return abs(line.x0 - last.x0) > 5
    if any(abs(word.x0 - line.x0) < 3 and word.x0 - before.x1 > 0.8 * last.size for before, word in itertools.pairwise(last.words)):
        return False  # under the text that a tab sets off from its term
    if line.x0 < last.x0 - 5:  # the end of a labelled paragraph, or its second line where only the first is set in
        return _ENDED.search(last.text) is not None and not line.text[0].islower() and label_of(last.text) is not None
    return line.x0 > last.x0 + 5 and label_of(last.text) is None and not last.bulleted
