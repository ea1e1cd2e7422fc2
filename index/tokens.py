"""Token vectors of passages for late interaction, as codes, by view and sentence.

The codes stay on disk; those of the passages that a question is compared with are read.

codebook.npy        [parts, 256, width] float16, what the bytes of a code stand for
codes.u8            [tokens, parts] the code of every token of every sentence
sentence_norms.npy  [sentences] float32, the length of each sentence's sum of decoded vectors
sentence_tokens.npy [sentences + 1] where each sentence's tokens start
view_sentences.npy  [views + 1] where each view's sentences start
passage_views.npy   [passages + 1] where each passage's views start
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.code_file import CodeFile
from rag.models.embedder import Encoding, Vectors
from rag.models.token_codebook import Codebook, Codes, codebook_of_bytes
from rag.search.code_products import code_products
from rag.search.dot_products import HalfVectors, product_with
from rag.search.late_interaction import NO_LENGTH, PassageTokens, TokenMatches, match_tokens
from rag.search.token_layout import Layout, joined, layout_of

LAID_OUT = 64_000_000
"""Up to so many bytes of decoded vectors in all, a question is compared with all of them, decoded
and laid out once for that; beyond, with the codes of its candidates. That many take 6 ms on two
cores."""
_DECODED_AT_ONCE = 4096  # tokens

TOKEN_FILES = (
    "codebook.npy",
    "codes.u8",
    "sentence_norms.npy",
    "sentence_tokens.npy",
    "view_sentences.npy",
    "passage_views.npy",
)


@dataclass(frozen=True, slots=True)
class TokenPart:
    """The codes of some passages' tokens, and the length of each sentence's sum of vectors."""

    codes: Codes
    sentence_norms: Vectors
    layout: Layout


@dataclass(frozen=True)
class TokenStore:
    """What is stored, and the threads that share a comparison (None for one a core)."""

    codebook: Codebook
    codes: CodeFile
    sentence_norms: Vectors
    layout: Layout
    threads: int | None = None
    _product: Callable[[Vectors], Vectors] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        # Not a cached_property: from Python 3.12 on, racing threads would each lay the vectors out.
        object.__setattr__(self, "_product", product_with(self._decoded, self.threads))

    @property
    def decoded_bytes(self) -> int:
        """What all token vectors take when they are decoded."""
        return len(self.codes) * self.codebook.dimension * 2

    def match(
        self, question: Encoding, rows: NDArray[np.int64], laid_out: bool = True
    ) -> TokenMatches:
        """Compare a question with the passages at ``rows``, in their order.

        ``laid_out`` says whether with all token vectors, decoded once for that, or with the codes
        of those passages.
        """
        if laid_out and len(rows):
            matches = _match(question, self.layout, self.sentence_norms, self._product)
            same = np.array_equal(rows, np.arange(len(self.layout)))
            return matches if same else matches.select(rows)
        return match_codes(question, self.part(rows), self.codebook, self.threads)

    def part(self, rows: NDArray[np.int64]) -> TokenPart:
        """What is stored of some passages."""
        layout, sentences, _ = self.layout.select(rows)
        codes = self.codes.read(*self.layout.tokens_of(rows))
        return TokenPart(codes, self.sentence_norms[sentences], layout)

    def _decoded(self) -> HalfVectors:
        """All token vectors; of a sentence without any, whatever its codes stand for."""
        vectors = np.empty((len(self.codes), self.codebook.dimension), np.float16)
        for start in range(0, len(vectors), _DECODED_AT_ONCE):
            bounds = np.asarray([start, min(start + _DECODED_AT_ONCE, len(vectors))])
            codes = self.codes.read(bounds[:1], bounds[1:])
            vectors[slice(*bounds)] = self.codebook.decode(codes)
        return vectors


def match_codes(
    question: Encoding, part: TokenPart, codebook: Codebook, threads: int | None
) -> TokenMatches:
    """Compare a question with the codes of some passages, in their order."""
    return _match(
        question,
        part.layout,
        part.sentence_norms,
        lambda asked: code_products(asked, codebook, part.codes, threads),
    )


def _match(
    question: Encoding, layout: Layout, norms: Vectors, product: Callable[[Vectors], Vectors]
) -> TokenMatches:
    matches = match_tokens(question, layout, norms, product)
    silent = norms <= NO_LENGTH
    matches.best[:, silent] = 0
    matches.cosines[silent] = 0
    return matches


def write_tokens(
    folder: Path, passages: Iterable[Sequence[PassageTokens]], codebook: Codebook
) -> None:
    """Store the views of passages, as codes, and the codebook that they are written with."""
    write_token_parts(folder, (token_part(views, codebook) for views in passages), codebook)


def write_token_parts(folder: Path, parts: Iterable[TokenPart], codebook: Codebook) -> None:
    """Store passages whose codes are known, part after part."""
    folder.mkdir()
    layouts: list[Layout] = [layout_of([])]
    norms: list[Vectors] = [np.zeros(0, np.float32)]
    with (folder / "codes.u8").open("wb") as handle:
        for part in parts:
            handle.write(part.codes.tobytes())
            layouts.append(part.layout)
            norms.append(part.sentence_norms)
    layout = joined(layouts)
    (folder / "codebook.npy").write_bytes(codebook.to_bytes())
    np.save(folder / "sentence_norms.npy", np.concatenate(norms))
    np.save(folder / "sentence_tokens.npy", layout.sentence_tokens)
    np.save(folder / "view_sentences.npy", layout.view_sentences)
    np.save(folder / "passage_views.npy", layout.passage_views)


def token_part(views: Sequence[PassageTokens], codebook: Codebook) -> TokenPart:
    """The views of a passage, and the length of each sentence's sum once they are decoded."""
    norms = []
    for view in views:
        decoded = PassageTokens(codebook.decode(view.vectors), view.sentence_starts)
        lengths = decoded.sentence_norms
        norms.append(np.full_like(lengths, NO_LENGTH) if view.silent else lengths)
    layout = layout_of([[view.sentence_lengths for view in views]])
    return TokenPart(
        np.concatenate([view.vectors for view in views]), np.concatenate(norms), layout
    )


