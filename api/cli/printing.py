"""Passages and answers as text in a terminal."""

from __future__ import annotations

from collections.abc import Iterable

from rich.console import Console
from rich.markup import escape
from rich.text import Text

from api.http.answer_schemas import AnswerCitationModel, AnswerResponse
from api.http.schemas import CitationModel, PassageModel, QueryResponse


def print_passages(response: QueryResponse, console: Console, errors: Console) -> None:
    """Print what a query found, warnings to ``errors``."""
    _print_warnings(response.warnings, errors)
    for passage in response.passages:
        _print_passage(passage, console)


def print_answer(response: AnswerResponse, console: Console, errors: Console) -> None:
    """Print an answer and where its sentences stand; after a refusal, the nearest passages."""
    _print_warnings(response.warnings, errors)
    if not response.answerable:
        console.print(f"[bold]{escape(response.answer)}[/] {_sure(response)}", highlight=False)
        if response.passages:
            console.print("The nearest passages:\n", highlight=False)
        for passage in response.passages:
            _print_passage(passage, console)
        return
    for sentence, citation in zip(response.sentences, response.citations, strict=True):
        text = _marked(citation)
        text.append(f" [{citation.number}]", "bold cyan")
        if sentence.context:
            text.stylize("dim")
        console.print(text)
    console.print(f"\n{_sure(response)}", highlight=False)
    for citation in response.citations:
        place = f"{citation.section}, paragraph {citation.paragraph}"
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


def _print_passage(passage: PassageModel, console: Console) -> None:
    citation = passage.citation
    place = f"{citation.title}, {citation.section}, paragraph {citation.paragraph}"
    console.print(
        f"[bold]{passage.rank}.[/] [bold cyan]{escape(place)}[/] "
        f"[dim]\\[{citation.start}:{citation.end}] score {passage.score:.3f}[/]",
        highlight=False,
    )
    console.print(passage.text, markup=False, highlight=False)
    _print_evidence(citation, console)
    console.print()


def _print_evidence(citation: CitationModel, console: Console) -> None:
    sources = [
        ", ".join(filter(None, (s.outlet or "outlet not printed", s.date)))
        for s in citation.sources
    ]
    if sources:
        console.print(f"[dim]sources:[/] {escape('; '.join(sources))}", highlight=False)
    for note in citation.notes:
        console.print(f"[dim]note {note.number}:[/] {escape(note.text)}", highlight=False)
