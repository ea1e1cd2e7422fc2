"""What a document is made of: sections, paragraphs, notes, sources that it cites, passages.

What is known of it beside its text is its metadata.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from rag.document.anchors import Anchor
from rag.document.spans import Span


@dataclass(frozen=True, slots=True)
class SourceReference:
    """One outlet or author that the brief cites, and the date of what is cited.

    ``raw`` and ``span`` are the whole parenthesis as printed, brackets included, or what else
    marks the citation: ``[12]``, ``[@key]``, a link. What names several sources yields one
    reference each. ``outlet`` is None where the brief has lost it. ``date`` is ISO 8601 and as
    precise as printed (``2021``, ``2022-10``, ``2015-05-09``), and empty where a source is cited
    without one; ``year_inferred`` says that the year is the publication's own, because none is
    printed. Without a known year of publication the date keeps ISO's yearless form ``--MM-DD``.
    ``accessed`` says that the date is when the authors looked the source up. ``link`` is the
    address that the citation leads to.
    """

    outlet: str | None
    date: str
    year_inferred: bool
    accessed: bool
    raw: str
    span: Span
    link: str | None = None


@dataclass(frozen=True, slots=True)
class Note:
    """One numbered end note: its text without the marker, and the places that point to it."""

    number: int
    span: Span
    pointers: tuple[Span, ...]


class BlockKind(StrEnum):
    """What a block of a text is; all but headings hold text that may answer."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    ITEM = "item"
    ROW = "row"
    QUOTATION = "quotation"
    CODE = "code"
    CAPTION = "caption"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph, list item, table row or the like; ``number`` counts from 1 in its section.

    ``span`` takes in a bullet or note marker; the sentences stand behind it. ``context`` is what it
    must be read with: the lead-in of its list, the header of its table.
    """

    number: int
    span: Span
    sentences: tuple[Span, ...]
    kind: BlockKind = BlockKind.PARAGRAPH
    context: Span | None = None


@dataclass(frozen=True, slots=True)
class LeftOut:
    """What of a file is no text of the document, such as a comment.

    ``line`` is its first, None for a format without lines, where ``anchor`` may say its place.
    """

    kind: str
    line: int | None
    text: str
    anchor: Anchor | None = None


class SectionKind(StrEnum):
    SUMMARY = "summary"
    INTRODUCTION = "introduction"
    BODY = "body"
    CONCLUSION = "conclusion"
    NOTES = "notes"


@dataclass(frozen=True, slots=True)
class Section:
    """A titled part of the document, or one labelled Introduction, Conclusion or Notes.

    ``heading`` is the heading's span in the text, None where the label is ours. ``depth`` is 1 for
    the outermost sections; one that follows with a greater depth is part of this one.
    """

    title: str
    kind: SectionKind
    heading: Span | None
    span: Span
    paragraphs: tuple[Paragraph, ...]
    depth: int = 1


@dataclass(frozen=True, slots=True)
class Metadata:
    """What is known of a brief beside its text.

    ``date`` is ISO 8601, as precise as a year, a month or a day; ``year`` is the year of
    publication, which a date printed without one is taken to be of. ``language`` is a tag such as
    ``en`` or ``zh-Hans``; ``address`` is where it is published on the web.
    """

    title: str | None = None
    authors: tuple[str, ...] = ()
    date: str | None = None
    publication: str | None = None
    volume: str | None = None
    issue: str | None = None
    year: int | None = None
    language: str | None = None
    description: str | None = None
    address: str | None = None


@dataclass(frozen=True, slots=True)
class Passage:
    """The unit of retrieval: whole sentences of one section, within the model's window.

    ``section`` indexes ``Document.sections``; ``paragraph`` is the number of the paragraph in
    which the passage starts; ``sentences`` are the spans of its sentences, or that of the passage
    where it holds nothing but markers and pointers to notes.
    """

    id: str
    document: str
    section: int
    paragraph: int
    span: Span
    sentences: tuple[Span, ...]
