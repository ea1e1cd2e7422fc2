"""A question that asks several things, split into questions that each stand by themselves.

"When was it built and by whom?" is two: the second inherits "was it built" from the first. "Compare
A and B" and "What do X and Y say about Z?" have a part for each side. What is one question stays
whole: "What did Russia and China sign?", "Who built and paid for the bridge?".
"""

from __future__ import annotations

import re
from dataclasses import replace

from rag.question.clauses import asks, clauses, coordinated_question_words, inheriting
from rag.question.comparisons import comparison
from rag.question.coordination import words_of
from rag.question.sides import attributes, compared, named_subjects, of_topic, of_years, speakers
from rag.question.sub_questions import Parts, SubQuestion, bounded
from rag.question.whole_cues import Cue
from rag.question.whole_words import cued_words

_LONGEST = 400  # characters of a question that is split
_TOPIC = re.compile(
    r"^(?:what (?:else )?(?:does|do|is|are)"
    r" (?:(?:the|this|that) (?P<noun>[\w-]{2,30})|it|(?-i:[A-Z]+\d\w{0,30}))"
    r" (?:say|says|tell us|write|writes|mention)(?:ing)? (?:about|on|of|regarding|concerning)"
    r"|what about|tell me (?:more )?about|what is said (?:about|of|on)"
    r"|is there anything (?:about|on)"
    r"|was (?:gilt|steht da|sagt (?:der|das|die) \w{2,30}) (?:für|über|zu)) (?P<topic>.{2,80})$",
    re.IGNORECASE,
)


def question_parts(question: str) -> Parts | None:
    """The parts of a question; None where it asks one thing."""
    if len(question) > _LONGEST:
        return None
    sentences = _sentences(question)
    if len(sentences) > 1:
        found: list[SubQuestion] = []
        for sentence, before in zip(sentences, ["", *sentences], strict=False):
            found += _parts_of(sentence, inheriting(sentence, before))
        return bounded(found, True)
    return _of_one(question.strip())


def _is_a_document(noun: str) -> bool:
    """Whether a noun means a text, whose author need not be found: "the report", "the contract"."""
    return any(cues & {Cue.DOCUMENT, Cue.GENRE} for _, cues in cued_words(noun))


def _sentences(question: str) -> list[str]:
    """The sentences of a message, where each of several asks something."""
    found = [part.strip() for part in re.findall(r"[^?？]+[?？]", question)]
    asking = [part for part in found if asks(words_of(part))]
    behind = question[max(question.rfind("?"), question.rfind("？")) + 1 :]
    return found if len(found) == len(asking) and not behind.strip(" .!") else []


def _parts_of(sentence: str, meant: str) -> tuple[SubQuestion, ...]:
    """The parts of one sentence, which with what it leaves unsaid is ``meant``."""
    label = sentence.rstrip("?？ ")
    within = _of_one(meant)
    if within and within.certain and not within.of_documents and not within.left_out:
        return tuple(replace(q, label=q.label or label) for q in within.questions)
    return (SubQuestion(label, meant),)


def _of_one(question: str) -> Parts | None:
    topic = _TOPIC.match(question.rstrip(" ?.!？。"))
    if topic and (not topic["noun"] or _is_a_document(topic["noun"])):
        return of_topic(topic["topic"])
    words = words_of(question)
    if not words:
        return None
    if (found := comparison(words)) and (parts := compared(found)):
        return parts
    for read in (clauses, coordinated_question_words, speakers, named_subjects, attributes):
        if parts := read(words, question):
            return parts
    return of_years(question)
