"""Sentences and items of one form, one after another: what they share, and what differs.

"Ann Lee, head of rail, earns 41,000 crowns. Bo Kent, head of ports, earns 39,500 crowns. …" is a
table in words. The form of a run is the longest sequence of words, signs and numbers (each as good
as another) that its members share; what stands between them are its fields.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rag.document.model import Span
from rag.question.terms import STOP_WORDS, fold

_TOKEN = re.compile(r"\d[\d.,'’:]*\d|\d|[^\W\d_]\w*(?:[-'’]\w+)*|[^\w\s]")
_NUMBER = "#"
_MOST_TOKENS = 60  # of a sentence in a run: the time to compare two grows with their product
_LEAST_SENTENCES = 3
_MOST_DIFFERING = 8  # tokens in a row
_KEPT = 0.75  # of the form, as one more sentence joins
_NAME_WORDS = 2  # beside a field, that name it
_CURRENCY = frozenset("$€£¥")
# Words by which a sentence of the form does not say what the others say.
_TURNED = frozenset(
    "not no never nor neither formerly once until previously nearly almost longer used except if "
    "might may could would should nicht nie kein keine fruher bis".split()
)
_MONTHS = frozenset(
    "january february march april may june july august september october november december jan feb "
    "mar apr jun jul aug sep sept oct nov dec januar februar marz mai juni juli oktober dezember "
    "okt dez".split()
)


@dataclass(frozen=True, slots=True)
class Slot:
    """One field: the words about it, and its place in each member; empty where it is left out."""

    name: str
    cells: tuple[Span, ...]
    is_number: bool


@dataclass(frozen=True, slots=True)
class Skeleton:
    """The members of a run, and their fields."""

    spans: tuple[Span, ...]
    slots: tuple[Slot, ...]


@dataclass(frozen=True, slots=True)
class _Member:
    """A sentence as tokens: what each is compared by, where it stands, and how it is written."""

    span: Span
    signs: tuple[str, ...]
    places: tuple[Span, ...]
    is_capital: tuple[bool, ...]


def runs_of_sentences(text: str, sentences: Sequence[Span]) -> Iterator[Skeleton]:
    """The runs of at least three sentences of one form; each sentence is in one run at most."""
    members = [_member(text, span) for span in sentences]
    start = 0
    while start + _LEAST_SENTENCES <= len(members):
        form, end = _longest_run(members, start)
        if form and end - start >= _LEAST_SENTENCES:
            if found := _skeleton(text, [m for m in members[start:end] if m], form):
                yield found
            start = end
        else:
            start += 1


def common_skeleton(text: str, items: Sequence[Span]) -> Skeleton | None:
    """The fields of items that are all of one form; None where they are not."""
    members = [_member(text, span) for span in items]
    read = [member for member in members if member]
    if len(read) != len(members):
        return None
    form = read[0].signs
    for member in read[1:]:
        form = _shared(form, member.signs)
        if not form:
            return None
    return _skeleton(text, read, form) if _is_item_form(form) else None


def _member(text: str, span: Span) -> _Member | None:
    """None for a sentence that is too long, or that says otherwise than one of its form would."""
    if len(span) > 12 * _MOST_TOKENS:
        return None
    signs: list[str] = []
    places: list[Span] = []
    for match in _TOKEN.finditer(text, span.start, span.end):
        signs.append(_NUMBER if match[0][0].isdigit() else fold(match[0]))
        places.append(Span(*match.span()))
    if not signs or len(signs) > _MOST_TOKENS:
        return None
    capital = tuple(text[place.start].isupper() for place in places)
    return _Member(span, tuple(signs), tuple(places), capital)


def _longest_run(members: Sequence[_Member | None], start: int) -> tuple[tuple[str, ...], int]:
    """The form that the sentences from ``start`` on share, and where they end."""
    first = members[start]
    form: tuple[str, ...] = first.signs if first else ()
    end = start + 1
    while form and end < len(members):
        member = members[end]
        if member is None or 2 * _shared_count(form, member.signs) < len(member.signs):
            break
        shared = form if form == member.signs else _shared(form, member.signs)
        grown = end - start > 1
        if not _is_form(shared, member.signs) or (grown and len(shared) < _KEPT * len(form)):
            break
        if not grown and first and not _is_form(shared, first.signs):
            break
        form = shared
        end += 1
    return form, end


def _shared_count(a: Sequence[str], b: Sequence[str]) -> int:
    """How long the longest sequence is that stands in both."""
    return len(a) - _unmatched(a, b)[-1].bit_count()


def _unmatched(a: Sequence[str], b: Sequence[str]) -> list[int]:
    """For each beginning of ``b``, from none to all, a bit for each sign of ``a``.

    Of the lowest bits as many are 0 as the longest sequence has signs that stands in that beginning
    and in as long a one of ``a``. The method is that of Hyyrö (2004), "Bit-parallel LCS-length
    computation revisited".
    """
    places: dict[str, int] = {}
    for place, sign in enumerate(a):
        places[sign] = places.get(sign, 0) | 1 << place
    every = (1 << len(a)) - 1
    found = [every]
    for sign in b:
        matched = found[-1] & places.get(sign, 0)
        found.append((found[-1] + matched | found[-1] - matched) & every)
    return found


def _shared(a: Sequence[str], b: Sequence[str]) -> tuple[str, ...]:
    """The longest sequence that stands in both, read off the bits of both turned round."""
    unmatched = _unmatched(a[::-1], b[::-1])

    def length(i: int, j: int) -> int:
        """Of the longest sequence in both, of ``a`` from i on and of ``b`` from j on."""
        return len(a) - i - (unmatched[len(b) - j] & (1 << len(a) - i) - 1).bit_count()

    found: list[str] = []
    i = j = 0
    while i < len(a) and j < len(b):
        if a[i] == b[j]:
            found.append(a[i])
            i, j = i + 1, j + 1
        elif length(i + 1, j) >= length(i, j + 1):
            i += 1
        else:
            j += 1
    return tuple(found)


def _places(form: Sequence[str], member: _Member) -> list[int]:
    """Where in a member the form stands: each of its signs at the first place that it may."""
    found: list[int] = []
    at = 0
    for sign in form:
        at = member.signs.index(sign, at)
        found.append(at)
        at += 1
    return found


def _is_form(form: Sequence[str], signs: Sequence[str]) -> bool:
    """Whether what is shared makes a form: a word that says something, and most of the sentence."""
    telling = [sign for sign in form if sign.isalpha() and sign not in STOP_WORDS]
    words = [sign for sign in form if sign.isalpha()]
    if not telling or len(words) + form.count(_NUMBER) < 2:
        return False
    return 2 * len(form) >= len(signs)


def _is_item_form(form: Sequence[str]) -> bool:
    """Whether items share a number, or what sets their parts apart."""
    return _NUMBER in form or any(sign in ":–—-,;(" for sign in form[:-1])


def _skeleton(text: str, members: Sequence[_Member], form: tuple[str, ...]) -> Skeleton | None:
    """The fields of members of a form; None where one of them says it otherwise."""
    by_member = [_places(form, member) for member in members]
    slots: list[Slot] = []
    for n in range(len(form) + 1):
        gaps = [_gap(member, places, n) for member, places in zip(members, by_member, strict=True)]
        if any(_turns(member, gap) for member, gap in zip(members, gaps, strict=True)):
            return None
        cells = tuple(_cell(m, gap, n) for m, gap in zip(members, gaps, strict=True))
        told = sum(len(cell) > 0 for cell in cells)
        if 0 < 2 * told < len(cells):
            return None  # one of them says more: "about", "against the mild form only"
        if told:
            slots.append(Slot(_name(text, members[0], by_member[0], form, n, n), cells, False))
        if n < len(form) and form[n] == _NUMBER:
            at = [places[n] for places in by_member]
            values = tuple(_value(text, m, k) for m, k in zip(members, at, strict=True))
            slots.append(Slot(_name(text, members[0], by_member[0], form, n, n + 1), values, True))
    kept = _apart(slots)
    return Skeleton(tuple(member.span for member in members), kept) if kept else None


def _apart(slots: Sequence[Slot]) -> tuple[Slot, ...]:
    """The fields without those that are parts of others, as the month of a date is."""
    numbers = list({slot.cells: slot for slot in reversed(slots) if slot.is_number}.values())
    inside = [
        slot
        for slot in slots
        if not slot.is_number
        and any(n.cells[0].contains(slot.cells[0]) and len(slot.cells[0]) for n in numbers)
    ]
    return tuple(
        slot
        for slot in slots
        if (any(slot is n for n in numbers) if slot.is_number else slot not in inside)
    )


def _gap(member: _Member, places: Sequence[int], n: int) -> range:
    start = places[n - 1] + 1 if n else 0
    end = places[n] if n < len(places) else len(member.signs)
    return range(start, end)


def _turns(member: _Member, gap: range) -> bool:
    if len(gap) > _MOST_DIFFERING:
        return True
    signs = member.signs
    beside = (signs[k - 1 : k] + signs[k + 1 : k + 2] for k in gap)
    # "3 May" is a month.
    return any(
        signs[k] in _TURNED and not (signs[k] == "may" and _NUMBER in near)
        for k, near in zip(gap, beside, strict=True)
    )


def _cell(member: _Member, gap: range, n: int) -> Span:
    """What stands in a gap, with what of the form belongs to its name: "The Long Bridge"."""
    if not gap:
        at = member.places[n].start if n < len(member.places) else member.span.end
        return Span(at, at)
    first, last = gap[0], gap[-1]
    while first and member.is_capital[first - 1]:
        first -= 1
    while last + 1 < len(member.signs) and member.is_capital[last + 1]:
        last += 1
    return Span(member.places[first].start, member.places[last].end)


def _value(text: str, member: _Member, at: int) -> Span:
    """A number with its currency or unit; with a month beside it, the whole date."""
    start = end = at
    signs = member.signs
    if at and signs[at - 1] in _CURRENCY:
        start = at - 1
    following = signs[at + 1] if at + 1 < len(signs) else ""
    if following == "%" or (following.isalpha() and following not in STOP_WORDS):
        end = at + 1
    near = [k for k in (at - 1, at + 1) if 0 <= k < len(signs) and signs[k] in _MONTHS]
    if near:
        start, end = min(at, near[0]), max(at, near[0])
        if end + 1 < len(signs) and signs[end + 1] == _NUMBER:
            end += 1
        if start and signs[start - 1] == _NUMBER:
            start -= 1
    return Span(member.places[start].start, member.places[end].end)


def _name(
    text: str, member: _Member, places: Sequence[int], form: Sequence[str], start: int, end: int
) -> str:
    """The words of the form beside a field: "earns … crowns"."""
    before: list[str] = []
    telling = False
    for k in range(start - 1, -1, -1):
        follows = k + 1 == start or places[k + 1] == places[k] + 1
        if not form[k].isalpha() or (telling and (not follows or len(before) >= _NAME_WORDS)):
            break
        before.insert(0, member.places[places[k]].of(text) + ("" if follows else " …"))
        telling = telling or form[k] not in STOP_WORDS
    behind: list[str] = []
    for k in range(end, len(form)):
        if not form[k].isalpha() or form[k] in STOP_WORDS or len(behind) == _NAME_WORDS:
            break
        behind.append(member.places[places[k]].of(text))
    return " … ".join(filter(None, [" ".join(before), " ".join(behind)]))
