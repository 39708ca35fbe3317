"""Files of titles: kept encrypted beside the library, shown as copies, carried between the unit's PCs by sync."""

from desktop.library.digital.digital import Digital

__all__ = ["Digital"]
