# The first stage converts the model and builds the index; the second holds what answers, and no
# PyTorch.
FROM python:3.12-slim AS build

# An index that carries PyTorch's CPU build; without it, Linux gets a CUDA build of several GB.
ARG TORCH_INDEX_URL=""
ENV HF_HUB_OFFLINE=1 PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
WORKDIR /build

COPY pyproject.toml requirements.lock requirements-serve.txt README.md LICENSE NOTICE ./
COPY rag ./rag
COPY index ./index
COPY api ./api
COPY brief_rag ./brief_rag
COPY evals ./evals
COPY corpus ./corpus
RUN python -m venv .venv \
    && .venv/bin/python -m pip install -c requirements.lock \
        ${TORCH_INDEX_URL:+--extra-index-url "$TORCH_INDEX_URL"} "."
RUN BRIEF_RAG_INDEX_DIR=/app/data BRIEF_RAG_MODELS_DIR=/build/models .venv/bin/brief-rag index \
    && rm /app/data/encodings.sqlite /app/data/readings.sqlite
RUN python -m venv --without-pip /app/.venv \
    && .venv/bin/python -m pip --python /app/.venv/bin/python install --no-deps \
        -c requirements.lock -r requirements-serve.txt \
    && .venv/bin/python -m pip --python /app/.venv/bin/python install --no-deps "." \
    && du -cm --summarize /app/.venv /app/data

FROM python:3.12-slim AS serve

RUN useradd --system --uid 10001 --no-create-home brief
WORKDIR /app
COPY --from=build /app/.venv ./.venv
COPY --from=build --chown=10001 /app/data ./data
ENV HF_HUB_OFFLINE=1 BRIEF_RAG_INDEX_DIR=/app/data PYTHONUNBUFFERED=1
USER 10001
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=3s --start-period=60s \
    CMD [".venv/bin/python", "-c", "import urllib.request as r; r.urlopen('http://127.0.0.1:8000/readyz', timeout=2)"]
CMD [".venv/bin/brief-rag", "serve", "--host", "0.0.0.0", "--port", "8000"]
