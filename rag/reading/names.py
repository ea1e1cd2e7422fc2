"""What looks like the name of an outlet or author: ``van den Berg et al.``, ``World Bank``.

The rules know how names are printed and the common nouns that end or open them, never a single
outlet. "lithium nationalization", "Figure 2", "Alfred III" and "Second World War" are no names.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

# Letters that open a name, Latin, Greek and Cyrillic; re knows no class of capitals.
UPPER = "A-Z" + "".join(c for c in map(chr, range(0xC0, 0x530)) if c.isupper())
PARTICLES = frozenset(
    "van von de der den del della di da do dos du des la le el al bin ibn ten ter zu zur zum af"
    " av".split()
)
_CONNECTORS = PARTICLES | frozenset(
    "of the and & for in on to at und et y e für an am im les las los à".split()
)
_CAPITAL = re.compile(
    # A capital first, or within ("eLife", "d’Orsay"), a figure with letters ("36kr"), a web site.
    rf"(?:[\w’'-]*[{UPPER}]|(?=\w*\d)\w*[^\W\d]|[\w-]+\.[a-z]{{2,}}$)"
)
_OPENING = "“‘\"'([«„"
_CLOSING = "”’\"')]»“,.:"
_NUMBER = re.compile(r"[\d.,:-]+|[IVXLC]+\.?|[A-Z]")
_LABEL = frozenset(
    "figure fig figures figs table tables tab plate map section sec chapter ch appendix annex box "
    "equation eq part volume vol no number note notes page p pp article art law clause paragraph "
    "version phase wave round act abbildung abb tabelle kapitel anhang teil artikel".split()
)
# What opens a remark, though a capital may open it; also seasons, which open a date.
_REMARK = frozenset(
    "above below born died last updated as of since until in from by at on about after before "
    "around circa ca founded published first reprinted revised dated signed between during late "
    "early mid total est approximately now then spring summer autumn fall winter stand im "
    "and or but he she it they we this that these those his her its their there here if when "
    "while where also however thus yet following according see like unlike both with for "
    "frühjahr sommer herbst january february march april may june july august september october "
    "november december januar februar märz mai juni juli oktober dezember".split()
)
_WEEKDAY = (
    r"(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day"
    r"|\w{0,9}(?:montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonnabend|sonntag))"
)
_OTHER_WEEKDAY = (
    r"(?:(?:mon|tues?|wed|thu(?:rs?)?|fri|sat|sun)\.?|(?:mo|di|mi|do|fr|sa|so)\."
    r"|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche"
    r"|lunes|martes|miércoles|jueves|viernes|sábado|domingo)"
)
# What says when something was, beside its date: "Friday", "Easter Sunday", "17:00", "Week 3".
_DAY = re.compile(
    rf"(?:(?:(?!the )\w{{1,12}} )?{_WEEKDAY}|{_OTHER_WEEKDAY})"
    r"(?: (?:morning|noon|afternoon|evening|night|midnight"
    r"|früh|vormittag|mittag|nachmittag|abend|nacht))?"
    r"|(?:christmas|new year[’']?s|boxing|easter|labou?r|independence|memorial|thanksgiving"
    r"|armistice|election|st\.? \w{1,12}[’']s) (?:day|eve)|thanksgiving|easter|christmas|silvester"
    r"|(?:week|woche|kw|semaine|semana|day|tag|q|quarter) ?\d{1,2}|q[1-4]"
    r"|(?:at )?\d{1,2}[:.]\d\d(?: ?[ap]\.?m\.?| uhr)?(?: [a-z]{2,4})?"
    r"|(?:at )?\d{1,2} ?(?:[ap]\.?m\.?|uhr)",
    re.IGNORECASE,
)
_PICTURE = re.compile(
    r"(?:photo(?:graph)?s?|foto|fotos|image|images|picture|illustration|graphic|credit|bild|grafik"
    r"|video|cartoon|map|chart)(?: (?:credit|by|courtesy of|von|de))?\s*:|photo(?:graph)?s? by ",
    re.IGNORECASE,
)
# What ends the name of an event, a statute or an edition and not that of a source.
_NO_SOURCE = frozenset(
    "war revolution treaty pact summit accord census map edition ed release prices olympics cup "
    "storm act games crisis law regulation directive convention press".split()
)
_ORGANISATION = re.compile(
    r"(?:bank|organi[sz]ations?|ministry|department|institut(?:e|ion)?|university|universität"
    r"|agency|commission(?:er)?|committee|council|foundation|association|society|union|office"
    r"|bureau|service|fund|international|press|times|news|post|journal|gazette|authority"
    r"|cent(?:er|re)|programme|program|network|treasury|campaign|investigators|alliance|academy"
    r"|ministerium|\w*amt|\w*beirat|bundes\w+|verband|\w*stiftung)s?",
    re.IGNORECASE,
)
_ACRONYM = re.compile(rf"(?=(?:[^{UPPER}]*[{UPPER}]){{2}})[{UPPER}][\w&-]{{1,6}}")
_ET_AL = re.compile(r",? (?:et al\b\.?|and (?:others|colleagues)|u\. ?a\.)|(?<=[\u3400-\u9fff])等$")
_JOINED = re.compile(r"(?:, ?)?(?: (?:and|&|und|et|y) |/)|, |(?<=[\u3400-\u9fff])[和与、]")
_TITLE = re.compile(r",? ?[“\"„«][^“”\"„«»]*[”\"»“],?$")
_THE = re.compile(r"^the ", re.IGNORECASE)
IDEOGRAPH = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff]")
_OFFICE_ZH = re.compile(
    r"[社报网部局院会署所台]$|(?:大学|中心|协会|银行|公司|周刊|杂志|办公室|组织|机构)$"
)
_REMARK_ZH = re.compile(r"[见参图表截第]|出生|生于|成立|样本")
_LOWER = re.compile(r"[^\W\d_]")


@dataclass(frozen=True, slots=True)
class Name:
    """A name as printed; ``certain`` says that its form alone shows who wrote or published."""

    text: str
    certain: bool


def read_name(words: str, by_day: bool) -> Name | None:
    """The name that the words are; None where they look like none.

    ``by_day`` says that a month or day stands behind it. This alone makes a reference of most
    words: a newspaper may be called anything. A year does not.
    """
    words = _TITLE.sub("", words).strip(" ,")
    if not words or _PICTURE.match(words) or "=" in words or "$" in words or "://" in words:
        return None
    if IDEOGRAPH.search(words):
        return _read_ideographs(words, by_day)
    bare, et_al = _ET_AL.subn("", words)
    tokens = _tokens(bare)
    if not _opens_and_ends_well(tokens, by_day):
        return None
    proper = [token for token in tokens if token.lower() not in _CONNECTORS]
    capitals = sum(_CAPITAL.match(token) is not None for token in proper)
    if by_day and len(bare) == 3 and bare.isalpha():  # "taz", "dpa": initials printed small
        capitals = 1
    if capitals < len(proper) and not (by_day and 2 * capitals >= len(proper)):
        return None
    if any(_is_label(part.split()) for part in bare.split(",")):
        return None
    return Name(words, bool(et_al) or _is_certain(bare, tokens))


def without_days(words: str) -> str:
    """The words without what says when it was: "Reuters, Monday". Nothing is left of a day alone.

    "Mail on Sunday" and "Sunday Times" are names.
    """
    parts = words.split(",")
    kept = [part for part in parts if not _DAY.fullmatch(part.strip())]
    return words if len(kept) == len(parts) else ",".join(kept).strip()


def first_author(name: str) -> str:
    """The first of the authors, folded: what a list of references is looked up by."""
    return fold(_JOINED.split(_ET_AL.sub("", name), maxsplit=1)[0])


def authors(name: str) -> list[str]:
    """The family names in "Olsen and van den Berg", "Tran et al."; none of what is no such name."""
    parts = _JOINED.split(_ET_AL.sub("", name))
    if len(parts) < 2 and not has_et_al(name):
        return []
    words = [[word for word in part.split() if word not in PARTICLES] for part in parts]
    good = all(len(one) == 1 and (is_capital(one[0]) or IDEOGRAPH.match(one[0])) for one in words)
    return parts if good else []


def fold(name: str) -> str:
    """The name as it is compared: without case and article."""
    return " ".join(_THE.sub("", name).replace("’", "'").casefold().split())


def opens_a_remark(word: str) -> bool:
    """Whether the word is none of a name, though a sentence may open with it."""
    return _folded(word) in _REMARK


def is_capital(word: str) -> bool:
    """Whether the word may be one of a name by its letters."""
    return _CAPITAL.match(word.lstrip(_OPENING)) is not None


def is_connector(word: str) -> bool:
    """Whether the word may stand within a name: "of", "van", "&"."""
    return word.lower() in _CONNECTORS


def is_acronym(word: str) -> bool:
    """Whether it is printed by its initials: "FAO", "AfDB"."""
    return _ACRONYM.fullmatch(word) is not None


def is_organisation(name: str) -> bool:
    """Whether a common noun such as "Bank" or "Ministry" says that it is a body."""
    return any(_ORGANISATION.fullmatch(token) for token in _tokens(name)[-1:])


def has_et_al(name: str) -> bool:
    """Whether the name says that there are others."""
    return _ET_AL.search(name) is not None


def is_joined(name: str) -> bool:
    """Whether the name joins several: "Smith and Jones"."""
    return _JOINED.search(name) is not None


def _tokens(words: str) -> list[str]:
    found = (word.strip(_OPENING + _CLOSING) for word in words.replace("/", " ").split())
    return [token for token in found if token]


def _folded(word: str) -> str:
    return word.strip(_OPENING + _CLOSING).casefold()


def _is_label(words: list[str]) -> bool:
    """Whether they are "Figure 2", "Act XX" or "Appendix C", or such a label alone."""
    if not words or _folded(words[0]) not in _LABEL:
        return False
    return len(words) == 1 or _NUMBER.fullmatch(words[1].strip(_CLOSING)) is not None


def _opens_and_ends_well(tokens: list[str], by_day: bool) -> bool:
    if not tokens or not any(_LOWER.search(token) for token in tokens):
        return False
    first, last = tokens[0], tokens[-1]
    opens_well = first.lower() not in _CONNECTORS - PARTICLES - {"the"}
    if not opens_well or first.lower() in _REMARK or last.lower() in _CONNECTORS:
        return False
    if not by_day and last.lower() in _NO_SOURCE:
        return False
    # "Alfred III", "Gate 7", "Stata 16"; an initial may follow a family name.
    numbered = len(tokens) > 1 and _NUMBER.fullmatch(last) is not None
    return not numbered or by_day or (len(last) == 1 and last not in "IVX")


def _is_certain(bare: str, tokens: list[str]) -> bool:
    if any(_ORGANISATION.fullmatch(token) for token in tokens if len(tokens) > 1):
        return True
    if _ORGANISATION.fullmatch(tokens[0]) and tokens[0].lower().startswith("bundes"):
        return True
    if any(is_acronym(token) and not token[1:].islower() for token in tokens):
        return True
    return (tokens[0].lower() in PARTICLES or _JOINED.search(bare) is not None) and len(tokens) <= 8


def _read_ideographs(words: str, by_day: bool) -> Name | None:
    if _REMARK_ZH.match(words):
        return None
    certain = _ET_AL.search(words) is not None or _OFFICE_ZH.search(words) is not None
    return Name(words, certain or by_day)
