"""What the store keeps of loans and queues is at every moment what folding everything anew would give.

Every kind of event, late entries, undone acts and forgotten readers, arriving in any order and in any pieces.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from desktop.library.circulation.fold import fold_item
from desktop.library.circulation.holds_fold import fold_holds
from desktop.library.model.event import EventKind
from desktop.library.model.hold import HoldState
from desktop.library.store.events import Events
from desktop.library.store.loans import COLUMNS, loan_from
from desktop.library.store.store import Store
from tests.circulation.desk_world import World

KINDS = [kind.value for kind in EventKind]
OFTEN = ["lent", "lent", "returned", "returned", "held", "hold-shelved", "undone"]
DAY = date(2026, 11, 30)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory, new_file: Path) -> Iterator[Store]:
    """One library for all histories; each has a title and copies of its own."""
    world = World(tmp_path_factory.mktemp("refolding"), new_file)
    yield world.store
    assert world.store.check() == ()
    world.store.close()


@st.composite
def stories(draw: st.DrawFn) -> list[dict[str, Any]]:
    """Events of one title with two copies, by number; some are changed later, as forgetting does."""
    size = draw(st.integers(1, 14))
    numbers = st.one_of(st.none(), st.integers(0, size - 1))
    return [
        {
            "kind": draw(st.sampled_from(KINDS + OFTEN)),
            "order": draw(st.integers(0, 40)),
            "copy": draw(st.sampled_from([0, 0, 1, None])),
            "reader": draw(st.sampled_from(["an", "binh", "chi", "-e1", None])),
            "about": draw(numbers),
            "days": draw(st.integers(0, 60)),
            "on_site": draw(st.booleans()),
            "later": draw(st.sampled_from([None, None, None, "-e1", "-e2"])),
        }
        for _ in range(size)
    ]


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(stories(), st.data())
def test_what_is_kept_is_what_folding_anew_gives(
    store: Store, story: list[dict[str, Any]], data: st.DataObject
) -> None:
    with store.writing() as pen:
        title, *copies = (pen.new_id() for _ in range(3))
        names = [pen.new_id() for _ in story]
    rows = [_row(told, title, copies, names) for told in story]
    inorder = sorted(zip(names, rows, strict=True), key=lambda row: row[1]["order"])
    # As at a desk, or as from the centre: a story told in order steps, any other is folded again.
    coming = data.draw(st.one_of(st.just(inorder), st.permutations(inorder)))
    changes = [(name, {"reader_id": told["later"]}) for name, told in zip(names, story, strict=True) if told["later"]]
    writes = [*coming, *changes]
    while writes:
        some = data.draw(st.integers(1, 3))
        with store.writing() as pen:
            for name, fields in writes[:some]:
                pen.put("circulation_event", name, fields)
        writes = writes[some:]
        _assert_told_anew(store, title, copies)


def test_a_forgotten_reader_borrows_what_the_same_forgotten_reader_waited_for(store: Store) -> None:
    """As another desk sends it that has forgotten both: the pseudonyms still match, though none is kept here."""
    with store.writing() as pen:
        title, copy, held, lent = (pen.new_id() for _ in range(4))
    common = {"reader_id": "-e1", "title_id": title}
    for name, fields in (
        (held, {"kind": "held", "order": "1"}),
        (lent, {"kind": "lent", "order": "2", "item_id": copy}),
    ):
        with store.writing() as pen:
            pen.put("circulation_event", name, {**common, **fields})
    hold = store.holds.get(held)
    assert hold is not None
    assert (hold.state, hold.ended_by, hold.reader_id) == (HoldState.SATISFIED, lent, None)


def _row(told: dict[str, Any], title: str, copies: list[str], names: list[str]) -> dict[str, Any]:
    other = None if told["about"] is None else names[told["about"]]
    fields = {
        "kind": told["kind"],
        "order": f"{told['order']:026x}",
        "item_id": None if told["copy"] is None else copies[told["copy"]],
        "title_id": title,
        "reader_id": told["reader"],
        "at": told["order"] * 86_400_000,
        "recorded": 0,
        "due": (DAY + timedelta(days=told["days"])).isoformat() if told["kind"] in {"lent", "renewed"} else None,
        "until": date(1970, 1, 1 + told["days"] % 28).isoformat() if told["days"] % 2 else None,
        "undoes": other if told["kind"] == "undone" else None,
        "hold_id": other if told["kind"].startswith("hold") else None,
        "on_site": True if told["on_site"] else None,
    }
    return {name: value for name, value in fields.items() if value is not None}


def _assert_told_anew(store: Store, title: str, copies: list[str]) -> None:
    events = Events(store.connection)
    for copy in copies:
        found = store.connection.execute(f"SELECT {COLUMNS} FROM loan WHERE item_id = ?", (copy,)).fetchall()
        kept = {loan_from(row) for row in found}
        assert kept == set(fold_item(events.of_item(copy)).loans)
        assert sum(loan.returned is None for loan in kept) <= 1
    told = store.connection.execute("SELECT id FROM hold WHERE title_id = ?", (title,)).fetchall()
    everything = fold_holds(event for event in events.some(_names(store, title)) if event.title_id == title)
    assert {store.holds.get(name) for (name,) in told} == set(everything.holds)


def _names(store: Store, title: str) -> list[str]:
    found = store.connection.execute("SELECT id FROM circulation_event WHERE title_id = ?", (title,))
    return [name for (name,) in found]
