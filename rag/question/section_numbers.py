"""Parts by their number: "section 3", "§ 7", "chapter II", "3.3", "the third part", "第二章"."""

from __future__ import annotations

import re
from dataclasses import dataclass

from rag.document.model import Span

_ANY = "section"  # a noun that may mean any part of a text
_STEP = "step"
_NOUNS = {
    "section": _ANY,
    "sections": _ANY,
    "sec": _ANY,
    "chapter": _ANY,
    "part": _ANY,
    "abschnitt": _ANY,
    "kapitel": _ANY,
    "teil": _ANY,
    "章": _ANY,
    "节": _ANY,
    "部分": _ANY,
    "§": "§",
    "§§": "§",
    "paragraf": "§",
    "paragraph": "§",
    "article": "article",
    "art": "article",
    "artikel": "article",
    "条": "article",
    "clause": "clause",
    "rule": "rule",
    "regel": "rule",
    "item": "item",
    "step": _STEP,
    "schritt": _STEP,
    "appendix": "appendix",
    "annex": "appendix",
    "anhang": "appendix",
    "附录": "appendix",
}
# French, Spanish, Italian, Dutch, Portuguese and Russian, without accents.
_NOUNS |= dict.fromkeys(
    "chapitre partie seccion capitulo apartado punto parte sezione capitolo sectie hoofdstuk secao"
    " seccao глава главе раздел разделе часть части".split(),
    _ANY,
)
_NOUNS |= dict.fromkeys("articulo articolo artigo статья статье статьи".split(), "article")
_HEADED = tuple(
    "chapter part kapitel teil chapitre partie capitulo capitolo parte hoofdstuk глава главе часть"
    " части appendix annex anhang 章 节 部分 附录 第".split()
)
"""What a heading stands over, and no number before a paragraph."""
_NOUN = "|".join(sorted((re.escape(noun) for noun in _NOUNS), key=len, reverse=True))
_CARDINALS = "one two three four five six seven eight nine ten eleven twelve".split()
_CARDINALS_DE = "eins zwei drei vier funf sechs sieben acht neun zehn elf zwolf".split()
_ORDINALS = (
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth".split()
)
_ORDINALS_DE = "erst zweit dritt viert funft sechst siebt acht neunt zehnt elft zwolft".split()
_LAST = ("last", "final", "letzt")
_DIGITS_ZH = "一二三四五六七八九"
_NUMBER = r"\d{1,4}(?:\.\d{1,3}){0,4}[a-z]?"
_WORDS = "|".join(_CARDINALS + _CARDINALS_DE)
_NAMED = re.compile(
    rf"(?<!\w)(?P<noun>{_NOUN})\.? ?(?:number |no\.? ?|nr\.? ?|# ?)?"
    rf"(?P<number>{_NUMBER}|[ivxlc]{{1,7}}|{_WORDS})(?!\w)"
)
_IN_ORDER = re.compile(
    rf"(?<!\w)(?P<order>{'|'.join(_ORDINALS)}|\d{{1,3}}(?:st|nd|rd|th|\.)|{'|'.join(_LAST[:2])}"
    rf"|(?:{'|'.join((*_ORDINALS_DE, _LAST[2]))})(?:e|er|es|en|em)) (?P<noun>{_NOUN})(?!\w)"
)
_CHINESE = re.compile(
    rf"(?<![这那])(?P<order>第|最后)?[ ]?(?P<number>[\d{_DIGITS_ZH}十]{{1,4}}) ?"
    r"(?P<noun>章|节|部分|条)"
)
# Behind a noun it is that noun's number: "version 2.0".
_BARE = re.compile(
    r"(?:\A|(?<!\w)(?:in|does|do|is|are|of|under|about|see|at|to|say|says|what|summari[sz]e|explain"
    r"|describe|quote|show|give|read|steht|sagt|unter|zu"
    r"|uber|von|was|ist) )[^\w\s]{0,2}(?P<number>\d{1,3}(?:\.\d{1,3}){1,4})(?![\w.])"
)
_OF_HEADING = re.compile(
    rf"[^\w§]{{0,3}}(?:(?P<noun>{_NOUN})\.? ?(?P<named>{_NUMBER}|[ivxlc]{{1,7}})"
    r"|(?P<bare>\d{1,3}(?:\.\d{1,3}){0,4}[a-z]?)|(?P<roman>[ivxlc]{1,7})(?=[.):：]))(?=[\s.):：、]|$)"
)
_ROMAN = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100}


