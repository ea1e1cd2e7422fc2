"""What can be set, from ``BRIEF_RAG_*`` in the environment or in ``.env``."""

from __future__ import annotations

import ipaddress
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, SecretStr, SerializationInfo, field_serializer, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

DEFAULT_MODEL = "all-MiniLM-L6-v2"
LOCAL_STORE = "local"
"""The value of ``store`` for the index in ``index_dir``."""
BUNDLED_CORPUS = Path(__file__).resolve().parent.parent / "corpus"


@dataclass(frozen=True, slots=True)
class Weights:
    """The constants of ranking; ``evals/tune.py`` chooses them by cross-validation."""

    sentence: float = 0.5  # of MaxSim with the passage's best sentence
    passage: float = 0.5  # of MaxSim with the whole passage
    coverage: float = 0.1  # of the share of the question's vocabulary that the passage holds
    dense: float = 0.0  # of the cosine of question and passage
    form_word: float = 0.5  # of a stop word or punctuation mark against another token
    needs_words: bool = False  # leave out passages that hold no word of the question
    candidates: int = 200  # passages that each of dense and lexical search proposes
    answer_passage: float = 0.5  # of the passage's MaxSim in a sentence's score
    answer_coverage: float = 0.2  # of the vocabulary that a sentence holds, in its score
    answer_reader: float = 0.2  # of the reader's probability that a sentence answers, in its score
    answer_gain: float = 4.0  # of what a further sentence adds, against its distance from the best
    highlight_margin: float = 0.03  # how far below the best sentence another is still marked


# multilingual-e5-small tells sentences apart less well, and leans more on punctuation.
MULTILINGUAL_WEIGHTS = Weights(sentence=0.0, passage=1.0, form_word=0.3)

LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
"""The names of this machine that no other machine reaches."""


class Settings(BaseSettings):
    """All settings, each with its default and meaning."""

    model_config = SettingsConfigDict(
        env_prefix="BRIEF_RAG_",
        env_nested_delimiter="__",
        env_file=".env",
        env_ignore_empty=True,  # an empty path would be the folder where a command starts
        extra="ignore",
    )

    model: str = Field(
        DEFAULT_MODEL,
        description="Embedding model: a sentence-transformers model id, or a folder. The default "
        "comes with the installation.",
    )
    runtime: Literal["openvino", "pytorch"] = Field(
        "openvino",
        description="What runs the model: openvino, converted by `brief-rag index` (a model that "
        "cannot be is run by PyTorch), or pytorch.",
    )
    reader: bool = Field(
        True,
        description="Whether a reader, a small model that reads question and sentence together, "
        "judges what is in doubt; `brief-rag index` puts it into the index. Only the default "
        "model and the extra `[multilingual]`, run by OpenVINO, have one.",
    )
    corpus: Path = Field(
        BUNDLED_CORPUS, description="What `brief-rag index` reads when no path is given."
    )
    index_dir: Path = Field(
        Path(".brief-rag"), description="Where the index's generations and embeddings are kept."
    )
    store: str = Field(
        LOCAL_STORE,
        description="Where passages are kept and found: local (index_dir), "
        "milvus://host:port/collection, or milvus+lite:./folder. The latter two need the extra "
        "`[milvus]`.",
    )
    milvus_token: SecretStr | None = Field(
        None, description="Token for the Milvus server, such as user:password."
    )
    milvus_tls: bool = Field(False, description="Whether the Milvus server is spoken to by TLS.")
    milvus_ca: Path | None = Field(
        None,
        description="PEM file of who signed the Milvus server's certificate; unset means "
        "those that the system trusts.",
    )
    milvus_database: str = Field(
        "default", description="Database of the Milvus server that holds the collections."
    )
    milvus_seconds: float = Field(
        10.0, gt=0, description="Seconds that the Milvus server may take for one request; then 503."
    )
    models_dir: Path | None = Field(
        None, description="Where converted models are kept; unset means models in index_dir."
    )
    passage_characters: int = Field(800, ge=40, description="Longest passage, in characters.")
    passage_tokens: int = Field(
        220,
        ge=8,
        description="Longest passage, in the model's tokens; the model's window bounds it too.",
    )
    weights: Weights = Field(
        Weights(),
        description="Constants of ranking, each as BRIEF_RAG_WEIGHTS__NAME; the defaults are "
        "chosen by cross-validation.",
    )
    threads: int | None = Field(
        None,
        ge=1,
        description="Native threads of the model; unset means one for each core, shared among the "
        "workers of `brief-rag serve`.",
    )
    workers: int = Field(1, ge=1, description="Processes of `brief-rag serve` that answer.")
    answer_threads: int = Field(
        16, ge=1, description="Questions that a worker answers at the same time."
    )
    answer_seconds: float = Field(
        60.0, gt=0, description="Seconds that a question may take, waiting included; then 503."
    )
    max_questions: int = Field(
        64,
        ge=1,
        description="Questions that a worker takes in at once, answered or waiting; beyond, 503.",
    )
    cached_answers: int = Field(
        1000, ge=0, description="Responses that a worker keeps for questions asked again."
    )
    serve_originals: bool = Field(
        False,
        description="Whether `GET /v1/documents/{id}/original` gives the file that a document was "
        "read from.",
    )
    editable: bool = Field(
        False,
        description="Whether documents may be added, changed and removed over HTTP, by whoever "
        "reaches the service.",
    )
    upload_mb: int = Field(100, ge=1, description="Megabytes of one upload, all its files.")
    host: str = Field("127.0.0.1", description="Address that `brief-rag serve` listens on.")
    allowed_hosts: Annotated[tuple[str, ...], NoDecode] = Field(
        (),
        description="Names that the service answers to beside those of this machine, with commas "
        "between them or as a JSON list. Without any: on a loopback address the names of this "
        "machine alone, elsewhere every name.",
    )
    port: int = Field(8000, ge=0, le=65535, description="Port that `brief-rag serve` listens on.")

    def hosts_answered(self) -> frozenset[str] | None:
        """The names in ``Host`` that requests are answered for; None for all.

        A page of another site can have its name point to this machine (DNS rebinding) and would
        then read what is served here. Behind a proxy the names are the proxy's to check.
        """
        if self.allowed_hosts:
            # Those of this machine, by which a container asks itself for its health, are safe: no
            # page of another site has them.
            return LOOPBACK | {host.casefold() for host in self.allowed_hosts}
        return LOOPBACK | {self.host} if _is_loopback(self.host) else None

    @field_validator("allowed_hosts", mode="before")
    @classmethod
    def _listed(cls, value: object) -> object:
        """The names of a JSON list, or of one with commas."""
        if not isinstance(value, str):
            return value
        if value.lstrip().startswith("["):
            return json.loads(value)
        return [name.strip() for name in value.split(",") if name.strip()]

    @field_serializer("milvus_token", when_used="json-unless-none")
    def _told_or_hidden(self, token: SecretStr, info: SerializationInfo) -> str:
        """A process of our own is told the token, by ``dump_with_secrets``; nobody else is."""
        return token.get_secret_value() if info.context == _SECRETS else str(token)

    def dump_with_secrets(self) -> str:
        """All settings as JSON, for a process of our own."""
        return self.model_dump_json(context=_SECRETS)


_SECRETS = {"secrets": True}


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host.casefold() in LOOPBACK
