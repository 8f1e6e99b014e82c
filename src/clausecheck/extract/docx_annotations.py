"""What revisers left on a Word file: highlighting, comments not resolved, insertions not accepted; and where in the text."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from clausecheck.extract.docx_package import Element, Package, W
from clausecheck.model import Annotation, Block

if TYPE_CHECKING:
    from clausecheck.extract.docx_text import Piece

_W14 = "{http://schemas.microsoft.com/office/word/2010/wordml}"
_W15 = "{http://schemas.microsoft.com/office/word/2012/wordml}"
#: Shading that writers of Word files other than Word use for a highlighter.
_BRIGHT = frozenset({"FFFF00", "00FF00", "00FFFF", "FF00FF"})
_ON = frozenset({"1", "true", "on"})

Kind = Literal["highlight", "comment", "inserted", "moved"]


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of a paragraph's own text; ``id`` is that of a comment."""

    kind: Kind
    text: str
    id: str = ""


@dataclass(frozen=True, slots=True)
class Comment:
    """What a comment says and who wrote it."""

    text: str
    author: str


def is_highlighted(properties: Element | None) -> bool:
    """Whether the properties of a run highlight it."""
    if properties is None:
        return False
    for element in properties:
        if element.tag == f"{W}highlight":
            return element.get(f"{W}val", "none") not in ("none", "white")
        if element.tag == f"{W}shd" and element.get(f"{W}fill", "").upper() in _BRIGHT:
            return True
    return False


def stretches(pieces: Sequence[Piece], tidy: Callable[[str], str]) -> tuple[Stretch, ...]:
    """The stretches of a paragraph whose pieces these are."""
    out: list[Stretch] = []
    for highlight, group in itertools.groupby(pieces, key=lambda p: p.highlight):
        text = tidy("".join(p.text for p in group)) if highlight else ""
        if text:
            out.append(Stretch("highlight", text))
    for revision, group in itertools.groupby(pieces, key=lambda p: p.revision):
        text = tidy("".join(p.text for p in group)) if revision else ""
        if revision and text:
            out.append(Stretch(revision, text))
    for comment in dict.fromkeys(c for p in pieces for c in sorted(p.comments)):
        out.append(Stretch("comment", tidy("".join(p.text for p in pieces if comment in p.comments)), comment))
    return tuple(out)


def placed(blocks: Sequence[Block], marked: Sequence[Sequence[Stretch]], text: str, package: Package) -> Iterator[Annotation]:
    """The annotations of a document: the stretches of each of its blocks, at their offsets. A comment is told once."""
    comments = _comments(package)
    told: set[str] = set()
    for block, own in zip(blocks, marked, strict=True):
        at = dict.fromkeys(("highlight", "inserted", "moved"), block.start)
        for stretch in own:
            if stretch.kind == "comment":
                comment = comments.get(stretch.id)
                if comment is None or stretch.id in told:
                    continue
                told.add(stretch.id)
                start = text.find(stretch.text, block.start, block.end) if stretch.text else -1
                span = (start, start + len(stretch.text)) if start >= 0 else (block.start, block.end)
                yield Annotation("comment", *span, comment.text, comment.author)
                continue
            start = text.find(stretch.text, at[stretch.kind], block.end)
            if start < 0:  # the breaks of a paragraph are decided on the whole of it
                yield Annotation(stretch.kind, block.start, block.end)
                continue
            at[stretch.kind] = start + len(stretch.text)
            yield Annotation(stretch.kind, start, start + len(stretch.text))


def _comments(package: Package) -> Mapping[str, Comment]:
    """The comments still open, by id; replies are part of the comment that they answer."""
    root = package.aside("comments")
    if root is None:
        return {}
    closed = _closed(package.aside("commentsExtended"))
    out = {}
    for comment in root.iter(f"{W}comment"):
        paragraphs = list(comment.iter(f"{W}p"))
        last = paragraphs[-1].get(f"{_W14}paraId", "") if paragraphs else ""
        if last not in closed:
            said = " ".join(" ".join(_words(p)) for p in paragraphs)
            out[comment.get(f"{W}id", "")] = Comment(" ".join(said.split()), comment.get(f"{W}author", ""))
    return out


def _words(paragraph: Element) -> Iterator[str]:
    for run in paragraph.iter(f"{W}r"):
        yield "".join(t.text or "" for t in run.iter(f"{W}t"))


def _closed(extended: Element | None) -> frozenset[str]:
    """The last paragraphs of the comments that are resolved, or that answer another one."""
    entries: Iterable[Element] = () if extended is None else extended.iter(f"{_W15}commentEx")
    return frozenset(
        e.get(f"{_W15}paraId", "") for e in entries if e.get(f"{_W15}done", "") in _ON or e.get(f"{_W15}paraIdParent")
    ) - {""}  # fmt: skip
