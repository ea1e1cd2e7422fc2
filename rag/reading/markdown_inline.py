"""What the inline parts of Markdown say: text without marks, and where its lines began."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from markdown_it.tree import SyntaxTreeNode

from rag.reading.html_text import INLINE, attribute
from rag.reading.inline import Inline

# Attributes as kramdown and pandoc write them: "{: .from}", "{#scope}".
_ATTRIBUTES = re.compile(r"\{(?::[^{}\n]*|[#.][\w.#: -]*)\}")
_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
_SUPERSCRIPT = re.compile(r"<(/?)sup>", re.IGNORECASE)
_LINK = re.compile(r"<(/?)a(?=[\s/>])", re.IGNORECASE)
_TAG = re.compile(r"</?([A-Za-z][A-Za-z0-9]*)")
# "10⁶", and areas and volumes, "5 km²"; most numbers above the line point to notes.
# A small letter by itself, but "a", is no word: "x²".
_POWER = re.compile(r"(?<![\d.,])10\^\d{1,4}\Z|\d ?[a-zµ]{1,2}\^[23]\Z|(?<![\w’'])[b-z]\^\d{1,2}\Z")
_POWERS = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
# Words, whether a line of the file ends with them, and the address that they are linked to.
_Piece = tuple[str, bool, str | None]
_NOTE_DIGITS = re.compile(r"\s*\[?(\d{1,4})\]?\s*")


def read_inline(nodes: Sequence[SyntaxTreeNode], numbers: Mapping[str, int]) -> Inline:
    """What inline nodes say; ``numbers`` are those of the footnotes, by label."""
    pieces: list[str] = []
    starts: list[tuple[int, int]] = []
    left_out: list[tuple[str, str]] = []
    length = 0
    links: list[tuple[int, int, str]] = []
    for words, breaks, url in _words(nodes, numbers, left_out):
        pieces.append(words)
        if url:
            goes_on = links and links[-1][1:] == (length, url)
            first = links.pop()[0] if goes_on else length
            links.append((first, length + len(words), url))
        length += len(words)
        if breaks:
            starts.append((length, len(starts) + 1))
    opens_with_image = bool(nodes) and nodes[0].type == "image"
    return Inline(
        text="".join(pieces),
        line_starts=tuple(starts),
        label=_label(nodes, numbers),
        opens_with_image=opens_with_image,
        links=tuple(links),
        left_out=tuple(left_out),
    )


def _label(nodes: Sequence[SyntaxTreeNode], numbers: Mapping[str, int]) -> int | None:
    """The end of an emphasised label that the text opens with: "*Prompt.* Charts go out …"."""
    first = next((node for node in nodes if node.type != "text" or node.content.strip()), None)
    if first is None or first.type not in ("em", "strong"):
        return None
    words = "".join(words for words, _, _ in _words(first.children, numbers, []))
    return len(words) if words.rstrip().endswith((".", ":", "!", "?", "。", "：")) else None


def _words(
    nodes: Sequence[SyntaxTreeNode],
    numbers: Mapping[str, int],
    left_out: list[tuple[str, str]],
) -> Iterator[_Piece]:
    """The words of each node, in pieces."""
    above: list[str] | None = None  # of an open superscript
    before = ""  # the last words
    linked: str | None = None  # the address of an open link in HTML
    for node in nodes:
        if node.type == "html_inline" and (link := _LINK.match(node.content)):
            linked = None if link[1] else attribute(node.content, "href") or None
        if node.type == "html_inline" and (sup := _SUPERSCRIPT.fullmatch(node.content)):
            if above is not None:
                yield superscript("".join(above), before), False, None
            above = None if sup[1] else []
            continue
        for words, breaks, url in _node_words(node, numbers, left_out):
            if above is None or breaks:
                yield words, breaks, url or linked
                before = words or before
            else:
                above.append(words)
    if above is not None:
        yield "".join(above), False, None


def superscript(words: str, before: str) -> str:
    """A superscript number points to a note or is a power; other superscripts are text."""
    digits = _NOTE_DIGITS.fullmatch(words)
    if digits and _POWER.search(f"{before[-8:]}^{digits[1]}"):
        return digits[1].translate(_POWERS)
    return f"[{digits[1]}]" if digits else words


def _node_words(
    node: SyntaxTreeNode, numbers: Mapping[str, int], left_out: list[tuple[str, str]]
) -> Iterator[_Piece]:
    match node.type:
        case "text":
            left_out += [("attributes", found[0]) for found in _ATTRIBUTES.finditer(node.content)]
            yield _ATTRIBUTES.sub("", node.content), False, None
        case "code_inline":
            yield node.content, False, None
        case "softbreak":
            yield " ", True, None
        case "hardbreak":
            yield "\n", True, None
        case "footnote_ref":
            yield f"[{numbers[node.meta['label']]}]", False, None
        case "html_inline":
            if _BREAK.fullmatch(node.content):
                yield "\n", False, None
            elif node.content.startswith("<!--"):
                left_out.append(("comment", node.content[4:-3]))
            elif (tag := _TAG.match(node.content)) and tag[1].lower() not in INLINE:
                yield " ", False, None
        case "link":
            url = str(node.attrs["href"])
            for words, breaks, _ in _words(node.children, numbers, left_out):
                yield words, breaks, url
        case _:  # images and emphasis hold words of their own
            yield from _words(node.children, numbers, left_out)
