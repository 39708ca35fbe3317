"""Who may let machines in, and that a machine's password lies nowhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from desktop.library.model.refusal import Reason, Refusal
from desktop.library.security.rights import Rights
from desktop.library.security.self_check import Chosen, SelfCheck
from tests.circulation.desk_world import World, new_library

if TYPE_CHECKING:
    from pathlib import Path


def test_only_the_librarian_lets_machines_in_and_no_password_is_kept(tmp_path: Path):
    world = World(tmp_path, new_library(tmp_path / "new.db"))
    desk, librarian = SelfCheck(world.store, Rights.DESK), SelfCheck(world.store)
    for asked in (lambda: desk.choose(Chosen(on=True)), lambda: desk.admit("m", "p"), lambda: desk.dismiss("m")):
        with pytest.raises(Refusal) as no:
            asked()
        assert no.value.reason is Reason.NOT_ENTITLED
    for name, password in (("", "p"), ("m", " ")):
        with pytest.raises(Refusal) as no:
            librarian.admit(name, password)
        assert no.value.reason is Reason.MISSING_FIELD
    with pytest.raises(Refusal) as no:
        librarian.dismiss("m")
    assert no.value.reason is Reason.UNKNOWN_ID
    librarian.admit("m", "mật khẩu bí mật")
    librarian.choose(Chosen(on=True, port=6002))
    assert (desk.machines(), desk.chosen().port) == (("m",), 6002)
    kept = [value for (value,) in world.store.connection.execute("SELECT value FROM profile")]
    assert not any("mật khẩu bí mật".encode() in value for value in kept)
    assert desk.let_in("m", "mật khẩu bí mật")
    world.store.close()


def test_a_setting_of_a_newer_program_does_no_harm(tmp_path: Path):
    world = World(tmp_path, new_library(tmp_path / "new.db"))
    world.store.profile.put("self-check", {"port": 6002, "colour": "green"})
    assert SelfCheck(world.store).chosen() == Chosen(port=6002)
    world.store.close()
