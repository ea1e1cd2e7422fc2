"""A quotation goes on with who speaks: "Is it shut?" Marta asked."""

from __future__ import annotations

import re

from rag.reading.places import WITHOUT_SPACES, Place
from rag.reading.short_forms import SPEECH_IN_CHINESE, SPEECH_WITH_SPACES

_QUESTION_QUOTED = re.compile(r"(?:[?!؟]|…|\.{3})\s?[”’\"'»«“]+$")
_QUOTED = re.compile(r"[。？！?!…]+[”’」』]+$")
_TITLE = re.compile(r"[?!？！。]+[》〉]$")
_LONGEST_SPEAKER = 8  # words, with the verb
_INTRODUCED = re.compile(r"[：:，,][“「『][^“「『]*$")
_PARTICLE = {
    "zh": re.compile(r"[的之和与與及等，、；：]"),
    "ja": re.compile(r"[とがはをのにもで、]|って|など"),
}
_SPEAKER = re.compile(r"[^，。！？、,：:\s]{0,12}")


def speaker(place: Place) -> bool | None:
    """False where who speaks stands behind a quotation that ends in "?" or "!"."""
    if place.language in WITHOUT_SPACES:
        return _chinese_speaker(place)
    if not _QUESTION_QUOTED.search(place.tail):
        return None
    for word in place.behind.split()[:_LONGEST_SPEAKER]:
        bare = word.strip(".,:;!?\"'”’»")
        if bare.lower() in SPEECH_WITH_SPACES:
            return False
        if not (
            bare[:1].isupper() or bare in ("and", "de", "et", "of", "und", "van", "von", "y", "и")
        ):
            return None
    return None


def _chinese_speaker(place: Place) -> bool | None:
    if _TITLE.search(place.tail):
        return False
    if not _QUOTED.search(place.tail):
        return None
    if _PARTICLE[place.language].match(place.behind):
        return False
    if _INTRODUCED.search(place.before):  # who speaks was named before: 他问：“谁？”
        return None
    named = _SPEAKER.match(place.behind)
    who = named[0] if named else ""
    verbs = SPEECH_IN_CHINESE[place.language]
    return False if any(verb in who for verb in verbs) or who.endswith("道") else None
