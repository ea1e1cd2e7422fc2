"""What is compared with: LangChain's quick start over FAISS and sentence-transformers.

Its index is cut, embedded and kept as the tutorial does it. ``python -m bench.plain_stack FOLDER
QUESTION`` is its command line, without QUESTION it serves on the port in ``PORT``.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from langchain_community.vectorstores import FAISS
from langchain_core.embeddings import Embeddings
from sentence_transformers import SentenceTransformer

from rag.models.pytorch import model_path
from rag.settings import DEFAULT_MODEL

TOP_K = 4  # what similarity_search returns by itself


class Model(Embeddings):
    """The model as sentence-transformers runs it, for LangChain."""

    def __init__(self) -> None:
        self.transformer = SentenceTransformer(model_path(DEFAULT_MODEL), device="cpu")

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        vectors: list[list[float]] = self.transformer.encode(texts, batch_size=32).tolist()
        return vectors

    def embed_query(self, text: str) -> list[float]:
        vector: list[float] = self.transformer.encode(text).tolist()
        return vector


def build(text: str, folder: Path) -> None:
    """Cut the text as the tutorial does (1000 characters, 200 overlapping), and keep the index."""
    from langchain_text_splitters import RecursiveCharacterTextSplitter

    chunks = RecursiveCharacterTextSplitter(chunk_size=1000, chunk_overlap=200).split_text(text)
    FAISS.from_texts(chunks, Model()).save_local(str(folder))


def load(folder: Path) -> FAISS:
    """The index that ``build`` kept; FAISS's store is a pickle, and this one is our own."""
    return FAISS.load_local(str(folder), Model(), allow_dangerous_deserialization=True)


def search(store: FAISS, question: str) -> list[str]:
    """The texts of the nearest chunks, best first."""
    return [found.page_content for found in store.similarity_search(question, k=TOP_K)]


def serve(store: FAISS, port: int) -> None:
    """Serve ``POST /v1/query`` on the loopback, one request a thread as FastAPI does it."""
    import uvicorn
    from fastapi import FastAPI
    from pydantic import BaseModel

    class Query(BaseModel):
        question: str

    app = FastAPI()

    def query(body: Query) -> list[str]:
        return search(store, body.question)

    # The annotation is a name of this function's, which FastAPI could not look up from outside.
    query.__annotations__ = {"body": Query, "return": list[str]}
    app.post("/v1/query")(query)
    app.get("/readyz")(lambda: {})
    uvicorn.run(app, host="127.0.0.1", port=port, log_level="warning")


if __name__ == "__main__":
    chunks = load(Path(sys.argv[1]))
    if len(sys.argv) > 2:
        print("\n\n".join(search(chunks, sys.argv[2])))
    else:
        serve(chunks, int(os.environ["PORT"]))
