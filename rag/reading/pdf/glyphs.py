"""The words of a page, from the characters that pdfium finds on it."""

from __future__ import annotations

import ctypes
import math
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import pypdfium2.raw as pdfium

from rag.reading.pdf.accents import is_accent, with_accents
from rag.reading.pdf.aslant import heads_aslant
from rag.reading.pdf.characters import Character, Style, goes_on, is_near, unspaced
from rag.reading.pdf.frames import Frame
from rag.reading.pdf.leaders import is_leader, without_leaders
from rag.reading.pdf.signs import sign
from rag.reading.pdf.words import Tag, Word, union

MOST_CHARACTERS = 400_000
"""Of one page; a page of a dense newspaper has 30,000."""

_BOLD = re.compile(r"bold|black|heavy|demi|\bCMB|\bSFB", re.IGNORECASE)
_ITALIC = re.compile(r"italic|oblique|slanted|\bCMTI|\bSFTI", re.IGNORECASE)
_BOLD_FLAG, _ITALIC_FLAG = 1 << 18, 1 << 6
_BOLD_WEIGHT = 600
_ASLANT = math.radians(10)  # text that is turned further from the level is no line of the page
_NAME_LENGTH, _MARK_LENGTH, _MOST_MARKS = 128, 32, 8
_SMALLEST, _LARGEST = 1.0, 2000.0  # points


# What makes the places of two words tell whether white space stands between them.
_UNSURE: tuple[list[Character], ...] = ([], [])


@dataclass(frozen=True, slots=True)
class PageText:
    """The words of a page by the turns in which they run, and what is not to be read."""

    words: dict[int, list[Word]]
    unseen: list[tuple[str, str]]


def page_text(page: pdfium.FPDF_PAGE, frame: Frame, tags: Mapping[int, Tag]) -> PageText | None:
    """The words in the order of the file, each in the frame of reading of its own turns.

    ``tags`` are those of the marked contents of the page, by number. None for a page of more than
    MOST_CHARACTERS.
    """
    text_page = pdfium.FPDFText_LoadPage(page)
    if not text_page:
        return PageText({}, [])
    try:
        count = pdfium.FPDFText_CountChars(text_page)
        if count > MOST_CHARACTERS:
            return None
        reader = _Reader(text_page, frame)
        runs = with_accents(list(reader.runs(count)), reader.accents)
        return _collected(runs, frame, tags)
    finally:
        pdfium.FPDFText_ClosePage(text_page)


def _collected(runs: Sequence[list[Character]], frame: Frame, tags: Mapping[int, Tag]) -> PageText:
    words: dict[int, list[Word]] = {}
    aslant: list[tuple[int, list[Character]]] = []
    unseen: list[tuple[str, str]] = []
    spaced = True
    width, height = frame.displayed
    for place, run in enumerate(runs):
        if not run:
            spaced = True
            continue
        style = run[0].style
        text = "".join(glyph.text for glyph in run)
        box = union([glyph.box for glyph in run])
        if style.decoration:
            unseen.append(("decoration", text))
        elif style.turns is None:
            aslant.append((place, run))
        elif box[0] > width or box[1] > height or box[2] < 0 or box[3] < 0:
            unseen.append(("off the page", text))
        elif is_leader(text):
            spaced = True
        elif not _SMALLEST <= style.size <= _LARGEST:
            unseen.append(("too small or large to read", text))
        else:
            left, right = min(glyph.left for glyph in run), max(glyph.right for glyph in run)
            printed = style.size, box, style.bold, style.italic
            tag = tags.get(style.marked)
            word = Word(text, left, right, run[0].baseline, *printed, spaced, place, tag)
            words.setdefault(style.turns, []).append(word)
            spaced = False
    words = {turns: without_leaders(found) for turns, found in words.items()}
    heads, marks = heads_aslant(aslant, words.get(0, []))
    words.setdefault(0, []).extend(heads)
    return PageText(words, [*unseen, *(("watermark", mark) for mark in marks)])


