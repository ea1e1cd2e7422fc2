"""Which lines of a plain text are headings though no mark says so, by typography alone."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from rag.document.model import Span
from rag.reading.blocks import Heading, Style
from rag.reading.lines import Lines, interrupts
from rag.reading.note_marks import IN_BRACKETS, NOTE_MARK, heads_notes
from rag.reading.sentences import MARKER, split_sentences

MAX_HEADING_CHARACTERS = 120
MAX_HEADING_WORDS = 16
MAX_HEADING_IDEOGRAPHS = 40
_NUMBERED = re.compile(r"\s*(?P<number>\d{1,2}(?:\.\d{1,2}){0,4})\.?[ \t\u3000]+(?P<title>\S.*)")
_SECTION_SIGN = re.compile(r"§ ?\d{1,4}[a-z]?\b")
_NOTE = re.compile(rf"\s*+{NOTE_MARK}")
_POINTER = re.compile(IN_BRACKETS)  # what points to a note is prose
_MAY_END_INSIDE = re.compile(r"[a-z0-9)”\"][.!?][”\"’]? +[^\W\da-z_]")
# "It broke in 1953.1 It rose": digits that point to a note.
_POINTER_BEHIND_SENTENCE = re.compile(r"(?:[a-z)”\"]{2}|\b\d{4})[.!?]\d{1,3}(?: +[^\W\da-z_]|$)")
# "Do not diagnose without a test. [2017, amended 2021]"
_BRACKET_BEHIND_SENTENCE = re.compile(r"\b[a-z]{4,}[.!?][”\"’]? +[(\[][^()\[\]]*+[)\]]\Z")
_INNER_GAP = re.compile(r"\S {3,}\S")  # columns, as in a page's header or footer
_LEADERS = re.compile(r"\.{4}|(?: \.){3}")  # of a table of contents
_PROSE = (_POINTER, _POINTER_BEHIND_SENTENCE, _BRACKET_BEHIND_SENTENCE, _INNER_GAP, _LEADERS)
_IDEOGRAPH = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff]")
_ENDS = ".!?…;,。！？；，、؟؛۔،।॥።፧;·—–-"  # of a sentence or a part of one, in any script
_CLOSERS = "\"'”’»)]）」』*_ \t⁰¹²³⁴⁵⁶⁷⁸⁹"
_FORMULA = re.compile(r"[=|<>{}\\*]|://")  # of grammars, code and addresses
# "Two examples of its use are": what comes next is no section of that name.
_GOES_ON = re.compile(
    r" (?:is|are|was|were|an?|the|of|and|or|to|for|with|by|in|as|that"
    r"|sind|ist|war|waren|und|oder|der|die|das|den|dem|des|eine?[mnr]?|von|zum?r?|mit|für|dass"
    r"|est|sont|et|ou|le|la|les|des?|du|une?|pour|par|que|son|el|los|las|del|y|o|para|con)$"
)
_VERB = re.compile(r"\S (?:is|are|was|were|has|have|had|will|must|shall) ")
_ASKS = re.compile(r"(?:what|how|why|when|where|who|whom|whose|which|if)\b", re.IGNORECASE)
_AMOUNT_OR_TIME = re.compile(
    r"[$€£¥] ?\d|\d ?[€£¥]|\b\d{1,2}:\d\d\b|\b\d{1,2}(?:\.\d\d)? ?(?:[ap]\.?m\b|Uhr\b)"
)
_PLACE = re.compile(r"[^\W\d_]{3,15} (?:\d{1,3}|[IVXLC]{1,7}|[A-Z])[.:]?")
_MOST_LINES = 3  # of a heading
_LONG_LINE = 30  # characters: a wrapped line is no shorter
_FEW_WORDS = 6  # more than so many without capitals are rather a sentence than a title


_SUMMARY = re.compile(
    r"(?:executive |plain |short )?summary|abstract|overview|key (?:points|takeaways|findings)"
    r"|highlights|zusammenfassung|résumé|resumen|摘要|要点|概要",
    re.IGNORECASE,
)


def heads_summary(title: str) -> bool:
    """Whether a heading says that a summary stands below: "Executive Summary", "摘要"."""
    return _SUMMARY.fullmatch(title.strip().rstrip(":： ")) is not None


def unmarked_heading(text: str, block: Lines) -> Heading | None:
    """The heading that the block is, or that its first line is: numbered, capitals, or short."""
    line = block.lines[0].of(text)
    alone = len(block.lines) == 1
    below = "" if alone else block.lines[1].of(text)
    if interrupts(line, below):  # a wrapped sentence
        return None
    if len(line) > MAX_HEADING_CHARACTERS or len(line.split()) > MAX_HEADING_WORDS:
        return None
    if numbered := _NUMBERED.fullmatch(line):
        level = numbered["number"].count(".") + 1
        title = numbered["title"]
        if title.endswith((":", "：")) and MARKER.match(below):
            return None  # the lead-in of a list
        apart = level > 1 or (_in_capitals(title) and _ends_before(line, below))
        if (alone or apart) and _reads_as_title(title if level == 1 else f"A {title}"):
            return Heading(line, Style.NUMBERED, level)
        return None
    if MARKER.match(line) or _NOTE.match(line):
        return None
    if _FORMULA.search(line.strip("*_")):
        return None
    if (
        _in_capitals(line)
        and (alone or not _in_capitals(below) or len(line) < _LONG_LINE)
        and not line.endswith((".", ",", ";"))
    ):
        return Heading(line.rstrip(": "), Style.CAPITALS, 1)
    if _heads_clauses(line, below):
        return Heading(line, Style.PLAIN, 1)
    if alone and _reads_as_title(line) and not _reads_as_sentence(line):
        return Heading(line.rstrip(":： "), Style.PLAIN, 1)
    return None


def over_its_text(text: str, block: Lines) -> bool:
    """Whether the first of several lines is in capitals, or has a section sign, so that the others
    stand under it."""
    if len(block.lines) < 2 or block.heading is not None:
        return False
    first, below = (line.of(text) for line in block.lines[:2])
    return _in_capitals(first) or _heads_clauses(first, below)


def _heads_clauses(line: str, below: str) -> bool:
    """Whether a line has a section sign and a title, and numbered paragraphs stand under it."""
    sign = _SECTION_SIGN.match(line)
    return (
        sign is not None and MARKER.match(below) is not None and _reads_as_title(line[sign.end() :])
    )


def _in_capitals(line: str) -> bool:
    letters = [c for c in line if c.isalpha()]
    return len(letters) > 3 and all(c.isupper() for c in letters)


def _ends_before(line: str, below: str) -> bool:
    """Whether a numbered line in capitals ends there: no next item and no more capitals follow."""
    numbered = _NUMBERED.match(below)
    next_item = MARKER.match(below) or (numbered and "." not in numbered["number"])
    return not next_item and not (_in_capitals(below) and len(line) >= _LONG_LINE)


def long_heading(text: str, block: Lines) -> Heading | None:
    """The heading that all lines of a block are: capitals throughout, or a place and its title.

    The latter is printed on two lines: "Chapter 3", "The Tolls".
    """
    if not 2 <= len(block.lines) <= _MOST_LINES:
        return None
    lines = [line.of(text) for line in block.lines]
    title = " ".join(lines)
    if len(title) > MAX_HEADING_CHARACTERS or len(title.split()) > MAX_HEADING_WORDS:
        return None
    ended = any(line.endswith((".", ",", ";")) or _FORMULA.search(line) for line in lines)
    if not ended and all(_in_capitals(line) and not MARKER.match(line) for line in lines):
        return Heading(title.rstrip(": "), Style.CAPITALS, 1)
    placed = len(lines) == 2 and _PLACE.fullmatch(lines[0])
    return Heading(title, Style.PLAIN, 1) if placed and _reads_as_title(lines[1]) else None


def _reads_as_title(line: str) -> bool:
    """Short, opening like a title, and without the punctuation that ends a sentence."""
    if any(each.search(line) for each in _PROSE):
        return False
    if _MAY_END_INSIDE.search(line) and len(split_sentences(line, Span(0, len(line)))) > 1:
        return False
    bare = line.rstrip(_CLOSERS)
    first = next((c for c in line if c.isalpha()), "")
    if not first or first.islower() or not bare or bare[-1] in _ENDS:
        return False
    if _GOES_ON.search(bare):
        return False
    if len(_IDEOGRAPH.findall(line)) > MAX_HEADING_IDEOGRAPHS:
        return False
    if bare[-1] in ":：":  # "Executive Summary:" heads a section, "He signed three:" a list
        if heads_notes(line) or heads_summary(line):
            return True
        words = bare[:-1].split()
        long = [word for word in words if len(word) > 3]
        capitals = all(word[0].isupper() for word in [*long, *words[-1:]])
        return len(words) <= _FEW_WORDS and capitals
    return True


def _reads_as_sentence(line: str) -> bool:
    """Whether a line without a full stop may be a sentence: its long words are not capitalised.

    So may a shorter one that states something with a verb, an amount of money or a time of day.
    """
    if _AMOUNT_OR_TIME.search(line) or (_VERB.search(line) and not _ASKS.match(line)):
        return True
    words = line.split()
    long = [word.strip(_CLOSERS + "“‘(「") for word in words]
    long = [word for word in long if len(word) > 3 and word[0].isalpha()]
    capitals = sum(not word[0].islower() for word in long)
    return len(words) > _FEW_WORDS and 2 * capitals < len(long)


def without_lists(
    candidates: list[Heading | None], over_text: Sequence[bool]
) -> list[Heading | None]:
    """Drop the candidates that stand in a row as list items do.

    A title may stand over a heading, and a heading over a smaller one; three short lines one
    after another, or two numbered alike, are a list, except at the head of the document. A line in
    capitals right over its text (``over_text``) ends a row. So does the last of one that says
    its place as others of the text do, "Article 1" over its text.
    """
    kept = list(candidates)
    words = [_place_word(heading) for heading in candidates]
    often = Counter(words)
    index = 0
    while index < len(candidates):
        end = index
        while end < len(candidates) and _alike(candidates[index], candidates[end]):
            end += 1
            if over_text[end - 1]:
                break
        heading = candidates[index]
        limit = 2 if heading and heading.style is Style.NUMBERED else 3
        if heading and end - index >= limit and (index > 0 or heading.style is Style.NUMBERED):
            placed = (
                words[end - 1]
                and often[words[end - 1]] > words[index:end].count(words[end - 1]) == 1
            )
            last = end - 1 if placed else end
            kept[index:last] = [None] * (last - index)
        index = max(end, index + 1)
    return kept


def _place_word(heading: Heading | None) -> str:
    """The word by which a plain heading says its place: "article" of "Article 3. Tolls"."""
    if heading is None or heading.style is not Style.PLAIN:
        return ""
    found = _PLACE.match(heading.title)
    return found[0].split()[0].casefold() if found else ""


def _alike(first: Heading | None, other: Heading | None) -> bool:
    if first is None or other is None or first.style is Style.MARKED:
        return False
    return first.style is other.style and first.level == other.level
