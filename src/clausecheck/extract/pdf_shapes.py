"""What is drawn on a PDF page besides its text: ruling lines, images, picture bullets."""

from __future__ import annotations

import ctypes
import itertools
from collections.abc import Iterator
from dataclasses import dataclass, field

import pypdfium2 as pdfium
from pypdfium2 import raw

from clausecheck.extract.pdf_words import Frame, frame_of

Box = tuple[float, float, float, float]
#: (a, b, c, d, e, f) as PDF writes a matrix.
_Matrix = tuple[float, float, float, float, float, float]

_IDENTITY: _Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
#: Forms lie in forms; a hostile file nests them without end.
_MAX_DEPTH = 5
_MAX_OBJECTS = 100_000
#: A rectangle thinner than this is a line.
_THIN = 3.0
_BULLET = (2.0, 12.0)  # points, least and most


@dataclass(slots=True)
class Shapes:
    """Boxes are (x0, top, x1, bottom) on the page as it is displayed; a ruling has no height or no width."""

    horizontal: list[Box] = field(default_factory=list)
    vertical: list[Box] = field(default_factory=list)
    images: list[Box] = field(default_factory=list)
    bullets: list[Box] = field(default_factory=list)
    curves: int = 0

    def image_share(self, width: float, height: float) -> float:
        """The part of the page that images cover; overlaps count once only in that the share is at most 1."""
        area = sum(
            max(0.0, min(x1, width) - max(x0, 0.0)) * max(0.0, min(bottom, height) - max(top, 0.0)) for x0, top, x1, bottom in self.images
        )
        return min(1.0, area / max(1.0, width * height))


def read_shapes(page: pdfium.PdfPage) -> Shapes:
    shapes = Shapes()
    frame = frame_of(page)
    for count, (handle, kind, matrix) in enumerate(_objects(page.raw, _IDENTITY, 0)):
        if count > _MAX_OBJECTS:
            break
        if kind == raw.FPDF_PAGEOBJ_IMAGE:
            box = _bounds(handle, matrix, frame)
            shapes.images.append(box)
            _keep_bullet(shapes, box)
        else:
            _read_path(handle, matrix, frame, shapes)
    return shapes


def _objects(
    container: raw.FPDF_PAGE | raw.FPDF_PAGEOBJECT, matrix: _Matrix, depth: int
) -> Iterator[tuple[raw.FPDF_PAGEOBJECT, int, _Matrix]]:
    """Paths and images, with the matrix of the forms they lie in."""
    if depth:
        count, get = raw.FPDFFormObj_CountObjects(container), raw.FPDFFormObj_GetObject
    else:
        count, get = raw.FPDFPage_CountObjects(container), raw.FPDFPage_GetObject
    for k in range(count):
        handle = get(container, k)
        kind = raw.FPDFPageObj_GetType(handle)
        if kind in (raw.FPDF_PAGEOBJ_PATH, raw.FPDF_PAGEOBJ_IMAGE):
            yield handle, kind, matrix
        elif kind == raw.FPDF_PAGEOBJ_FORM and depth < _MAX_DEPTH:
            yield from _objects(handle, _multiply(_matrix(handle), matrix), depth + 1)


def _read_path(handle: raw.FPDF_PAGEOBJECT, matrix: _Matrix, frame: Frame, shapes: Shapes) -> None:
    total = _multiply(_matrix(handle), matrix)
    a, b, c, d, e, f = total
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    raw.FPDFPath_GetDrawMode(handle, fill, stroke)
    x, y = ctypes.c_float(), ctypes.c_float()
    points: list[tuple[float, float]] = []
    curved = False
    for k in range(raw.FPDFPath_CountSegments(handle)):
        segment = raw.FPDFPath_GetPathSegment(handle, k)
        kind = raw.FPDFPathSegment_GetType(segment)
        raw.FPDFPathSegment_GetPoint(segment, x, y)
        if kind == raw.FPDF_SEGMENT_MOVETO and points:
            _keep_figure(points, curved, bool(stroke.value), shapes)
            points, curved = [], False
        curved = curved or kind == raw.FPDF_SEGMENT_BEZIERTO
        px, py = x.value, y.value
        points.append(frame.point(a * px + c * py + e, b * px + d * py + f))
    _keep_figure(points, curved, bool(stroke.value), shapes)


def _keep_figure(points: list[tuple[float, float]], curved: bool, stroked: bool, shapes: Shapes) -> None:
    """Keep a figure as rulings when all its sides are level or upright.

    An area filled without a border is a shade behind words: word processors shade a cell line by line, and these
    stripes would cut it in as many rows.
    """
    if len(points) < 2:
        return
    xs, ys = [x for x, _ in points], [y for _, y in points]
    box = min(xs), min(ys), max(xs), max(ys)
    _keep_bullet(shapes, box)
    if curved:
        shapes.curves += 1
        return
    if any(abs(p[0] - q[0]) > 0.5 and abs(p[1] - q[1]) > 0.5 for p, q in itertools.pairwise(points)):
        return
    x0, top, x1, bottom = box
    width, height = x1 - x0, bottom - top
    if height < _THIN and width >= _THIN:
        middle = (top + bottom) / 2
        shapes.horizontal.append((x0, middle, x1, middle))
    elif width < _THIN and height >= _THIN:
        middle = (x0 + x1) / 2
        shapes.vertical.append((middle, top, middle, bottom))
    elif stroked and width >= _THIN and height >= _THIN:
        shapes.horizontal += [(x0, top, x1, top), (x0, bottom, x1, bottom)]
        shapes.vertical += [(x0, top, x0, bottom), (x1, top, x1, bottom)]


def _keep_bullet(shapes: Shapes, box: Box) -> None:
    width, height = box[2] - box[0], box[3] - box[1]
    if _BULLET[0] <= width <= _BULLET[1] and _BULLET[0] <= height <= _BULLET[1]:
        shapes.bullets.append(box)


def _bounds(handle: raw.FPDF_PAGEOBJECT, matrix: _Matrix, frame: Frame) -> Box:
    left, bottom, right, top = (ctypes.c_float() for _ in range(4))
    if not raw.FPDFPageObj_GetBounds(handle, left, bottom, right, top):
        return 0.0, 0.0, 0.0, 0.0
    a, b, c, d, e, f = matrix
    corners = [
        frame.point(a * px + c * py + e, b * px + d * py + f) for px in (left.value, right.value) for py in (bottom.value, top.value)
    ]
    xs, ys = [x for x, _ in corners], [y for _, y in corners]
    return min(xs), min(ys), max(xs), max(ys)


def _matrix(handle: raw.FPDF_PAGEOBJECT) -> _Matrix:
    m = raw.FS_MATRIX()
    if not raw.FPDFPageObj_GetMatrix(handle, m):
        return _IDENTITY
    return m.a, m.b, m.c, m.d, m.e, m.f


def _multiply(first: _Matrix, then: _Matrix) -> _Matrix:
    """The matrix that applies ``first``, then ``then``."""
    a, b, c, d, e, f = first
    p, q, r, s, t, u = then
    return a * p + b * r, a * q + b * s, c * p + d * r, c * q + d * s, e * p + f * r + t, e * q + f * s + u
