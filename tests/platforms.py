"""Tests of what only some systems, or some installations, have."""

from __future__ import annotations

import os

import pytest

from rag.models.pytorch import multilingual_installed

posix_only = pytest.mark.skipif(os.name == "nt", reason="Windows has nothing of the kind")
needs_multilingual = pytest.mark.skipif(
    not multilingual_installed(), reason="the extra [multilingual] is not installed"
)
