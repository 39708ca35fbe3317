"""A centre and PCs under test, all of them reached by the commands that people type."""

from __future__ import annotations

import json
import shutil
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING, Any

from desktop.library.library import Opening
from desktop.library.store import rows
from sync.server.cli import main
from tests.cli.tusach import PASSWORD, Tusach
from tests.server.centre import CentreProgram

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

    from desktop.library.library import Library


class Town:
    """One centre with its PCs."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder, self._capsys = folder, capsys
        self.centre = CentreProgram.make(folder / "centre")
        self.centre.start()

    def close(self) -> None:
        self.centre.stop()

    def pc(self, name: str, unit: str) -> Tusach:
        """A new PC of this unit."""
        pc = Tusach(self.folder / name, self._capsys)
        pc.one("enrol", str(self.centre.enrol(unit)))
        return pc

    def server(self, *words: str) -> dict[str, Any]:
        """A command at the centre that must succeed with one result."""
        code, [answer] = self.tried(*words)
        assert code == 0
        return answer

    def tried(self, *words: str) -> tuple[int, list[dict[str, Any]]]:
        """A command at the centre: its exit code and results."""
        self._capsys.readouterr()
        code = main(["--json", *words])
        return code, [json.loads(line) for line in self._capsys.readouterr().out.splitlines()]

    def back_up(self, name: str = "backup") -> Path:
        """While it serves."""
        file = self.folder / name
        self.server("--data", str(self.centre.folder), "backup", str(file))
        return file

    def burn(self) -> None:
        """Nothing is left of the centre."""
        self.centre.kill()
        shutil.rmtree(self.centre.folder)

    def restore(self, file: Path) -> dict[str, Any]:
        """Put it back, and serve at the same address."""
        told = self.server("restore", str(file), str(self.centre.folder))
        self.centre.start()
        return told


def settle(*pcs: Tusach) -> None:
    """Everybody syncs until nobody has anything new."""
    for _ in range(8):
        ran = [pc.one("sync") for pc in pcs]
        assert all(each["stop"] is None for each in ran)
        if not any(each["sent"] or each["received"] or each["mended"] for each in ran):
            return
    raise AssertionError("they never come to rest")


def held(pc: Tusach) -> dict[tuple[str, str], tuple[dict[str, Any], dict[str, str]]]:
    """Every row of a library, without what is this PC's own affair."""
    with closing(opened(pc)) as library:
        every = rows.every(library.store.connection)
        return {(row.table, row.id): (row.fields, dict(row.stamped())) for row in every}


def count(pc: Tusach, table: str) -> int:
    """How many rows a table of the library's file has."""
    with closing(opened(pc)) as library:
        return int(library.store.connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0])


def at_centre(centre: CentreProgram, question: str) -> list[tuple[Any, ...]]:
    """What the centre's database answers."""
    with closing(sqlite3.connect(centre.folder / "centre.db")) as database:
        return database.execute(question).fetchall()


def note(pc: Tusach, card: str, text: str) -> None:
    """Somebody writes a note about a reader."""
    with closing(opened(pc)) as library, library.store.writing() as pen:
        pen.put("reader", library.store.readers.with_card(card)[0].id, {"note": text})


def opened(pc: Tusach) -> Library:
    """Its library; to be closed."""
    opening = Opening(pc.profile, PASSWORD)
    library = opening.library()
    opening.release()
    return library
