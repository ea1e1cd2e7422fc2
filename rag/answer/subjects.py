"""What a sentence speaks of and does not name itself: "He died in 1952", "The treaty was signed".

A pronoun that opens a sentence stands for what the sentence before speaks of, its subject, which
centering theory prefers to whatever else that sentence names (Grosz, Joshi and Weinstein 1995,
"Centering: A Framework for Modeling the Local Coherence of Discourse"). A noun with "the" stands
for what was last called by that noun with more words than that.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from rag.document.model import Document, Span
from rag.question.terms import STOP_WORDS, fold, stem, term_set

LOOKS_BACK = 12
"""Sentences of its section in which that is looked for which a sentence speaks of."""

_BEFORE_CLAUSE = (
    r"(?:In|On|At|After|Before|During|By|Since|Until|From|With|Under|As|For|When|While|Although"
    r"|Once|Now|Today|Soon|There|Here|Im|Am|Nach|Vor|Bei|Seit|Mit)"
)
# What may stand before a subject: "But", "In 1921,", "As a result,".
_OPENING = (
    r"[“\"‘(«„]?(?:(?:But|And|Yet|Still|However|Meanwhile|Moreover|Also|Similarly|Nevertheless"
    rf"|Then|Later|Finally|Thus|So|Aber|Und|Doch|Dann|Später),? |{_BEFORE_CLAUSE} [^,.;:]{{1,60}}, "
    r"|[A-Z][a-z]{2,12}ly, )?"
)
_SAID = (
    r"(?:is|are|was|were|has|have|had|does|do|did|will|would|can|could|may|might|must|shall|should"
    r"|became|becomes?|began|begins?|ist|sind|war|waren|wird|wurde|wurden|hat|hatte|[a-z]{3,20}ed)"
)
_PRONOUN = re.compile(
    rf"{_OPENING}(?:(?:this|these|those|that|its?|they|their|theirs|he|his|she|hers?|such"
    r"|the (?:former|latter)|er|es|sie|sein(?:e[rnms]?)?|ihre?[rnms]?|dies(?:e[rsmn]?)?)(?![\w’'])"
    r"|[这该此其]|[他她它]们?)(?! (?:is|was) (?:\w{1,20} )?(?:that|to)\b)",
    re.IGNORECASE,
)
_PERSON = re.compile(r"\A[^.;:]{0,60}?(\b(?:[Hh]e|[Ss]he|[Hh]is|[Hh]ers?|Er)\b|[他她](?!们))")
_PERSONS = dict.fromkeys(("he", "his", "er", "他"), "he")
_PERSONS |= dict.fromkeys(("she", "her", "hers", "她"), "she")
_NAME = r"[^\W\d_a-z][\w’'-]{1,30}"
_FULL_NAME = re.compile(rf"\b{_NAME}(?: (?:(?:de|van|von|der|del|di|bin|al) )?{_NAME}){{1,3}}")
# "In his youth he drew maps", without a comma.
_PERSON_LATER = re.compile(
    rf"{_BEFORE_CLAUSE}(?: [a-z0-9]{{1,20}}){{1,5}}? (?:he|she|they|er|sie)\b"
)
_DEFINITE = re.compile(
    rf"{_OPENING}(?:(?:(?P<english>the|this|that|these|those)|der|die|das|dieser?|dieses) "
    rf"(?P<noun>[^\W\d_]{{3,40}})(?=[’'.,;:()]| (?:{_SAID}|[a-z]{{2,20}}s)\b)"
    r"|(?:该|这[个项份些])(?P<noun_zh>[\u3400-\u9fff]{2}))",
    re.IGNORECASE,
)
_CLAUSE = r"[^.,;:!?()（），。；：]"
# With what stands beside it between commas: "The company, Elder Line, would not …".
_SUBJECT = re.compile(
    rf"{_OPENING}(?P<words>{_CLAUSE}{{1,80}}(?:, {_CLAUSE}{{1,60}}, {_CLAUSE}{{1,20}})?)",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\W_]+(?:[’'-][^\W_]+)*")
_PREDICATE = re.compile(rf"\b(?:{_SAID}|that|which|who|whose|where)\b|[是在于曾将]")
_MOST_WORDS = 8  # of a subject
_BEFORE_NOUN = 3  # words before a noun that say which is meant


@dataclass(frozen=True, slots=True)
class Subject:
    """The words that name what a sentence speaks of, and the sentence in which they stand.

    ``called`` is the pronoun that stands for a person: "he" or "she".
    """

    words: Span
    sentence: Span
    called: str | None = None


def subjects(document: Document, sentences: Sequence[Span]) -> dict[Span, Subject]:
    """For those of a passage's sentences that do not name what they speak of: what does.

    ``sentences`` are some of one section, in order. What is not found is left out. Where nothing
    before it in its section is named, a sentence may speak of what the title names.
    """
    before = _sentences_before(document, sentences[0]) if sentences else []
    found: dict[Span, Subject] = {}
    title = _title(document)
    recent: deque[tuple[Span, Subject | None]] = deque(maxlen=LOOKS_BACK)
    for sentence in [*before, *sentences]:
        subject = _antecedent(document.text, sentence, [*title, *recent])
        if subject:
            found[sentence] = subject
        recent.append((sentence, subject or _own_subject(document.text, sentence)))
    return {sentence: found[sentence] for sentence in sentences if sentence in found}


def _title(document: Document) -> list[tuple[Span, Subject | None]]:
    """The title, where it stands at the head of the text."""
    first = document.front_matter[:1]
    stands = bool(first) and first[0].of(document.text).strip("# ") == document.title
    return [(span, Subject(span, span)) for span in first if stands]


def _sentences_before(document: Document, sentence: Span) -> list[Span]:
    before: list[Span] = []
    earlier = document.sentence_before(sentence)
    while earlier and len(before) < LOOKS_BACK:
        before.append(earlier)
        earlier = document.sentence_before(earlier)
    return before[::-1]


def _antecedent(
    text: str, sentence: Span, recent: Sequence[tuple[Span, Subject | None]]
) -> Subject | None:
    """What the sentence speaks of, named in those before it; None where it names it itself."""
    words = sentence.of(text)
    if definite := _DEFINITE.match(words):
        if definite["english"] and definite["noun"][0].isupper():
            return None  # "the PRC" is a name
        return _called(text, definite["noun"] or definite["noun_zh"], recent)
    if not recent or not _refers_back(words):
        return None
    person = _PERSON.search(words)
    return _person(text, _PERSONS[person[1].lower()], recent) if person else recent[-1][1]


def _person(
    text: str, called: str, recent: Sequence[tuple[Span, Subject | None]]
) -> Subject | None:
    """The last one that "he" or "she" may stand for: a subject, or else a name beside it.

    Whoever was "she" in the sentence before is not "he" in this one.
    """
    for sentence, subject in reversed(recent):
        if subject and subject.called in (None, called):
            return replace(subject, called=called)
        name = _FULL_NAME.search(text, sentence.start, sentence.end)
        if name and (subject or _PERSON.search(sentence.of(text))):
            return Subject(Span(*name.span()), sentence, called)
    return None


def _refers_back(sentence: str) -> bool:
    return bool(_PRONOUN.match(sentence) or _PERSON_LATER.match(sentence))


def _own_subject(text: str, sentence: Span) -> Subject | None:
    """The words before what is said of them, at most so many; None where they name nothing."""
    opening = _SUBJECT.match(sentence.of(text))
    if opening is None or _refers_back(sentence.of(text)):
        return None
    words = opening["words"]
    predicate = _PREDICATE.search(words)
    until = predicate.start() if predicate else len(words)
    ends = [word.end() for word in _WORD.finditer(words, 0, until)][:_MOST_WORDS]
    if not ends:
        return None
    start = sentence.start + opening.start("words")
    named = Span(start, start + ends[-1])
    return Subject(named, sentence) if term_set(named.of(text)) else None  # "There were none."


def _called(text: str, noun: str, recent: Sequence[tuple[Span, Subject | None]]) -> Subject | None:
    """What was last called by a noun with more words: "the treaty" is the North Coast Treaty."""
    wanted = stem(fold(noun))
    for sentence, subject in reversed(recent):
        for words, is_bare in _named(text, sentence, wanted):
            if not is_bare:
                return Subject(words, sentence)
            if subject and subject.sentence != sentence:
                return subject
    return None


def _named(text: str, sentence: Span, noun: str) -> Iterator[tuple[Span, bool]]:
    """Where a sentence uses a noun, with the words before it; whether these say nothing more."""
    words = list(_WORD.finditer(text, sentence.start, sentence.end))
    for place, word in enumerate(words):
        if stem(fold(word[0])) != noun:
            continue
        first = place
        while first and place - first < _BEFORE_NOUN and _goes_with(text, words, first):
            first -= 1
        yield Span(words[first].start(), word.end()), first == place


def _goes_with(text: str, words: Sequence[re.Match[str]], place: int) -> bool:
    """Whether the word before a place belongs to the same name: nothing but a space between."""
    before = words[place - 1]
    joined = text[before.end() : words[place].start()].isspace()
    return joined and before[0].lower() not in STOP_WORDS
