"""Plain texts, made up with all that is to be read of them."""

from __future__ import annotations

from hypothesis import strategies as st

from tests.made_documents import SCRIPTS, Made, Note, Writing, fill


@st.composite
def plain_texts(draw: st.DrawFn) -> Made:
    """A title, headings, wrapped prose, lists with lead-ins, notes at the end."""
    writing = Writing(draw, SCRIPTS[draw(st.sampled_from(sorted(SCRIPTS)))])
    made = writing.made
    made.title = writing.title()
    made.parts.append(made.title)
    style = str(writing.any("{}", "{}", "# {}", "{number} {}"))
    notes = _Notes(writing)
    fill(writing, [_prose, _items, notes.point], lambda *_: _head(writing, style))
    notes.write(style)
    return made


def _head(writing: Writing, style: str) -> None:
    """A heading; a numbered one may stand under the one before it."""
    made = writing.made
    above = sum(depth == 1 for depth, _ in made.headings)
    under = bool(made.headings) and "number" in style and made.headings[-1][0] == 1
    depth = 2 if under and writing.maybe() else 1
    number = f"{above}.1" if depth == 2 else above + 1
    title = style.format(writing.title(), number=number)
    made.parts.append(title)
    made.headings.append((depth, title.removeprefix("# ")))
    _prose(writing)


def _prose(writing: Writing) -> None:
    text = "\n".join(writing.prose())
    writing.made.parts.append(text)
    writing.made.add("paragraph", text)


def _items(writing: Writing) -> None:
    made, lead_in, sentence = writing.made, writing.lead_in(), writing.sentence()
    made.parts.append(f"{sentence}\n{lead_in}")
    made.add("paragraph", f"{sentence}\n{lead_in}")
    mark = writing.any("-", "•", "1.")
    lines = [f"{mark} {writing.phrase(3)}" for _ in range(writing.draw(st.integers(2, 4)))]
    gap = str(writing.any("\n", "\n\n"))
    inner = "  " if writing.maybe() else ""
    made.parts.append(gap.join([lines[0], inner + lines[1], *lines[2:]]))
    for text in lines:
        made.add("item", text, lead_in)
    _prose(writing)


class _Notes:
    """Notes at the end, in brackets or superscript, of one paragraph or two; some start again."""

    def __init__(self, writing: Writing) -> None:
        self._writing = writing
        self._superscript = writing.maybe()
        self._pointers: list[str] = []
        self._again = writing.draw(st.integers(3, 5))  # where the numbers start again

    def point(self, writing: Writing) -> None:
        """Prose that points to the next note."""
        first, second = writing.sentence(), writing.sentence()
        self._pointers.append(first)
        text = f"{first}{self._mark(len(self._pointers))}\n{second}"
        writing.made.parts.append(text)
        writing.made.add("paragraph", text)

    def write(self, style: str) -> None:
        """The notes under a heading, where any are pointed to."""
        if not self._pointers:
            return
        writing, made = self._writing, self._writing.made
        above = sum(depth == 1 for depth, _ in made.headings)
        title = style.format(writing.title(), number=above + 1)
        made.parts.append(title)
        made.headings.append((1, title.removeprefix("# ")))
        for place, pointer in enumerate(self._pointers, 1):
            self._note(place, pointer)

    def _note(self, place: int, pointer: str) -> None:
        made = self._writing.made
        parts = ["\n".join(self._writing.prose()) for _ in range(1 + self._writing.maybe())]
        marked = f"{self._mark(place)} {parts[0]}"
        made.parts += [marked, *parts[1:]]
        for text in (marked, *parts[1:]):
            made.add("note", text)
        if place <= self._again:
            made.notes.append(Note(place, " ".join(parts), (pointer,)))
        else:
            made.restarts = True

    def _mark(self, place: int) -> str:
        number = (place - 1) % self._again + 1
        return "⁰¹²³⁴⁵"[number] if self._superscript else f"[{number}]"
