"""What goes over HTTP, version 1. Offsets are code points of the document's text, half-open."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    WithJsonSchema,
    model_validator,
)

from rag.document.anchors import Anchor
from rag.document.citations import Citation, CitedNote
from rag.document.filters import ISO_DATE, Filters, iso_date
from rag.document.model import SourceReference, Span
from rag.engine import SearchResult
from rag.question.query import MAX_QUESTION
from rag.search.ranking import Hit

MAX_TOP_K = 50

_SAYS = r"[^\s\x1c-\x1f]"  # any sign but white space, of which Python counts four more

Question = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=MAX_QUESTION, pattern=_SAYS),
]


def _refuse_text(value: Any) -> Any:
    """Take 5 and 5.0 but not "5": a number in quotes is a client's mistake."""
    if isinstance(value, str | bool):
        raise ValueError("should be an integer")
    return value


TopK = Annotated[int, Field(ge=1, le=MAX_TOP_K), BeforeValidator(_refuse_text)]


IsoDate = Annotated[
    str,
    AfterValidator(iso_date),
    WithJsonSchema({"type": "string", "pattern": f"^{ISO_DATE.pattern}$"}),
]
Names = Annotated[list[Annotated[str, StringConstraints(max_length=200)]], Field(max_length=50)]
# An id is a path in a folder, which no system lets grow longer.
Ids = Annotated[list[Annotated[str, StringConstraints(max_length=4096)]], Field(max_length=50)]


class FiltersModel(BaseModel):
    """Every filter given must hold; within one, any of its values may.

    ``source`` is an outlet; the dates are those of the cited sources, inclusive, as precise as
    a year or a day.
    """

    model_config = ConfigDict(extra="forbid")

    document: Ids = []
    section: Names = []
    source: Names = []
    date_from: IsoDate | None = None
    date_to: IsoDate | None = None

    @model_validator(mode="after")
    def _hold_some_day(self) -> FiltersModel:
        self.to_filters()
        return self

    def to_filters(self) -> Filters:
        return Filters(
            tuple(self.document),
            tuple(self.section),
            tuple(self.source),
            self.date_from,
            self.date_to,
        )


class QueryRequest(BaseModel):
    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [{"question": "Out of which earlier framework did AI sovereignty grow?"}]
        },
    )

    question: Question
    top_k: TopK = 5
    filters: FiltersModel = FiltersModel()


class SpanModel(BaseModel):
    start: int
    end: int

    @classmethod
    def of(cls, span: Span) -> SpanModel:
        return cls(start=span.start, end=span.end)


class SourceModel(BaseModel):
    """One cited outlet or author, and its date, empty without one; ``raw`` marks the citation."""

    outlet: str | None
    date: str
    year_inferred: bool
    accessed: bool
    raw: str
    link: str | None
    start: int
    end: int

    @classmethod
    def of(cls, source: SourceReference) -> SourceModel:
        return cls(
            outlet=source.outlet,
            date=source.date,
            year_inferred=source.year_inferred,
            accessed=source.accessed,
            raw=source.raw,
            link=source.link,
            start=source.span.start,
            end=source.span.end,
        )


class NoteModel(BaseModel):
    """One end note; start and end are those of its text, without the number."""

    number: int
    text: str
    start: int
    end: int

    @classmethod
    def of(cls, note: CitedNote) -> NoteModel:
        return cls(number=note.number, text=note.text, start=note.span.start, end=note.span.end)


class BoxModel(BaseModel):
    """A box on a page, in points from the page's top left."""

    page: int
    left: float
    top: float
    right: float
    bottom: float


class AnchorModel(BaseModel):
    """A place in the original; what its format does not have is null.

    ``page`` counts the pages of the file from 1, ``page_label`` is the number as printed;
    ``element`` is a CSS selector of an HTML element, ``chapter`` the name of an EPUB's file that
    holds it, ``paragraph`` counts the paragraphs of a DOCX from 1.
    """

    page: int | None
    page_label: str | None
    boxes: list[BoxModel]
    element: str | None
    chapter: str | None
    paragraph: int | None

    @classmethod
    def of(cls, anchor: Anchor | None) -> AnchorModel | None:
        if anchor is None:
            return None
        return cls(
            page=anchor.page,
            page_label=anchor.page_label,
            boxes=[
                BoxModel(page=page, left=left, top=top, right=right, bottom=bottom)
                for page, left, top, right, bottom in anchor.boxes
            ],
            element=anchor.element,
            chapter=anchor.chapter,
            paragraph=anchor.paragraph,
        )


class CitationModel(BaseModel):
    """Where a passage stands, and the sources and notes that the brief gives for it.

    The lines are those of the file, from 1 on, or of the text that is read from it; ``anchor`` is
    then the place in the file, else null. ``paragraph`` is 0 for a heading or a line of the
    masthead. ``chapter`` is the heading of the EPUB's chapter that it stands in, else null.
    """

    document: str
    title: str
    section: str
    paragraph: int
    start: int
    end: int
    first_line: int
    last_line: int
    anchor: AnchorModel | None
    chapter: str | None
    quote: str
    sources: list[SourceModel]
    notes: list[NoteModel]

    @classmethod
    def of(cls, citation: Citation) -> CitationModel:
        return cls(
            document=citation.document,
            title=citation.title,
            section=citation.section,
            paragraph=citation.paragraph,
            start=citation.span.start,
            end=citation.span.end,
            first_line=citation.lines[0],
            last_line=citation.lines[1],
            anchor=AnchorModel.of(citation.anchor),
            chapter=citation.chapter,
            quote=citation.quote,
            sources=[SourceModel.of(source) for source in citation.sources],
            notes=[NoteModel.of(note) for note in citation.notes],
        )


class PassageModel(BaseModel):
    """A passage found; ``highlights`` are the sentences of it that answer best."""

    rank: int
    id: str
    score: float
    scores: dict[str, float]
    text: str
    highlights: list[SpanModel]
    citation: CitationModel

    @classmethod
    def of(cls, rank: int, hit: Hit) -> PassageModel:
        return cls(
            rank=rank,
            id=hit.passage.id,
            score=hit.score,
            scores=dict(hit.scores),
            text=hit.text,
            highlights=[SpanModel.of(span) for span in hit.highlights],
            citation=CitationModel.of(hit.citation),
        )


class QueryResponse(BaseModel):
    """``warnings`` say what limits the result, such as a language that no model reads."""

    question: str
    passages: list[PassageModel]
    warnings: list[str]
    timings_ms: dict[str, float]

    @classmethod
    def of(cls, question: str, result: SearchResult) -> QueryResponse:
        return cls(
            question=question,
            passages=[PassageModel.of(rank, hit) for rank, hit in enumerate(result.hits, 1)],
            warnings=list(result.warnings),
            timings_ms={step: round(ms, 3) for step, ms in result.timings_ms.items()},
        )


class Examples(BaseModel):
    """Questions to begin with."""

    questions: list[str]


class Health(BaseModel):
    status: str


class Readiness(BaseModel):
    """``warning`` says why an earlier generation than the current one answers, null where it does
    not."""

    status: str
    generation: str
    documents: int
    passages: int
    models: list[str]
    warning: str | None = None


class FieldError(BaseModel):
    """A field that was refused, and the rule it broke (``le: 50`` is "at most 50")."""

    field: str
    message: str
    bound: dict[str, int | float | str] = {}


class Problem(BaseModel):
    """An error as RFC 9457 describes it; ``type`` is stable, ``detail`` is for people."""

    type: str
    title: str
    status: int
    detail: str
    errors: list[FieldError] = []
