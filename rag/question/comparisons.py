"""Questions that compare: the sides, and in what they are compared."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from rag.question.coordination import (
    AGAINST,
    AND,
    ARTICLES,
    AUXILIARIES,
    OR,
    Side,
    Word,
    joined,
    shared_out,
    written,
)
from rag.question.quantities import NUMBER_WORDS

_COMPARE = frozenset({"compare", "contrast", "vergleiche", "vergleichen"})
_DIFFERENCE = frozenset(
    "difference differences distinction contrast comparison similarities similarity unterschied"
    " unterschiede vergleich".split()
)
_BETWEEN = frozenset({"between", "zwischen", "of"})
_DIFFER = frozenset(
    "differ differs different similar alike compare compares unterscheiden unterscheidet".split()
)
_IN = frozenset({"in", "on", "regarding", "concerning", "about", "as", "by"})
_WHICH = frozenset({"which", "who", "what", "welche", "welcher", "welches", "wer", "was"})
_MORE = frozenset({"more", "less", "fewer", "better", "worse", "mehr", "weniger", "besser"})
_ER = re.compile(r"^[a-zäöü]{2,20}er$")
_NO_COMPARATIVE = frozenset(
    "under after over other either neither whether water paper power later number member order"
    " rather river summer winter never ever offer letter minister former user manager owner".split()
)
_NO_THING = frozenset({"usual", "before", "ever", "now", "that", "normal", "once"})
_AMOUNTS = frozenset(NUMBER_WORDS) | frozenset(
    "half twice double several some hundred thousand million billion dozens hundreds thousands"
    " millions zwei drei vier funf fünf hundert tausend".split()
)
_MEASURED = frozenset(
    "second minute hour day night week fortnight month quarter year decade century million billion"
    " thousand hundred dozen couple few half third inch foot yard mile metre meter kilometre"
    " kilometer litre liter gallon gram kilogram kilo pound ton tonne dollar euro percent".split()
)
_PARTICIPLE = re.compile(r"^[a-z]{2,20}ed$")
_NAMELESS = re.compile(
    r"^(?:(?:the )?(?:two|three|both|these|them)|(?:der|die|den) (?:beiden|zwei))\b", re.IGNORECASE
)
_IN_TERMS_OF = (["in", "terms", "of"], ["with", "respect", "to"])
_CHINESE = tuple(
    re.compile(pattern)
    for pattern in (
        r"(?:请)?(?:比较|对比)(?:一下)?(?P<a>[^和与跟]{1,40})[和与跟](?P<b>[^的]{1,40})"
        r"(?:的(?P<about>.{1,20}))?",
        r"(?P<a>[^和与跟]{1,40})[和与跟](?P<b>[^和与跟]{1,40}?)(?:之间)?(?:的|有什么|有何|有哪些)"
        r"(?:主要)?(?P<about>)(?:区别|不同|差异|差别)(?:是什么)?",
    )
)


@dataclass(frozen=True, slots=True)
class Comparison:
    """What is compared, and in what.

    ``sides`` are empty where the question gives them no names: "the two models". ``by`` are the
    words that compare, "cheaper" or "larger", of which an answer need hold none.
    """

    sides: tuple[Side, ...]
    about: str = ""
    by: str = ""


def comparison(words: Sequence[Word]) -> Comparison | None:
    """What a question compares; None where it compares nothing."""
    if len(words) < 3:
        return _in_chinese(written(words))
    folded = [word.folded for word in words]
    for read in (_compare, _difference, _differ, _than, _which):
        if found := read(words, folded):
            return found
    return None


def _compare(words: Sequence[Word], folded: Sequence[str]) -> Comparison | None:
    """ "Compare A with B in C"."""
    at = 1 if folded[0] in {"please", "bitte"} else 0
    return _sides(words[at + 1 :], AND | AGAINST | {"to"}) if folded[at] in _COMPARE else None


def _difference(words: Sequence[Word], folded: Sequence[str]) -> Comparison | None:
    """ "What is the difference in C between A and B?" """
    at = next((i for i, word in enumerate(folded[:8]) if word in _DIFFERENCE), None)
    if at is None:
        return None
    between = next((i for i in range(at + 1, len(folded)) if folded[i] in _BETWEEN), None)
    if between is None:
        return None
    about = written(words[at + 2 : between]) if between > at + 2 else ""
    found = _sides(words[between + 1 :], AND)
    return replace(found, about=about) if found and about else found


def _differ(words: Sequence[Word], folded: Sequence[str]) -> Comparison | None:
    """ "How do A and B differ in C?", "How does A differ from B?" """
    if folded[0] not in {"how", "wie", "where", "worin"}:
        return None
    at = next((i for i in range(2, len(folded)) if folded[i] in _DIFFER), None)
    if at is None:
        return None
    before, behind = words[2:at], words[at + 1 :]
    if before and before[0].folded in {"sich"}:
        before = before[1:]
    if before and behind and behind[0].folded in {"from", "to", "with", "von"}:
        other, about = _split_about(behind[1:])
        return Comparison(_shared([before, other]), about) if other else None
    runs = joined(before, AND)
    if len(runs) < 2:
        return None
    about = written(behind[1:]) if behind and behind[0].folded in _IN else ""
    return Comparison(_shared(runs), about)


def _than(words: Sequence[Word], folded: Sequence[str]) -> Comparison | None:
    """ "Is A larger than B?", "Does A cost more than B?" """
    if folded[0] not in AUXILIARIES or "than" not in folded:
        return None
    than = folded.index("than")
    more = (i for i in range(than - 1, 1, -1) if folded[i] in _MORE)
    at = than - 1 if is_comparative(words[than - 1]) else next(more, 0)
    if at < 2 or than + 1 >= len(words):
        return None
    first, by = words[1:at], words[at:than]
    if folded[at - 1] == "by":  # "Did the fee rise by more than inflation?"
        return None
    if folded[0] in {"do", "does", "did"} and at > 2:  # "Does the Aud make more knots than …?"
        first, by = words[1 : at - 1], words[at - 1 : than]
    other = words[than + 1 :]
    if not first or not _is_thing(other):
        return None
    return Comparison(_shared([first, other]), by=written(by))


def _is_thing(words: Sequence[Word]) -> bool:
    """Whether these may be a side: "more than 40", "than two guests" and "than planned" name none,
    nor does "longer than a week"."""
    first = words[0]
    if first.text[0].isdigit() or first.folded in _AMOUNTS:
        return False
    if first.folded in ARTICLES and len(words) > 1 and words[1].folded in _MEASURED:
        return False
    return len(words) > 1 or not (first.folded in _NO_THING or _PARTICIPLE.match(first.text))


def _which(words: Sequence[Word], folded: Sequence[str]) -> Comparison | None:
    """ "Which is cheaper for a child, the museum or the library?" """
    mark = next((i for i, word in enumerate(words) if word.text in {",", ":", "，", "："}), None)
    if mark is None or not any(word in OR for word in folded):
        return None
    asking, naming = words[:mark], words[mark + 1 :]
    if folded[0] not in _WHICH:
        asking, naming = naming, asking
    if not asking or asking[0].folded not in _WHICH or not any(map(is_comparative, asking)):
        return None
    runs = joined(naming, OR)
    compared = next(i for i, word in enumerate(asking) if is_comparative(word))
    by, about = asking[1 : compared + 1], asking[compared + 1 :]
    by = [word for word in by if word.folded not in AUXILIARIES]
    return Comparison(_shared(runs), written(about), written(by)) if len(runs) > 1 else None


def _sides(words: Sequence[Word], by: frozenset[str]) -> Comparison | None:
    """The sides, and what follows them: "A and B in terms of price"."""
    if not words:
        return None
    named, about = _split_about(words)
    if _NAMELESS.match(written(named)):
        return Comparison((), about)
    against = AGAINST & {word.folded for word in named}
    runs = joined(named, against or by)
    return Comparison(_shared(runs), about) if len(runs) > 1 else None


def _split_about(words: Sequence[Word]) -> tuple[Sequence[Word], str]:
    """The words before the last "in", "regarding" or "in terms of", and those behind it."""
    folded = [word.folded for word in words]
    last = max((i for i, word in enumerate(folded) if word in AND | AGAINST), default=0)
    for at in range(last + 2, len(words) - 1):
        if folded[at] in {"regarding", "concerning"}:
            return words[:at], written(words[at + 1 :])
        if folded[at : at + 3] in _IN_TERMS_OF:
            return words[:at], written(words[at + 3 :])
        if folded[at] in {"in", "on"} and folded[at] not in folded[:at]:
            return words[:at], written(words[at + 1 :])
    return words, ""


def _shared(runs: Sequence[Sequence[Word]]) -> tuple[Side, ...]:
    return tuple(shared_out(runs))


def is_comparative(word: Word) -> bool:
    """Whether a word is an adjective's comparative, by its form."""
    folded = word.folded
    return folded in _MORE or (folded not in _NO_COMPARATIVE and bool(_ER.match(folded)))


def _in_chinese(text: str) -> Comparison | None:
    for pattern in _CHINESE:
        if match := pattern.fullmatch(text):
            return Comparison((Side(match["a"]), Side(match["b"])), match["about"] or "")
    return None
