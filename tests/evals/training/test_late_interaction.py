"""The experiment with late interaction: its score is the product's, it learns, a run goes on."""

from __future__ import annotations

import json
import lzma
from dataclasses import asdict, replace
from pathlib import Path

import numpy as np
import pytest
import torch
from tokenizers import Tokenizer

from evals.training.late_interaction import __main__ as command
from evals.training.late_interaction.compare import table, write_model
from evals.training.late_interaction.losses import Batch, loss_of
from evals.training.late_interaction.neighbours import neighbours
from evals.training.late_interaction.network import TokenNetwork
from evals.training.late_interaction.passages import asked_passages
from evals.training.late_interaction.recipe import RECIPES, Recipe
from evals.training.late_interaction.scores import Encoded, encode, scores_of
from evals.training.late_interaction.train import STRENGTHS, Material, train
from evals.training.late_interaction.writing import write_adapter
from evals.training.rows import TrainingRow
from evals.tune import Measured
from rag.document.model import Passage, Span
from rag.models.embedder import Embedder, Vectors
from rag.models.pytorch import load_sentence_transformer, pytorch_embedder
from rag.question.query import Query
from rag.reading.sentences import split_sentences
from rag.search.late_interaction import (
    LateScores,
    PassageTokens,
    late_scores,
    match_tokens,
)
from rag.search.signals import Signals, encode_query
from rag.search.token_layout import layout_of
from rag.settings import Weights
from tests.evals.training.test_train import COLOURS, encoder

pytestmark = pytest.mark.long

MILL = (
    "The mill at Orra was built in 1902 by Ada Lund. It burned down in 1930. "
    "The town rebuilt it within two years, and paid 40,000 crowns."
)
HARBOUR = "The harbour of Orra was built in 1951. Its pier is 90 metres long."
TEXTS = (MILL, HARBOUR)
RECIPE = Recipe(
    rank=4,
    first_layer=0,
    rate=1e-2,
    warm_up=2,
    batch=8,
    passages=1_600,
    judge_every=800,
    temperature=0.1,
    pull_pooled=0.1,
)


def row(text: str, question: str, answer: str, group: str = "Orra") -> TrainingRow:
    start = text.index(answer)
    return TrainingRow("set", group, question, text, ((start, start + len(answer)),), True)


def network_of(rank: int | None) -> TokenNetwork:
    return TokenNetwork(encoder(layers=1).eval(), rank)


@pytest.fixture(scope="module")
def tokenizer(embedder: Embedder) -> Tokenizer:
    return embedder.tokenizer


@pytest.fixture(scope="module")
def material(tokenizer: Tokenizer) -> Material:
    """The colour of a thing is asked by a word that no passage holds."""
    words = ("ruby", "leaf", "sky", "milk", "coal", "soil")
    rows = [
        row(f"The {thing} is {colour}.", f"{word} {thing}", colour, thing)
        for thing in ("door", "roof", "boat", "gate")
        for colour, word in zip(COLOURS, words, strict=True)
    ]
    passages = asked_passages(rows, tokenizer)
    return Material(passages, neighbours(passages), {"same": passages})


def test_passages_know_the_sentences_that_answer(tokenizer: Tokenizer) -> None:
    rows = [
        row(MILL, "Who built it?", "Ada Lund"),
        row(MILL, "What did it cost?", "40,000 crowns"),
        TrainingRow("set", "Orra", "Who burned it?", MILL, (), False),
    ]
    (passage,) = asked_passages(rows, tokenizer)
    assert [question.text for question in passage.questions] == [
        "Who built it?",
        "What did it cost?",
    ]
    assert [q.sentences for q in passage.questions] == [(0,), (2,)]
    for sentence, words in ((0, "the mill at orra"), (2, "the town rebuilt it")):
        ids = [i for i, s in zip(passage.ids, passage.sentences, strict=True) if s == sentence]
        assert tokenizer.decode(ids).startswith(words)


def test_a_long_text_is_cut_into_passages_of_whole_sentences(tokenizer: Tokenizer) -> None:
    text = " ".join(f"Room {n} holds the letters of the year {1800 + n}." for n in range(60))
    rows = [row(text, "Which year?", "1803"), row(text, "And which?", "1822")]
    first, last = asked_passages(rows, tokenizer)
    assert "1803" in first.text and "1822" in last.text
    assert all(p.text.startswith("Room") and p.text.endswith(".") for p in (first, last))
    assert max(len(first.text), len(last.text)) <= 800


