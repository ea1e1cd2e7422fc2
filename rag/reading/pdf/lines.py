"""Words to lines, and lines to text: raised numbers, scripts that run leftwards."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise
from statistics import median

from rag.reading.pdf.signs import is_ideograph, runs_leftwards
from rag.reading.pdf.words import Box, Tag, Word, union

_OVERLAP = 0.5  # of the smaller of two heights, on one line
_LIKE = 0.4  # of the larger height, that the smaller has; an initial over three lines is apart
_BUCKET = 8.0  # points
_RAISED = 0.15  # sizes over the baseline
_SMALL = 0.85  # of the size of its line, a raised number has at most
_ONE_HEIGHT = 0.5  # sizes by which baselines of one line may differ
_INITIAL, _MOST_INITIALS = 1.8, 20  # sizes of the line that it opens; initials of a column
_TRACKED, _WIDER = 5, 1.5  # letters set apart; how much wider a space between such words is
_TOUCH = 0.12  # sizes: words of two parts of the file that stand no further apart are one


@dataclass(frozen=True)
class Line:
    """Words side by side on one baseline, in reading order."""

    words: tuple[Word, ...]

    @cached_property
    def left(self) -> float:
        return min(word.left for word in self.words)

    @cached_property
    def right(self) -> float:
        return max(word.right for word in self.words)

    @cached_property
    def size(self) -> float:
        """The size of most of its characters."""
        sizes: Counter[float] = Counter()
        for word in self.words:
            sizes[word.size] += len(word.text)
        return max(sizes, key=lambda size: (sizes[size], size))

    @cached_property
    def baseline(self) -> float:
        """The baseline of the first word of most characters' size."""
        return next(word.baseline for word in self.words if word.size == self.size)

    @cached_property
    def bold(self) -> bool:
        """Whether all its letters are."""
        lettered = [word for word in self.words if any(map(str.isalnum, word.text))]
        return bool(lettered) and all(word.bold for word in lettered)

    @cached_property
    def italic(self) -> bool:
        lettered = [word for word in self.words if any(map(str.isalnum, word.text))]
        return bool(lettered) and all(word.italic for word in lettered)

    @cached_property
    def leftwards(self) -> bool:
        """Whether most of its letters are of a script that runs from right to left."""
        return _leftwards("".join(word.text for word in self.words))

    @cached_property
    def tag(self) -> Tag | None:
        """The tag of its first word that has one."""
        return next((word.tag for word in self.words if word.tag), None)

    @cached_property
    def uneven(self) -> bool:
        """Whether its words are of many sizes, as those are that text recognition finds."""
        sizes = {round(word.size, 1) for word in self.words if len(word.text) > 2}
        return len(sizes) > max(2, len(self.words) / 3)

    @property
    def top(self) -> float:
        return min(word.top for word in self.words)

    @property
    def bottom(self) -> float:
        return max(word.bottom for word in self.words)

    @property
    def box(self) -> Box:
        """On the page as displayed."""
        return union([word.box for word in self.words])

    @cached_property
    def text(self) -> str:
        """The words with a space where one stands between them."""
        return "".join(f" {w.text}" if self.is_spaced(b, w) else w.text for b, w in self.pairs())

    def pairs(self) -> list[tuple[Word | None, Word]]:
        """Each word with the one before it."""
        return [(None, self.words[0]), *pairwise(self.words)]

    @cached_property
    def _tracking(self) -> float | None:
        """The usual distance of letters that are set apart, as in "C O N T R A C T"; None for a
        line of words, and for letters that are a row: "A B C D E"."""
        letters = "".join(word.text for word in self.words)
        if len(letters) != len(self.words) or sum(map(str.isalpha, letters)) < _TRACKED:
            return None
        if any(map(is_ideograph, letters)) or all(
            0 <= ord(b) - ord(a) <= 1 for a, b in pairwise(letters)
        ):
            return None
        return median(b.left - a.right for a, b in pairwise(self.words))

    def is_spaced(self, before: Word | None, word: Word) -> bool:
        """Whether a space stands between two of its words."""
        if before is not None and self._tracking is not None:
            return word.left - before.right > _WIDER * self._tracking + _TOUCH * word.size
        return spaced(before, word)

    def is_raised(self, word: Word) -> bool:
        """Whether a word stands over the baseline and is smaller than the line, as "²" does."""
        rise = self.baseline - word.baseline
        return word.size <= _SMALL * self.size and rise >= _RAISED * self.size


def spaced(before: Word | None, word: Word) -> bool:
    """Whether a space stands between two words of a line."""
    if before is None:
        return False
    gap = max(word.left - before.right, before.left - word.right)
    size = max(word.size, before.size)
    if is_ideograph(before.text[-1]) or is_ideograph(word.text[0]):
        return word.spaced if 0 <= word.place - before.place <= 2 else gap > size
    if 0 <= word.place - before.place <= 2:  # white space has a place of its own
        return word.spaced or gap > 2 * _TOUCH * size
    return gap > _TOUCH * size


