"""Tests of what only some systems have."""

from __future__ import annotations

import os

import pytest

posix_only = pytest.mark.skipif(os.name == "nt", reason="Windows has nothing of the kind")
