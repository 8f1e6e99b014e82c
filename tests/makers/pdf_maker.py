"""Makes small PDF files for the tests, with reportlab: text where it is asked for, rules, images, fields.

Places are (x, top) in points from the top left corner of the page as it is displayed, whatever its rotation.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path

import reportlab
from PIL import Image
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

WIDTH, HEIGHT = 595.0, 842.0
LEFT, TEXT_WIDTH = 72.0, 451.0
_FONTS = Path(reportlab.__file__).parent / "fonts"


class PdfMaker:
    """Writes pages from top to bottom; ``top`` is where the next line goes."""

    def __init__(self, *, user_password: str | None = None, owner_password: str | None = None) -> None:
        self._out = io.BytesIO()
        encrypt = None
        if owner_password is not None:
            encrypt = StandardEncryption(user_password or "", ownerPassword=owner_password, strength=128)
        self.canvas = Canvas(self._out, pagesize=(WIDTH, HEIGHT), invariant=1, encrypt=encrypt)
        self._open = False
        self.top = 0.0

    def page(self, rotation: int = 0) -> PdfMaker:
        """Begin a page. A rotated one is displayed upright, as a scanner or a landscape table makes it."""
        if self._open:
            self.canvas.showPage()
        self._open = True
        self.canvas.setPageRotation(rotation)
        # The page's own axes, turned so that what follows is upright once the viewer has turned the page. Reportlab
        # gives a page turned by a quarter the opposite width and height, so that all are displayed alike.
        for turn, dx, dy in ((90, HEIGHT, 0), (180, WIDTH, HEIGHT), (270, 0, WIDTH)):
            if rotation == turn:
                self.canvas.translate(dx, dy)
                self.canvas.rotate(turn)
        self.top = 72.0
        return self

    def bytes(self) -> bytes:
        self.canvas.showPage()
        self.canvas.save()
        return self._out.getvalue()

    # ---- text ----------------------------------------------------------------------------------------------

    def at(self, x: float, top: float, text: str, *, size: float = 10, font: str = "Helvetica") -> PdfMaker:
        """One line whose baseline lies ``size`` under ``top``."""
        self.canvas.setFont(font, size)
        self.canvas.drawString(x, HEIGHT - top - size, text)
        return self

    def lines(
        self, texts: Sequence[str], *, x: float = LEFT, size: float = 10, leading: float = 12.5, bold: bool = False
    ) -> PdfMaker:
        for text in texts:
            self.at(x, self.top, text, size=size, font="Helvetica-Bold" if bold else "Helvetica")
            self.top += leading
        return self

    def text(
        self,
        text: str,
        *,
        x: float = LEFT,
        width: float = TEXT_WIDTH,
        hang: float = 0,
        size: float = 10,
        leading: float = 12.5,
        after: float = 6,
        bold: bool = False,
    ) -> PdfMaker:
        """A paragraph broken into lines; those after the first are set in by ``hang``."""
        font = "Helvetica-Bold" if bold else "Helvetica"
        line, place = "", x
        for word in text.split():
            longer = f"{line} {word}".strip()
            if line and stringWidth(longer, font, size) > x + width - place:
                self.lines([line], x=place, size=size, leading=leading, bold=bold)
                line, place = word, x + hang
            else:
                line = longer
        self.lines([line], x=place, size=size, leading=leading, bold=bold)
        self.top += after
        return self

    def vera(self, x: float, top: float, text: str) -> PdfMaker:
        """A line in a TrueType font, for characters that the standard fonts lack."""
        pdfmetrics.registerFont(TTFont("Vera", str(_FONTS / "Vera.ttf")))
        return self.at(x, top, text, font="Vera")

    # ---- drawings ------------------------------------------------------------------------------------------

    def grid(self, xs: Sequence[float], tops: Sequence[float]) -> PdfMaker:
        """The rules of a table: an upright at each x, a level at each top."""
        for x in xs:
            self.canvas.line(x, HEIGHT - tops[0], x, HEIGHT - tops[-1])
        for top in tops:
            self.canvas.line(xs[0], HEIGHT - top, xs[-1], HEIGHT - top)
        return self

    def table(self, xs: Sequence[float], rows: Sequence[Sequence[str]], *, row_height: float = 20) -> PdfMaker:
        """A ruled table, one line of text to a cell."""
        tops = [self.top + row_height * k for k in range(len(rows) + 1)]
        self.grid(xs, tops)
        for top, row in zip(tops, rows, strict=False):
            for x, text in zip(xs, row, strict=False):
                self.at(x + 4, top + 4, text)
        self.top = tops[-1] + 10
        return self

    def image(self, x: float, top: float, width: float, height: float) -> PdfMaker:
        picture = ImageReader(Image.new("L", (8, 8), 200))
        self.canvas.drawImage(picture, x, HEIGHT - top - height, width, height)
        return self


def garbled() -> bytes:
    """A page in a font whose letters stand for private code points, as broken subsets do; reportlab cannot make it."""
    names = " ".join(f"/uniE0{code:02X}" for code in range(ord("A"), ord("Z") + 1))
    content = b"BT /F 12 Tf 72 720 Td (ABCDEFG HIJKLMN) Tj 0 -20 Td (et la suite) Tj ET"
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(content), content),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding<</Differences[65 %s]>>>>" % names.encode(),
    ]
    out, places = b"%PDF-1.7\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(objects) + 1
    end = b"xref\n0 %d\n0000000000 65535 f \n%strailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF"
    return out + end % (size, table, size, len(out))
