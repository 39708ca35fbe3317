"""Where the rows of a centre lie in random histories, how they are backed up, and how they are put back."""

from __future__ import annotations

import shutil
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from sync.server.centre import Centre

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.server.postgres import Cluster


class Office(Protocol):
    """A centre's folder and database."""

    def open(self) -> Centre:
        """The centre as it stands."""

    def back_up(self, centre: Centre) -> None:
        """Copy the rows as they are."""

    def has_backup(self) -> bool:
        """Whether they ever were."""

    def put_back(self) -> None:
        """The rows are as they were copied last. Nobody may have the centre open."""

    def close(self) -> None:
        """Leave nothing."""


@dataclass
class InAFile:
    """SQLite, in the centre's folder."""

    folder: Path
    now: Callable[[], int]
    _backup: Path | None = None
    _count: int = 0

    def open(self) -> Centre:
        return Centre.open(self.folder, now=self.now)

    def back_up(self, centre: Centre) -> None:
        with centre.database.reading() as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        self._count += 1
        self._backup = self.folder.parent / f"backup-{self._count}.db"
        shutil.copy(centre.folder.database, self._backup)
        self._database = centre.folder.database

    def has_backup(self) -> bool:
        return self._backup is not None

    def put_back(self) -> None:
        assert self._backup
        for ending in ("", "-wal", "-shm"):
            self._database.with_name(f"{self._database.name}{ending}").unlink(missing_ok=True)
        shutil.copy(self._backup, self._database)

    def close(self) -> None:
        pass


@dataclass
class OnPostgres:
    """A PostgreSQL database of its own, copied from the one at the address `like`."""

    folder: Path
    now: Callable[[], int]
    cluster: Cluster
    like: str
    _backup: str = ""
    _made: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._url = self._copy(self.like)

    def open(self) -> Centre:
        return Centre.open(self.folder, server=self._url, now=self.now)

    def back_up(self, centre: Centre) -> None:
        centre.database.close()  # nobody may use what is copied; it connects again by itself
        self._backup = self._copy(self._url)

    def has_backup(self) -> bool:
        return bool(self._backup)

    def put_back(self) -> None:
        self._drop(self._url)
        self._url = self._copy(self._backup)

    def close(self) -> None:
        for url in tuple(self._made):
            self._drop(url)

    def _copy(self, url: str) -> str:
        self._made.append(self.cluster.database(like=url))
        return self._made[-1]

    def _drop(self, url: str) -> None:
        self._made.remove(url)
        self.cluster.drop(url)
