"""Documents to a generation of the index that holds them and nothing else."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from index.carried_models import carry_model
from index.cut_documents import CutDocuments, Entry, of_several, texts_of
from index.embedding_cache import Encoder, EncodingCache, open_cache
from index.generation import build_lock, publish
from index.manifest import SCHEMA_VERSION, Manifest, UsedSegment
from index.resuming import finished, left_over
from index.segment_writing import write_segment
from index.sources import Sources, keep_only_needed
from rag.chunking import chunk_document
from rag.document.model import Document, Passage
from rag.errors import ChunkingError, EmptyIndex, UnreadableDocument
from rag.models.embedder import Embedder
from rag.models.reader import ConvertedReader
from rag.models.token_codebook import codebook_for
from rag.settings import Settings
from rag.writing import writing

SETTING = "BRIEF_RAG_INDEX_DIR"
SEGMENT_PASSAGES = 20_000
"""Of a segment as it is first written, about: that many are held in memory at once."""

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Limits:
    """How long a passage may be."""

    passage_tokens: int = 220
    passage_characters: int = 800

    @classmethod
    def of(cls, settings: Settings) -> Limits:
        return cls(settings.passage_tokens, settings.passage_characters)


@dataclass(frozen=True, slots=True)
class Models:
    """What an index is built with: passages are measured in the tokens of the first of
    ``embedders``, and ``readers`` judge what is found."""

    embedders: Sequence[Embedder]
    readers: Sequence[ConvertedReader] = ()


@dataclass(frozen=True, slots=True)
class Build:
    """What a build did: ``embedded`` counts encodings that the cache lacked.

    There is one for each view of a passage, for the headings over it, and for each embedder.
    ``left_out`` says which documents could not be cut into passages, and why. ``generation`` is
    the manifest's path.
    """

    generation: Path
    documents: int
    passages: int
    embedded: int
    left_out: tuple[UnreadableDocument, ...] = ()

    @property
    def name(self) -> str:
        return self.generation.stem


Progress = Callable[[int, int], None]
Tell = Callable[[str], None]


def build_index(
    index_dir: Path,
    documents: Sequence[Document],
    embedders: Sequence[Embedder],
    limits: Limits,
    *,
    readers: Sequence[ConvertedReader] = (),
    passages: Sequence[Passage] | None = None,
    progress: Progress | None = None,
    tell: Tell = logger.warning,
    sources: Sources | None = None,
) -> Build:
    """Chunk, embed and publish the documents as the current generation.

    ``readers`` are put beside the embedders' models, to judge what is found. ``passages`` are taken
    instead of chunking where they are given. ``progress`` is told how many encodings are done, of
    how many, ``tell`` of what a person should know, such as a wait for another build. ``sources``
    keep the files that the documents were read from.

    Raises EmptyIndex where the documents hold no passage, and NotWritten where the generation
    cannot be written; what was written of it is then removed.
    """
    models = Models(embedders, readers)
    with closing(CutDocuments(documents, index_dir, SETTING)) as cut:
        left_out = cut_documents(cut, embedders[0], limits, tell, passages=passages)
        if not cut.entries:
            raise EmptyIndex("the documents hold no passage; there is nothing to index")
        with writing_index(index_dir, tell) as cache:
            written, embedded = write_segments(index_dir, cut, models, limits, cache, progress)
            segments = tuple(map(UsedSegment, written))
            if sources:
                sources.settle(each.original for each in cut.entries if each.original)
            target = publish(index_dir, describe_generation(index_dir, segments, models, limits))
            tidy_up(index_dir, cache, tell)
        count = sum(each.passages for each in cut.entries)
        return Build(target, len(cut.entries), count, embedded, left_out)


@contextmanager
def writing_index(index_dir: Path, tell: Tell) -> Iterator[EncodingCache]:
    """Write into an index alone, with the encodings that it keeps.

    Raises NotWritten for whatever the system refuses to write.
    """
    with ExitStack() as stack:
        with writing(index_dir, SETTING):
            stack.enter_context(build_lock(index_dir, tell))
        cache = stack.enter_context(open_cache(index_dir / "encodings.sqlite", tell))
        stack.enter_context(writing(index_dir, SETTING))
        yield cache


def cut_documents(
    cut: CutDocuments,
    embedder: Embedder,
    limits: Limits,
    tell: Tell,
    *,
    places: Iterable[int] | None = None,
    passages: Sequence[Passage] | None = None,
) -> tuple[UnreadableDocument, ...]:
    """Cut documents, or those of some ``places`` alone, and keep those that have passages; returns
    those that could not be cut, which stop no other. ``passages`` are taken where they are given.

    Raises NotWritten where what was cut cannot be kept.
    """
    left_out: list[UnreadableDocument] = []
    given: dict[str, list[Passage]] = {}
    for passage in sorted(passages or (), key=lambda passage: passage.span):
        given.setdefault(passage.document, []).append(passage)
    tokens = _tokens(limits, embedder)
    for place in range(len(cut.documents)) if places is None else places:
        document = cut.documents[place]
        found = given.get(document.id, [])
        try:
            if passages is None:
                found = chunk_document(
                    document, embedder.count_tokens, tokens, limits.passage_characters
                )
        except ChunkingError as error:
            left_out.append(UnreadableDocument(document.id, str(error)))
            tell(f"{left_out[-1]}; it is left out")
            continue
        if found:
            cut.add(place, document, found)
    return tuple(left_out)


def write_segments(
    index_dir: Path,
    cut: CutDocuments,
    models: Models,
    limits: Limits,
    cache: EncodingCache,
    progress: Progress | None,
) -> tuple[list[str], int]:
    """Write documents as segments, of which one is held in memory at a time; returns their names
    and how much was encoded for them."""
    encoders = encoders_of(index_dir, models)
    how = chunking(limits, models.embedders[0])
    report = counter(progress, sum(entry.texts for entry in cut.entries) * len(encoders))
    left = left_over(index_dir)

    def written(entries: Sequence[Entry]) -> tuple[str, int]:
        """One segment: what is read for it is let go before the next one is."""
        group = cut.read(entries)
        texts = texts_of(group)
        report(of_several(entries, texts) * len(encoders))
        if name := finished(index_dir, left, group, encoders, how):
            report(len(texts) * len(encoders))
            return name, 0
        embedded = sum(cache.encode_missing(each, texts, report) for each in encoders)
        name = write_segment(index_dir, group, encoders, how, cache)
        cache.keep_for(name)
        cache.shrink()
        return name, embedded

    made = [written(entries) for entries in cut.groups(SEGMENT_PASSAGES)]
    return [name for name, _ in made], sum(embedded for _, embedded in made)


def encoders_of(index_dir: Path, models: Models) -> list[Encoder]:
    """The embedders, each with the codebook that its token vectors are written with."""
    folder = index_dir / "codebooks"
    return [Encoder(each, codebook_for(each, folder)) for each in models.embedders]


def chunking(limits: Limits, embedder: Embedder) -> Mapping[str, int | str]:
    """How passages are cut, as manifests say it."""
    return {
        "unit": "sentence",
        "tokens": _tokens(limits, embedder),
        "characters": limits.passage_characters,
    }


def describe_generation(
    index_dir: Path, segments: Sequence[UsedSegment], models: Models, limits: Limits
) -> Manifest:
    """The manifest of a generation of some segments, whose models are put beside the index."""
    return Manifest(
        schema_version=SCHEMA_VERSION,
        segments=tuple(segments),
        chunking=chunking(limits, models.embedders[0]),
        embedders=tuple(embedder.identity for embedder in models.embedders),
        models=tuple(carry_model(index_dir, embedder.files) for embedder in models.embedders),
        sentence_readers=tuple(reader.identity for reader in models.readers),
        reader_models=tuple(carry_model(index_dir, reader.files) for reader in models.readers),
    )


def _tokens(limits: Limits, embedder: Embedder) -> int:
    return min(limits.passage_tokens, embedder.passage_window)


def tidy_up(index_dir: Path, cache: EncodingCache, tell: Tell) -> None:
    """Drop what is kept for no generation on disk, now that another has been published."""
    cache.drop_unused([path.name for path in (index_dir / "segments").iterdir()])
    keep_only_needed(index_dir, tell)


def counter(progress: Progress | None, total: int) -> Callable[[int], None]:
    """A function that is told of encodings as they are done, and tells ``progress`` the sum."""
    done = 0

    def report(count: int) -> None:
        nonlocal done
        done += count
        if progress:
            progress(done, total)

    return report
