"""What a PDF says of itself, and what its first page says: title and authors."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from rag.document.model import Metadata
from rag.reading.dates import read_date
from rag.reading.metadata import filled, read_mapping
from rag.reading.personal_names import persons

# What programs put where a title belongs.
_NO_TITLE = re.compile(
    r"(?:microsoft (?:word|powerpoint)|untitled|document\d*|layout \d|unbenannt|slide \d|print)\b"
    r"|.*\.(?:docx?|pdf|tex|dvi|indd|qxd|rtf|html?|pptx?|xlsx?|odt|p65|fm)\Z|about:blank"
    r"|\S*[._\\/]\S*\Z",
    re.IGNORECASE,
)
# What programs put where nothing is said: "(anonymous)", "unspecified".
_SAYS_NOTHING = re.compile(
    r"\(?(?:anonymous|unspecified|unknown|none|untitled)\)?\.?", re.IGNORECASE
)
_NOT_WORDS = re.compile(r"[\W_]+")
_MARKS = re.compile(r"(?:\[\d{1,3}\]|[⁰¹²³⁴⁵⁶⁷⁸⁹*†‡§¶‖]|(?<=[⁰¹²³⁴⁵⁶⁷⁸⁹]),)+")
_MOST_BLOCKS = 4  # under the title, that may name the authors
_LONGEST = 600


def file_metadata(information: Mapping[str, str], language: str | None) -> Metadata:
    """What the file's own fields say, where that is more than what a program left there.

    The date is none of them: it is that of the file, which may be printed long after the text.
    """
    information = {k: v for k, v in information.items() if not _SAYS_NOTHING.fullmatch(v.strip())}
    title = " ".join(information.get("Title", "").split())
    given: dict[str, object] = {"title": title if title and not _NO_TITLE.match(title) else None}
    author = information.get("Author", "")
    given["authors"] = author if persons(author) else None
    given["description"] = information.get("Subject")
    given["language"] = language
    return read_mapping({key: value for key, value in given.items() if value})


def first_page_metadata(heading: str | None, under: Sequence[str], file: Metadata) -> Metadata:
    """The metadata with the title and the authors that the first page prints.

    ``heading`` is the first page's largest heading, ``under`` are the blocks below it.
    """
    title = file.title
    if heading and not (title and _same(title, heading)):
        title = heading if not title or not _same_start(title, heading) else title
    authors = next(filter(None, map(_authors, under[:_MOST_BLOCKS])), ())
    return filled(Metadata(title=title, authors=authors), file)


def says_who_or_when(block: str) -> bool:
    """Whether a block names persons, or is a date, and says nothing else."""
    return bool(_authors(block)) or read_date(block.strip(), None) is not None


def _same(one: str, other: str) -> bool:
    return _NOT_WORDS.sub("", one.casefold()) == _NOT_WORDS.sub("", other.casefold())


def _same_start(title: str, heading: str) -> bool:
    """Whether a title goes on where the heading of the first page ends, as one of two lines."""
    start = _NOT_WORDS.sub("", heading.casefold())
    return len(start) > 10 and _NOT_WORDS.sub("", title.casefold()).startswith(start)


def _authors(block: str) -> tuple[str, ...]:
    """The persons that a block names and nothing else, marks of their institutions aside."""
    if len(block) > _LONGEST or block.endswith((".", ":", ";")):
        return ()
    bare = _MARKS.sub(" ", block)
    parts = [part.strip() for part in re.split(r",|;| and | und | et | & |\s{2,}", bare)]
    parts = [part for part in parts if part]
    found = [persons(part) for part in parts]
    return tuple(dict.fromkeys(n for names in found for n in names)) if all(found) else ()
