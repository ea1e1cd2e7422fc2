"""Documents made up by hypothesis: headings, repeated paragraphs, Chinese, emoji, CRLF."""

from __future__ import annotations

from hypothesis import strategies as st

SENTENCES = st.sampled_from(
    [
        "The pact was signed in 2015.",
        "He met Dr. Smith at 5 p.m. in Washington, and left (Xinhua, May 9, 2015).",
        "“Is it so?” she asked.",
        "It cost $3.5 million. [1]",
        "他说：“你好。”然后走了。",
        "这是第二句！真的吗？是的。",
        "Sovereign AI (主权人工智能) matters (MFA, March 7; October 20, 2023).",
        "Emoji 😀👩‍👩‍👧 stand outside the basic plane 𝄞.",
        "“Nested ‘quotes.’” Then more.",
        "no capital and no full stop",
        "Café naïve " + "very " * 40 + "long.",
        "字" * 300,
        "x" * 900,
        "\ufdd0 is a noncharacter.",
        "A tab\tand a no-break\u00a0space.",
    ]
)
PARAGRAPHS = st.lists(SENTENCES, min_size=1, max_size=6).map(" ".join) | st.text(
    st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), min_size=1, max_size=80
)
HEADINGS = st.sampled_from(
    [
        "# Markdown",
        "## Deeper ##",
        "Plain Heading",
        "ALL CAPITALS",
        "2.1 Scope",
        "背景",
        "Setext\n===",
    ]
)
NOTES = st.sampled_from(["[1] A note.", "[2] See: Smith, J. (2020). “Title.”", "• a bullet", "- b"])


@st.composite
def texts(draw: st.DrawFn) -> str:
    blocks = draw(st.lists(PARAGRAPHS | HEADINGS | NOTES, min_size=1, max_size=12))
    if draw(st.booleans()):
        blocks += draw(st.permutations(blocks))  # every paragraph stands twice
    gaps = draw(st.lists(st.sampled_from(["\n", "\n\n", "\n\n\n", "\n \n"]), min_size=len(blocks)))
    text = "".join(block + gap for block, gap in zip(blocks, gaps, strict=False))
    return text.replace("\n", "\r\n") if draw(st.booleans()) else text
