"""What a question says that a section is on: "What does the part on money back say?"."""

from __future__ import annotations

import re

_NOUN_EN = r"(?:section|part|chapter|passage|subsection|clause)s?"
_ON_EN = r"(?:on|about|dealing with|that deals with|concerning|regarding|covering)"
_ASKS_EN = (
    r"(?:what(?: does| do|’s|'s| is| are)(?: said| written| stated| there)?(?: in)?"
    r"|what (?:can|do) (?:i|you|we) (?:read|find) in|summari[sz]e|sum up|show me|read(?: me)?|quote"
    r"|tell me (?:about|what)|give me|explain)"
)
_ENGLISH = re.compile(
    rf"(?:(?:please|and|so|ok|okay),? )?{_ASKS_EN} (?:the |this |its )?{_NOUN_EN} {_ON_EN} "
    r"(?:the |its |an? )?(?P<topic>[^?!]{2,80}?)"
    r"(?: (?:say|says|state|states|tell us|cover|covers|contain|contains|read|about))?"
    r"(?: please)?[\s?.!]*",
    re.IGNORECASE,
)
_GERMAN = re.compile(
    r"(?:was (?:steht|sagt|heißt es)(?: im| in dem| der| das)?|fasse|zeig(?:e)? mir|lies mir)"
    r"(?: den| das| dem)? (?:abschnitt|teil|kapitel) (?:über|zum|zur|zu)"
    r"(?: die| das| den| dem| der)? (?P<topic>[^?!]{2,80}?)(?: zusammen)?[\s?.!]*",
    re.IGNORECASE,
)


def section_topic(question: str) -> str | None:
    """What the section is on that a question asks for, and for nothing but that section.

    None where it asks for something else: "Why does the section on dogs forbid cats?".
    """
    for pattern in (_ENGLISH, _GERMAN):
        if found := pattern.fullmatch(question.strip()):
            return found["topic"].strip(" “”\"'„")
    return None
