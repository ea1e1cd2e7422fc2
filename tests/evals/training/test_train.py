"""A small network trained in earnest: it learns, a stopped run goes on, an adapter is whole."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
import torch
from tokenizers import Tokenizer
from transformers import BertConfig, BertModel

from evals.training.folding import folded
from evals.training.material import Material, material_of
from evals.training.recipe import Phase, Recipe
from evals.training.rows import TrainingRow
from evals.training.train import train
from rag.models.embedder import Embedder
from rag.models.reader_network import ReaderNetwork

RECIPE = Recipe(
    batch=8,
    rank=4,
    judge_every=10_000,
    phases=(
        Phase("all", 400, 2e-3, 1e-3, warm_up=5),
        Phase("adapter", 80, 1e-3, 0.0, own=1, warm_up=5),
    ),
)
COLOURS = ("red", "green", "blue", "white", "black", "brown")


def network_of(rank: int | None) -> ReaderNetwork:
    return ReaderNetwork(encoder(layers=1), rank)


def two_layers(rank: int | None) -> ReaderNetwork:
    """A network of which the upper layer alone may change."""
    return ReaderNetwork(encoder(layers=2), rank, first_layer=1)


def encoder(layers: int) -> BertModel:
    torch.manual_seed(1)
    config = BertConfig(
        vocab_size=30522,
        hidden_size=32,
        num_hidden_layers=layers,
        num_attention_heads=2,
        intermediate_size=48,
        hidden_dropout_prob=0.0,
        attention_probs_dropout_prob=0.0,
    )
    return BertModel(config, add_pooling_layer=False)


def rows() -> list[TrainingRow]:
    """The colour of a thing is told, or that of another thing."""
    found = []
    for thing in ("door", "roof", "boat", "gate"):
        for colour in COLOURS:
            text = f"The {thing} is {colour}."
            at = text.index(colour)
            found.append(
                TrainingRow("s", thing, f"{thing}?", text, ((at, at + len(colour)),), True)
            )
            found.append(TrainingRow("s", thing, "moon?", text, (), False))
    return found


@pytest.fixture(scope="module")
def tokenizer(embedder: Embedder) -> Tokenizer:
    return embedder.tokenizer


@pytest.fixture(scope="module")
def material(tokenizer: Tokenizer) -> Material:
    return material_of(rows(), {"same": rows()}, rows(), tokenizer, 3)


def test_it_learns_and_says_how_well(tmp_path: Path, material: Material) -> None:
    network, curve = train(network_of, material, RECIPE, tmp_path / "kept.pt")
    assert [entry["phase"] for entry in curve] == [0, 1]
    assert curve[-1]["same AUROC"] > 0.95
    names = set(network.adapter())
    assert "span.weight" in names and any(name.endswith(".up") for name in names)
    assert not any("embeddings" in name for name in names)


def test_an_adapter_learns_from_the_start_and_goes_on(tmp_path: Path, material: Material) -> None:
    phase = Phase("adapter", 400, 4e-3, 4e-3, own=0.5, warm_up=5)
    recipe = replace(RECIPE, bfloat16=False, phases=(phase, replace(phase, examples=80)))
    network, curve = train(network_of, material, recipe, tmp_path / "kept.pt")
    assert curve[-1]["same AUROC"] > 0.95
    assert all(tensor.any() for name, tensor in network.adapter().items() if name.endswith(".up"))


def test_layers_below_the_first_stay_as_they_are(tmp_path: Path, material: Material) -> None:
    recipe = replace(RECIPE, phases=(Phase("all", 40, 2e-3, 1e-3), Phase("adapter", 40, 1e-3, 0.0)))
    network, _ = train(two_layers, material, recipe, tmp_path / "kept.pt")
    names = network.adapter()
    assert any(".layer.1." in name for name in names)
    assert not any(".layer.0." in name for name in names)
    network.merge()
    before = dict(two_layers(None).named_parameters())
    for name, parameter in network.named_parameters():
        same = torch.equal(parameter, before[name])
        assert same == (not network.is_changed(name)), name


def test_a_run_that_was_stopped_ends_where_a_whole_one_does(
    tmp_path: Path, material: Material, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole, _ = train(network_of, material, RECIPE, tmp_path / "whole.pt")
    monkeypatch.setattr("evals.training.train._KEEP_EVERY", 0)
    steps = 0
    real = torch.optim.AdamW.step

    def step(self: torch.optim.AdamW) -> None:
        nonlocal steps
        steps += 1
        if steps == 30:
            raise KeyboardInterrupt
        real(self)

    monkeypatch.setattr(torch.optim.AdamW, "step", step)
    with pytest.raises(KeyboardInterrupt):
        train(network_of, material, RECIPE, tmp_path / "kept.pt")
    again, _ = train(network_of, material, RECIPE, tmp_path / "kept.pt")
    for name, tensor in whole.adapter().items():
        assert torch.allclose(tensor, again.adapter()[name], atol=1e-5), name


def test_a_change_of_low_rank_is_folded_whole() -> None:
    full = network_of(None)
    with torch.no_grad():
        for name, parameter in full.named_parameters():
            if name.startswith("encoder.encoder.") and parameter.dim() == 2:
                parameter += torch.randn(len(parameter), 2) @ torch.randn(2, parameter.shape[1])
            elif "embeddings" not in name:
                parameter += torch.randn_like(parameter)
    low = folded(full, network_of(4))
    low.merge()
    changed = dict(full.named_parameters())
    for name, parameter in low.named_parameters():
        assert torch.allclose(parameter, changed[name], atol=1e-4), name


def test_an_adapter_of_another_shape_is_refused() -> None:
    with pytest.raises(ValueError, match="do not fit"):
        network_of(4).load_adapter(network_of(2).adapter())


def test_a_merged_adapter_reads_as_before() -> None:
    network = network_of(4).eval()
    with torch.no_grad():
        for parameter in network.adapter().values():
            parameter += 0.1 * torch.randn_like(parameter)
    ids = torch.arange(12).reshape(2, 6)
    inputs = (ids, torch.ones_like(ids), torch.zeros_like(ids))
    with torch.no_grad():
        before = network(*inputs)
        network.merge()
        after = network(*inputs)
    for one, other in zip(before, after, strict=True):
        assert torch.allclose(one, other, atol=1e-5)
