"""PDFs written down by hand: text and lines at given places, in points from the top left."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

WIDTH, HEIGHT = 612, 792

_FONTS = {
    "plain": "Helvetica",
    "bold": "Helvetica-Bold",
    "italic": "Helvetica-Oblique",
    "serif": "Times-Roman",
}


@dataclass(frozen=True)
class PdfPage:
    """The operators of a page, how many degrees it is turned for display, and its links: left, top,
    right and bottom with the address."""

    operators: Sequence[str]
    turned: int = 0
    picture: bool = False
    links: Sequence[tuple[tuple[float, float, float, float], str]] = ()


@dataclass
class _Objects:
    """The objects of a file, in the order of their numbers."""

    bodies: list[bytes] = field(default_factory=list)

    def add(self, body: str | bytes) -> int:
        self.bodies.append(body.encode("latin-1") if isinstance(body, str) else body)
        return len(self.bodies)


def text(x: float, y: float, words: str, size: float = 10, font: str = "plain") -> str:
    """Words whose baseline begins at a place."""
    escaped = words.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")
    return f"BT /{font} {size} Tf 1 0 0 1 {x} {HEIGHT - y} Tm ({escaped}) Tj ET"


def turned_text(x: float, y: float, words: str, size: float = 10) -> str:
    """Words that run upwards from a place."""
    return f"BT /plain {size} Tf 0 1 -1 0 {x} {HEIGHT - y} Tm ({words}) Tj ET"


def line(x: float, y: float, other_x: float, other_y: float) -> str:
    """A drawn line."""
    return f"{x} {HEIGHT - y} m {other_x} {HEIGHT - other_y} l S"


def lines(
    x: float,
    y: float,
    words: Iterable[str],
    size: float = 10,
    step: float = 12,
    font: str = "plain",
) -> list[str]:
    """Lines below one another."""
    return [text(x, y + n * step, each, size, font) for n, each in enumerate(words)]


def paragraph(
    x: float, y: float, words: str, characters: int = 90, size: float = 10, step: float = 12
) -> list[str]:
    """A paragraph, wrapped at a number of characters."""
    return lines(x, y, textwrap.wrap(words, characters), size, step)


def made_pdf(
    pages: Sequence[PdfPage | Sequence[str]],
    information: Mapping[str, str] | None = None,
    outline: Sequence[tuple[str, int]] = (),
    labels: str = "",
    count: int | None = None,
    encrypted: bool = False,
) -> bytes:
    """A PDF of pages; ``outline`` are titles with the number of their page from 1.

    ``labels`` is the number tree of the page labels, ``count`` the number of pages that the file
    says it has.
    """
    objects = _Objects()
    catalog, tree = objects.add(""), objects.add("")
    fonts = " ".join(f"/{name} {objects.add(_font(base))} 0 R" for name, base in _FONTS.items())
    picture = objects.add(
        b"<< /Type /XObject /Subtype /Image /Width 1 /Height 1 /ColorSpace /DeviceGray "
        b"/BitsPerComponent 8 /Length 1 >>\nstream\n\x80\nendstream"
    )
    kids = []
    for page in pages:
        page = page if isinstance(page, PdfPage) else PdfPage(page)
        drawn = [f"q {WIDTH} 0 0 {HEIGHT} 0 0 cm /picture Do Q"] if page.picture else []
        content = "\n".join([*drawn, *page.operators]).encode("cp1252", "replace")
        stream = objects.add(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content))
        notes = " ".join(_link(*link) for link in page.links)
        kids.append(
            objects.add(
                f"<< /Type /Page /Parent {tree} 0 R /MediaBox [0 0 {WIDTH} {HEIGHT}] "
                f"/Annots [{notes}] /Rotate {page.turned} /Contents {stream} 0 R "
                f"/Resources << /Font << {fonts} >> "
                f"/XObject << /picture {picture} 0 R >> >> >>"
            )
        )
    references = " ".join(f"{kid} 0 R" for kid in kids)
    objects.bodies[tree - 1] = (
        f"<< /Type /Pages /Kids [{references}] /Count {count or len(kids)} >>".encode()
    )
    outlines = _outline(objects, outline, kids)
    labelled = f"/PageLabels << /Nums [{labels}] >>" if labels else ""
    objects.bodies[catalog - 1] = (
        f"<< /Type /Catalog /Pages {tree} 0 R {outlines} {labelled} >>".encode()
    )
    trailer = f"/Root {catalog} 0 R"
    if information:
        fields = " ".join(f"/{key} ({value})" for key, value in information.items())
        trailer += f" /Info {objects.add(f'<< {fields} >>')} 0 R"
    if encrypted:
        key = "<" + "5a" * 32 + ">"
        rules = f"<< /Filter /Standard /V 1 /R 2 /O {key} /U {key} /P -44 >>"
        identity = "<" + "00" * 16 + ">"
        trailer += f" /Encrypt {objects.add(rules)} 0 R /ID [{identity} {identity}]"
    return _written(objects, trailer)


def _link(box: tuple[float, float, float, float], address: str) -> str:
    left, top, right, bottom = box
    return (
        f"<< /Type /Annot /Subtype /Link /Rect [{left} {HEIGHT - bottom} {right} {HEIGHT - top}] "
        f"/A << /S /URI /URI ({address}) >> >>"
    )


def _font(base: str) -> str:
    return f"<< /Type /Font /Subtype /Type1 /BaseFont /{base} /Encoding /WinAnsiEncoding >>"


def _outline(objects: _Objects, outline: Sequence[tuple[str, int]], kids: Sequence[int]) -> str:
    if not outline:
        return ""
    root = objects.add("")
    first = len(objects.bodies) + 1
    last = first + len(outline) - 1
    for number, (title, page) in enumerate(outline, first):
        following = f"/Next {number + 1} 0 R" if number < last else ""
        target = f"/Dest [{kids[page - 1]} 0 R /Fit]"
        objects.add(f"<< /Title ({title}) /Parent {root} 0 R {following} {target} >>")
    objects.bodies[root - 1] = (
        f"<< /Type /Outlines /First {first} 0 R /Last {last} 0 R /Count {len(outline)} >>".encode()
    )
    return f"/Outlines {root} 0 R"


def _written(objects: _Objects, trailer: str) -> bytes:
    parts, offsets, length = [b"%PDF-1.7\n"], [], 9
    for number, body in enumerate(objects.bodies, 1):
        offsets.append(length)
        parts.append(b"%d 0 obj\n%s\nendobj\n" % (number, body))
        length += len(parts[-1])
    table = "".join(f"{offset:010} 00000 n \n" for offset in offsets)
    size = len(offsets) + 1
    end = f"xref\n0 {size}\n0000000000 65535 f \n{table}trailer\n<< /Size {size} {trailer} >>\n"
    return b"".join([*parts, f"{end}startxref\n{length}\n%%EOF\n".encode()])
