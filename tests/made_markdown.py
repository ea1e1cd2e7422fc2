"""Markdown documents, made up with all that is to be read of them."""

from __future__ import annotations

from hypothesis import strategies as st

from tests.made_documents import SCRIPTS, Made, Note, Writing, fill


@st.composite
def markdown_documents(draw: st.DrawFn) -> Made:
    """Front matter, headings, prose with marks and pointers, lists, tables, code, notes."""
    writing = Writing(draw, SCRIPTS[draw(st.sampled_from(sorted(SCRIPTS)))])
    made = writing.made
    if writing.maybe():
        _front_matter(writing)
    title = writing.title()
    made.title = made.title or title
    made.parts.append(f"# {title}")
    kinds = [_prose, _items, _numbered, _table, _code, _quotation, _caption, _comment, _terms]
    kinds += [_html, _html_table, _heading_in_a_quotation]
    notes = _Notes(writing)
    fill(writing, [*kinds, notes.point, notes.point], _head)
    notes.write()
    return made


def _front_matter(writing: Writing) -> None:
    made = writing.made
    made.title, hidden = writing.word(kept=False), writing.word(kept=False)
    made.left_out += [made.title, hidden]
    made.parts.append(f"---\ntitle: {made.title}\nlayout: {hidden}\n---")


def _head(writing: Writing, section: int) -> None:
    title, made = writing.title(), writing.made
    depth = 2 if section and writing.maybe() else 1
    setext = writing.maybe() and depth == 1
    marked = _marked(writing, title)
    made.parts.append(f"{marked}\n---" if setext else f"{'#' * (depth + 1)} {marked}")
    made.headings.append((depth, title))
    _prose(writing)


def _prose(writing: Writing) -> None:
    """Sentences on lines, some words of them in emphasis, code or a link."""
    made, shown, source = writing.made, [], []
    for _ in range(writing.draw(st.integers(1, 3))):
        word, rest = writing.word(), writing.sentence()
        shown.append(f"{word} {rest}")
        source.append(f"{_marked(writing, word)} {rest}")
    made.parts.append("\n".join(source))
    made.add("paragraph", " ".join(shown))


def _marked(writing: Writing, words: str) -> str:
    """The words in emphasis, as code, linked, or as they are."""
    mark = str(writing.any("{}", "*{}*", "**{}**", "`{}`", "~~{}~~", "<b>{}</b>", "[{}]"))
    if mark == "[{}]":
        where = writing.word(kept=False)
        writing.made.marks.append(where)
        if writing.maybe():
            mark = f"[{{}}](https://a.example/{where})"
        else:
            writing.made.parts.append(f"[{where}]: https://a.example/ '{where}'")
            mark = f"[{{}}][{where}]"
    return mark.format(words)


def _lead_in(writing: Writing) -> str | None:
    """The sentence that leads in to what comes next, if any does."""
    prose, made = writing.prose(), writing.made
    context = None
    if writing.maybe():
        context = prose[-1] = prose[-1].removesuffix(writing.script.end) + writing.script.colon
    made.parts.append(" ".join(prose))
    made.add("paragraph", " ".join(prose))
    return context


def _items(writing: Writing) -> None:
    """A list, with a list inside the first item and a second paragraph in the last."""
    made, context, words = writing.made, _lead_in(writing), [writing.phrase() for _ in range(5)]
    one, inner, more, last, second = words
    made.parts.append(f"- {one}\n  - {inner}\n  - {more}\n- {last}\n\n  {second}")
    for text in words:
        made.add("item", text if text == second else f"• {text}", context)
    _prose(writing)


def _numbered(writing: Writing) -> None:
    made, context, words = writing.made, _lead_in(writing), [writing.phrase() for _ in range(3)]
    first = writing.draw(st.integers(1, 9))
    lines = [f"{number}. {text}" for number, text in enumerate(words, first)]
    made.parts.append(writing.draw(st.sampled_from(["\n", "\n\n"])).join(lines))
    for text in lines:
        made.add("item", text, context)
    _prose(writing)


def _table(writing: Writing) -> None:
    made = writing.made
    header, *rows = ([writing.phrase(1), writing.phrase(2)] for _ in range(3))
    if writing.maybe():
        rows += [[writing.word()], [writing.word() for _ in range(3)]]  # for two columns
    lines = ["| " + " | ".join(cells) + " |" for cells in (header, *rows)]
    made.parts.append("\n".join([lines[0], "| --- | :-: |", *lines[1:]]))
    made.add("row", " | ".join(header))
    for cells in rows:
        made.add("row", " | ".join([*cells, ""][: max(2, len(cells))]), " | ".join(header))


