"""Notes of web pages: told by the links between them and the text, and linked both ways."""

from __future__ import annotations

import pytest

from rag.document.model import Document, SectionKind
from tests.rag.reading.made_html import document, left_out, reading

TEXT = "<h1>Tides</h1><p>The dyke broke{}. It held{}.</p><h2>After</h2><p>It was built anew.</p>"


def notes(found: Document) -> list[tuple[int, str, list[str]]]:
    """The number and text of each note, and what stands before each pointer to it."""
    return [
        (
            note.number,
            note.span.of(found.text),
            [found.text[p.start - 5 : p.start] for p in note.pointers],
        )
        for note in found.notes
    ]


EXPECTED = [(1, "Board, 1954.", ["broke"]), (2, "Ash, 1960.", [" held"])]


@pytest.mark.parametrize(
    ("first", "second", "end"),
    [
        pytest.param(
            '<a href="#fn1" class="footnote-ref" id="fnref1" role="doc-noteref"><sup>1</sup></a>',
            '<a href="#fn2" class="footnote-ref" id="fnref2" role="doc-noteref"><sup>2</sup></a>',
            '<section class="footnotes"><hr><ol><li id="fn1"><p>Board, 1954.<a href="#fnref1" '
            'role="doc-backlink">↩︎</a></p></li><li id="fn2"><p>Ash, 1960.<a href="#fnref2" '
            'role="doc-backlink">↩︎</a></p></li></ol></section>',
            id="pandoc",
        ),
        pytest.param(
            '<sup id="cite_ref-1" class="reference"><a href="#cite_note-1">[1]</a></sup>',
            '<sup id="cite_ref-2" class="reference"><a href="#cite_note-2">[2]</a></sup>',
            '<h2>References</h2><ol class="references"><li id="cite_note-1"><b><a '
            'href="#cite_ref-1">^</a></b> <span>Board, 1954.</span></li><li id="cite_note-2">^ '
            '<sup><a href="#cite_ref-2">a</a></sup> Ash, 1960.</li></ol>',
            id="wiki",
        ),
        pytest.param(
            '<a href="#_ftn1" name="_ftnref1"><span>[1]</span></a>',
            '<a href="#_ftn2" name="_ftnref2"><span>[2]</span></a>',
            '<div><div id="ftn1"><p><a href="#_ftnref1" name="_ftn1">[1]</a> Board, 1954.</p></div>'
            '<div id="ftn2"><p><a href="#_ftnref2" name="_ftn2">[2]</a> Ash, 1960.</p></div></div>',
            id="word",
        ),
        pytest.param(
            '<sup><a name="r1" href="#n1">1</a></sup>',
            '<sup><a name="r2" href="#n2">2</a></sup>',
            '<table><tr><td><a name="n1" href="#r1">1</a><td>Board, 1954.<tr><td>'
            '<a name="n2" href="#r2">2</a><td>Ash, 1960.</table>',
            id="table",
        ),
        pytest.param(
            '<a href="#n1">[1]</a>',
            '<a href="#n2">[2]</a>',
            '<table role="presentation"><tr><td><h3>Notes</h3></td></tr><tr><td><p id="n1">[1] '
            'Board, 1954.</p><p id="n2">[2] Ash, 1960.</p></td></tr></table>',
            id="row of notes",
        ),
        pytest.param(
            '<a class="footnote-reference brackets" href="#id2" id="id1" role="doc-noteref"><span '
            'class="fn-bracket">[</span>1<span class="fn-bracket">]</span></a>',
            '<a class="footnote-reference brackets" href="#id4" id="id3" role="doc-noteref"><span '
            'class="fn-bracket">[</span>2<span class="fn-bracket">]</span></a>',
            "".join(
                f'<aside class="footnote brackets" id="id{2 * n}" role="doc-footnote"><span '
                f'class="label"><span>[</span><a role="doc-backlink" href="#id{2 * n - 1}">{n}</a>'
                f"<span>]</span></span><p>{words}</p></aside>"
                for n, words in ((1, "Board, 1954."), (2, "Ash, 1960."))
            ),
            id="sphinx",
        ),
        pytest.param(
            '<sup class="footnote">[<a id="r1" href="#ftn.1" class="footnote">1</a>]</sup>',
            '<cite>[<a href="#ftn.2">2</a>]</cite>',
            '<div class="footnote"><p><sup>[<a id="ftn.1" href="#r1">1</a>]</sup> Board, 1954.</p>'
            '</div><ul><li id="ftn.2"><span>[2]</span> <span>Ash, 1960.</span></li></ul>',
            id="docbook and latexml",
        ),
        pytest.param(
            '<a href="#n1">[1]</a>',
            '<a href="#n2">[2]</a>',
            '<footer><h3>Notes</h3><p id="n1">[1] Board, 1954.</p><p id="n2">2. Ash, 1960.</p>',
            id="foot",
        ),
        pytest.param(
            "<sup>1</sup>",
            "<sup>2</sup>",
            "<h2>Notes</h2><p><sup>1</sup> Board, 1954.</p><p><sup>2</sup> Ash, 1960.</p>",
            id="without links",
        ),
    ],
)
def test_notes_are_linked_however_they_are_written(first: str, second: str, end: str) -> None:
    found = document(TEXT.format(first, second) + end)
    read = [(n, words, [p.strip() for p in before]) for n, words, before in notes(found)]
    assert read == [(n, words, [p.strip() for p in before]) for n, words, before in EXPECTED]
    assert found.sections[-1].kind is SectionKind.NOTES
    assert "↩" not in found.text and "^" not in found.text


