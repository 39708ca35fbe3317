"""Work away from the window: who finds it idle has heard of everything that it changed."""

from __future__ import annotations

import threading

import pytest

from desktop.library.library import Library
from desktop.library.model.touched import Touched
from tests.ui.world import World


def test_whoever_finds_it_idle_has_heard_what_was_changed(program: World, monkeypatch: pytest.MonkeyPatch):
    background, idle, heard = program.program.background, threading.Event(), list[Touched]()
    take = Library.take_touched

    def slowly(library: Library) -> frozenset[Touched]:
        idle.wait(0.3)  # the machine is busy: the answer might be there long before this
        return take(library)

    monkeypatch.setattr(Library, "take_touched", slowly)
    background.touched.connect(heard.extend)
    background.run(lambda library: library.circulation.lend("TV000001", "TK000100"))
    program.until(lambda: background.is_idle)
    idle.set()
    assert Touched.LOANS in heard
