"""The sentences that name what is asked about: "What does it say about dogs?", "Compare A and B".

Such a question asks for no fact that a sentence might lack. What it asks of a sentence is that it
speaks of the topic: that it holds the words that name it, or stands under a heading that does.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.answer.question_words import question_words
from rag.answer.sentence_ranking import Sentence
from rag.document.model import BlockKind, Span
from rag.question.sub_questions import Topic
from rag.question.terms import term_set, terms
from rag.search.store import EncodedQuery

MOST_NAMING = 4
"""Sentences that answer for a topic."""
_TITLES = frozenset(terms("mr mrs ms miss dr prof professor sir lord lady herr frau president"))
_SAYS_OF = 0.5  # cosine from which on a sentence says what is asked of its topic


def naming(
    sentences: Sequence[Sentence],
    topic: Topic,
    others: Sequence[Topic],
    encoded: EncodedQuery,
    compares: bool,
) -> list[Sentence]:
    """The sentences that speak of a topic, best first; ``sentences`` are ranked.

    Those of another topic that only its longer name tells are left out: "the Tarn 300 Plus" is not
    the Tarn 300. A sentence that goes on with "She …" behind one that names her speaks of her. Of a
    question that compares, the sentences that name all sides come first, whatever they say.
    """
    wanted, about = term_set(topic.name), term_set(topic.about)
    if not wanted:
        return []
    longer = [term_set(each.name) - wanted for each in others if wanted < term_set(each.name)]
    direct = [s for s in sentences if _names(s, topic) and not _is_of(s, longer)]
    further = [s for s in sentences if wanted <= s.terms]
    if any(character.isupper() for character in topic.name):
        further = [*_going_on(sentences, direct), *further]
    found = _once([*direct, *further])
    if about:
        found = [s for s in found if _says(s, about, encoded)]
    if not compares:
        return found
    of_all = [s for s in direct if all(_names(s, each) for each in others)]
    return _once([*of_all, *found])


def _once(sentences: Sequence[Sentence]) -> list[Sentence]:
    found: dict[tuple[str, Span], Sentence] = {}
    for sentence in sentences:
        found.setdefault((sentence.document.id, sentence.span), sentence)
    return list(found.values())


def _names(sentence: Sentence, topic: Topic) -> bool:
    """Whether the sentence, with what it must be read with, names the topic.

    Of a name that its document gives in full, the last word names it too.
    """
    held = sentence.said
    wanted = term_set(topic.name)
    needed = wanted - _TITLES or wanted
    if needed <= held:
        return True
    last = terms(topic.name.split()[-1])
    is_name = re.fullmatch(r"[A-Z]\S{0,40}(?: [A-Z]\S{0,40}){1,4}", topic.name) is not None
    return bool(is_name and last and set(last) <= held and topic.name in sentence.document.text)


def _is_of(sentence: Sentence, longer: Sequence[frozenset[str]]) -> bool:
    """Whether a sentence of prose speaks of something with a longer name."""
    found = sentence.document.paragraph_at(sentence.span)
    if found and found[1].kind is BlockKind.ROW:
        return False
    held = term_set(sentence.text)
    return any(extra <= held for extra in longer)


def _going_on(sentences: Sequence[Sentence], direct: Sequence[Sentence]) -> list[Sentence]:
    """The sentences behind those that name someone, which go on with a pronoun."""
    places = {(s.document.id, s.span) for s in direct}
    found = []
    for sentence in sentences:
        if any((sentence.document.id, each.sentence) in places for each in sentence.read_with):
            found.append(sentence)
    return found


def _says(sentence: Sentence, about: frozenset[str], encoded: EncodedQuery) -> bool:
    """Whether the sentence says what is asked of the topic, by its words or by their meaning.

    A passage holds words that its sentences share.
    """
    held = sentence.terms | term_set(sentence.passage.span.of(sentence.document.text))
    if about <= held:
        return True
    words = [w for w in question_words(encoded) if w.is_content and set(terms(w.text)) & about]
    return bool(words) and min(word.match(sentence.matches) for word in words) >= _SAYS_OF