def test_a_neighbour_is_near_and_does_not_answer(tokenizer: Tokenizer) -> None:
    other = "A mill of another town was built in 1890 too."
    same_answer = "Ada Lund built the inn of Orra."
    rows = [
        row(MILL, "Who built the mill?", "Ada Lund"),
        row(HARBOUR, "When was the harbour built?", "1951"),
        row(other, "When was the mill built?", "1890", "elsewhere"),
        row(same_answer, "Who built the inn?", "Ada Lund"),
    ]
    passages = asked_passages(rows, tokenizer)
    found = neighbours(passages)
    # The harbour's is of the same document; the inn's text would answer, though it is nearer.
    assert found[0] == 1


def test_scores_are_the_products(embedder: Embedder) -> None:
    rows = [
        row(MILL, "Who paid for the new mill, and how much?", "40,000 crowns"),
        row(HARBOUR, "How long is the pier?", "90 metres"),
    ]
    passages = asked_passages(rows, embedder.tokenizer)
    questions = [question for passage in passages for question in passage.questions]
    asked = embedder.encode_questions([question.text for question in questions])
    shown = embedder.encode_passages([passage.text for passage in passages])
    scores = scores_of(
        questions,
        _as_encoded([e.tokens for e in asked]),
        passages,
        _as_encoded([e.tokens for e in shown]),
    )
    for n, question in enumerate(questions):
        late = _product_scores(question.text, embedder)
        weights = Weights()
        ranked = weights.sentence * late.best_sentences + weights.passage * late.passages
        assert scores.passages[:, n].numpy() == pytest.approx(ranked, abs=1e-5)
        assert scores.sentences[:, n].numpy() == pytest.approx(late.views, abs=1e-5)


def _as_encoded(tokens: list[Vectors]) -> Encoded:
    """Token vectors with those of the special tokens, which count for nothing, around them."""
    length = max(map(len, tokens)) + 2
    vectors = torch.ones(len(tokens), length, tokens[0].shape[1])
    for n, each in enumerate(tokens):
        vectors[n, 1 : len(each) + 1] = torch.from_numpy(each)
    return Encoded(vectors, vectors[:, 0], torch.ones(len(tokens), length))


def _product_scores(question: str, embedder: Embedder) -> LateScores:
    views = []
    for text in TEXTS:
        whole = Span(0, len(text))
        passage = Passage("x", "x", 0, 1, whole, tuple(split_sentences(text, whole, "en")))
        views.append(PassageTokens.of(passage, embedder.encode_passages([text])[0]))
    layout = layout_of([[view.sentence_lengths] for view in views])
    norms = np.concatenate([view.sentence_norms for view in views])
    tokens = np.concatenate([view.vectors for view in views])
    query = encode_query(Query.of(question), embedder, Weights().form_word)
    matches = match_tokens(query.encoding, layout, norms, lambda asked: asked @ tokens.T)
    return late_scores(matches, query.token_weights)


def test_it_learns_and_is_judged_at_every_strength(tmp_path: Path, material: Material) -> None:
    _, curve = train(network_of, material, RECIPE, tmp_path / "kept.pt")
    assert [entry["steps"] for entry in curve] == [0, 100, 200, 200, 200, 200]
    assert [entry["strength"] for entry in curve[2:]] == list(STRENGTHS)
    assert curve[0]["same MRR@5"] < 0.6 < 0.8 < curve[-1]["same MRR@5"]