def lines_of(words: Sequence[Word]) -> list[Line]:
    """The lines that the words make, from the top down.

    Large words take their places first, and smaller ones that reach into the same height join them.
    """
    found: list[list[Word]] = []
    extents: list[tuple[float, float]] = []
    buckets: dict[int, list[int]] = defaultdict(list)
    for word in sorted(words, key=lambda w: (-w.size, w.baseline, w.left)):
        best = _best_line(word, buckets, extents)
        if best is None:
            best = len(found)
            found.append([])
            extents.append((word.top, word.baseline))
            for bucket in range(int(word.top // _BUCKET), int(word.baseline // _BUCKET) + 1):
                buckets[bucket].append(best)
        found[best].append(word)
    found = _with_initials(_interleaved(found))
    lines = [Line(tuple(_in_reading_order(line))) for line in found]
    return sorted(lines, key=lambda line: (line.baseline, line.left))


def _interleaved(lines: list[list[Word]]) -> list[list[Word]]:
    """The lines; the words of one that stand in the gaps of the line at its height join that.

    So do those that text recognition takes for smaller, or sets a little higher, and its signs,
    which may be of any size.
    """
    found: list[list[Word]] = []
    for line in sorted(lines, key=lambda words: words[0].baseline):
        above = found[-1] if found else None
        level = above and (
            _same_height(above, line) or _are_signs_in(above, line) or _are_signs_in(line, above)
        )
        if above and level and not _overlap(above, line):
            above += line
        else:
            found.append(line)
    return found


def _with_initials(lines: list[list[Word]]) -> list[list[Word]]:
    """The lines; an initial that several of them stand beside opens the first of those."""
    initials = [line for line in lines if _is_initial(line)]
    if len(initials) > _MOST_INITIALS:  # a table of letters
        return lines
    found = [line for line in lines if not _is_initial(line)]
    for initial in initials:
        large = initial[0]
        beside = [
            line
            for line in found
            if large.top - line[0].size < min(w.top for w in line) < large.baseline
            and 0 <= min(w.left for w in line) - large.right < large.size
            and _INITIAL * line[0].size <= large.size
        ]
        if not beside:
            found.append(initial)
            continue
        first = min(beside, key=lambda line: line[0].baseline)
        # It counts as no wider than its line begins, so that the next lines are not indented.
        edge = min(first, key=lambda word: word.left)
        first[first.index(edge)] = replace(edge, spaced=False, place=large.place + 1)
        first.insert(0, replace(large, left=edge.left, right=edge.left, baseline=edge.baseline))
    return found


def _is_initial(line: list[Word]) -> bool:
    return len(line) == 1 and len(line[0].text) == 1 and line[0].text.isupper()


def _same_height(above: list[Word], below: list[Word]) -> bool:
    size = max(median(w.size for w in above), median(w.size for w in below))
    small = min(median(w.size for w in above), median(w.size for w in below))
    apart = median(w.baseline for w in below) - median(w.baseline for w in above)
    return abs(apart) <= _ONE_HEIGHT * size and small >= _LIKE * size


def _are_signs_in(line: list[Word], signs: list[Word]) -> bool:
    """Whether words are nothing but signs, which stand between the top and the foot of a line."""
    if any(any(map(str.isalnum, word.text)) for word in signs):
        return False
    top, foot = min(word.top for word in line), max(word.bottom for word in line)
    return all(top <= (word.top + word.baseline) / 2 <= foot for word in signs)


def _overlap(some: list[Word], others: list[Word]) -> bool:
    """Whether a word of one line stands over one of the other."""
    ordered = sorted([*some, *others], key=lambda word: word.left)
    right = float("-inf")
    for word in ordered:
        if word.left < right - _TOUCH * word.size:
            return True
        right = max(right, word.right)
    return False


def _best_line(
    word: Word, buckets: dict[int, list[int]], extents: Sequence[tuple[float, float]]
) -> int | None:
    """The line that a word overlaps most, of those that begin where it stands."""
    best, most = None, 0.0
    height = word.baseline - word.top
    middle = (word.baseline + word.top) / 2
    for number in buckets.get(int(middle // _BUCKET), ()):
        top, baseline = extents[number]
        if height < _LIKE * (baseline - top):
            continue
        shared = min(baseline, word.baseline) - max(top, word.top)
        if shared >= _OVERLAP * height and shared > most:
            best, most = number, shared
    return best


def _in_reading_order(words: list[Word]) -> list[Word]:
    """The words of a line: from the left, or from the right, where most run so.

    Words that run the other way than their line keep their own order among each other.
    """
    leftwards = _leftwards("".join(word.text for word in words))
    ordered = sorted(words, key=lambda word: -word.right if leftwards else word.left)
    found: list[Word] = []
    run: list[Word] = []
    for word in ordered:
        if _runs_against(word.text, leftwards):
            run.append(word)
            continue
        found += [*reversed(run), word]
        run = []
    return [*found, *reversed(run)]


def _runs_against(text: str, leftwards: bool) -> bool:
    if leftwards:
        return any(c.isalnum() for c in text) and not any(map(runs_leftwards, text))
    return any(map(runs_leftwards, text))


def _leftwards(text: str) -> bool:
    letters = [c for c in text if c.isalpha()]
    return 2 * sum(map(runs_leftwards, letters)) > len(letters)
