"""A file that belongs to a title: a scan, a cover, the book itself."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from desktop.library.model.ids import Moment, TitleId


class FileState(StrEnum):
    """Where the content is, as this PC knows."""

    HERE = "here"
    COMING = "coming"
    """The next runs bring it."""
    NOT_HERE = "not-here"
    """The centre did not have it when it was last asked, either; it is asked again later."""


@dataclass(frozen=True, slots=True)
class AttachedFile:
    """One file. `size` in bytes, `sha256` as 64 hex digits, `media` as MIME names it."""

    id: str
    title_id: TitleId
    name: str
    size: int
    sha256: str
    media: str
    created: Moment
    state: FileState