def test_a_run_that_was_stopped_ends_where_a_whole_one_does(
    tmp_path: Path, material: Material, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole, _ = train(network_of, material, RECIPE, tmp_path / "whole.pt")
    monkeypatch.setattr("evals.training.late_interaction.train._KEEP_EVERY", 0)
    steps = 0
    real = torch.optim.AdamW.step

    def step(self: torch.optim.AdamW) -> None:
        nonlocal steps
        steps += 1
        if steps == 25:
            raise KeyboardInterrupt
        real(self)

    monkeypatch.setattr(torch.optim.AdamW, "step", step)
    with pytest.raises(KeyboardInterrupt):
        train(network_of, material, RECIPE, tmp_path / "kept.pt")
    again, _ = train(network_of, material, RECIPE, tmp_path / "kept.pt")
    for name, tensor in whole.adapter().items():
        assert torch.allclose(tensor, again.adapter()[name], atol=1e-5), name


@pytest.mark.parametrize("pull", ["pull_tokens", "pull_pooled"])
def test_what_goes_far_from_the_base_costs(material: Material, pull: str) -> None:
    network, base = network_of(4), network_of(None)
    with torch.no_grad():
        for name, tensor in network.adapter().items():
            if name.endswith(".up"):
                tensor += torch.randn_like(tensor)
    passages = material.training[:4]
    batch = Batch(passages, [p.questions[0] for p in passages], range(4))
    losses = [
        float(loss_of(network, base, batch, replace(RECIPE, **{pull: weight}), "cpu").detach())
        for weight in (0.0, 1.0)
    ]
    assert losses[1] > losses[0] + 0.1


def test_the_settings_that_were_tried_differ() -> None:
    assert len({json.dumps(asdict(recipe)) for recipe in RECIPES.values()}) == len(RECIPES) >= 3


def test_a_model_is_written_with_a_share_of_the_change(tmp_path: Path) -> None:
    recipe = Recipe(rank=2)
    torch.manual_seed(1)
    network = TokenNetwork(load_sentence_transformer()[0].auto_model, recipe.rank, 3)
    with torch.no_grad():
        for name, tensor in network.adapter().items():
            tensor.copy_(0.2 * torch.randn_like(tensor) if name.endswith(".up") else tensor)
    adapter = tmp_path / "tried.safetensors"
    write_adapter(adapter, network.eval(), recipe, {}, [])
    text = "Who built the mill at Orra?"
    base = pytorch_embedder(load_sentence_transformer(), "base")
    ids = base.tokenizer.encode(text).ids
    with torch.no_grad():
        expected = encode(network, [ids], "cpu").tokens[0, 1:-1].numpy()
    found = {}
    for strength in (0.0, 1.0):
        write_model(adapter, strength, tmp_path / str(strength))
        written = load_sentence_transformer(str(tmp_path / str(strength)))
        (encoding,) = pytorch_embedder(written, "tried").encode_questions([text])
        found[strength] = encoding.tokens
    (untouched,) = base.encode_questions([text])
    assert found[0.0] == pytest.approx(untouched.tokens, abs=1e-5)
    assert np.vecdot(found[1.0], expected).min() > 0.999  # computed in bfloat16
    assert np.vecdot(found[1.0], untouched.tokens).min() < 0.99


def test_a_few_rows_become_an_adapter_beside_its_figures(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    places = ("Orra", "Lund", "Brax", "Tell", "Mons", "Vey")
    public = [
        {
            "source": "set",
            "group": place,
            "question": f"Who built the mill of {place}?",
            "context": f"The mill of {place} was built by Ada {place} in 1902. " + 4 * HARBOUR,
            "answers": [
                {"text": f"Ada {place}", "start": len(f"The mill of {place} was built by ")}
            ],
            "answerable": True,
        }
        for place in places
    ]
    (tmp_path / "reader").mkdir()
    lines = "".join(json.dumps(each) + "\n" for each in public)
    (tmp_path / "reader/train.jsonl.xz").write_bytes(lzma.compress(lines.encode()))
    # Those that lie in the repository point into the whole of the public ones.
    own = [row(MILL, "Who paid?", "The town", "own"), row(MILL, "Who built it?", "Ada Lund", "own")]
    monkeypatch.setattr(command, "own_rows", lambda *_: own)
    monkeypatch.setattr(command, "is_held", lambda *_: True)
    tiny = Recipe(rank=2, batch=4, passages=8, judge_every=8)
    monkeypatch.setattr(command, "RECIPES", {"tiny": tiny})
    command.main(tmp_path, None, None, tmp_path / "kept")
    about = json.loads((tmp_path / "kept/tiny.json").read_text("utf-8"))
    assert about["recipe"] == asdict(tiny)
    assert [entry["steps"] for entry in about["figures"]] == [0, 2, 2, 2, 2]
    assert all("own MRR@5" in entry for entry in about["figures"])
    write_model(tmp_path / "kept/tiny.safetensors", 1.0, tmp_path / "model")
    assert (tmp_path / "model/model.safetensors").stat().st_size > 80_000_000


def test_models_stand_side_by_side_in_the_table() -> None:
    def measured(*late: float) -> Measured:
        scores = np.asarray(late, np.float32)
        none = np.zeros(len(late), np.float32)
        signals = Signals(scores, scores, np.asarray([1, 0], np.float32), none, none, ())  # type: ignore[arg-type]
        return Measured("fact", signals, np.asarray([True, False]))

    found = {
        "one": {"the brief": [measured(0.5, 0.55)]},
        "other": {"the brief": [measured(0.6, 0.55)]},
    }
    assert table(found).splitlines()[2] == "| the brief | 1 | 0.500 | 1.000 | 1.000 | 1.000 |"
