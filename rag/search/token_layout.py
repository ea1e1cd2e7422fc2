"""Which tokens belong to which sentence, view and passage, where all lie row after row."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Places = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Layout:
    """The tokens of p passages, in v views of s sentences each, of which none is empty.

    ``sentence_tokens`` [s + 1] is where each sentence's tokens start, ``view_sentences`` [v + 1]
    where each view's sentences do, ``passage_views`` [p + 1] where each passage's views do; the
    last entry of each is where all end.
    """

    sentence_tokens: Places
    view_sentences: Places
    passage_views: Places

    def __len__(self) -> int:
        """The number of passages."""
        return len(self.passage_views) - 1

    def select(self, rows: Places) -> tuple[Layout, Places, Places]:
        """The layout of some passages, in the order of ``rows``, and the places of their
        sentences and of their tokens in this one."""
        views, passage_views = _ranges(self.passage_views, rows)
        sentences, view_sentences = _ranges(self.view_sentences, views)
        tokens, sentence_tokens = _ranges(self.sentence_tokens, sentences)
        return Layout(sentence_tokens, view_sentences, passage_views), sentences, tokens

    def tokens_of(self, rows: Places) -> tuple[Places, Places]:
        """Where the tokens of each of some passages begin, and where they end."""
        firsts, ends = (
            self.sentence_tokens[self.view_sentences[self.passage_views[each]]]
            for each in (rows, rows + 1)
        )
        return firsts, ends

    def last_views_apart(self) -> tuple[Layout, Places, Places]:
        """The layout without each passage's last view, the places of its sentences in this one,
        and for each of those the place of the first sentence of its passage's last view."""
        is_last = np.zeros(self.passage_views[-1], np.bool_)
        is_last[self.passage_views[1:] - 1] = True
        sentences, view_sentences = _ranges(self.view_sentences, np.flatnonzero(~is_last))
        _, sentence_tokens = _ranges(self.sentence_tokens, sentences)
        passage_views = self.passage_views - np.arange(len(self.passage_views))
        counts = np.diff(view_sentences[passage_views])
        firsts = self.view_sentences[np.flatnonzero(is_last)]
        return (
            Layout(sentence_tokens, view_sentences, passage_views),
            sentences,
            firsts.repeat(counts),
        )


def _ranges(bounds: Places, chosen: Places) -> tuple[Places, Places]:
    """All places of the ranges chosen, and where each range then starts, and the last one ends."""
    starts = bounds[chosen]
    lengths = bounds[chosen + 1] - starts
    new = np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64)
    return np.arange(new[-1]) + np.repeat(starts - new[:-1], lengths), new


def layout_of(passages: Sequence[Sequence[Places]]) -> Layout:
    """The layout of passages that each have views of sentences of so many tokens."""
    views = [view for passage in passages for view in passage]
    lengths = (
        np.concatenate([*views, np.zeros(0, np.int64)]),
        np.asarray([len(view) for view in views]),
        np.asarray([len(passage) for passage in passages]),
    )
    return Layout(*(np.concatenate([[0], np.cumsum(each)]).astype(np.int64) for each in lengths))


def joined(layouts: Sequence[Layout]) -> Layout:
    """The layout of what lies in several, one after the other."""
    return Layout(
        _joined([each.sentence_tokens for each in layouts]),
        _joined([each.view_sentences for each in layouts]),
        _joined([each.passage_views for each in layouts]),
    )


def _joined(bounds: Sequence[Places]) -> Places:
    lengths = np.concatenate([np.diff(each) for each in bounds])
    return np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64)
