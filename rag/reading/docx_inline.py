"""The runs of a Word paragraph to words: changes as accepted, fields as printed, notes, links."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from rag.reading.docx_math import formula
from rag.reading.docx_notes import has_own_mark
from rag.reading.docx_package import attribute, child, is_on, name_of, value
from rag.reading.docx_styles import Styles
from rag.reading.inline_builder import InlineBuilder
from rag.reading.symbol_fonts import as_printed, has_signs, sign_of
from rag.reading.xml_tree import Element

# What is left out with all in it, and its kind; what is not named here is gone into.
_UNREAD = {
    "w:del": "deleted",
    "w:moveFrom": "moved away",
    "w:delText": "deleted",
    "w:delInstrText": "deleted",
    "w:instrText": "",
    "w:pPr": "",
    "w:rPr": "",
    "w:sdtPr": "",
    "w:sdtEndPr": "",
    "mc:Fallback": "",
    "w:rt": "reading",
    "w:footnoteRef": "",
    "w:endnoteRef": "",
}
_PRINTED = {
    "w:tab": " ",
    "w:ptab": " ",
    "w:noBreakHyphen": "\u2011",
    "w:cr": "\n",
}
# Fields that print where a page or a volume is, not what it says.
_PAGE_FIELDS = frozenset(
    {"PAGE", "NUMPAGES", "SECTIONPAGES", "TOC", "INDEX", "TOA", "RD", "TC", "XE"}
)
_CONTENTS = frozenset({"TOC", "TOA"})
_LINK = re.compile(r'HYPERLINK\s+(?!\\l)(?:\\[a-z]\s+)*"([^"\s]{1,2000})"')
_PRIVATE = ("\ue000", "\uf8ff")


@dataclass(slots=True)
class _Field:
    """A field that is open: its code so far, and whether what follows is what it prints."""

    code: list[str] = field(default_factory=list)
    prints: bool = False
    linked: bool = False

    @property
    def kind(self) -> str:
        return "".join(self.code).strip().partition(" ")[0].upper()


class Fields:
    """The fields that are open, which may reach over paragraphs."""

    def __init__(self) -> None:
        self._open: list[_Field] = []

    def mark(self, kind: str, words: InlineBuilder) -> None:
        """Take the begin, the middle or the end of a field."""
        if kind == "begin":
            self._open.append(_Field())
        elif self._open and kind == "separate":
            self._open[-1].prints = True
            if found := _LINK.search("".join(self._open[-1].code)):
                self._open[-1].linked = True
                words.open_link(found[1])
        elif self._open and kind == "end" and self._open.pop().linked:
            words.close_link()

    def code(self, words: str) -> None:
        """Take a part of a field's code."""
        if self._open and not self._open[-1].prints:
            self._open[-1].code.append(words[:2000])

    @property
    def unread(self) -> str | None:
        """The kind of what a field prints that is left out; None for what is read."""
        for each in self._open:
            if not each.prints:
                return "field"
            if each.kind in _PAGE_FIELDS:
                return "table of contents" if each.kind in _CONTENTS else "field"
        return None


