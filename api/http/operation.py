"""The routes for those who run the service: alive, ready, figures."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import Response
from prometheus_client import CONTENT_TYPE_LATEST

from api.http.problems import problems
from api.http.schemas import Health, Readiness
from api.http.service import EngineDependency, ServiceDependency

router = APIRouter(tags=["operation"])


@router.get("/healthz")
async def healthz() -> Health:
    """The process is alive."""
    return Health(status="ok")


@router.get("/readyz", responses=problems(503))
async def readyz(engine: EngineDependency) -> Readiness:
    """The index is loaded and verified, and questions are answered."""
    store = engine.store
    return Readiness(
        status="ready",
        generation=store.name,
        documents=store.document_count,
        passages=store.passage_count,
        models=[embedder.name for embedder in store.embedders],
        warning=store.fallback,
    )


@router.get(
    "/metrics",
    response_class=Response,
    responses={200: {"content": {"text/plain": {"schema": {"type": "string"}}}}},
)
async def figures(service: ServiceDependency) -> Response:
    """Requests, latency, questions under way, cache and generation, for Prometheus."""
    return Response(service.metrics.exposition(), media_type=CONTENT_TYPE_LATEST)
