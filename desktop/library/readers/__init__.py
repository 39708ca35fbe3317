"""Readers and their cards: find, look at, register, amend."""

from desktop.library.readers.readers import Readers

__all__ = ["Readers"]