def test_signs_are_numbered_behind_the_numbers() -> None:
    found = document(
        TEXT.format('<a href="#a"><sup>*</sup></a>', '<a href="#b"><sup>1</sup></a>')
        + "<p id=a>* Board, 1954.</p><p id=b>1 Ash, 1960.</p>"
    )
    assert [(n, words) for n, words, _ in notes(found)] == [(1, "Ash, 1960."), (2, "Board, 1954.")]
    assert "broke[2]. It held[1]." in found.text


def test_a_note_pointed_to_twice_is_one() -> None:
    link = '<sup><a href="#a">1</a></sup>'
    found = document(TEXT.format(link, link) + "<div id=a class=note><p>One.</p><p>More.</p></div>")
    assert notes(found) == [(1, "One.\n\nMore.", ["broke", " held"])]


@pytest.mark.parametrize(
    "end",
    [
        '<h2 id="a">1 Gauges</h2><p>Text.</p>',  # a section
        '<div id="a"><h2>Gauges</h2><p>Text.</p></div>',
        '<table id="a"><tr><td>1<td>2</table>',
        "",  # nothing
    ],
)
def test_a_link_to_what_is_no_note_is_none(end: str) -> None:
    found = document(TEXT.format('<a href="#a">[1]</a>', "") + end)
    assert found.notes == () and "broke[1]." in found.text


def test_a_link_within_its_own_paragraph_or_to_words_is_none() -> None:
    found = document(
        '<p id="a">See <a href="#a">[1]</a>.</p><p id="b">More.</p><a href="#b">end</a>'
    )
    assert found.notes == ()


def test_pointers_in_one_pair_of_brackets_have_their_own() -> None:
    link = '<a href="#n{0}" class="ref">{0}</a>'
    found = document(
        TEXT.format(f" [{link.format(1)}, {link.format(2)}]", f" [{link.format(1)}, p. 5]")
        + "<p id=n1>[1] Board.</p><p id=n2>[2] Ash.</p>"
    )
    assert "broke [1], [2]. It held [[1], p. 5]." in found.text
    assert [(n.number, len(n.pointers)) for n in found.notes] == [(1, 2), (2, 1)]


@pytest.mark.parametrize(
    ("opens", "closes"), [("", ""), ("<div hidden><p>Unseen.</p>", "<p>Unseen.</p></div>")]
)
def test_a_hidden_note_is_read_where_a_pointer_leads_to_it(opens: str, closes: str) -> None:
    found = reading(
        "<p>Ships passed.<a href=#fn1 role=doc-noteref>1</a></p>"
        f"{opens}<aside id=fn1 role=doc-footnote hidden>Board, 1954.<i hidden>Never</i></aside>"
        f"{closes}<aside id=fn2 hidden>Nobody points here.</aside>"
    )
    assert found.text.endswith("[1] Board, 1954.")
    assert "Unseen" not in found.text and "Nobody" not in found.text
    assert {kind for kind, _ in left_out(found)} == {"hidden"}