class _Reader:
    """Goes through the characters of one page; ``accents`` are those that it has met."""

    def __init__(self, text_page: pdfium.FPDF_TEXTPAGE, frame: Frame) -> None:
        self._page = text_page
        self._frame = frame
        self._frames = [replace(frame, reading=turns) for turns in range(4)]
        self.accents: list[Character] = []
        self._styles: dict[int, Style] = {}
        self._known: dict[Style, Style] = {}
        self._box = pdfium.FS_RECTF()
        self._matrix = pdfium.FS_MATRIX()
        self._x, self._y = ctypes.c_double(), ctypes.c_double()

    def runs(self, count: int) -> Iterator[list[Character]]:
        """The characters that make words, in the file's order; an empty list for white space."""
        run: list[Character] = []
        behind_accent = made_up = False
        for index in range(count):
            text = sign(pdfium.FPDFText_GetUnicode(self._page, index))
            if text == " " and run and self._is_made_up(index):
                made_up = True  # what comes next tells whether it is one
            elif text == " ":
                yield from (run, []) if run else ([],)
                yield from _UNSURE if behind_accent else ()
                run, behind_accent, made_up = [], False, False
            elif is_accent(text):
                # White space beside it is none of the text's: the accent only comes late.
                self.accents += filter(None, [self._glyph(index, text)])
                if made_up:
                    yield from (run, [])
                    run, made_up = [], False
                yield from _UNSURE if not run else ()
                behind_accent = True
            elif text and (glyph := self._glyph(index, text)):
                apart = made_up and not unspaced(run[-1].text[-1], text[0])
                if run and (apart or not goes_on(run[-1], glyph)):
                    yield run
                    if apart or not is_near(run[-1], glyph):
                        yield []
                        yield from _UNSURE if behind_accent else ()
                    run = []
                run.append(glyph)
                behind_accent = made_up = False
        if run:
            yield run

    def _is_made_up(self, index: int) -> bool:
        """Whether pdfium took a space from how far two characters stand apart."""
        return bool(pdfium.FPDFText_IsGenerated(self._page, index) == 1) and (
            pdfium.FPDFText_GetUnicode(self._page, index) == 0x20
        )

    def _glyph(self, index: int, text: str) -> Character | None:
        part = pdfium.FPDFText_GetTextObject(self._page, index)
        if not part:
            return None
        address = ctypes.addressof(part.contents)
        style = self._styles.get(address)
        if style is None:
            style = self._style(index, part)
            style = self._styles[address] = self._known.setdefault(style, style)
        box, page = self._box, self._page
        if style.size <= 0 or not pdfium.FPDFText_GetLooseCharBox(page, index, box):
            return None
        pdfium.FPDFText_GetCharOrigin(page, index, self._x, self._y)
        edges = (box.left, box.bottom, box.right, box.top, self._x.value, self._y.value)
        if not math.isfinite(sum(edges)):
            return None
        frame = self._frame
        if not (frame.turned or style.turns):  # as most are: the frames are one, and quick to tell
            left, right = edges[0] - frame.left, edges[2] - frame.left
            upright = (left, frame.top - edges[3], right, frame.top - edges[1])
            return Character(text, upright, left, right, frame.top - edges[5], style)
        shown = frame.shown_box(*edges[:4])
        own = self._frames[style.turns or 0]
        left, _, right, _ = own.read_box(shown)
        baseline = own.read(*frame.shown(*edges[4:]))[1]
        return Character(text, shown, left, right, baseline, style)

    def _style(self, index: int, part: pdfium.FPDF_PAGEOBJECT) -> Style:
        matrix = self._matrix
        pdfium.FPDFText_GetMatrix(self._page, index, matrix)
        scale = math.hypot(matrix.c, matrix.d)
        size = round(pdfium.FPDFText_GetFontSize(self._page, index) * scale, 2)
        name, flags = self._font(index)
        weight = pdfium.FPDFText_GetFontWeight(self._page, index)
        outlined = (
            pdfium.FPDFTextObj_GetTextRenderMode(part) == pdfium.FPDF_TEXTRENDERMODE_FILL_STROKE
        )
        bold = outlined or weight >= _BOLD_WEIGHT or bool(flags & _BOLD_FLAG)
        return Style(
            size if math.isfinite(size) else 0,
            self._turns(math.atan2(matrix.b, matrix.a)),
            bold or _BOLD.search(name) is not None,
            bool(flags & _ITALIC_FLAG) or _ITALIC.search(name) is not None,
            pdfium.FPDFPageObj_GetMarkedContentID(part),
            _is_decoration(part),
        )

    def _turns(self, angle: float) -> int | None:
        """How many clockwise turns from the left the text runs in, as displayed."""
        quarters = -angle / (math.pi / 2)
        if abs(quarters - round(quarters)) * (math.pi / 2) > _ASLANT:
            return None
        return (round(quarters) + self._frame.turned) % 4

    def _font(self, index: int) -> tuple[str, int]:
        name, flags = ctypes.create_string_buffer(_NAME_LENGTH), ctypes.c_int()
        pdfium.FPDFText_GetFontInfo(self._page, index, name, _NAME_LENGTH, flags)
        return name.value.decode("utf-8", "replace"), flags.value


def _is_decoration(part: pdfium.FPDF_PAGEOBJECT) -> bool:
    """Whether the file marks an object as an artifact: a running head, a page number."""
    name, length = (ctypes.c_ushort * _MARK_LENGTH)(), ctypes.c_ulong()
    for index in range(min(pdfium.FPDFPageObj_CountMarks(part), _MOST_MARKS)):
        mark = pdfium.FPDFPageObj_GetMark(part, index)
        if mark and pdfium.FPDFPageObjMark_GetName(mark, name, ctypes.sizeof(name), length):
            words = bytes(name)[: length.value].decode("utf-16-le", "replace")
            if words.rstrip("\0") == "Artifact":
                return True
    return False


def main_turns(text: PageText) -> int:
    """The turns in which most of the text runs."""
    lengths = Counter({t: sum(len(w.text) for w in ws) for t, ws in text.words.items()})
    return max(lengths, key=lambda turns: (lengths[turns], -turns), default=0)
