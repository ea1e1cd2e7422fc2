"""The parser of Markdown: CommonMark with what GitHub and others add to it, in linear time."""

from __future__ import annotations

from functools import cache

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline, html_inline
from mdit_py_plugins.admon import admon_plugin
from mdit_py_plugins.container import container_plugin
from mdit_py_plugins.deflist import deflist_plugin
from mdit_py_plugins.footnote import footnote_plugin
from mdit_py_plugins.front_matter import front_matter_plugin

MOST_NESTED = 100
"""Quotations and lists inside one another; the parser drops what is deeper."""

# What ends each kind of HTML, longest opening first.
_HTML_ENDS = {"<![CDATA[": "]]>", "<!--": "-->", "<?": "?>", "<": ">"}


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
    parser.use(container_plugin, "named", validate=lambda said, *_: bool(said.strip()))
    return parser.use(front_matter_plugin) if front_matter else parser


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
