"""Documents made up block by block, in eight scripts, with all that is to be read of them.

Every word stands in a document once, so that whoever looks for it finds one place. What is expected
is written down while the document is made, and never looked up in what was read.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import count

from hypothesis import strategies as st


@dataclass(frozen=True, slots=True)
class Script:
    """Words of a script, what stands between two of them, and how sentences end."""

    words: tuple[str, ...]
    end: str = "."
    colon: str = ":"
    gap: str = " "

    def sentence(self, words: list[str]) -> str:
        first, *others = words
        return self.gap.join([first[:1].upper() + first[1:], *others]) + self.end


SCRIPTS = {
    "Latin": Script(tuple("harbour dyke größe ferry câble señal".split())),
    "Cyrillic": Script(tuple("гавань дамба паром волна карта".split())),
    "Greek": Script(tuple("λιμάνι θάλασσα πλοίο χάρτης".split())),
    "Arabic": Script(tuple("ميناء سفينة بحر خريطة".split())),
    "Hebrew": Script(tuple("נמל ספינה מפה גשר".split())),
    "Devanagari": Script(tuple("बंदरगाह जहाज नक्शा पुल".split()), end="।"),
    "Chinese": Script(tuple("港口 堤坝 渡轮 地图".split()), "。", "：", ""),
    "Korean": Script(tuple("항구가 둑을 배는 지도와".split())),
}


@dataclass(frozen=True, slots=True)
class Block:
    """A block that is to be read, and what it must be read with; white space counts for nothing."""

    kind: str
    text: str
    context: str | None = None


@dataclass(frozen=True, slots=True)
class Note:
    """A note that is to be read, with the text of each paragraph that points to it."""

    number: int
    text: str
    pointed_from: tuple[str, ...]


@dataclass(slots=True)
class Made:
    """A document and what is to be read of it, in reading order.

    ``headings`` are depths and titles; ``words`` stand in a heading or in a block; ``left_out`` are
    words that are to be counted as no text, and ``marks`` those that are mark-up. Where the numbers
    of notes start again (``restarts``), a pointer does not say which note it means.
    """

    title: str = ""
    parts: list[str] = field(default_factory=list)
    headings: list[tuple[int, str]] = field(default_factory=list)
    blocks: list[Block] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)
    marks: list[str] = field(default_factory=list)
    restarts: bool = False

    @property
    def source(self) -> str:
        return "\n\n".join(self.parts) + "\n"

    def add(self, kind: str, text: str, context: str | None = None) -> None:
        self.blocks.append(Block(kind, text, context))


class Writing:
    """Words and sentences of one script, each word once, as they are drawn."""

    def __init__(self, draw: st.DrawFn, script: Script) -> None:
        self.draw, self.script = draw, script
        self.made = Made()
        self._numbers = count(11)

    def any(self, *choices: object) -> object:
        return self.draw(st.sampled_from(choices))

    def maybe(self) -> bool:
        return self.draw(st.booleans())

    def word(self, kept: bool = True) -> str:
        # The number is what makes a word the only one; a letter behind it keeps numbers apart.
        word = f"{self.any(*self.script.words)}{next(self._numbers)}q"
        if kept:
            self.made.words.append(word)
        return word

    def phrase(self, words: int = 2) -> str:
        return self.script.gap.join(self.word() for _ in range(words))

    def title(self) -> str:
        words = [self.word(kept=False) for _ in range(2)]
        words = [word[:1].upper() + word[1:] for word in words]
        self.made.words += words
        return self.script.gap.join(words)

    def sentence(self) -> str:
        first, *others = (self.word(kept=False) for _ in range(4))
        words = [first[:1].upper() + first[1:], *others]
        self.made.words += words
        return self.script.sentence(words)

    def lead_in(self) -> str:
        """A sentence that leads in to a list."""
        return self.sentence().removesuffix(self.script.end) + self.script.colon

    def prose(self) -> list[str]:
        return [self.sentence() for _ in range(self.draw(st.integers(2, 3)))]


def fill(
    writing: Writing,
    kinds: Sequence[Callable[[Writing], None]],
    head: Callable[[Writing, int], None],
) -> None:
    """Two or three sections, each with a head and blocks of some kinds."""
    for section in range(writing.draw(st.integers(2, 3))):
        head(writing, section)
        for kind in writing.draw(st.lists(st.sampled_from(kinds), max_size=3)):
            kind(writing)
