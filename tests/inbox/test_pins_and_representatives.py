"""Two desks that set a PIN or a representative differently: a person decides, and nobody is shown what a PIN is."""

from __future__ import annotations

from desktop.library import inbox
from desktop.library.model.reader import ReaderForm
from desktop.library.model.refusal import Refusal
from desktop.library.store.conflicts import HIDDEN
from tests.inbox.conftest import Two


def test_a_pin_that_was_set_at_two_desks_is_settled_unseen(two: Two) -> None:
    two.here.pins.set("TV000001", "2580")
    two.there.pins.set("TV000001", "9512")
    two.meet()
    [point] = inbox.look(two.here).points
    assert (point.conflict.field, point.ours.what, point.theirs.what) == ("pin", HIDDEN, HIDDEN)
    assert "argon2" not in repr(point)
    two.here.conflicts.restore(point.conflict.id)
    kept = {pin for pin in ("2580", "9512") if _opens(two, pin)}
    assert len(kept) == 1
    two.meet()
    assert inbox.look(two.there).points == ()


def test_a_representative_is_told_by_name(two: Two) -> None:
    team = two.here.groups.add(ReaderForm(name="Lớp D52", card="LD52", category="tap-the"))
    two.meet()
    two.differ("reader", team.id, "representative", two.reader(), two.here.readers.get("TV000002").id)
    [point] = inbox.look(two.here).points
    names = {two.here.readers.get(card).name for card in ("TV000001", "TV000002")}
    assert {point.ours.what, point.theirs.what} == names


def _opens(two: Two, pin: str) -> bool:
    try:
        return bool(two.here.pins.check("TV000001", pin))
    except Refusal:
        return False
