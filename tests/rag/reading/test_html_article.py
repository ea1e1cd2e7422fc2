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
        ("<p style='color: red;visibility:hidden'>unseen</p>", "hidden"),
        ("<div class=share-this-page>Share this page with friends</div>", "sharing"),
        ("<div id=onetrust-consent>We use cookies here.<button>Yes</button></div>", "notice"),
        ("<div class=newsletter><h3>Our news</h3><input type=email></div>", "notice"),
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
        "<p style='-webkit-backface-visibility: hidden'>Printed all the same.</p>",
        "<section id=social-security><h2>Social security</h2><p>It is paid.</p></section>",
        "<section id=informed-consent><h2>Consent</h2><p>Each signs a form.</p></section>",
        "<section class=market-share><h3>Ferries</h3><p>Two of three.</p></section>",
        "<h2>Ad hoc rules</h2><ul id=ad-hoc-rules><li>No rule is for ever.</ul>",
        "<div class='share-capital'><p>It is five million.</p></div>",
        "<ul id=ad-hoc-rules><li>No rule is for ever.<li>Each is asked.</ul>",
        f"<div class=promo><p>{LONG[:80]}</p><p>{LONG[:80]}</p><p>{LONG[:80]}</p></div>",
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


def test_the_head_and_foot_of_a_part_are_text() -> None:
    part = (
        "<header><h2>{0}</h2></header><p>{0} are paid by ship.</p>"
        "<footer><p>{0} were last set in 1990.</p></footer>"
    )
    tolls, dues = part.format("Tolls"), part.format("Dues")
    for tag in ("section", "article"):
        found = reading(
            f"<header>News</header><{tag}>{tolls}</{tag}><{tag}>{dues}</{tag}><footer>Us</footer>"
        )
        heads = [found_.span.of(found.text) for found_ in found.blocks if found_.heading]
        assert heads == ["Tolls", "Dues"]
        assert "Dues were last set in 1990." in found.text
        assert left_out(found) == [("page head", "News"), ("page foot", "Us")]


@pytest.mark.parametrize(
    "head",
    [
        "<h2 class=accordion-header><button>How do I <b>renew</b>?<svg></svg></button></h2>",
        "<div role=heading><button>How do I renew?</button></div>",
        "<button><h2>How do I renew?</h2></button>",
        "<details open><summary><h2>How do I renew?</h2></summary></details>",
        "<h2><summary>How do I renew?</summary></h2>",
    ],
)
def test_what_opens_a_part_is_its_heading(head: str) -> None:
    found = reading(f"{head}<div><p>Use form A.</p><button>Print</button></div>")
    assert found.text == "How do I renew?\n\nUse form A."
    assert [block.heading is not None for block in found.blocks] == [True, False]
    assert left_out(found) == [("form", "Print")]
