"""Word styles: what a paragraph or run inherits from its style and from the styles that one is based on."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeVar

from clausecheck.extract.docx_package import Element, W

T = TypeVar("T")

_HEADING = re.compile(r"(?:heading|titre) ?([1-9])$", re.IGNORECASE)
#: Names of styles of tables of contents; French Word and LibreOffice write ids and names of their own.
_TOC = re.compile(
    r"(?:toc|tm|contents|table des mati[eè]res) ?(?:\d|heading)$|(?:titre|en-t[eê]te) de table des mati[eè]res$"
    r"|table of (?:figures|contents|authorities)$|(?:en-ttede)?tabledes(?:matires|illustrations)$",
    re.IGNORECASE,
)
_MAX_CHAIN = 30
_BODY_TEXT = 9


def value(parent: Element | None, path: str) -> str | None:
    """The ``w:val`` of a child given by its path ("rPr/vanish"); None when the child or the value is absent."""
    child = child_of(parent, path)
    found: str | None = None if child is None else child.get(f"{W}val")
    return found


def child_of(parent: Element | None, path: str) -> Element | None:
    return None if parent is None else parent.find(_qualified(path))


@functools.cache
def _qualified(path: str) -> str:
    return "/".join(W + step for step in path.split("/"))


def number(parent: Element | None, path: str) -> int | None:
    """Like ``value``, as an integer; a value that is not one counts as absent."""
    text = value(parent, path)
    try:
        return None if text is None else int(text)
    except ValueError:
        return None


def switch(parent: Element | None, path: str) -> bool | None:
    """An on/off property: None when it is not stated, ``<w:vanish/>`` alone means on."""
    child = child_of(parent, path)
    return None if child is None else child.get(f"{W}val", "1") not in ("0", "false", "off")


def heading_level(outline: int | None) -> int:
    """Word's outline level counted from 1; 0 for body text, which Word writes as 9 or not at all."""
    return outline + 1 if outline is not None and 0 <= outline < _BODY_TEXT else 0


@dataclass(frozen=True, slots=True)
class Style:
    """A style with its inheritance resolved. ``num`` and ``ilvl`` may come from different ancestors, as in Word."""

    id: str = ""
    name: str = ""
    chain: tuple[str, ...] = ()
    outline: int | None = None
    toc: bool = False
    hidden: bool = False
    struck: bool = False
    num: str | None = None
    ilvl: int | None = None

    @property
    def heading(self) -> int:
        return heading_level(self.outline)


class Styles:
    def __init__(self, root: Element | None) -> None:
        self._elements: dict[str, Element] = {}
        self._resolved: dict[str, Style] = {}
        self._default = ""
        self.language = ""
        if root is None:
            return
        self.language = self._language(root)
        for element in root.iter(f"{W}style"):
            style_id = element.get(f"{W}styleId", "")
            self._elements[style_id] = element
            if element.get(f"{W}type") == "paragraph" and element.get(f"{W}default") in ("1", "true", "on"):
                self._default = style_id

    @staticmethod
    def _language(root: Element) -> str:
        lang = child_of(root, "docDefaults/rPrDefault/rPr/lang")
        return "" if lang is None else str(lang.get(f"{W}val", ""))

    def paragraph(self, properties: Element | None) -> Style:
        """The style of a paragraph, from its ``w:pPr``."""
        return self.get(value(properties, "pStyle") or self._default)

    def get(self, style_id: str) -> Style:
        if style_id not in self._resolved:
            self._resolved[style_id] = self._resolve(style_id)
        return self._resolved[style_id]

    def _resolve(self, style_id: str) -> Style:
        chain: list[str] = []
        current: str | None = style_id
        while current in self._elements and current not in chain and len(chain) < _MAX_CHAIN:
            chain.append(current)
            current = value(self._elements[current], "basedOn")
        elements = [self._elements[each] for each in chain]
        names = [value(element, "name") or "" for element in elements]
        num, level = _own_numbering(elements)
        outline = _first(number(element, "pPr/outlineLvl") for element in elements)
        if outline is None:
            headings = (_HEADING.match(text) for text in [*names, *chain] or [style_id])
            outline = next((int(found[1]) - 1 for found in headings if found), None)
        return Style(
            id=style_id,
            name=names[0] if names else style_id,
            chain=tuple(chain),
            outline=outline,
            toc=any(_TOC.match(text) for text in [*names, *chain, style_id]),
            hidden=bool(_first(switch(element, "rPr/vanish") for element in elements)),
            struck=bool(
                _first(switch(element, "rPr/strike") for element in elements)
                or _first(switch(element, "rPr/dstrike") for element in elements)
            ),
            num=num,
            ilvl=level,
        )


def _own_numbering(elements: Iterable[Element]) -> tuple[str | None, int | None]:
    """The number format of a style: Word looks up the level until it has met the style that names the format."""
    level = None
    for element in elements:
        if level is None:
            level = number(element, "pPr/numPr/ilvl")
        if (num := value(element, "pPr/numPr/numId")) is not None:
            return num, level
    return None, level


def _first(values: Iterable[T | None]) -> T | None:
    return next((each for each in values if each is not None), None)
