"""The straight lines that are drawn on a page, which part tables, notes and columns."""

from __future__ import annotations

import ctypes
import math
from collections.abc import Iterator
from itertools import pairwise

import pypdfium2.raw as pdfium

from rag.reading.pdf.frames import Frame
from rag.reading.pdf.words import Rule

_MOST_OBJECTS = 50_000
_MOST_POINTS = 100_000
_DEEPEST = 5  # forms inside one another
_THICKEST = 3.0  # points; a rectangle that is no thicker is a line
_SHORTEST = 6.0

_Matrix = tuple[float, float, float, float, float, float]
_IDENTITY: _Matrix = (1, 0, 0, 1, 0, 0)


def drawings(page: pdfium.FPDF_PAGE, frame: Frame) -> tuple[tuple[Rule, ...], bool]:
    """The level and upright lines of a page, in the frame of reading; whether it shows a picture.

    Of drawings with more than ``_MOST_POINTS`` corners, as maps have, the rest is not looked at.
    """
    rules: set[Rule] = set()
    has_picture = False
    left = _MOST_POINTS
    for part, matrix in _objects(page):
        kind = pdfium.FPDFPageObj_GetType(part)
        has_picture = has_picture or kind in (
            pdfium.FPDF_PAGEOBJ_IMAGE,
            pdfium.FPDF_PAGEOBJ_SHADING,
        )
        if kind != pdfium.FPDF_PAGEOBJ_PATH or left <= 0:
            continue
        points = pdfium.FPDFPath_CountSegments(part)
        left -= max(points, 0)
        if 0 < points <= _MOST_POINTS:
            rules.update(_rules(part, _times(_matrix(part), matrix), frame, points))
    return tuple(sorted(rules, key=lambda r: (r.top, r.left, r.bottom, r.right))), has_picture


def _objects(page: pdfium.FPDF_PAGE) -> Iterator[tuple[pdfium.FPDF_PAGEOBJECT, _Matrix]]:
    """The objects of a page and of the forms in it, each with the matrix that it stands under."""
    count = pdfium.FPDFPage_CountObjects(page)
    pending = [
        (pdfium.FPDFPage_GetObject(page, n), _IDENTITY, 0)
        for n in reversed(range(min(count, _MOST_OBJECTS)))
    ]
    seen = 0
    while pending and seen < _MOST_OBJECTS:
        part, matrix, depth = pending.pop()
        seen += 1
        if not part:
            continue
        if pdfium.FPDFPageObj_GetType(part) != pdfium.FPDF_PAGEOBJ_FORM:
            yield part, matrix
        elif depth < _DEEPEST:
            inner = _times(_matrix(part), matrix)
            held = min(pdfium.FPDFFormObj_CountObjects(part), _MOST_OBJECTS - seen)
            pending += [
                (pdfium.FPDFFormObj_GetObject(part, n), inner, depth + 1)
                for n in reversed(range(max(held, 0)))
            ]


def _rules(
    path: pdfium.FPDF_PAGEOBJECT, matrix: _Matrix, frame: Frame, points: int
) -> Iterator[Rule]:
    """The lines of a path, and the edges of its rectangles; a thin rectangle is one line."""
    if not _shows(path):
        return
    corners: list[tuple[float, float]] = []
    for corner in [*_corners(path, matrix, frame, points), None]:
        if corner is not None and corner[0]:
            corners.append(corner[1])
            continue
        yield from _of_outline(corners)
        corners = [corner[1]] if corner else []


def _of_outline(corners: list[tuple[float, float]]) -> Iterator[Rule]:
    if len(corners) < 2:
        return
    xs, ys = [x for x, _ in corners], [y for _, y in corners]
    box = (min(xs), min(ys), max(xs), max(ys))
    if min(box[2] - box[0], box[3] - box[1]) <= _THICKEST:
        if max(box[2] - box[0], box[3] - box[1]) >= _SHORTEST:
            yield Rule(*box)
        return
    for (x, y), (other_x, other_y) in pairwise(corners):
        wide, high = abs(other_x - x), abs(other_y - y)
        if min(wide, high) < 0.5 and max(wide, high) >= _SHORTEST:
            yield Rule(min(x, other_x), min(y, other_y), max(x, other_x), max(y, other_y))


def _corners(
    path: pdfium.FPDF_PAGEOBJECT, matrix: _Matrix, frame: Frame, points: int
) -> Iterator[tuple[bool, tuple[float, float]]]:
    """Whether each corner is drawn to from the one before, and where it stands."""
    x, y = ctypes.c_float(), ctypes.c_float()
    first: tuple[float, float] | None = None
    for index in range(points):
        segment = pdfium.FPDFPath_GetPathSegment(path, index)
        kind = pdfium.FPDFPathSegment_GetType(segment)
        if not pdfium.FPDFPathSegment_GetPoint(segment, x, y):
            continue
        a, b, c, d, e, f = matrix
        point = (a * x.value + c * y.value + e, b * x.value + d * y.value + f)
        if not all(map(math.isfinite, point)):
            continue
        place = frame.read(*frame.shown(*point))
        if kind == pdfium.FPDF_SEGMENT_MOVETO or first is None:
            first = place
        yield kind == pdfium.FPDF_SEGMENT_LINETO, place
        if pdfium.FPDFPathSegment_GetClose(segment):
            yield True, first


def _shows(path: pdfium.FPDF_PAGEOBJECT) -> bool:
    mode, stroke = ctypes.c_int(), ctypes.c_int()
    if not pdfium.FPDFPath_GetDrawMode(path, mode, stroke):
        return False
    return bool(mode.value or stroke.value)


def _matrix(part: pdfium.FPDF_PAGEOBJECT) -> _Matrix:
    found = pdfium.FS_MATRIX()
    if not pdfium.FPDFPageObj_GetMatrix(part, found):
        return _IDENTITY
    return found.a, found.b, found.c, found.d, found.e, found.f


def _times(inner: _Matrix, outer: _Matrix) -> _Matrix:
    a, b, c, d, e, f = inner
    g, h, i, j, k, m = outer
    return (
        a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j,
        e * g + f * i + k, e * h + f * j + m,
    )  # fmt: skip
