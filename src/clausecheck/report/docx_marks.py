"""Writes comments in the XML of a Word file, on stretches of text whose runs are cut in two."""

from __future__ import annotations

import copy
from collections.abc import Iterable, Sequence

from clausecheck.extract.docx_package import Element
from clausecheck.report.docx_anchor import Anchor, Point, inside
from clausecheck.report.docx_parts import kind

AUTHOR = "clausecheck"
INITIALS = "cc"

_SPACE = "{http://www.w3.org/XML/1998/namespace}space"


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

    # ---- elements ------------------------------------------------------------------------------------------

    def make(self, tag: str, parent: Element | None = None, **attributes: str) -> Element:
        """A new element of the document's vocabulary, put at the end of ``parent`` if one is given."""
        element = self._root.makeelement(f"{self._w}{tag}", nsmap=self._prefix)
        for name, value in attributes.items():
            element.set(f"{self._w}{name}", value)
        if parent is not None:
            parent.append(element)
        return element

    def tracked(self, tag: str) -> Element:
        """A tracked change of ours, with an id of its own."""
        self._next += 1
        return self._signed(tag, self._next - 1)

    def set_text(self, element: Element, text: str) -> None:
        """The text of a ``w:t``, blanks at its ends included."""
        element.text = text
        element.set(_SPACE, "preserve")

    def _signed(self, tag: str, number: int) -> Element:
        element = self.make(tag, id=str(number), author=AUTHOR)
        if self._date:
            element.set(f"{self._w}date", self._date)
        return element

    # ---- comments ------------------------------------------------------------------------------------------

    def comment(self, anchor: Anchor, lines: Sequence[str]) -> None:
        """A comment of a few paragraphs on an anchor. Runs are cut in two where it begins and ends inside them."""
        assert self._comments is not None
        number = str(self._next_comment)
        self._next_comment += 1
        start, end = self.make("commentRangeStart", id=number), self.make("commentRangeEnd", id=number)
        if anchor.first is None or anchor.last is None:
            anchor.paragraph.extend([start, end])
        else:
            # The end first: cutting a run leaves the points before the cut where they are.
            self._after(anchor.last).addnext(end)
            self._before(anchor.first).addprevious(start)
        reference = self._run(self._reference_style)
        self.make("commentReference", reference, id=number)
        self._call(end, reference)
        comment = self._signed("comment", int(number))
        comment.set(f"{self._w}initials", INITIALS)
        for n, line in enumerate(lines):
            paragraph = self.make("p", comment)
            if self._text_style:
                self.make("pStyle", self.make("pPr", paragraph), val=self._text_style)
            if n == 0:
                mark = self._run(self._reference_style)
                self.make("annotationRef", mark)
                paragraph.append(mark)
            paragraph.append(self._text_run(line, bold=n == 0, small=not self._text_style))
        self._comments.append(comment)

    def _call(self, end: Element, reference: Element) -> None:
        """Put the run that calls a comment after its end, or outside the content control that the paragraph begins.

        LibreOffice (7.4) shows nothing of the first paragraph of a control that holds the call of a comment.
        """
        paragraph = inside(end, "w:p")
        control = _begun_by(paragraph) if paragraph is not None else None
        if control is None:
            _in_paragraph(end).addnext(reference)
            return
        free = [p for p in self._root.iter(f"{self._w}p") if inside(p, "w:p", "w:sdtContent", "w:ins") is None]
        after = next((p for p in free if _follows(p, control)), None)
        if after is not None:
            properties = next((n for n, each in enumerate(after) if kind(each.tag) == "w:pPr"), -1)
            after.insert(properties + 1, reference)
        elif free:
            free[-1].append(reference)
        else:
            _in_paragraph(end).addnext(reference)

    def _run(self, style: str) -> Element:
        run = self.make("r")
        if style:
            self.make("rStyle", self.make("rPr", run), val=style)
        return run

    def _text_run(self, text: str, bold: bool = False, small: bool = False) -> Element:
        run = self.make("r")
        if bold or small:
            properties = self.make("rPr", run)
            if bold:
                self.make("b", properties)
            if small:
                self.make("sz", properties, val="20")
        self.set_text(self.make("t", run), text)
        return run

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
            self.set_text(child, text[:offset])
            rest = self._root.makeelement(child.tag, nsmap=self._prefix)
            self.set_text(rest, text[offset:])
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


def _in_paragraph(element: Element) -> Element:
    """The ancestor of ``element``, or itself, that is a child of its paragraph: a call of comment must not lie in a link,
    a content control or an insertion, which can be refused."""
    while element.getparent() is not None and kind(element.getparent().tag) != "w:p":
        element = element.getparent()
    return element


def _begun_by(paragraph: Element) -> Element | None:
    """The outermost content control, round paragraphs or cells, whose first paragraph this is."""
    found = None
    for each in paragraph.iterancestors():
        if kind(each.tag) == "w:sdtContent" and not any(kind(child.tag) == "w:tr" for child in each):
            first = next((p for p in each.iter() if kind(p.tag) == "w:p"), None)
            found = each if first is paragraph else found
    return found


def _follows(element: Element, other: Element) -> bool:
    """Whether ``element`` comes after the whole of ``other`` in the document."""
    chain = [element, *element.iterancestors()]
    for each in (other, *other.iterancestors()):
        parent = each.getparent()
        if parent in chain:
            at = chain.index(parent)
            return at > 0 and parent.index(chain[at - 1]) > parent.index(each)
    return False


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