def _code(writing: Writing) -> None:
    made, context = writing.made, _lead_in(writing)
    lines = f"# {writing.word()}\n\n[1] {writing.word()}: *x*"
    fenced = writing.maybe()
    indented = "    " + lines.replace("\n\n", "\n\n    ")
    made.parts.append(f"```sh\n{lines}\n```" if fenced else indented)
    made.add("code", lines, context)


def _quotation(writing: Writing) -> None:
    made, first, second = writing.made, writing.sentence(), writing.sentence()
    code = writing.word()
    made.parts.append(f"> {first}\n>\n> > {second}\n> > ```\n> > {code}\n> > ```")
    made.add("quotation", first)
    made.add("quotation", second)
    made.add("code", code)


def _caption(writing: Writing) -> None:
    made, words, where = writing.made, writing.phrase(), writing.word(kept=False)
    made.marks.append(where)
    made.parts.append(f"![{words}]({where}.png)")
    made.add("caption", words)


def _comment(writing: Writing) -> None:
    hidden = writing.word(kept=False)
    writing.made.left_out.append(hidden)
    writing.made.parts.append(f"<!-- {hidden}\n\n{hidden} -->")


def _terms(writing: Writing) -> None:
    made, term, meaning = writing.made, writing.phrase(), writing.sentence()
    made.parts.append(f"{term}\n: {meaning}")
    made.add("item", term)
    made.add("item", meaning, term)
    _prose(writing)


def _html(writing: Writing) -> None:
    made, first, second = writing.made, writing.sentence(), writing.sentence()
    made.parts.append(f"<div>\n<p>{first}</p>\n<p>{second}</p>\n</div>")
    made.add("paragraph", first)
    made.add("paragraph", second)


def _html_table(writing: Writing) -> None:
    made, first, second = writing.made, writing.word(), writing.word()
    heads = f"<tr><th>{writing.word()}</th><th>{writing.word()}</th></tr>"
    header = " | ".join(made.words[-2:])
    made.parts.append(f"<table>{heads}\n<tr><td>{first}</td>\n<td>{second}</td></tr></table>")
    made.add("row", header)
    made.add("row", f"{first} | {second}", header)


def _heading_in_a_quotation(writing: Writing) -> None:
    made, first, second = writing.made, writing.title(), writing.sentence()
    made.parts.append(f"> ## {first}\n> {second}")
    made.add("quotation", first)
    made.add("quotation", second)


class _Notes:
    """Footnotes: with numbers or with names, before their pointers or behind, of several parts."""

    def __init__(self, writing: Writing) -> None:
        self._writing = writing
        self._named = writing.maybe()
        self._pointers: dict[str, list[str]] = {}
        self._texts: dict[str, tuple[str, list[str]]] = {}

    def point(self, writing: Writing) -> None:
        """Prose that points to one note or two, of which one may be known."""
        made, source, shown = writing.made, [], []
        for _ in range(writing.draw(st.integers(1, 2))):
            label, sentence = self._label(), writing.sentence()
            source.append(f"{sentence}[^{label}]")
            shown.append((sentence, label))
        made.parts.append(" ".join(source))
        text = " ".join(f"{sentence}[{self._number(label)}]" for sentence, label in shown)
        made.add("paragraph", text)
        for sentence, label in shown:
            self._pointers[label].append(sentence)

    def write(self) -> None:
        """The definitions that are not written yet; the notes come last in what is read."""
        made = self._writing.made
        if self._pointers and self._writing.maybe():
            self._define(self._new("unused"))  # nothing points to it
        order = sorted(self._pointers, key=list(self._texts).index)
        for label in order:
            number, (_, parts) = self._number(label), self._texts[label]
            made.add("note", f"[{number}] {parts[0]}")
            for part in parts[1:]:
                made.add("note", part)
        found = sorted((self._number(label), label) for label in order)
        made.notes += [
            Note(number, " ".join(self._texts[label][1]), tuple(self._pointers[label]))
            for number, label in found
        ]

    def _label(self) -> str:
        if self._pointers and self._writing.maybe():
            return str(self._writing.any(*self._pointers))
        label = self._new(f"note-{len(self._pointers)}")
        self._define(label)
        return label

    def _new(self, name: str) -> str:
        return name if self._named else str(3 * len(self._pointers) + 2)

    def _define(self, label: str) -> None:
        """The definition stands before the first pointer, which may be anywhere."""
        writing = self._writing
        self._pointers[label] = []
        parts = [writing.sentence() for _ in range(writing.draw(st.integers(1, 2)))]
        source = f"[^{label}]: " + "\n\n    ".join(parts)
        self._texts[label] = (source, parts)
        writing.made.parts.append(source)

    def _number(self, label: str) -> int:
        if not self._named:
            return int(label)
        return list(self._pointers).index(label) + 1
