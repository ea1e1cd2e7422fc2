"""Training the bundled codebooks of token vectors anew: ``python -m evals.codebooks``.

For the default model and, where it is installed, the multilingual one, on the package's sample
text; each is written beside a JSON that says what it was made of.
"""

from __future__ import annotations

import argparse
import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from rag.models.embedder import Embedder
from rag.models.opening import open_embedders
from rag.models.token_codebook import (
    BUNDLED,
    SAMPLE,
    AboutCodebook,
    sample_tokens,
    train_codebook,
)
from rag.settings import Settings


def main(arguments: Sequence[str] | None = None) -> None:
    """Write the codebooks, and say how near the decoded vectors of the sample are."""
    parser = argparse.ArgumentParser(prog="python -m evals.codebooks", description=__doc__)
    parser.add_argument("--out", type=Path, default=BUNDLED, help="the folder to write them to")
    parser.add_argument("--limit", type=int, help="train on the first so many texts alone")
    chosen = parser.parse_args(arguments)
    for embedder in open_embedders(Settings(), print):
        _write(embedder, chosen.out, chosen.limit)


def _write(embedder: Embedder, folder: Path, limit: int | None) -> None:
    tokens = sample_tokens(embedder, limit)
    codebook = train_codebook(tokens)
    content = codebook.to_bytes()
    about = AboutCodebook(
        model=embedder.identity.name,
        weights=embedder.identity.weights,
        dimension=codebook.dimension,
        sha256=hashlib.sha256(content).hexdigest(),
        sample_sha256=hashlib.sha256(SAMPLE.read_bytes()).hexdigest(),
        tokens=len(tokens),
    )
    path = folder / f"{embedder.identity.name}.npy"
    path.write_bytes(content)
    path.with_suffix(".json").write_text(json.dumps(asdict(about), indent=1) + "\n", "utf-8")
    near = codebook.nearness
    print(f"{path}: {len(content)} bytes of {len(tokens)} tokens, mean cosine {near:.3f}")


if __name__ == "__main__":
    main()