def load_tokens(folder: Path, dimension: int, threads: int | None = None) -> TokenStore:
    """The store in a folder whose files have been verified.

    Raises ValueError where they do not fit together.
    """
    codebook = codebook_of_bytes((folder / TOKEN_FILES[0]).read_bytes(), dimension)
    norms, *bounds = (np.load(folder / name, allow_pickle=False) for name in TOKEN_FILES[2:])
    path = folder / TOKEN_FILES[1]
    _check(norms, bounds, path.stat().st_size, codebook.parts)
    layout = Layout(*bounds)
    return TokenStore(codebook, CodeFile(path, codebook.parts), norms, layout, threads)


def _check(norms: Vectors, bounds: Sequence[NDArray[np.int64]], size: int, parts: int) -> None:
    """Raise ValueError where the arrays are not those of a file of so many bytes of codes."""
    if norms.ndim != 1 or norms.dtype.kind != "f" or not (norms > 0).all():
        raise ValueError("the sentences' lengths have another shape")
    for each in bounds:
        if each.ndim != 1 or each.dtype.kind != "i" or not len(each) or each[0] != 0:
            raise ValueError("the places of tokens have another shape")
        if (np.diff(each) <= 0).any():
            raise ValueError("a passage, view or sentence is empty")
    tokens, views, passages = bounds
    ends = [tokens[-1] * parts, views[-1], passages[-1], len(norms)]
    if ends != [size, len(tokens) - 1, len(views) - 1, len(tokens) - 1]:
        raise ValueError("codes, sentences, views and passages do not lie end to end")
