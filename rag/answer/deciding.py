"""The answer to a question for yes or no: the sentence that decides comes first.

Such a question says itself all that the answer must speak of. So a sentence decides if it holds
each of its words, or says it in other words; who and what is asked about may be named by what
stands around the sentence instead, unless that speaks of somebody else. Where none does, that is a
refusal: "The captain saved the dog" is no answer to "Was the captain arrested?".
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from rag.answer.answer import Answer
from rag.answer.composing import compose
from rag.answer.finding import Found
from rag.answer.question_words import Word, question_words
from rag.answer.sentence_ranking import Sentence
from rag.document.model import Span
from rag.document.units import question_before, rest_of_reply
from rag.question.kinds import DATE
from rag.question.polar import FORM_WORDS, is_polar
from rag.question.terms import term_set, terms
from rag.search.store import Store

_LOOKED_AT = 10  # of the best sentences
_SAID_SO = 0.5  # cosine from which on a sentence says a word in other words
_NAME = re.compile(r"\b[A-Z][\w’'-]{1,60}")
_CLEAR = 0.65  # confidence
_MOST_LEFT = 1  # words of a question that what was said before may say in place of a sentence


def is_to_decide(found: Found) -> bool:
    """Whether a question is answered by the one sentence that decides it.

    Not in a script without spaces between words, of whose words too little is known.
    """
    asked = found.question
    return asked.language is None and found.structure is None and is_polar(asked.text)


def compose_deciding(store: Store, found: Found) -> Answer:
    """The answer with the deciding sentence first, or a refusal where none decides.

    The least confidence of an answer that decides and the most of a refusal are the threshold and
    half of it; what a reader has read is not answered against its judgement. A follow-up, which
    leaves words unsaid, is not refused for them.
    """
    threshold = found.answer_from
    follows = any(meaning.query.background for meaning in found.question.interpretations)
    words = _words(found)
    best = next((s for s in found.sentences[:_LOOKED_AT] if _decides(s, words)), None)
    if best is None and not follows and not _in_other_words(found, words):
        refused = replace(found, confidence=min(found.confidence, threshold / 2))
        return compose(store, refused)
    if best is None:
        return compose(store, found)
    is_judged = follows or bool(found.readings)
    confidence = found.confidence if is_judged else max(found.confidence, threshold)
    others = [sentence for sentence in found.sentences if sentence is not best]
    answer = compose(store, replace(found, sentences=(best, *others), confidence=confidence))
    deciding = _with_its_question(best)
    said = [s for s in answer.sentences if (s.citation.document, s.citation.span) in deciding]
    rest = [s for s in answer.sentences if (s.citation.document, s.citation.span) not in deciding]
    return replace(answer, sentences=(*said, *rest))


def _with_its_question(best: Sentence) -> set[tuple[str, Span]]:
    """The places of a sentence, and of a reply, those of its question and all of the reply."""
    document, span = best.document, best.span
    question = question_before(document, span)
    spans = [span, question, *rest_of_reply(document, span)] if question else [span]
    return {(document.id, each) for each in spans if each}


def _words(found: Found) -> list[Word]:
    """The words of the question that a sentence which decides must say."""
    return [
        word
        for word in question_words(found.ranking.encoded)
        if word.is_content and word.text.casefold() not in FORM_WORDS and terms(word.text)
    ]


def _in_other_words(found: Found, words: Sequence[Word]) -> bool:
    """Whether the answer is clear, though its best sentence says few of the question's words.

    One that says most of them and not all speaks of another subject, or says something else of it.
    """
    if not found.sentences or found.confidence < _CLEAR:
        return False
    best = found.sentences[0]
    held = best.said
    said = sum(_in(word, held) or word.match(best.matches) >= _SAID_SO for word in words)
    return 2 * said < len(words)


def _decides(sentence: Sentence, words: Sequence[Word]) -> bool:
    document = sentence.document
    held = sentence.said
    passage = sentence.passage.span
    # What was said before is what a sentence goes on about; what comes behind is often another
    # thing: "Dogs are allowed on deck. Smoking is forbidden in the cabins."
    before = Span(passage.start, max(passage.start, sentence.span.start))
    gone_on_about = term_set(before.of(document.text))
    near = sentence.terms | term_set(document.title)
    around = near | term_set(passage.of(document.text))
    named = {i for i, word in enumerate(words) if word.is_name and _in(word, held)}
    of_another = _names_another(sentence, words)
    of_stranger = of_another and _names_another(sentence, words, term_set(document.title))

    left = [w for w in words if not w.is_name and not _in(w, near) and not _says(sentence, w)]

    def is_said(i: int, word: Word) -> bool:
        if _in(word, held):
            return True
        if word.text[0].isdigit():  # another number decides as well: it was not so many
            return any(character.isdigit() for character in sentence.text)
        if _is_month(word.text):  # so does another date, or a range of dates
            return _holds_date(sentence.text)
        if word.is_name:
            return bool(named & {i - 1, i + 1}) or (_in(word, around) and not of_another)
        if _says(sentence, word) or (_in(word, near) and not of_stranger):
            return True
        return len(left) <= _MOST_LEFT and _in(word, gone_on_about) and not of_another

    says_itself = any(_in(word, held) or _says(sentence, word) for word in words)
    return says_itself and all(is_said(i, word) for i, word in enumerate(words))


def _says(sentence: Sentence, word: Word) -> bool:
    """Whether a sentence says a word in other words."""
    return word.match(sentence.matches) >= _SAID_SO


def _is_month(word: str) -> bool:
    return DATE.fullmatch(f"in {word}") is not None


def _holds_date(sentence: str) -> bool:
    return DATE.search(sentence) is not None or any(map(_is_month, _NAME.findall(sentence)))


def _in(word: Word, held: frozenset[str]) -> bool:
    return held.issuperset(terms(word.text))


def _names_another(
    sentence: Sentence, words: Sequence[Word], known: frozenset[str] = frozenset()
) -> bool:
    """Whether the sentence names somebody whom the question does not, and nobody whom it does.

    What is named by ``known`` terms alone, such as the title's, is what the document is about.
    """
    asked = {term for word in words for term in terms(word.text)}
    if question_before(sentence.document, sentence.span):
        return False  # the name is the speaker's
    named = ((m, terms(m[0])) for m in _NAME.finditer(sentence.text))
    names = [m for m, its in named if its and not known.issuperset(its)]
    own = {term for name in names for term in terms(name[0])}
    within = any(name.start() > 0 for name in names)  # the first word is capitalised in any case
    return within and not own & asked
