"""Other segmenters beside the product on labelled sentence ends: ``python -m evals.segmenters``.

Each is told the language, and is left out where it is not installed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cache, partial
from importlib import import_module
from pathlib import Path
from typing import Any

from rich.console import Console

from evals.sentence_ends import Case, ends_of_pieces, judge, print_judged, product, read_cases

Segment = Callable[[str, str], Sequence[str]]
"""Language and text to the pieces that the text is cut into."""


def _sentencex() -> Segment:
    segment: Segment = import_module("sentencex").segment
    return segment


def _blingfire() -> Segment:
    library = import_module("blingfire")
    return lambda _, text: library.text_to_sentences(text).split("\n")


def _pysbd() -> Segment:
    segmenter = cache(import_module("pysbd").Segmenter)
    return lambda language, text: segmenter(language=language, clean=False).segment(text)


def _spacy() -> Segment:
    library = import_module("spacy")

    @cache
    def pipeline(language: str) -> Any:
        blank = library.blank(language)
        blank.add_pipe("sentencizer")
        return blank

    return lambda language, text: [each.text for each in pipeline(language)(text).sents]


SEGMENTERS: Mapping[str, Callable[[], Segment]] = {
    "sentencex": _sentencex,
    "blingfire": _blingfire,
    "pysbd": _pysbd,
    "spaCy": _spacy,
}


def main() -> None:
    """Print the figures of the product and of every segmenter that is installed."""
    console = Console()
    cases = read_cases(Path(__file__).parent / "sentence-ends.jsonl")
    print_judged("brief-rag", judge(cases, product), console)
    for name, load in SEGMENTERS.items():
        try:
            segment = load()
        except ImportError as error:
            console.print(f"{name} is left out: {error}")
            continue
        print_judged(name, judge(cases, partial(_ends, segment)), console)


def _ends(segment: Segment, case: Case) -> list[int]:
    """None at all where the segmenter lacks the language or changes the text."""
    try:
        return ends_of_pieces(case.text, segment(case.language, case.text))
    except (ImportError, ValueError):
        return []


if __name__ == "__main__":
    main()
