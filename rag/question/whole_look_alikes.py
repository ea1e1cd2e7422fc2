"""Questions whose words all occur in questions about a whole document, and that ask otherwise.

"How long does it take?" asks for no length of a text, "What documents do I need?" for none of those
that are there, and "What is my reference number?" for no number of references.
"""

from __future__ import annotations

import re

_READING = re.compile(r"\bto read\b|\bzu lesen\b|[读看]完?")
_LASTING = re.compile(
    # An auxiliary asks how long something goes on; "is" and "was" may ask how long a text is.
    r"\bhow (?:long|much time) (?:do|does|did|will|would|have|has|had|can|could|may|might|must"
    r"|should|shall)\b"
    r"|\bhow long (?:is|are|was|were) (?:the|this|that|these|our|my|your) (?:meeting|hearing"
    r"|session|debate|agreement|contract|policy|conference|trial|term|visit)s?\b"
    r"|\bwie lang(?:e)? (?:dauert|dauerte|darf|durfen|soll|sollen|sollte|muss|mussen|kann|konnen"
    r"|hat|habe|haben|wird|werden|bleibt|gilt|galt|lauft|ging)\b"
    r"|\bwie lang(?:e)? (?:ist|war) (?:der|die|das) (?:sitzung|besprechung|tagung|vertrag)\b"
    r"|多长时间|多久"
)
_OF_SOMEBODY = re.compile(
    # What was done to a person, or how long one was somewhere: no document is "he"; "they" may be.
    r"\b(?:how long|when|where|since when) (?:is|are|was|were|am) (?:he|she|we|you|i)\b"
    r"|\b(?:wie lange?|wann|wo|seit wann) (?:ist|war|bin|bist|warst|wurde) (?:er|ich|du)\b"
)
_RULE_OF_LENGTH = re.compile(
    r"\bhow (?:many (?:words|characters|pages)|big|large)"
    r" (?:may|must|should|shall|can|could|might)\b"
    r"|\bwie viele (?:worter|zeichen|seiten) (?:darf|durfen|soll|sollen|muss|mussen|kann|konnen)\b"
)
_OTHER_NOUN = re.compile(
    r"\b(?:page|paper|file|sheet|font|sample) size\b"
    r"|\b(?:reference|source|section|clause|question|note|paragraph|page|file|document)"
    r" (?:number|no|code|id)\b"
)
_NEEDED = re.compile(
    r"\b(?:what|which) (?:documents?|files?|papers?|pages?)\b(?=.*\b(?:need|requir|bring|submit"
    r"|attach|provide|hand in|carry))"
    r"|\bwelche[rsn]? (?:dokumente?|datei(?:en)?|papiere?)\b"
    r"(?=.*\b(?:brauch|benotig|erforder|notig))"
    r"|需要(?:什么|哪些)(?:文件|材料|资料|文档)|(?:什么|哪些)(?:文件|材料|资料|文档).{0,9}需要"
)


def only_looks_whole(folded: str) -> bool:
    """Whether a folded question asks for something else than what a whole document is."""
    if _LASTING.search(folded) and not _READING.search(folded):
        return True
    return any(
        pattern.search(folded) for pattern in (_OF_SOMEBODY, _RULE_OF_LENGTH, _OTHER_NOUN, _NEEDED)
    )
