"""Blocks on their way from a tree of elements to a text: notes last, each behind its number."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from rag.document.anchors import Anchor
from rag.document.model import BlockKind, LeftOut, Metadata, Span
from rag.reading.blocks import Heading, Reading, with_lead_ins
from rag.reading.inline import Inline
from rag.reading.mail_heads import opens_known_field
from rag.reading.writer import Writer

_LINE_END = re.compile("\n")
_LONGEST_LABEL = 40  # characters in which a field's name and colon stand
_PROSE = frozenset(
    {BlockKind.PARAGRAPH, BlockKind.ITEM, BlockKind.QUOTATION, BlockKind.CAPTION, BlockKind.HEADING}
)


@dataclass(frozen=True, slots=True, eq=False)
class Draft:
    """A block before it has a place in the text; ``context`` is the one that it is read with.

    One with ``note`` only marks where that note stood in the file.
    """

    kind: BlockKind
    inline: Inline
    anchor: Anchor
    marker: str = ""
    gap: int = 1
    heading: Heading | None = None
    context: Draft | None = None
    note: int | None = None


def reading_of(
    drafts: Sequence[Draft],
    notes: Mapping[int, Sequence[Draft]],
    left_out: Sequence[LeftOut],
    metadata: Metadata,
) -> Reading:
    """The text and blocks of the drafts, then the notes in order of number.

    A heading with nothing but notes under it goes with them, if there is but one such; behind the
    last section it is no part of that.
    """
    writer = Writer()
    over = _over_notes(drafts)
    level = 1  # of the last section
    spans: dict[int, Span | None] = {}
    for draft in drafts:
        if draft.note is None and draft is not over:
            for part in _fields(draft):
                _write(writer, part, spans)
            level = draft.heading.level if draft.heading else level
    if over is not None and over.heading is not None:
        heading = replace(over.heading, level=min(level, over.heading.level))
        _write(writer, replace(over, heading=heading), spans)
    notes_from = len(writer.blocks) if any(notes.values()) else None
    for number in sorted(notes):
        for place, draft in enumerate(notes[number]):
            _write(writer, _as_note(draft, number if place == 0 else None), spans)
    return Reading(
        text=writer.text,
        blocks=with_lead_ins(writer.text, writer.blocks),
        metadata=metadata,
        links=tuple(writer.links),
        left_out=(*left_out, *writer.left_out),
        notes_from=notes_from,
        anchors=tuple(writer.anchors),
    )


def _fields(draft: Draft) -> Iterator[Draft]:
    """The fields of a mail's head, which may be the lines of one paragraph; else the draft."""
    text = draft.inline.text.lstrip()
    if draft.kind is not BlockKind.PARAGRAPH or not opens_known_field(text):
        yield draft
        return
    inline = draft.inline.stripped()
    lines = (match.end() for match in _LINE_END.finditer(inline.text))
    starts = [at for at in lines if opens_known_field(inline.text[at : at + _LONGEST_LABEL])]
    for number, part in enumerate(inline.cut_at(starts)):
        yield replace(draft, inline=part, gap=draft.gap if number == 0 else 0)


def _write(writer: Writer, draft: Draft, spans: dict[int, Span | None]) -> None:
    context = spans.get(id(draft.context)) if draft.context else None
    spans[id(draft)] = writer.add(
        draft.kind,
        draft.inline,
        draft.anchor,
        draft.marker,
        draft.gap,
        draft.heading,
        context,
    )


def _as_note(draft: Draft, number: int | None) -> Draft:
    """A block of a note, the first behind the number."""
    if number is None:
        return replace(draft, kind=BlockKind.NOTE) if draft.kind in _PROSE else draft
    return replace(draft, kind=BlockKind.NOTE, marker=f"[{number}] {draft.marker}", heading=None)


def _over_notes(drafts: Sequence[Draft]) -> Draft | None:
    """The heading that nothing but notes stands under, where one alone does."""
    found: list[Draft] = []
    heading: Draft | None = None
    noted = False
    for draft in [*drafts, None]:
        if draft is None or draft.heading:
            if heading is not None and noted:
                found.append(heading)
            heading, noted = draft, False
        elif draft.note is not None:
            noted = True
        else:
            heading = None
    return found[0] if len(found) == 1 else None
