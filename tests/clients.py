"""Clients of the application itself, without a socket between."""

from __future__ import annotations

from fastapi.testclient import TestClient

from api.http.app import create_app
from rag.settings import Settings


def client_of(settings: Settings, host: str = "127.0.0.1") -> TestClient:
    """A client of the application with these settings, which asks for ``host``."""
    return TestClient(create_app(settings), base_url=f"http://{host}")
