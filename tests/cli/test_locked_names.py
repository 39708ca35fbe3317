"""Commands on a PC that lacks its unit's key: names are locked, nothing breaks, and who reads JSON sees it too."""

from __future__ import annotations

from contextlib import closing

import pytest

from desktop.library.library import Opening
from desktop.library.model.conflict import LOCKED
from desktop.library.store.rows import every
from sync.core.sealing import UnitKey
from tests.cli.tusach import PASSWORD, Tusach

KEY = UnitKey(bytes(range(32)))


@pytest.fixture
def locked(tusach: Tusach) -> Tusach:
    opening = Opening(tusach.profile, PASSWORD)
    with closing(opening.library()) as library, library.store.writing() as pen:
        for row in list(every(library.store.connection)):
            if (sealed := KEY.sealed_row(row)) is not row:
                pen.take(sealed, row)
    opening.release()
    return tusach


def test_a_reader_is_shown_with_the_name_locked(locked: Tusach, monkeypatch: pytest.MonkeyPatch):
    told = locked.one("show", "BD0001")
    assert (told["card"], told["name"]) == ("BD0001", LOCKED)
    assert "(đã khoá)" in locked.plainly("show", "BD0001").out
    monkeypatch.setenv("TUSACH_LANG", "en")
    said = locked.plainly("show", "BD0001").out
    assert "(locked)" in said
    assert LOCKED not in said


def test_lending_and_looking_go_on(locked: Tusach):
    locked.done("lend", "BD0001", "TK000001")
    assert locked.one("status")["loans"] == 1
    assert LOCKED not in locked.plainly("overdue").out
    assert locked.one("return", "TK000001")["status"] == "returned"
    assert locked.one("check")["ok"] is True
