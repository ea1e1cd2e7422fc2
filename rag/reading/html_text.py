"""HTML that stands in a Markdown text, as tags and the words between them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape

INLINE = frozenset(
    "a abbr b bdi bdo big cite code data del dfn em font i img ins kbd label mark q s samp small "
    "span strike strong sub sup time tt u var wbr".split()
)
"""Tags that words go on across; any other parts them."""
_RAW_ENDS = {
    name: re.compile(rf"</{name}(?=[\s/>])", re.IGNORECASE) for name in ("script", "style")
}
_OPENS_MARKUP = re.compile(r"<(?=[A-Za-z!?]|/[^\s<])")
# A tag as browsers read it: a ">" between quotation marks does not end it.
_TAG = re.compile(
    r"<(?P<slash>/?)(?P<name>[A-Za-z][^\s/>]*+)"
    r"(?P<rest>(?:[^>=]++|=\s*+\"[^\"]*+\"|=\s*+'[^']*+'|=(?!\s*+[\"']))*+)>"
)
# The same where a quotation mark has no other: the first ">" ends it.
_PLAIN_TAG = re.compile(r"<(?P<slash>/?)(?P<name>[A-Za-z][^\s/>]*+)(?P<rest>[^>]*+)>")
_OTHER_MARKUP = re.compile(r"<(?:[!?]|/(?![A-Za-z]))(?P<rest>[^>]*+)>")
_ATTRIBUTES = {
    name: re.compile(
        rf"(?:^|[\s\"'/]){name}\s*+=\s*+(?:\"([^\"]*+)\"|'([^']*+)'|([^\s\"'>]++))", re.IGNORECASE
    )
    for name in ("alt", "href", "start")
}
# More digits stand for no sign, and int() refuses some thousands of them.
_REFERENCE = re.compile(
    r"&(?:#[0-9]{1,7}(?![0-9])|#[xX][0-9A-Fa-f]{1,6}(?![0-9A-Fa-f])|[A-Za-z][A-Za-z0-9]{1,31});?"
)


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of the source, and the line that it begins on.

    ``kind`` is "words", "raw", "comment", "open" or "close". ``text`` is what a piece of the first
    three says, and of a tag its name in small letters; ``rest`` is what else stands in the tag.
    """

    kind: str
    text: str
    line: int
    rest: str = ""


def html_tokens(source: str) -> Iterator[Token]:
    """The pieces of the source in order, in time that grows with it alone.

    What was once looked for in vain is not looked for again: behind the last ">" there is no tag,
    a comment without an end goes to the end, and behind a tag in which a quotation mark has no
    other, the first ">" ends each.
    """
    last, tag = source.rfind(">"), _TAG
    at = line = 0
    while at < len(source):
        opening = _OPENS_MARKUP.search(source, at)
        start = opening.start() if opening else len(source)
        if start > last:
            start = source.find("<!--", start)
            start = len(source) if start < 0 else start
        if at < start:
            yield Token("words", source[at:start], line)
            line, at = line + source.count("\n", at, start), start
            continue
        if source.startswith("<!--", at):
            end = source.find("-->", at + 2)  # "<!-->" is one
            end = len(source) if end < 0 else end
            yield Token("comment", source[at + 4 : end], line)
            line, at = line + source.count("\n", at, end), end + 3
            continue
        found = tag.match(source, at) or _OTHER_MARKUP.match(source, at)
        if found is None:
            tag = _PLAIN_TAG
            continue
        yield _markup(found, line)
        line, at = line + source.count("\n", at, found.end()), found.end()
        if (raw := _RAW_ENDS.get(_name(found))) and not found["slash"]:
            closing = raw.search(source, at)
            end = closing.start() if closing else len(source)
            yield Token("raw", source[at:end], line)
            line, at = line + source.count("\n", at, end), end


def _markup(found: re.Match[str], line: int) -> Token:
    if found.re is _OTHER_MARKUP:
        return Token("comment", found["rest"], line)
    return Token("close" if found["slash"] else "open", _name(found), line, found["rest"])


def _name(found: re.Match[str]) -> str:
    return "" if found.re is _OTHER_MARKUP else found["name"].lower()


def unescaped(words: str) -> str:
    """The words with what their references stand for: "&amp;", "&#38;"."""
    return _REFERENCE.sub(lambda found: unescape(found[0]), words)


def attribute(rest: str, name: str) -> str:
    """The value of an attribute in a tag, of those that are read; empty without one."""
    found = _ATTRIBUTES[name].search(rest)
    return unescaped(found[1] or found[2] or found[3] or "") if found else ""
