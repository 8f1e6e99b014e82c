"""Inserts clauses in a Word file under change tracking, with the look and the numbering of their neighbours."""

from __future__ import annotations

import copy
from collections.abc import Sequence

from clausecheck.extract.docx_package import Element
from clausecheck.report.docx_anchor import inside
from clausecheck.report.docx_marks import Marks
from clausecheck.report.docx_parts import kind

#: Changes of the marks of paragraphs; at most one insertion may stand there.
_TRACKED = ("w:ins", "w:del", "w:moveFrom", "w:moveTo", "w:rPrChange")
#: What must not be copied from a paragraph to the one inserted after it.
_OWN_PLACE = ("w:rPr", "w:sectPr", "w:pPrChange", "w:framePr", "w:pageBreakBefore", "w:keepNext")
_OWN_LOOK = (*_TRACKED, "w:vanish", "w:strike", "w:dstrike", "w:rStyle", "w:highlight", "w:webHidden", "w:specVanish")


def insert(marks: Marks, after: Element, texts: Sequence[str], like: Element | None) -> None:
    """Insert paragraphs after a paragraph or a table, tracked, with the look of the paragraph ``like``.

    As when one types at the end of a paragraph, its mark goes to the last new paragraph and an inserted mark takes its
    place: refusing the insertion gives back the paragraph as it was, in Word and in LibreOffice.
    """
    look, letters = _look(like)
    made = [_clause(marks, text, look, letters) for text in texts]
    joined = kind(after.tag) == "w:p"
    for paragraph in made[:-1] if joined else made:
        _track_mark(marks, paragraph)
    if joined:
        _hand_over_mark(marks, after, made[-1])
    place = after
    for paragraph in made:
        place.addnext(paragraph)
        place = paragraph


def _clause(marks: Marks, text: str, look: Sequence[Element], letters: Sequence[Element]) -> Element:
    paragraph = marks.make("p")
    properties = marks.make("pPr", paragraph)
    properties.extend(copy.deepcopy(each) for each in look)
    tracked = marks.tracked("ins")
    paragraph.append(tracked)
    run = marks.make("r", tracked)
    if letters:
        marks.make("rPr", run).extend(copy.deepcopy(each) for each in letters)
    marks.set_text(marks.make("t", run), text)
    return paragraph


def _look(like: Element | None) -> tuple[list[Element], list[Element]]:
    """The properties of a paragraph, and those of most of its letters, that another may take over."""
    if like is None:
        return [], []
    paragraph = [each for each in _properties(like, "w:pPr") if kind(each.tag) not in _OWN_PLACE]
    runs = [run for run in like.iter() if kind(run.tag) == "w:r" and inside(run, "w:p") is like and inside(run, "w:del") is None]
    longest = max(runs, key=lambda run: sum(len(t.text or "") for t in run if kind(t.tag) == "w:t"), default=None)
    letters = [each for each in _properties(longest, "w:rPr") if kind(each.tag) not in _OWN_LOOK] if longest is not None else []
    return paragraph, letters


def _track_mark(marks: Marks, paragraph: Element) -> None:
    properties = _child(marks, paragraph, "pPr")
    mark = _child(marks, properties, "rPr", before=("w:sectPr", "w:pPrChange"))
    mark.insert(0, marks.tracked("ins"))


def _hand_over_mark(marks: Marks, paragraph: Element, new: Element) -> None:
    """The mark of ``paragraph`` becomes that of ``new``, with its section and changes; an inserted mark takes its place."""
    old = [copy.deepcopy(each) for each in _properties(paragraph, "w:pPr")]
    own = _child(marks, new, "pPr")
    plain = [each for each in old if kind(each.tag) not in ("w:rPr", "w:sectPr", "w:pPrChange")]
    changed_before = any(kind(each.tag) == "w:pPrChange" for each in old)
    if changed_before:
        # A second change of properties cannot be written beside the first.
        own[:] = [copy.deepcopy(each) for each in plain]
    same = [_shape(each) for each in own] == [_shape(each) for each in plain]
    own.extend(each for each in old if kind(each.tag) in ("w:rPr", "w:sectPr"))
    if changed_before:
        own.extend(each for each in old if kind(each.tag) == "w:pPrChange")
    elif not same:
        change = marks.tracked("pPrChange")
        marks.make("pPr", change).extend(copy.deepcopy(each) for each in plain)
        own.append(change)
    for each in _properties(paragraph, "w:pPr"):
        if kind(each.tag) in ("w:sectPr", "w:pPrChange"):
            each.getparent().remove(each)
        elif kind(each.tag) == "w:rPr":
            for mark in [m for m in each if kind(m.tag) in _TRACKED]:
                each.remove(mark)
    _track_mark(marks, paragraph)


def _child(marks: Marks, parent: Element, tag: str, before: Sequence[str] = ()) -> Element:
    """The child of that name, made first in its parent, or before others, if there is none."""
    found = next((each for each in parent if kind(each.tag) == f"w:{tag}"), None)
    if found is None:
        found = marks.make(tag)
        later = next((n for n, each in enumerate(parent) if kind(each.tag) in before), len(parent) if before else 0)
        parent.insert(later, found)
    return found


def _properties(element: Element, name: str) -> list[Element]:
    """The elements of ``w:pPr`` or ``w:rPr``, without comments."""
    return [each for group in element if kind(group.tag) == name for each in group if kind(each.tag)]


def _shape(element: Element) -> tuple[object, ...]:
    return (element.tag, sorted(element.attrib.items()), [_shape(each) for each in element])
