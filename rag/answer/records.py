"""What of a document is a set of like records: the rows of a table, the items of a list, sentences.

A record has a place in the text and, by field, the words that it has for it. What the fields are
called is told by the header of a table, and elsewhere by the words that all records share.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import lru_cache
from itertools import groupby

from rag.answer.enumerated import enumerated
from rag.answer.outer_items import whole_lists
from rag.answer.parallel import Skeleton, common_skeleton, runs_of_sentences
from rag.answer.record_fields import Field
from rag.answer.sum_records import sum_records
from rag.document.languages import language_of
from rag.document.model import BlockKind, Document, Paragraph, Section, Span
from rag.question.terms import fold, terms
from rag.reading.table_cells import cells_of

MOST_RECORDS = 20_000
"""Of a set; what is longer is not computed with."""
KEPT = 16
"""Documents whose sets are kept: what is read of them grows with their rows."""
_LEAST_ITEMS = 2
_LOOKED_AT = 100_000  # characters by which it is told how a document writes numbers
_DECIMALS = tuple(
    re.compile(rf"(?<![\d.,])\d{{1,3}}{mark}\d{{1,2}}(?![\d.,]\d|\d)") for mark in (",", r"\.")
)
_TOTALS = frozenset(
    "total totals subtotal sum overall average mean median all altogether grand gesamt summe "
    "insgesamt durchschnitt zusammen mittelwert 合计 总计 总 小计 平均".split()
)
_OPENS_SUM = _TOTALS - {"all", "grand", "总"}
_OPENING = re.compile(r"((?:[\w’'.-]{1,40} ?){1,5}+)(?<! )(?:,|:| –| —| -| \()")
_WORD = re.compile(r"[^\W\d_]+")
_OTHERS = frozenset(
    "other others rest remaining unknown misc none invalid spoiled blank abstentions sonstige "
    "ubrige andere 其他".split()
)


class RecordKind(StrEnum):
    """What the records of a set are, as a statement calls them."""

    ROW = "row"
    COLUMN = "column"
    ITEM = "item"
    SENTENCE = "sentence"
    NAME = "name"


@dataclass(frozen=True)
class RecordSet:
    """Like records of one place in a document.

    ``spans`` are by record what is shown of it: its row, item or sentence, the one that a NAME
    stands in; the header cell of a COLUMN. ``context`` is what they must be read with. ``about``
    are the terms of what stands over them: headings, what leads in to them, the title.
    ``is_regular`` says that each record has a cell for each field.
    """

    document: Document
    section: Section
    kind: RecordKind
    spans: tuple[Span, ...]
    fields: tuple[Field, ...]
    context: Span | None
    lead_in: str
    about: frozenset[str]
    is_regular: bool = True

    @property
    def place(self) -> str:
        """Where a statement says that the records stand."""
        title = self.section.title if self.section.heading else self.document.title
        if self.kind is RecordKind.SENTENCE:
            return f"in “{title}”"
        if self.kind is RecordKind.NAME:
            return f"in one sentence of “{title}”"
        what = "list" if self.kind is RecordKind.ITEM else "table"
        return f"of the {what} in “{title}”"

    def held(self, count: int) -> str:
        """That the document has so many of them: "The table in “Staff” has 9 rows"."""
        if self.kind is RecordKind.SENTENCE:
            holder = self.place.removeprefix("in ")
        elif self.kind is RecordKind.NAME:
            holder = self.place.removeprefix("in ").replace("one", "One", 1)
        else:
            holder = f"The {self.place.removeprefix('of the ')}"
        return f"{holder} has {self.counted(count)}"

    def counted(self, count: int) -> str:
        """So many of the records: "9 rows", "9 sentences of the same form"."""
        plural = "" if count == 1 else "s"
        form = " of the same form" if self.kind is RecordKind.SENTENCE else ""
        return f"{count:,} {self.kind}{plural}{form}"


@dataclass(frozen=True, slots=True)
class _Key:
    """A document, known by what it says: two of the same text are one."""

    id: str
    sha256: str
    document: Document

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Key) and (self.id, self.sha256) == (other.id, other.sha256)

    def __hash__(self) -> int:
        return hash((self.id, self.sha256))


def record_sets(document: Document) -> tuple[RecordSet, ...]:
    """The sets of records of a document, in order; those of the last documents are kept."""
    return _kept(_Key(document.id, document.sha256, document))


@lru_cache(maxsize=KEPT)
def _kept(key: _Key) -> tuple[RecordSet, ...]:
    return tuple(_sets(key.document))


def _sets(document: Document) -> Iterator[RecordSet]:
    comma = _comma_is_decimal(document)
    for place, section in enumerate(document.sections):
        over = " ".join([document.title, *(s.title for s in document.sections_over(place))])
        before = ""
        lists = whole_lists(document, section.paragraphs)
        for kind, group in groupby(section.paragraphs, key=_group):
            paragraphs = list(group)
            about = frozenset(terms(f"{over} {before}"))
            read = _Read(document, section, before, about, comma)
            if kind[0] is BlockKind.ROW:
                yield from read.table(paragraphs)
            elif kind[0] is BlockKind.ITEM:
                yield from read.items(lists[paragraphs[0].number])
            last = paragraphs[-1].sentences[-1:] if kind[0] is BlockKind.PARAGRAPH else ()
            before = last[0].of(document.text) if last else ""
        read = _Read(document, section, "", frozenset(terms(over)), comma)
        yield from read.sentences()
        yield from read.enumerations()


def _comma_is_decimal(document: Document) -> bool:
    """Whether the document writes 1,5 and not 1.5: by its numbers, or else by its language."""
    text = document.text[:_LOOKED_AT]
    commas, points = (len(each.findall(text)) for each in _DECIMALS)
    if commas != points:
        return commas > points
    return (document.metadata.language or language_of(text) or "").startswith("de")


def _group(paragraph: Paragraph) -> tuple[BlockKind, Span | None]:
    """What neighbours must share to be of one set; a header is of the table that it heads."""
    if paragraph.kind is BlockKind.ROW:
        return paragraph.kind, paragraph.context or paragraph.span
    return paragraph.kind, None


@dataclass(frozen=True)
class _Read:
    """What is known of the place that a set is read at."""

    document: Document
    section: Section
    before: str
    about: frozenset[str]
    comma: bool

    def table(self, paragraphs: Sequence[Paragraph]) -> Iterator[RecordSet]:
        """The rows of a table, and where its rows tell of two things or more, its columns."""
        text = self.document.text
        header = paragraphs[0].context or paragraphs[0].span
        body = [p.span for p in paragraphs if p.context == header]
        if not body or len(body) > MOST_RECORDS:
            return
        first, *cells = cells_of(text, [header, *body])
        if first is None or len(first) < 2:
            return
        rows = list(zip(body, cells, strict=True))
        if (last := rows[-1][1]) and _may_be_sum(last[0].of(text)):
            rows = rows[:-1]
        rows = [(s, row) for s, row in rows if not (row and _is_sum([c.of(text) for c in row]))]
        full = [(span, row) for span, row in rows if row is not None]
        if not full:
            return
        names = [cell.of(text) for cell in first]
        fields = tuple(
            Field(name, tuple(row[n] for _, row in full), text, self.comma)
            for n, name in enumerate(names)
        )
        keyed = all(len(row[0]) and not _may_be_sum(row[0].of(text)) for _, row in full)
        regular = keyed and len(full) == len(rows)
        spans = tuple(span for span, _ in full)
        yield self._set(RecordKind.ROW, spans, fields, header, regular)
        if regular and len(first) > 2 and not any(f.column for f in fields[1:]):
            names_of = Field("", first[1:], text, self.comma)
            turned = [
                Field(row[0].of(text), row[1:], text, self.comma, row=span) for span, row in full
            ]
            yield self._set(RecordKind.COLUMN, first[1:], (names_of, *turned), header, True)

    def items(self, paragraphs: Sequence[Paragraph]) -> Iterator[RecordSet]:
        """The items of a list; their first sentences, where these are alike, have fields."""
        text = self.document.text
        spans = [p.sentences[0] for p in paragraphs if p.sentences]
        if spans and _may_be_sum(spans[-1].of(text)):
            spans = spans[:-1]
        if not _LEAST_ITEMS <= len(spans) <= MOST_RECORDS:
            return
        skeleton = common_skeleton(text, spans)
        hints = f"{self.section.title} {self.before}"
        fields = self._fields(skeleton, hints) if skeleton else ()
        fields = fields or (Field("", tuple(_named(text, s) for s in spans), text, self.comma),)
        context = paragraphs[0].context
        yield self._set(RecordKind.ITEM, tuple(spans), fields, context, True)

    def sentences(self) -> Iterator[RecordSet]:
        """Runs of sentences of one form."""
        spans = [sentence for paragraph in self._prose() for sentence in paragraph.sentences]
        if len(spans) > MOST_RECORDS:
            return
        found = list(runs_of_sentences(self.document.text, spans))
        if not found:  # each may open a paragraph that goes on otherwise
            opening = [p.sentences[0] for p in self._prose() if p.sentences]
            found = list(runs_of_sentences(self.document.text, opening))
        for skeleton in found:
            fields = self._fields(skeleton, "")
            if fields:
                yield self._set(RecordKind.SENTENCE, skeleton.spans, fields, None, True)

    def enumerations(self) -> Iterator[RecordSet]:
        """The names of sentences that are nothing but an enumeration."""
        text = self.document.text
        for paragraph in self._prose():
            for sentence in paragraph.sentences:
                if found := enumerated(text, sentence):
                    lead, names = found
                    about = self.about | frozenset(terms(lead))
                    read = replace(self, before=lead, about=about)
                    field = Field("", names, text, self.comma)
                    spans = (sentence,) * len(names)
                    yield read._set(RecordKind.NAME, spans, (field,), None, True)

    def _prose(self) -> Iterator[Paragraph]:
        return (p for p in self.section.paragraphs if p.kind is BlockKind.PARAGRAPH)

    def _fields(self, skeleton: Skeleton, hints: str) -> tuple[Field, ...]:
        text = self.document.text
        numeric = sum(slot.is_number for slot in skeleton.slots)
        return tuple(
            Field(
                slot.name,
                slot.cells,
                text,
                self.comma,
                hints if slot.is_number and numeric == 1 else "",
            )
            for slot in skeleton.slots
        )

    def _set(
        self,
        kind: RecordKind,
        spans: tuple[Span, ...],
        fields: tuple[Field, ...],
        context: Span | None,
        is_regular: bool,
    ) -> RecordSet:
        sums, may_be_more = sum_records(fields, self.about)
        if sums:
            kept = [n for n in range(len(spans)) if n not in sums]
            spans = tuple(spans[n] for n in kept)
            fields = tuple(replace(f, cells=tuple(f.cells[n] for n in kept)) for f in fields)
        return RecordSet(
            self.document,
            self.section,
            kind,
            spans,
            fields,
            context,
            self.before,
            self.about,
            is_regular and not may_be_more,
        )


def _named(text: str, item: Span) -> Span:
    """What an item names: it all, or a few words before a comma or a dash."""
    opening = _OPENING.match(text, item.start, item.end)
    return Span(*opening.span(1)) if opening else item


def _is_sum(cells: Sequence[str]) -> bool:
    """Whether a row stands for others: "Total", "Other", or an empty cell and then "Total"."""
    words = (frozenset(_WORD.findall(fold(cell[:80]))) for cell in cells if cell)
    named = next(words, frozenset())
    return bool(named) and named <= _TOTALS | _OTHERS


def _may_be_sum(words: str) -> bool:
    """Whether a label may say so: "Total, all stations", but also the name of a firm."""
    found = _WORD.findall(fold(words[:80]))
    return bool(found) and found[0] in _OPENS_SUM
