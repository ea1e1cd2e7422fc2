"""A start for one's own questions: passages from all over a brief, as lines to complete."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import TypeVar

from rag.document.model import Document, Passage

T = TypeVar("T")


def sample_passages(passages: Sequence[Passage], n: int) -> list[Passage]:
    """At most ``n`` passages in reading order, spread over documents and sections.

    Each section in turn gives one more, while it has any, and within a section they are evenly
    spaced. The same passages give the same sample.

    Raises ValueError for n below 1.
    """
    if n < 1:
        raise ValueError(f"a sample of {n} passages is none; ask for at least 1")
    sections: dict[tuple[str, int], list[int]] = {}
    for place, passage in enumerate(passages):
        sections.setdefault((passage.document, passage.section), []).append(place)
    shares = dict.fromkeys(sections, 0)
    left = min(n, len(passages))
    while left:
        open_sections = [s for s, places in sections.items() if shares[s] < len(places)]
        # The last round may not reach all: let it reach places all over the text.
        for section in _spaced(open_sections, min(left, len(open_sections))):
            shares[section] += 1
            left -= 1
    chosen = [p for s, places in sections.items() for p in _spaced(places, shares[s])]
    return [passages[place] for place in sorted(chosen)]


def template(documents: Sequence[Document], passages: Sequence[Passage]) -> str:
    """JSONL in the brief format, a line for each passage, without questions.

    ``evidence`` holds the passage's sentences, of which those that answer are to be kept;
    ``question``, ``type`` and ``answers`` are to be filled in.
    """
    by_id = {document.id: document for document in documents}
    lines = (_line(number, passage, by_id) for number, passage in enumerate(passages, start=1))
    return "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)


def _line(number: int, passage: Passage, documents: Mapping[str, Document]) -> dict[str, object]:
    document = documents[passage.document]
    sentences = passage.sentences or (passage.span,)
    return {
        "id": f"q-{number:03}",
        "question": "",
        "type": "fact",
        "lang": "en",
        "answerable": True,
        "answers": [],
        "document": document.id,
        "section": document.sections[passage.section].title,
        "evidence": [span.of(document.text) for span in sentences],
    }


def _spaced(items: Sequence[T], n: int) -> list[T]:
    return [items[(2 * i + 1) * len(items) // (2 * n)] for i in range(n)]
