"""Token vectors come back as they were stored, and only some are kept in memory."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from index import tokens
from index.tokens import load_tokens, write_tokens
from rag.late_interaction import PassageTokens


def test_the_passages_kept_in_memory_are_bounded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tokens, "_KEPT", 3)
    first = np.asarray([0], np.int64)
    stored = [PassageTokens(np.full((2, 4), n, np.float32), first) for n in range(8)]
    write_tokens(tmp_path / "tokens", ([views] for views in stored), 10**6)
    store = load_tokens(tmp_path / "tokens", 4)
    for row in (0, 1, 1, 2, 3, 7, 0):
        (view,) = store.get(row)
        assert view.vectors.dtype == np.float32
        assert (view.vectors == row).all()
        assert len(store.kept) <= 3
    assert list(store.kept) == [3, 7, 0]
