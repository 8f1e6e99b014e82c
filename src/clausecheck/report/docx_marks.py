"""Writes in the XML of a Word file: comments on a stretch of text, and paragraphs inserted under change tracking."""

from __future__ import annotations

import copy
from collections.abc import Iterable, Sequence

from clausecheck.extract.docx_package import Element
from clausecheck.report.docx_anchor import Anchor, Point, inside, kind

AUTHOR = "clausecheck"
INITIALS = "cc"

_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
#: Changes of the marks of paragraphs; at most one insertion may stand there.
_TRACKED = ("w:ins", "w:del", "w:moveFrom", "w:moveTo", "w:rPrChange")
#: What must not be copied from a paragraph to the one inserted after it.
_OWN_PLACE = ("w:rPr", "w:sectPr", "w:pPrChange", "w:framePr", "w:pageBreakBefore", "w:keepNext")
_OWN_LOOK = (*_TRACKED, "w:vanish", "w:strike", "w:dstrike", "w:rStyle", "w:highlight", "w:webHidden", "w:specVanish")


class Marks:
    """Changes the tree ``root`` of a main part. Dates are "2026-01-31T00:00:00Z", or None to write none."""

    def __init__(self, root: Element, namespace: str, comments: Element | None, styles: Element | None, date: str | None) -> None:
        self._root = root
        self._w = f"{{{namespace}}}"
        self._prefix = {"w": namespace}
        self._comments = comments
        self._date = date
        self._next = 1 + max(self._numbers(root), default=0)
        self._next_comment = 1 + max(self._numbers(comments) if comments is not None else (), default=-1)
        self._next_comment = max(self._next_comment, 1 + max(self._numbers(root, "w:commentReference"), default=-1))
        self._text_style = _style_named(styles, "annotation text")
        self._reference_style = _style_named(styles, "annotation reference")

    def _numbers(self, root: Element, wanted: str = "") -> Iterable[int]:
        for element in root.iter():
            if kind(element.tag) and (not wanted or kind(element.tag) == wanted):
                number = element.get(f"{self._w}id", "")
                if number.lstrip("-").isdigit():
                    yield int(number)

    def _make(self, tag: str, parent: Element | None = None, **attributes: str) -> Element:
        element = self._root.makeelement(f"{self._w}{tag}", nsmap=self._prefix)
        for name, value in attributes.items():
            element.set(f"{self._w}{name}", value)
        if parent is not None:
            parent.append(element)
        return element

    def _signed(self, tag: str, number: int) -> Element:
        element = self._make(tag, id=str(number), author=AUTHOR)
        if self._date:
            element.set(f"{self._w}date", self._date)
        return element

    def _tracked(self) -> Element:
        self._next += 1
        return self._signed("ins", self._next - 1)

    # ---- comments ------------------------------------------------------------------------------------------

    def comment(self, anchor: Anchor, lines: Sequence[str]) -> None:
        """A comment of a few paragraphs on an anchor. Runs are cut in two where it begins and ends inside them."""
        assert self._comments is not None
        number = str(self._next_comment)
        self._next_comment += 1
        start, end = self._make("commentRangeStart", id=number), self._make("commentRangeEnd", id=number)
        if anchor.first is None or anchor.last is None:
            anchor.paragraph.extend([start, end])
        else:
            # The end first: cutting a run leaves the points before the cut where they are.
            self._after(anchor.last).addnext(end)
            self._before(anchor.first).addprevious(start)
        reference = self._run(self._reference_style)
        self._make("commentReference", reference, id=number)
        _in_paragraph(end).addnext(reference)
        comment = self._signed("comment", int(number))
        comment.set(f"{self._w}initials", INITIALS)
        for n, line in enumerate(lines):
            paragraph = self._make("p", comment)
            if self._text_style:
                self._make("pStyle", self._make("pPr", paragraph), val=self._text_style)
            if n == 0:
                mark = self._run(self._reference_style)
                self._make("annotationRef", mark)
                paragraph.append(mark)
            paragraph.append(self._text_run(line, bold=n == 0, small=not self._text_style))
        self._comments.append(comment)

    def _run(self, style: str) -> Element:
        run = self._make("r")
        if style:
            self._make("rStyle", self._make("rPr", run), val=style)
        return run

    def _text_run(self, text: str, bold: bool = False, small: bool = False) -> Element:
        run = self._make("r")
        if bold or small:
            properties = self._make("rPr", run)
            if bold:
                self._make("b", properties)
            if small:
                self._make("sz", properties, val="20")
        self._set_text(self._make("t", run), text)
        return run

    @staticmethod
    def _set_text(element: Element, text: str) -> None:
        element.text = text
        element.set(_SPACE, "preserve")

    # ---- cutting runs --------------------------------------------------------------------------------------

    def _before(self, point: Point) -> Element:
        """The element that begins with this character, cut off from what precedes it in its run."""
        element, run = point.element, point.element.getparent()
        if run is None or kind(run.tag) != "w:r":
            return element
        if point.offset > 0:
            return self._cut(run, element, point.offset)
        previous = element.getprevious()
        if previous is None or kind(previous.tag) == "w:rPr":
            return run
        return self._cut(run, previous, -1)

    def _after(self, point: Point) -> Element:
        """The element that ends with this character, cut off from what follows it in its run."""
        element, run = point.element, point.element.getparent()
        if run is None or kind(run.tag) != "w:r":
            return element
        cut = point.offset + 1 if 0 <= point.offset < len(element.text or "") - 1 else -1
        if cut > 0 or element.getnext() is not None:
            self._cut(run, element, cut)
        return run

    def _cut(self, run: Element, child: Element, offset: int) -> Element:
        """Move what follows ``child``, or its text from ``offset`` on, to a new run of the same look, and return it."""
        new = self._root.makeelement(run.tag, dict(run.attrib), nsmap=self._prefix)
        for properties in run:
            if kind(properties.tag) == "w:rPr":
                new.append(self._copied(properties))
        following = list(child.itersiblings())
        if offset >= 0:
            text = child.text or ""
            self._set_text(child, text[:offset])
            rest = self._root.makeelement(child.tag, nsmap=self._prefix)
            self._set_text(rest, text[offset:])
            new.append(rest)
        new.extend(following)
        run.addnext(new)
        return new

    def _copied(self, properties: Element) -> Element:
        """A copy with ids of its own, since no two tracked changes may share one."""
        made = copy.deepcopy(properties)
        made.tail = None
        for element in made.iter():
            if kind(element.tag) and element.get(f"{self._w}id") is not None:
                element.set(f"{self._w}id", str(self._next))
                self._next += 1
        return made

    # ---- insertions ----------------------------------------------------------------------------------------

    def insert(self, after: Element, texts: Sequence[str], like: Element | None) -> None:
        """Insert paragraphs after a paragraph or a table, tracked, with the look of the paragraph ``like``.

        As when one types at the end of a paragraph, its mark goes to the last new paragraph and an inserted mark takes its
        place: refusing the insertion gives back the paragraph as it was, in Word and in LibreOffice.
        """
        look, letters = self._look(like)
        made = [self._clause(text, look, letters) for text in texts]
        joined = kind(after.tag) == "w:p"
        for paragraph in made[:-1] if joined else made:
            self._track_mark(paragraph)
        if joined:
            self._hand_over_mark(after, made[-1])
        place = after
        for paragraph in made:
            place.addnext(paragraph)
            place = paragraph

    def _clause(self, text: str, look: Sequence[Element], letters: Sequence[Element]) -> Element:
        paragraph = self._make("p")
        properties = self._make("pPr", paragraph)
        properties.extend(copy.deepcopy(each) for each in look)
        tracked = self._tracked()
        paragraph.append(tracked)
        run = self._make("r", tracked)
        if letters:
            self._make("rPr", run).extend(copy.deepcopy(each) for each in letters)
        self._set_text(self._make("t", run), text)
        return paragraph

    def _look(self, like: Element | None) -> tuple[list[Element], list[Element]]:
        """The properties of a paragraph, and those of most of its letters, that another may take over."""
        if like is None:
            return [], []
        paragraph = [each for each in _properties(like, "w:pPr") if kind(each.tag) not in _OWN_PLACE]
        runs = [run for run in like.iter(f"{self._w}r") if inside(run, "w:p") is like and inside(run, "w:del") is None]
        longest = max(runs, key=lambda run: sum(len(t.text or "") for t in run.iter(f"{self._w}t")), default=None)
        letters = (
            [each for each in _properties(longest, "w:rPr") if kind(each.tag) not in _OWN_LOOK] if longest is not None else []
        )
        return paragraph, letters

    def _track_mark(self, paragraph: Element) -> None:
        properties = self._child(paragraph, "pPr")
        mark = self._child(properties, "rPr", before=("w:sectPr", "w:pPrChange"))
        mark.insert(0, self._tracked())

    def _hand_over_mark(self, paragraph: Element, new: Element) -> None:
        """The mark of ``paragraph`` becomes that of ``new``, with its section and changes; an inserted mark takes its place."""
        old = [copy.deepcopy(each) for each in _properties(paragraph, "w:pPr")]
        own = self._child(new, "pPr")
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
            self._next += 1
            change = self._signed("pPrChange", self._next - 1)
            self._make("pPr", change).extend(copy.deepcopy(each) for each in plain)
            own.append(change)
        for each in _properties(paragraph, "w:pPr"):
            if kind(each.tag) in ("w:sectPr", "w:pPrChange"):
                each.getparent().remove(each)
            elif kind(each.tag) == "w:rPr":
                for mark in [m for m in each if kind(m.tag) in _TRACKED]:
                    each.remove(mark)
        self._track_mark(paragraph)

    def _child(self, parent: Element, tag: str, before: Sequence[str] = ()) -> Element:
        """The child of that name, made first in its parent, or before others, if there is none."""
        found = next((each for each in parent if kind(each.tag) == f"w:{tag}"), None)
        if found is None:
            found = self._make(tag)
            later = next((n for n, each in enumerate(parent) if kind(each.tag) in before), len(parent) if before else 0)
            parent.insert(later, found)
        return found


def _properties(element: Element, name: str) -> list[Element]:
    """The elements of ``w:pPr`` or ``w:rPr``, without comments."""
    return [each for group in element if kind(group.tag) == name for each in group if kind(each.tag)]


def _shape(element: Element) -> tuple[object, ...]:
    return (element.tag, sorted(element.attrib.items()), [_shape(each) for each in element])


def _in_paragraph(element: Element) -> Element:
    """The ancestor of ``element``, or itself, that is a child of its paragraph: a call of comment must not lie in a link,
    a content control or an insertion, which can be refused."""
    while element.getparent() is not None and kind(element.getparent().tag) != "w:p":
        element = element.getparent()
    return element


def _style_named(styles: Element | None, name: str) -> str:
    """The id of a style in this file; Word translates ids, not names."""
    if styles is None:
        return ""
    for style in styles.iter():
        if kind(style.tag) == "w:style":
            for child in style:
                if kind(child.tag) == "w:name" and any(value.lower() == name for value in child.attrib.values()):
                    return next((v for key, v in style.attrib.items() if key.endswith("}styleId")), "")
    return ""