@dataclass(slots=True)
class Runs:
    """Reads the runs of paragraphs. ``links`` are the addresses of the part's links by id,
    ``pointers`` the numbers of notes by the kind and id of what points to them; ``boxes`` takes the
    content of text boxes, which stand behind their paragraph; ``met`` are the pointers to notes and
    comments that have been read."""

    styles: Styles
    fields: Fields
    links: Mapping[str, str]
    pointers: Mapping[tuple[str, str], int]
    boxes: Callable[[Element], None]
    words: InlineBuilder = field(default_factory=InlineBuilder)
    met: list[tuple[str, str]] = field(default_factory=list)
    _font: str = ""  # of the run, where it is one of symbols

    def read(self, paragraph: Element) -> None:
        """Take the words of a paragraph."""
        pending: list[Element | Callable[[], None]] = list(reversed(list(paragraph)))
        while pending:
            each = pending.pop()
            if callable(each):
                each()
                continue
            if name_of(each) in _UNREAD:
                self._leave_out(each)
                continue
            leave = self._enter(each)
            if leave is not None:
                pending.append(leave)
                pending += reversed(_parts(each))

    def _enter(self, element: Element) -> Callable[[], None] | None:
        """Take what an element means; returns what its end means, None where all of it is read."""
        match name_of(element):
            case "w:r":
                return self._open_run(element)
            case "w:t":
                self._text(as_printed(self._font, element.text or ""))
                return None
            case "w:hyperlink":
                url = self.links.get(attribute(element, "r:id"), "")
                if url:
                    self.words.open_link(url)
                    return self.words.close_link
                return _nothing
            case "w:fldSimple":
                self.fields.mark("begin", self.words)
                self.fields.code(attribute(element, "w:instr"))
                self.fields.mark("separate", self.words)
                return lambda: self.fields.mark("end", self.words)
            case "w:fldChar":
                self.fields.mark(attribute(element, "w:fldCharType"), self.words)
                return None
            case "w:footnoteReference" | "w:endnoteReference" as name:
                key = name, attribute(element, "w:id")
                if key in self.pointers and not self.fields.unread:
                    self.words.pointer(self.pointers[key])
                    self.met.append(key)
                return None
            case "w:commentReference" as name:
                self.met.append((name, attribute(element, "w:id")))
                return None
            case "w:br":
                if attribute(element, "w:type") in ("", "textWrapping"):
                    self.words.line_break()
                else:  # a sentence may go on over the end of a page or a column
                    self.words.add(" ")
                return None
            case "w:sym":
                self._symbol(element)
                return None
            case "m:oMath":
                self._text(formula(element))
                return None
            case "w:txbxContent":
                self.boxes(element)
                return None
            case "wp:docPr":
                self._picture(element)
                return None
            case name if name in _PRINTED:
                self._text(_PRINTED[name])
                return None
            case _:
                return _nothing

    def _open_run(self, run: Element) -> Callable[[], None] | None:
        properties = child(run, "w:rPr")
        style = self.styles.of_run(value(properties, "w:rStyle"))
        if style.hidden or is_on(properties, "w:vanish"):
            self._leave_out(run, "hidden")
            return None
        raised = value(properties, "w:vertAlign") == "superscript" or style.raised
        font = attribute(child(properties, "w:rFonts"), "w:ascii")
        self._font = font if has_signs(font) else ""
        emphasised = any(is_on(properties, name) for name in ("w:b", "w:i")) or style.bold
        if raised:
            self.words.open_superscript()
        if emphasised:
            self.words.open_emphasis()

        def leave() -> None:
            self._font = ""
            if raised:
                self.words.close_superscript()
            if emphasised:
                self.words.close_emphasis()

        return leave

    def _text(self, words: str) -> None:
        if kind := self.fields.unread:
            if words.strip():
                self.words.leave_out(kind, words, goes_on=True)
        elif words == "\n":
            self.words.line_break()
        else:
            self.words.add(words)

    def _symbol(self, element: Element) -> None:
        """A sign of a font of its own; where no other font has it, it is left out."""
        code, font = attribute(element, "w:char"), attribute(element, "w:font")
        try:
            number = int(code, 16) if len(code) <= 6 else 0
            sign = sign_of(font, number) or chr(number)
        except (ValueError, OverflowError):
            return
        if _PRIVATE[0] <= sign <= _PRIVATE[1] or not sign.isprintable():
            self.words.leave_out("symbol", f"{code} of {font}")
        else:
            self._text(sign)

    def _picture(self, element: Element) -> None:
        if said := element.get("descr", "").strip():
            self.words.image(said)

    def _leave_out(self, element: Element, kind: str = "") -> None:
        name = name_of(element)
        if name == "w:instrText":
            self.fields.code(element.text or "")
        kind = kind or _UNREAD.get(name, "")
        texts = ("w:t", "w:delText")
        words = "".join(each.text or "" for each in element.iter() if name_of(each) in texts)
        if kind and words.strip():
            self.words.leave_out(kind, words, goes_on=True)


def _parts(element: Element) -> list[Element]:
    """What stands in an element; of what is given in several forms, the first; of a run that points
    to a note by a mark of its own, what is before the mark."""
    parts = list(element)
    if name_of(element) == "mc:AlternateContent":
        return parts[:1]
    marked = next((n for n, part in enumerate(parts, 1) if has_own_mark(part)), len(parts))
    return parts[:marked]


def _nothing() -> None:
    """What the end of most elements means."""
