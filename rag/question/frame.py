"""The words around a question that say only that the document is asked, or what a word means.

"What does the brief say about X?", "According to the article, …", "What does X mean?": a passage
that answers holds X and none of the rest.
"""

from __future__ import annotations

import re

_DOCUMENT = (
    r"(?:the|this) (?:brief|article|document|text|paper|report|piece|author|authors|essay|study)"
)
_SAY = r"(?:say|says|state|states|write|writes|tell us|tells us|mention|mentions|report|reports)"
_ABOUT = r"(?:about|on|of|regarding|concerning)"
_WORD = r"(?:word|term|phrase|expression|acronym|abbreviation)"
_TERM = rf"(?:the {_WORD} )?"
_FRAMES = tuple(
    re.compile(frame, re.IGNORECASE)
    for frame in (
        rf"^(?:and |but )?what (?:else )?(?:does|do|is|are) {_DOCUMENT} {_SAY}(?:ing)? {_ABOUT} ",
        rf"^(?:please |can you |could you )*(?:tell|inform) me (?:more )?{_ABOUT} ",
        rf"^(?:does|do) {_DOCUMENT} {_SAY} (?:anything {_ABOUT} )?",
        rf"^(?:according to|in) {_DOCUMENT},? ",
        rf",? (?:according to|in) {_DOCUMENT}(?=[?.!]*$)",
        rf"^(?:what is meant by|define|what is the (?:meaning|definition) of) {_TERM}",
    )
)
_MEANING = re.compile(
    rf"^what (?:does|do) (?!(?:the|this|that|these|those|he|she|it|they|you|we|i)\b(?! {_WORD}\b))"
    rf"{_TERM}(?P<term>.{{1,200}}) (?:mean|stand for)(?=[?.!]*$)",
    re.IGNORECASE,
)


def without_frame(question: str) -> str:
    """The question itself; as it is where nothing would be left."""
    bare = question.strip()
    for frame in _FRAMES:
        bare = frame.sub("", bare)
    bare = _MEANING.sub(r"\g<term>", bare)
    return bare if any(c.isalnum() for c in bare) else question
