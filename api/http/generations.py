"""A new generation of the index, noticed and loaded while questions are answered."""

from __future__ import annotations

import asyncio
import logging

from api.http.service import Service
from index.generation import current_generation
from index.opening import open_engine
from rag.engine import Engine
from rag.settings import LOCAL_STORE, Settings

CHECK_EVERY = 1.0  # seconds
TRY_AGAIN_EVERY = 10.0  # seconds, where the current one is damaged: all of it is read each time

logger = logging.getLogger(__name__)


async def follow_generations(settings: Settings, service: Service) -> None:
    """Load each generation that becomes current, and answer with it; never returns.

    Loading happens in a thread of its own. A generation that cannot be loaded is logged once and
    tried again, and an earlier one goes on answering. Requests under way keep the engine that
    they began with: it is in memory or mapped, so that its files may be removed meanwhile.
    """
    failed = _logged(service.engine)
    while True:
        await asyncio.sleep(TRY_AGAIN_EVERY if failed else CHECK_EVERY)
        loaded = service.engine.store.name if service.engine else ""
        try:
            engine = await asyncio.to_thread(_load_if_new, settings, service.engine)
        except Exception as error:  # whatever it is, the next generation may mend it
            if str(error) != failed:
                failed = str(error)
                logger.error("generation %s goes on answering: %s", loaded, error)
            continue
        if engine is None:
            failed = None
        elif engine.store.fallback != failed or engine.store.name != loaded:
            logger.info("generation %s answers in place of %s", engine.store.name, loaded)
            service.answer_with(engine)
            failed = _logged(engine)


def _logged(engine: Engine | None) -> str | None:
    """Why an earlier generation than the current one answers, logged; None where it does not."""
    fallback = engine.store.fallback if engine else None
    if engine and fallback:
        logger.error("generation %s answers, an earlier one: %s", engine.store.name, fallback)
    return fallback


def _load_if_new(settings: Settings, loaded: Engine | None) -> Engine | None:
    if loaded and settings.store != LOCAL_STORE:
        present = loaded.present()  # as every request does: this one keeps it from waiting
        return None if present is loaded else present
    if (
        loaded
        and not loaded.store.fallback
        and current_generation(settings.index_dir).stem == loaded.store.name
    ):
        return None
    return open_engine(settings, opened=loaded)
