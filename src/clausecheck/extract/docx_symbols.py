"""What is drawn and not written: glyphs of the symbol fonts, check boxes, the choice of a form field."""

from __future__ import annotations

import re

from clausecheck.extract.docx_package import Element, W
from clausecheck.extract.docx_styles import child_of, number, switch

UNTICKED, TICKED = "☐", "☒"
#: What a content control's own glyph may be, to be replaced by its state.
BOX_GLYPHS = "☐☑☒□■▢✓✔✗✘"

_W14 = "{http://schemas.microsoft.com/office/word/2010/wordml}"
_SYMBOL = {
    0x2D: "−", 0xA3: "≤", 0xA5: "∞", 0xAB: "↔", 0xAC: "←", 0xAE: "→", 0xB0: "°", 0xB1: "±", 0xB3: "≥", 0xB4: "×",
    0xB7: "•", 0xB8: "÷", 0xB9: "≠", 0xBB: "≈", 0xDE: "⇒", 0xE5: "Σ", 0xD2: "®", 0xD3: "©", 0xD4: "™",
}  # fmt: skip
_WINGDINGS = {
    0x6C: "•", 0x6E: "•", 0x6F: UNTICKED, 0x70: UNTICKED, 0x71: UNTICKED, 0x72: UNTICKED, 0x76: "•", 0x78: TICKED,
    0x9F: "•", 0xA7: "•", 0xA8: UNTICKED, 0xD8: "•", 0xE0: "→", 0xE8: "→", 0xF0: "⇒", 0xFB: "✗", 0xFC: "✓",
    0xFD: TICKED, 0xFE: TICKED,
}  # fmt: skip
_WINGDINGS_2 = {
    0x4F: "✗", 0x50: "✓", 0x51: TICKED, 0x52: TICKED, 0x53: TICKED, 0x54: TICKED, 0x97: "•", 0xA3: UNTICKED,
}  # fmt: skip
_FONTS = {"symbol": _SYMBOL, "wingdings": _WINGDINGS, "wingdings 2": _WINGDINGS_2}
#: Documents often lose the font's name and keep the code, which most often is one of Wingdings'.
_ANY_FONT = {**_WINGDINGS, 0x52: TICKED, 0x53: TICKED, 0xB7: "•"}
_PRIVATE = re.compile("[\uf000-\uf0ff]")
#: Plain letters in a symbol font are a glyph or two; a longer run is a font set by mistake, and its words are kept.
_MAX_PLAIN = 3


def glyph(code: int, font: str) -> str:
    """The character that a font shows for a code; a blank for a drawing without meaning."""
    table = _FONTS.get(font.lower())
    if 0xF000 <= code <= 0xF0FF or (table and code <= 0xFF):
        return (table or _ANY_FONT).get(code & 0xFF, " ")
    return chr(code) if 0x20 <= code <= 0xFFFF and chr(code).isprintable() else " "


def translate(text: str, font: str) -> str:
    """Text as it looks in its font: the private code points of symbol fonts, and plain letters set in one of them."""
    if text.isascii() and not font:
        return text
    text = _PRIVATE.sub(lambda m: glyph(ord(m[0]), font), text)
    table = _FONTS.get(font.lower())
    if table and len(text.strip()) <= _MAX_PLAIN:
        return "".join(table.get(ord(c), c) for c in text)
    return text


def checkbox(control: Element) -> bool | None:
    """Whether a check box control is ticked; None for any other content control."""
    box = control.find(f"{W}sdtPr/{_W14}checkbox")
    if box is None:
        return None
    checked = box.find(f"{_W14}checked")
    return checked is not None and checked.get(f"{_W14}val", "1") in ("1", "true", "on")


def form_field(data: Element | None) -> str | None:
    """What a legacy form field shows and does not store as text: a check box, or the choice in a list."""
    box, choices = child_of(data, "checkBox"), child_of(data, "ddList")
    if box is not None:
        ticked = switch(box, "checked")
        return TICKED if (switch(box, "default") if ticked is None else ticked) else UNTICKED
    if choices is not None:
        entries = [entry.get(f"{W}val", "") for entry in choices.findall(f"{W}listEntry")]
        chosen = number(choices, "result")
        chosen = number(choices, "default") if chosen is None else chosen
        return entries[chosen or 0] if 0 <= (chosen or 0) < len(entries) else ""
    return None
