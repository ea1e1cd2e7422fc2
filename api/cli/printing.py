"""Passages, answers and documents as text in a terminal."""

from __future__ import annotations

import re
import textwrap
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from rich.console import Console
from rich.markup import escape
from rich.text import Text

from api.http.answer_schemas import AnswerCitationModel, AnswerResponse
from api.http.document_schemas import DocumentResponse, LeftOutModel
from api.http.schemas import (
    AnchorModel,
    CitationModel,
    PassageModel,
    QueryResponse,
    SourceModel,
    SpanModel,
)
from rag.errors import printable
from rag.reading.folders import PassedOver

_MOST_LEFT_OUT = 5  # of a kind that are printed
_EXCERPT = 70  # characters of a paragraph or note
_PASSED_OVER = {
    PassedOver.HIDDEN: "{} hidden",
    PassedOver.NODE_MODULES: "{} node_modules",
    PassedOver.LINKS: "{} link(s) to folders or out of the folder",
    PassedOver.DEVICES: "{} pipe(s), socket(s) or device(s)",
}


def index_remarks(
    documents: int, left_out: int, passed_over: Mapping[PassedOver, int]
) -> Iterator[str]:
    """What to say of files that are not in the index."""
    if left_out:
        yield f"{left_out} left out, named above; {documents} document(s) indexed"
    if passed_over:
        counts = [_PASSED_OVER[kind].format(passed_over[kind]) for kind in sorted(passed_over)]
        yield f"not looked at: {', '.join(counts)}"


def print_passages(
    response: QueryResponse, console: Console, errors: Console, several: bool
) -> None:
    """Print what a query found, warnings to ``errors``.

    With ``several`` documents in the index, each is named with its id, for titles may be alike.
    """
    _print_warnings(response.warnings, errors)
    for passage in response.passages:
        _print_passage(passage, console, several)


def print_answer(
    response: AnswerResponse, console: Console, errors: Console, several: bool
) -> None:
    """Print an answer and where its sentences stand; after a refusal, the nearest passages.

    Small talk gets its line alone.

    With ``several`` documents in the index, each is named with its id. The sentences of several
    documents stand under the names of these, those of several parts of a question under the
    asker's words for each.
    """
    _print_warnings(response.warnings, errors)
    if not response.answerable:
        console.print(f"[bold]{escape(response.answer)}[/] {_sure(response)}", highlight=False)
        for words in response.not_found:
            console.print(f"Nothing was found on “{escape(words)}”.", highlight=False)
        if response.passages:
            console.print("The nearest passages:\n", highlight=False)
        for passage in response.passages:
            _print_passage(passage, console, several)
        return
    if response.statement:
        console.print(response.statement, markup=False, highlight=False)
    if response.small_talk:
        return
    blocks = len({citation.document for citation in response.citations}) > 1
    document = None
    part = ""
    for sentence, citation in zip(response.sentences, response.citations, strict=True):
        if sentence.part != part:
            part, document = sentence.part, None
            console.print(f"[bold]{escape(part)}[/]", highlight=False)
        if blocks and citation.document != document:
            document = citation.document
            console.print(f"[bold]{escape(_document(citation, several))}[/]", highlight=False)
        text = _marked(citation)
        text.append(f" [{citation.number}]", "bold cyan")
        if sentence.context:
            text.stylize("dim")
        console.print(text)
    console.print(f"\n{_sure(response)}", highlight=False)
    for citation in response.citations:
        place = _place(citation)
        if several:
            place = f"{_document(citation, several)}, {place}"
        console.print(
            f"[bold cyan]\\[{citation.number}][/] {escape(place)} "
            f"[dim]\\[{citation.start}:{citation.end}][/]",
            highlight=False,
        )
        _print_evidence(citation, console)


def _sure(response: AnswerResponse) -> str:
    return f"[dim]confidence {response.confidence:.2f}[/]"


def _marked(citation: AnswerCitationModel) -> Text:
    text = Text(citation.quote)
    for mark in citation.highlights:
        text.stylize("bold", mark.start - citation.start, mark.end - citation.start)
    return text


def _print_warnings(warnings: Iterable[str], errors: Console) -> None:
    for warning in warnings:
        errors.print(f"[bold yellow]warning:[/] {escape(warning)}", highlight=False)


def _with_id(title: str, id: str) -> str:
    """A document's title and its id, which tells it from others of the same title."""
    return printable(id) if title == id else f"{title} ({printable(id)})"


def _place(citation: CitationModel) -> str:
    paragraph = f", paragraph {citation.paragraph}" if citation.paragraph else ""
    return f"{citation.section}{paragraph}, {_in_the_file(citation)}"


def _in_the_file(citation: CitationModel) -> str:
    """The place in the original, in the words of its format."""
    if citation.anchor:
        return _anchored(citation.anchor)
    first, last = citation.first_line, citation.last_line
    return f"line {first}" if first == last else f"lines {first}–{last}"


