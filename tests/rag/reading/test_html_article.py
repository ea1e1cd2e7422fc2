"""What of a web page is its article; all else is counted with its kind, and nothing is lost."""

from __future__ import annotations

import pytest

from tests.rag.reading.made_html import left_out, reading

LONG = "The dyke broke in the night of the great storm, and nobody knew it before morning. " * 3


@pytest.mark.parametrize(
    ("beside", "kind"),
    [
        ("<nav>Home Contact</nav>", "navigation"),
        ("<div role=navigation>Home Contact</div>", "navigation"),
        ("<ul class=site-menu><li><a href=a>Home</a><li><a href=b>Contact</a></ul>", "navigation"),
        ("<div class=navfooter><a href=a>Prev</a> Valgrind <a href=b>Next</a></div>", "navigation"),
        ("<p><a href='#dyke'>#</a></p>", "permalink"),
        ('<div id="cookieBanner">We use cookies.</div>', "notice"),
        ("<div class='share-buttons'>Share this</div>", "sharing"),
        ("<div class='ad-slot'>Buy dykes</div>", "advertisement"),
        ("<div class=related-posts><a href=a>Other dykes</a></div>", "related"),
        ("<script>let dyke = 1</script>", "script"),
        ("<style>p { color: red }</style>", "script"),
        ("<p hidden>unseen</p>", "hidden"),
        ("<p style='DISPLAY: none'>unseen</p>", "hidden"),
        ("<button>Press</button>", "form"),
        ("<select><option>One</select>", "form"),
        ("<!-- to do -->", "comment"),
        ("<header>The Water News</header>", "page head"),
        ("<footer>Imprint</footer>", "page foot"),
        ("<svg><text>drawn</text></svg>", "embedded"),
    ],
)
def test_what_is_no_text_of_the_article_is_left_out_with_its_kind(beside: str, kind: str) -> None:
    found = reading(f"<p>{LONG}</p>{beside}<p>The end.")
    assert found.text == f"{LONG.strip()}\n\nThe end."
    assert [each for each, _ in left_out(found)] == [kind]


@pytest.mark.parametrize(
    "kept",
    [
        "<ul><li><a href=a>A source</a><li><a href=b>Another</a><li><a href=c>A third</a></ul>",
        "<div class=navigation-of-ships>Ships went by the old channel, which was deep.</div>",
        "<aside>A box of its own.</aside>",
        "<form><p>The page's whole form.</p></form>",
    ],
)
def test_what_may_be_text_is_text(kept: str) -> None:
    found = reading(f"<p>{LONG}</p>{kept}")
    assert left_out(found) == [] and len(found.blocks) > 1


def test_the_article_is_what_the_page_says() -> None:
    found = reading(
        "<header><div>Water News</div><h1>The dyke</h1></header><div>Weather: rain</div>"
        f"<main><article><p>{LONG}</p><aside>A box.</aside></article><div>Read on</div></main>"
        "<div>Imprint</div>"
    )
    assert found.text == f"The dyke\n\n{LONG.strip()}\n\nA box."
    kinds = {kind for kind, _ in left_out(found)}
    words = " ".join(words for _, words in left_out(found))
    assert kinds == {"beside the article"}
    assert words == "Water News Weather: rain Read on Imprint"


def test_what_says_too_little_is_not_the_article() -> None:
    found = reading(f"<main>Loading</main><div><p>{LONG}</p></div>")
    assert LONG.strip() in found.text


def test_a_menu_before_the_text_is_left_out_and_a_list_of_links_in_it_is_not() -> None:
    links = "<div><a href=a>Home</a> | <a href=b>News</a> | <a href=c>Contact</a></div>"
    found = reading(f"{links.replace('|', '')}<h1>Tides</h1><p>{LONG}</p>{links}")
    assert found.text.startswith("Tides") and found.text.endswith("Home | News | Contact")
    assert left_out(found) == [("navigation", "Home News Contact")]


def test_notes_stay_wherever_they_stand() -> None:
    found = reading(
        f"<article><p>{LONG}<sup><a href='#n'>1</a></sup></p></article>"
        "<footer><div>Imprint</div><p id=n>1 Board, 1954.</p></footer>"
    )
    assert found.text.endswith("[1] Board, 1954.")
    assert left_out(found) == [("beside the article", "Imprint")]


def test_long_scripts_are_cut_where_they_are_listed() -> None:
    found = reading(f"<p>Text.</p><script>{'x = 1; ' * 1000}</script>")
    ((kind, words),) = left_out(found)
    assert kind == "script" and words.endswith("… (6,999 characters)") and len(words) < 400


def test_what_a_browser_shows_of_templates_is_text() -> None:
    found = reading(
        "<h1>Dykes</h1><water-card><template shadowrootmode=open><p>Shown: the dyke is high.</p>"
        "<template><p>Never shown.</p></template></template><p>Beside it.</p></water-card>"
        "<template><p>Never shown either.</p></template>"
    )
    assert "Shown: the dyke is high." in found.text and "Beside it." in found.text
    assert "shown" not in found.text.replace("Shown", "")


def test_the_foot_of_a_quotation_says_whose_it_is() -> None:
    quoted = (
        "<blockquote><p>The sea gives nothing back.</p><footer>— Ines Moor</footer></blockquote>"
    )
    found = reading(f"<h1>Dykes</h1><p>She wrote:</p>{quoted}<footer>Printed in 1954</footer>")
    assert "— Ines Moor" in found.text
    assert ("page foot", "Printed in 1954") in left_out(found)
