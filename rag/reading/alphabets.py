"""Which encoding of one byte a text in Latin script is in, told by the letters of languages.

Where a text is read in the wrong one, letters stand side by side that no language has together. So
a few words tell, of which a statistical guess says nothing.
"""

from __future__ import annotations

import re

_WESTERN = (
    "äöüß", "àâæçèéêëîïôœùûüÿ", "áéíïñóúüªº", "áàâãçéêíóôõúüªº", "àèéìîòóùªº", "áäéèêëïíóöúü",
    "åäöéüà", "æøåéäöü", "áæéíðóöþúý", "àçèéíïòóúü", "äõöüšž", "áéíóúàèìòù",
)  # fmt: skip
"""Of German, French, Spanish, Portuguese, Italian, Dutch, Swedish and Finnish, Danish and
Norwegian, Icelandic, Catalan, Estonian, Irish and Gaelic."""
_CENTRAL = (
    "áčďéěíňóřšťúůýž", "áäčďéíĺľňóôŕšťúýž", "ąćęłńóśźż", "áéíóöőúüű", "ăâîşţ", "čćđšž",
)  # fmt: skip
"""Of Czech, Slovak, Polish, Hungarian, Romanian, Croatian and Slovene."""
_TURKISH = ("çğıöşüâîû",)
_OTHERS = (("cp1250", _CENTRAL), ("iso8859_2", _CENTRAL), ("cp1254", _TURKISH))
_CONTROL = re.compile(r"[\x7f-\x9f]")
# Letters of one of these encodings, read in another.
_SIGN_ON_WORD = re.compile(
    r"[±¶¦¬ˇ©®](?=[^\W\d_])|(?<=[^\W\d_])[±¶¦¬ˇ]|(?<=[^\W\d_])[«»](?=[^\W\d_])"
)
_BEYOND_ASCII = re.compile(r"[^\W\d_a-zA-Z]")
_SEEN = 1_000_000  # bytes
_PLAIN = 0.5  # of the letters of a text, those in ASCII


def encoding_by_letters(raw: bytes, is_western: bool) -> str | None:
    """The encoding in which a text has the letters of one language, None where several may be.

    ``is_western`` says that its signs stand as in Western text.
    """
    sample = raw[:_SEEN]
    western = _letters(sample, "cp1252") if is_western else None
    if western is not None and (not western or _are_of_one(western, _WESTERN)):
        return None
    for name, alphabets in _OTHERS:
        letters = _letters(sample, name)
        if letters and _are_of_one(letters, alphabets) and _is_in(raw, name):
            return name
    return None


def _is_in(raw: bytes, encoding: str) -> bool:
    try:
        raw.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def _letters(raw: bytes, encoding: str) -> set[str] | None:
    """The letters beyond ASCII in a text; None where it is not in the encoding, or few others."""
    try:
        text = raw.decode(encoding)
    except UnicodeDecodeError:
        return None
    found = _BEYOND_ASCII.findall(text)
    plain = sum(map(str.isalpha, text)) - len(found)
    strange = _CONTROL.search(text) or (encoding != "cp1252" and _SIGN_ON_WORD.search(text))
    if strange or plain < _PLAIN * (plain + len(found)):
        return None
    return set("".join(found).lower()) - {"\u0307"}  # which "İ" leaves


def _are_of_one(letters: set[str], alphabets: tuple[str, ...]) -> bool:
    return any(letters <= set(alphabet) for alphabet in alphabets)