def _anchored(anchor: AnchorModel) -> str:
    """The place that an anchor says: "page 7 (printed iv)", "paragraph 31 of the file"."""
    parts = []
    if anchor.page:
        printed = anchor.page_label not in (None, str(anchor.page))
        parts.append(f"page {anchor.page}" + (f" (printed {anchor.page_label})" if printed else ""))
    elif anchor.page_label:
        parts.append(f"printed page {anchor.page_label}")
    if anchor.paragraph:
        parts.append(f"paragraph {anchor.paragraph} of the file")
    if anchor.chapter:
        parts.append(f"chapter {anchor.chapter}")
    if anchor.element:
        parts.append(f"element {anchor.element}")
    return ", ".join(parts)


def _document(citation: CitationModel, several: bool) -> str:
    named = several or citation.title == citation.document
    return _with_id(citation.title, citation.document) if named else citation.title


def _print_passage(passage: PassageModel, console: Console, several: bool) -> None:
    citation = passage.citation
    place = f"{_document(citation, several)}, {_place(citation)}"
    console.print(
        f"[bold]{passage.rank}.[/] [bold cyan]{escape(place)}[/] "
        f"[dim]\\[{citation.start}:{citation.end}] score {passage.score:.3f}[/]",
        highlight=False,
    )
    console.print(passage.text, markup=False, highlight=False)
    _print_evidence(citation, console)
    console.print()


def _print_evidence(citation: CitationModel, console: Console) -> None:
    sources = [_source(source) for source in citation.sources]
    if sources:
        console.print(f"[dim]sources:[/] {escape('; '.join(sources))}", highlight=False)
    for note in citation.notes:
        console.print(f"[dim]note {note.number}:[/] {escape(note.text)}", highlight=False)


def _source(source: SourceModel) -> str:
    return ", ".join(filter(None, (source.outlet or "outlet not printed", source.date)))


def print_document(document: DocumentResponse, console: Console) -> None:
    """Print what was read of a document: what is known of it, and where its parts stand."""

    def line(text: str, span: SpanModel | None = None) -> None:
        place = f" [dim]\\[{span.start}:{span.end}][/]" if span else ""
        console.print(f"{escape(text)}{place}", highlight=False, soft_wrap=True)

    def title(text: str) -> None:
        console.print(f"\n[bold]{escape(text)}[/]", highlight=False, soft_wrap=True)

    def beginning(start: int, end: int) -> str:
        words = " ".join(document.text[start : start + 4 * _EXCERPT][: end - start].split())
        if len(words) <= _EXCERPT:
            return words
        return f"{re.sub(r' [^ ]*$', '', words[:_EXCERPT])} …"

    name = _with_id(document.title, document.id)
    console.print(f"[bold]{escape(name)}[/]", highlight=False, soft_wrap=True)
    for field, value in _known(document):
        line(f"{field}: {value}")
    for span in document.front_matter:
        line(f"front matter: {beginning(span.start, span.end)}", span)
    for section in document.sections:
        indent = "  " * (section.depth - 1)
        title(f"{indent}{section.title} ({section.kind})")
        for paragraph in section.paragraphs:
            span = SpanModel(start=paragraph.start, end=paragraph.end)
            kind = "" if paragraph.kind == "paragraph" else f"({paragraph.kind}) "
            line(f"{paragraph.number}. {kind}{beginning(span.start, span.end)}", span)
    if document.references:
        title("Source references")
    for source in document.references:
        line(_source(source), SpanModel(start=source.start, end=source.end))
    if document.notes:
        title("Notes")
    for note in document.notes:
        pointers = f"(pointers: {len(note.pointers)})"
        text = f"{note.number}. {beginning(note.start, note.end)} {pointers}"
        line(text, SpanModel(start=note.start, end=note.end))
    if document.left_out:
        title("Left out")
    for kind, count in Counter(each.kind for each in document.left_out).items():
        of_kind = [each for each in document.left_out if each.kind == kind]
        for each in of_kind[:_MOST_LEFT_OUT]:
            words = textwrap.shorten(each.text, _EXCERPT, placeholder=" …")
            line(f"{_place_left_out(each)}{kind}: {words}")
        if count > _MOST_LEFT_OUT:
            line(f"… and {count - _MOST_LEFT_OUT} more of this kind, which --json lists")


def _place_left_out(left_out: LeftOutModel) -> str:
    place = _anchored(left_out.anchor) if left_out.anchor else ""
    return f"line {left_out.line}, " if left_out.line else f"{place}, " if place else ""


def _known(document: DocumentResponse) -> Iterator[tuple[str, str]]:
    """The metadata that is known, by name, and how much was read."""
    for name in ("authors", "date", "publication", "volume", "issue", "year", "language"):
        value = getattr(document, name)
        if value:
            yield name, ", ".join(value) if isinstance(value, list) else str(value)
    if document.description:
        yield "description", document.description
    if document.address:
        yield "address", document.address
    yield "characters", f"{document.characters:,}"
