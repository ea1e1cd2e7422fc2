"""A new generation of the index, noticed and loaded while questions are answered."""

from __future__ import annotations

import asyncio
import logging

from api.http.service import Service
from index.generation import current_generation
from index.opening import open_engine
from rag.engine import Engine
from rag.settings import Settings

CHECK_EVERY = 1.0  # seconds

logger = logging.getLogger(__name__)


async def follow_generations(settings: Settings, service: Service) -> None:
    """Load each generation that becomes current, and answer with it; never returns.

    Loading happens in a thread of its own. A generation that cannot be loaded is logged once and
    tried again, and the one before goes on answering. Requests under way keep the engine that
    they began with: it is in memory or mapped, so that its files may be removed meanwhile.
    """
    failed: str | None = None
    while True:
        await asyncio.sleep(CHECK_EVERY)
        loaded = service.engine.store.name if service.engine else ""
        try:
            engine = await asyncio.to_thread(_load_if_new, settings, loaded)
        except Exception as error:  # whatever it is, the next generation may mend it
            if str(error) != failed:
                failed = str(error)
                logger.error("generation %s goes on answering: %s", loaded, error)
            continue
        failed = None
        if engine:
            logger.info("generation %s answers in place of %s", engine.store.name, loaded)
            service.answer_with(engine)


def _load_if_new(settings: Settings, loaded: str) -> Engine | None:
    if current_generation(settings.index_dir).name == loaded:
        return None
    return open_engine(settings)
