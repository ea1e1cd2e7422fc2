"""The bundled brief as PDFs: printed by Chromium, and its pages then turned and cut."""

from __future__ import annotations

import html
import re
import shutil
import subprocess
from functools import cache
from pathlib import Path

import pypdfium2
import pytest

from rag.settings import BUNDLED_CORPUS
from tests.patience import SECONDS

BRIEF = BUNDLED_CORPUS / "china-brief-24-8.txt"
ONE_COLUMN = "body{font:11pt serif}"
TWO_COLUMNS = "body{font:9.5pt serif;columns:2;text-align:justify} h1{column-span:all}"


@cache
def _found() -> str | None:
    return shutil.which("chromium")


def print_brief(target: Path, style: str = ONE_COLUMN) -> None:
    """Print the brief to a PDF; a test is skipped where there is no Chromium."""
    browser = _found()
    if browser is None:
        pytest.skip("Chromium is not installed")
    title, *paragraphs = BRIEF.read_text("utf-8").split("\n\n")
    body = "".join(_element(words) for words in paragraphs)
    page = target.with_suffix(".html")
    page.write_text(
        f"<!doctype html><html lang=en><meta charset=utf-8><title>{html.escape(title)}</title>"
        f"<style>{style}</style><h1>{html.escape(title)}</h1>{body}",
        "utf-8",
    )
    command = [browser, "--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer"]
    subprocess.run(
        [*command, f"--print-to-pdf={target}", page.as_uri()],
        capture_output=True,
        timeout=SECONDS,
        check=True,
    )
    page.unlink()


def _element(words: str) -> str:
    """A paragraph, or a heading: one line without a full stop."""
    heads = "\n" not in words and len(words) < 90 and words[-1].isalpha() and words[0] != "•"
    tag = "h2" if heads else "p"
    return f"<{tag}>{html.escape(words)}</{tag}>"


def turned_and_cut(source: Path, target: Path, degrees: int) -> None:
    """A PDF whose pages are turned for display, and of which a margin is cut off."""
    file = pypdfium2.PdfDocument(source)
    for page in file:
        left, bottom, right, top = page.get_mediabox()
        page.set_cropbox(left + 20, bottom + 11, right - 7, top - 16)
        page.set_rotation(degrees)
    file.save(target)
    file.close()


def printed_corpus(folder: Path) -> Path:
    """The brief in one column and in two, and both again, turned and cut."""
    folder.mkdir(parents=True, exist_ok=True)
    print_brief(folder / "one.pdf")
    print_brief(folder / "two.pdf", TWO_COLUMNS)
    turned_and_cut(folder / "one.pdf", folder / "turned.pdf", 90)
    turned_and_cut(folder / "two.pdf", folder / "turned-left.pdf", 270)
    return folder


def letters(words: str) -> str:
    """Words without white space, and without the hyphens that line ends may have."""
    return re.sub(r"[\s\x02\ufffe-]", "", words)


def printed_in_box(
    file: pypdfium2.PdfDocument, page: int, left: float, top: float, right: float, bottom: float
) -> str:
    """The words that pdfium finds in a box of a page, counted from 1, as it is displayed.

    It asks the file's own points, with the turn and the cut of the page taken back by hand.
    """
    shown = file[page - 1]
    x, y, far_x, far_y = shown.get_cropbox()
    match shown.get_rotation():
        case 0:
            box = (x + left, far_y - bottom, x + right, far_y - top)
        case 90:
            box = (x + top, y + left, x + bottom, y + right)
        case 180:
            box = (far_x - right, y + top, far_x - left, y + bottom)
        case _:
            box = (far_x - bottom, far_y - right, far_x - top, far_y - left)
    words: str = shown.get_textpage().get_text_bounded(box[0] - 1, box[1], box[2] + 1, box[3])
    return words
