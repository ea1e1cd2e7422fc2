"""The parser of Markdown: CommonMark with what GitHub and others add to it, in linear time."""

from __future__ import annotations

import re
from functools import cache

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.rules_inline import StateInline, html_inline
from mdit_py_plugins.admon import admon_plugin
from mdit_py_plugins.admon.index import admonition
from mdit_py_plugins.container import container_plugin
from mdit_py_plugins.deflist import deflist_plugin
from mdit_py_plugins.footnote import footnote_plugin
from mdit_py_plugins.front_matter import front_matter_plugin

MOST_NESTED = 100
"""Quotations and lists inside one another; the parser drops what is deeper."""

# What ends each kind of HTML, longest opening first.
_HTML_ENDS = {"<![CDATA[": "]]>", "<!--": "-->", "<?": "?>", "<": ">"}
# One kind alone, or kinds and a title in quotes. A cry, "!!! Never open it", would lose its first
# word as the kind of a note.
_ADMONITION = re.compile(
    r"(?:!!!|\?\?\?\+?)[ \t]*+[a-z][\w-]*+(?:[ \t]++[a-z][\w-]*+)*+"
    r"(?P<title>[ \t]++\"[^\"]*+\")?[ \t]*+"
)
_CONTAINER = re.compile(r"\s*+(?:\{|[a-z])")  # "::: warning", not "::: Chapter One :::"


@cache
def parser(front_matter: bool = False) -> MarkdownIt:
    """The parser for all texts, or for those that open with a block of YAML."""
    options = {"html": True, "maxNesting": MOST_NESTED}
    parser = MarkdownIt("commonmark", options).enable(["table", "strikethrough"])
    parser.inline.ruler.at("html_inline", _html_inline)
    # The definitions stay where they are, so that none is lost that nothing points to.
    parser.use(footnote_plugin, inline=False, move_to_end=False)
    parser.use(deflist_plugin)
    parser.use(admon_plugin)
    ended = ["paragraph", "reference", "blockquote", "list"]
    parser.block.ruler.at("admonition", _admonition, {"alt": ended})
    parser.use(container_plugin, "named", validate=lambda said, *_: bool(_CONTAINER.match(said)))
    return parser.use(front_matter_plugin) if front_matter else parser


def _admonition(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """The plugin's rule, of what is surely one."""
    line = state.src[state.bMarks[start] + state.tShift[start] : state.eMarks[start]]
    found = _ADMONITION.fullmatch(line)
    if found is None or (found["title"] is None and len(line.split()) > 2):
        return False
    return admonition(state, start, end, silent)


def _html_inline(state: StateInline, silent: bool) -> bool:
    """The parser's rule, which would look to the end of the text from every "<!--"."""
    opening = next((o for o in _HTML_ENDS if state.src.startswith(o, state.pos)), None)
    if opening is None:
        return False
    last = state.env.setdefault("last_html_ends", {})
    key = (state.src, opening)
    if key not in last:
        last[key] = state.src.rfind(_HTML_ENDS[opening])
    return last[key] > state.pos and html_inline(state, silent)
