"""Signs that Word prints by fonts of their own, and notes with marks of their own."""

from __future__ import annotations

import pytest

from tests.rag.reading.made_docx import document, p, reading, t
from tests.rag.reading.made_html import left_out


def symbol(code: str, font: str) -> str:
    return f'<w:r><w:sym w:font="{font}" w:char="{code}"/></w:r>'


@pytest.mark.parametrize(
    ("code", "font", "sign"),
    [
        ("F061", "Symbol", "α"), ("0057", "Symbol", "Ω"), ("F0B3", "Symbol", "≥"),
        ("F0CE", "Symbol", "∈"), ("F0D6", "Symbol", "√"), ("F0AE", "Symbol", "→"),
        ("F0E0", "Wingdings", "→"), ("F0FC", "wingdings", "✓"), ("2603", "Segoe UI", "☃"),
    ],
)  # fmt: skip
def test_signs_of_known_fonts_are_read(code: str, font: str, sign: str) -> None:
    found = reading(p(runs=t("See ") + symbol(code, font) + t(" there.")))
    assert (found.text, left_out(found)) == (f"See {sign} there.", [])


@pytest.mark.parametrize(("code", "font"), [("F061", "Webdings"), ("F0F0", "Symbol")])
def test_a_sign_that_no_other_font_has_is_left_out(code: str, font: str) -> None:
    found = reading(p(runs=t("See ") + symbol(code, font) + t("there.")))
    assert (found.text, left_out(found)) == ("See there.", [("symbol", f"{code} of {font}")])


def test_words_in_the_font_of_symbols_are_what_it_prints() -> None:
    greek = t("\uf061b", '<w:rFonts w:ascii="Symbol" w:hAnsi="Symbol"/>')
    assert reading(p(runs=greek + t(" = 2"))).text == "αβ = 2"


def test_a_mark_of_its_own_points_to_its_note_and_takes_no_number() -> None:
    star = '<w:r><w:footnoteReference w:customMarkFollows="1" w:id="5"/><w:t>*</w:t></w:r>'
    first = '<w:r><w:footnoteReference w:id="6"/></w:r>'
    notes = {
        "footnotes": f'<w:footnote w:id="5">{p("For Ada.")}</w:footnote>'
        f'<w:footnote w:id="6">{p("Board, 1954.")}</w:footnote>'
    }
    found = document(p(runs=t("Dykes") + star + t(" hold.") + first), notes)
    assert found.text.startswith("Dykes[2] hold.[1]")
    said = {note.number: note.span.of(found.text) for note in found.notes}
    assert said == {1: "Board, 1954.", 2: "For Ada."}
