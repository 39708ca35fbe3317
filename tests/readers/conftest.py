"""A library and its readers."""

from __future__ import annotations

from tests.circulation.conftest import new_file, world

__all__ = ["new_file", "world"]
