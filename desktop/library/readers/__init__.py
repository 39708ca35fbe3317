"""Readers and their cards: find, look at, register, amend; classes and teams; portraits."""

from desktop.library.readers.groups import Groups
from desktop.library.readers.portraits import Portraits
from desktop.library.readers.readers import Readers

__all__ = ["Groups", "Portraits", "Readers"]
