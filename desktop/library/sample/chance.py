"""Random numbers that follow from a seed: the same everywhere, for ever."""

from __future__ import annotations

from random import Random


def chance(*about: str | int) -> Random:
    """Random numbers for one purpose; the same words give the same numbers."""
    return Random("/".join(map(str, about)))  # noqa: S311 - nothing is kept secret with them