@dataclass(frozen=True, slots=True)
class SectionNumber:
    """Which section a question means: by its printed ``number``, or the ``place``-th one.

    ``place`` counts from 1, and -1 is the last. ``noun`` is "section" where any part of a text may
    be meant, or the kind of part, such as "§". ``printed`` is how the question names it, which
    stands at ``span`` in the folded question. ``is_bare`` says that it names nothing but the
    number, which may be another thing's: "What is 2.5?".
    """

    noun: str
    number: str | None
    place: int | None
    printed: str
    span: Span
    is_bare: bool = False

    @property
    def may_be_any(self) -> bool:
        """Whether any part of a text may be meant, whatever it is called."""
        return self.noun == _ANY

    @property
    def may_be_paragraph(self) -> bool:
        """Whether a paragraph with the number may be meant: "clause 8.2", "step 5"."""
        return self.number is not None and not self.printed.startswith(_HEADED)

    @property
    def may_be_counted(self) -> bool:
        """Whether the n-th section may be meant where none is numbered."""
        return self.noun == _ANY and self.number is not None and self.number.isdigit()


def section_number(folded: str) -> SectionNumber | None:
    """The section that a folded question names by number, None where it names none so."""
    if match := _CHINESE.search(folded):
        number = str(_number_zh(match["number"]))
        place = -1 if match["order"] == "最后" else None
        return _named(match, None if place else number, place)
    if match := _IN_ORDER.search(folded):
        place = _order(match["order"].rstrip("."))
        if _NOUNS[match["noun"]] is not _STEP:
            return _named(match, None, place)
        return _named(match, str(place), None) if place > 0 else None  # the steps are numbered
    if match := _NAMED.search(folded):
        return _named(match, _plain(match["number"]), None)
    if match := _BARE.search(folded):
        number = match["number"]
        span = Span(*match.span("number"))
        return SectionNumber(_ANY, number, None, f"section {number}", span, is_bare=True)
    return None


def heading_number(folded: str) -> tuple[str | None, str] | None:
    """The noun and number that a folded heading begins with, such as ("§", "7"), (None, "3.3")."""
    if match := _CHINESE.match(folded):
        return _NOUNS[match["noun"]], str(_number_zh(match["number"]))
    match = _OF_HEADING.match(folded)
    if match is None:
        return None
    noun = match["noun"]
    number = match["named"] or match["bare"] or match["roman"]
    return _NOUNS[noun] if noun else None, _plain(number)


def _named(match: re.Match[str], number: str | None, place: int | None) -> SectionNumber:
    printed = " ".join(match[0].split())
    return SectionNumber(_NOUNS[match["noun"]], number, place, printed, Span(*match.span()))


def _order(word: str) -> int:
    if digits := re.match(r"\d+", word):
        return int(digits[0])
    if word.startswith(_LAST):
        return -1
    if word in _ORDINALS:
        return _ORDINALS.index(word) + 1
    stems = [stem for stem in _ORDINALS_DE if word.startswith(stem)]
    return _ORDINALS_DE.index(max(stems, key=len)) + 1


def _plain(number: str) -> str:
    """The number in figures: "ii" is 2, "three" is 3."""
    for words in (_CARDINALS, _CARDINALS_DE):
        if number in words:
            return str(words.index(number) + 1)
    if set(number) <= set(_ROMAN):
        values = [_ROMAN[letter] for letter in number]
        behind = [*values[1:], 0]
        return str(sum(-v if v < n else v for v, n in zip(values, behind, strict=True)))
    return number


def _number_zh(number: str) -> int:
    if number.isdigit():
        return int(number)
    tens, ten, ones = number.rpartition("十")
    value = _DIGITS_ZH.find(ones[-1:]) + 1 if ones else 0
    return value + 10 * (_DIGITS_ZH.find(tens) + 1 if tens else 1) if ten else value
