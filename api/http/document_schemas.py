"""Whole documents over HTTP, version 1. Offsets are code points of the text, half-open."""

from __future__ import annotations

import json
from functools import cache

from pydantic import BaseModel

from api.changes.jobs import MOST_FILES
from api.http.schemas import AnchorModel, NoteModel, SourceModel, SpanModel
from rag.document.anchors import Original
from rag.document.citations import CitedNote
from rag.document.model import Document, LeftOut, Metadata, Note, Paragraph, Section
from rag.search.store import DocumentEntry


class ParagraphModel(BaseModel):
    """One paragraph, list item, table row or the like, as ``kind`` says.

    Its sentences stand behind a bullet or note marker. ``context`` is the sentence that it must be
    read with: the lead-in of its list, the header of its table.
    """

    number: int
    kind: str
    start: int
    end: int
    sentences: list[SpanModel]
    context: SpanModel | None

    @classmethod
    def of(cls, paragraph: Paragraph) -> ParagraphModel:
        return cls(
            number=paragraph.number,
            kind=paragraph.kind,
            start=paragraph.span.start,
            end=paragraph.span.end,
            sentences=[SpanModel.of(sentence) for sentence in paragraph.sentences],
            context=SpanModel.of(paragraph.context) if paragraph.context else None,
        )


class SectionModel(BaseModel):
    """A titled part; ``heading`` is null where the text has none and the title is a label.

    ``depth`` is 1 for the outermost; one that follows with a greater depth is part of this one.
    """

    title: str
    depth: int
    kind: str
    heading: SpanModel | None
    start: int
    end: int
    paragraphs: list[ParagraphModel]

    @classmethod
    def of(cls, section: Section) -> SectionModel:
        return cls(
            title=section.title,
            depth=section.depth,
            kind=section.kind,
            heading=SpanModel.of(section.heading) if section.heading else None,
            start=section.span.start,
            end=section.span.end,
            paragraphs=[ParagraphModel.of(paragraph) for paragraph in section.paragraphs],
        )


class LeftOutModel(BaseModel):
    """What of the file is no text of the document, such as a comment.

    ``line`` is its first, null for a format without lines, where ``anchor`` may say its place.
    """

    kind: str
    line: int | None
    text: str
    anchor: AnchorModel | None

    @classmethod
    def of(cls, left_out: LeftOut) -> LeftOutModel:
        return cls(
            kind=left_out.kind,
            line=left_out.line,
            text=left_out.text,
            anchor=AnchorModel.of(left_out.anchor),
        )


class PrintedNoteModel(NoteModel):
    """A note with the places in the text that point to it."""

    pointers: list[SpanModel]

    @classmethod
    def printed(cls, note: Note, document: Document) -> PrintedNoteModel:
        pointers = [SpanModel.of(pointer) for pointer in note.pointers]
        return cls(**dict(NoteModel.of(CitedNote.of(note, document))), pointers=pointers)


class _Described(BaseModel):
    """A response of which a client may keep a copy."""

    @classmethod
    @cache
    def form(cls) -> str:
        """The schema as text: what another version made otherwise is another response."""
        return json.dumps(cls.model_json_schema(), sort_keys=True)


class DocumentSummary(_Described):
    """What is known of a document; ``date`` is ISO 8601, ``language`` a tag such as ``en``."""

    id: str
    title: str
    authors: list[str]
    date: str | None
    publication: str | None
    volume: str | None
    issue: str | None
    year: int | None
    language: str | None
    description: str | None
    address: str | None
    characters: int

    @classmethod
    def of(cls, document: Document) -> DocumentSummary:
        return cls._of(document.id, document.title, document.metadata, len(document.text))

    @classmethod
    def listed(cls, entry: DocumentEntry) -> DocumentSummary:
        return cls._of(entry.id, entry.title, entry.metadata, entry.characters)

    @classmethod
    def _of(cls, id: str, title: str, about: Metadata, characters: int) -> DocumentSummary:
        return cls(
            id=id,
            title=title,
            authors=list(about.authors),
            date=about.date,
            publication=about.publication,
            volume=about.volume,
            issue=about.issue,
            year=about.year,
            language=about.language,
            description=about.description,
            address=about.address,
            characters=characters,
        )


class Uploads(BaseModel):
    """What one upload may hold: ``bytes`` in all, and so many ``files``."""

    bytes: int
    files: int

    @classmethod
    def of(cls, most_bytes: int) -> Uploads:
        return cls(bytes=most_bytes, files=MOST_FILES)


class DocumentList(_Described):
    """Documents from place ``start`` on, of ``total``; ``generation`` names the state of the index.

    ``uploads`` is null where the service changes no documents.
    """

    documents: list[DocumentSummary]
    start: int
    total: int
    generation: str
    uploads: Uploads | None


class OriginalModel(BaseModel):
    """The file that a document was read from.

    ``format`` is text, markdown, html, docx, epub or pdf, ``sha256`` the hash of its bytes, and
    ``served`` says whether the service gives the file itself.
    """

    format: str
    sha256: str
    served: bool

    @classmethod
    def of(cls, original: Original | None, served: bool) -> OriginalModel | None:
        if original is None:
            return None
        return cls(format=original.format, sha256=original.sha256, served=served)


class DocumentResponse(DocumentSummary):
    """A whole document: its text and the structure found in it.

    ``front_matter`` are the title and masthead lines before the first section; ``original`` is null
    for a text that came from no file.
    """

    text: str
    front_matter: list[SpanModel]
    sections: list[SectionModel]
    notes: list[PrintedNoteModel]
    references: list[SourceModel]
    left_out: list[LeftOutModel]
    original: OriginalModel | None

    @classmethod
    def of(cls, document: Document, served: bool = False) -> DocumentResponse:
        return cls(
            **dict(DocumentSummary.of(document)),
            text=document.text,
            front_matter=[SpanModel.of(line) for line in document.front_matter],
            sections=[SectionModel.of(section) for section in document.sections],
            notes=[PrintedNoteModel.printed(note, document) for note in document.notes],
            references=[SourceModel.of(source) for source in document.references],
            left_out=[LeftOutModel.of(each) for each in document.left_out],
            original=OriginalModel.of(document.original, served),
        )
