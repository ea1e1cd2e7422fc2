"""What can be set, from ``BRIEF_RAG_*`` in the environment or in ``.env``."""

from __future__ import annotations

from pathlib import Path

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

from rag.embedding import DEFAULT_MODEL

BUNDLED_CORPUS = Path(__file__).resolve().parent.parent / "corpus"


class Settings(BaseSettings):
    """All settings, each with its default and meaning."""

    model_config = SettingsConfigDict(env_prefix="BRIEF_RAG_", env_file=".env", extra="ignore")

    model: str = Field(
        DEFAULT_MODEL,
        description="Embedding model: a sentence-transformers model id, or a folder. The default "
        "comes with the installation.",
    )
    corpus: Path = Field(
        BUNDLED_CORPUS, description="What `brief-rag index` reads when no path is given."
    )
    index_dir: Path = Field(
        Path(".brief-rag"), description="Where the index's generations and embeddings are kept."
    )
    passage_tokens: int = Field(
        200,
        ge=8,
        description="Longest passage, in the model's tokens; the model's window bounds it too.",
    )
    threads: int | None = Field(
        None, ge=1, description="Native threads of the model; unset means one for each core."
    )
    host: str = Field("127.0.0.1", description="Address that `brief-rag serve` listens on.")
    port: int = Field(8000, ge=0, le=65535, description="Port that `brief-rag serve` listens on.")
