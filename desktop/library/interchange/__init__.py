"""Days on paper and files of other library programs: read as late entries, and written for them."""

from desktop.library.interchange.late import LateEntries

__all__ = ["LateEntries"]
