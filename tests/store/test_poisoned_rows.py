"""Rows that another unit's altered program made of shared things: taken, and nothing on the desk ends for it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from desktop.library import inbox
from desktop.library.beginning import begin
from desktop.library.library import Library
from desktop.library.security.passwords import Passwords
from desktop.library.security.rights import Rights
from desktop.library.store.replica import StoreReplica
from desktop.library.store.store import FILE, Store
from sync.core.row import Row, new_id
from sync.core.stamp import make

KEY = bytes(range(32))
ODD: tuple[Any, ...] = (
    None,
    7,
    -1.5,
    float("nan"),
    True,
    "",
    "z" * 26,
    "z" * 32,
    "\0",
    b"\1",
    [],
    [[]],
    {"a": 1},
    1 << 63,
)


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    folder = tmp_path_factory.mktemp("poison")
    store = Store(folder / FILE, KEY)
    begin(store, unit="A", name="Đơn vị A")
    with closing(Library(store, Passwords(folder, KEY, Rights.LIBRARIAN))) as opened:
        yield opened


def take(library: Library, table: str, fields: dict[str, Any], row_id: str = "") -> None:
    now = library.store.now_ms()
    row = Row(table, row_id or new_id(now), "catalogue", make(now, 0, "b" * 10), fields)
    StoreReplica(library.store).apply("unit:A", [row], None, 0)


ABOUT = {"kind": "field", "table": "title", "row": "0" * 32, "field": "leader", "state": "open"}
TEXTS = ("kind", "table", "row", "field", "state")


@pytest.mark.parametrize("odd", ODD, ids=repr)
def test_a_point_that_makes_no_sense_hides_no_other_point(library: Library, odd: Any) -> None:
    names = (
        "winner",
        "loser",
        "winner_stamp",
        "loser_stamp",
        "acts",
        "together",
        "given",
        "number",
        "event",
        "item_id",
    )
    take(library, "conflict", {**ABOUT, **dict.fromkeys(names, odd)})
    take(library, "conflict", {**ABOUT, **dict.fromkeys(names, odd), "state": "kept"})
    take(library, "conflict", {**ABOUT, **dict.fromkeys(names, odd), "kind": "loan-task"})
    if odd is None or isinstance(odd, str):  # of another kind, the centre puts them aside
        for name in TEXTS:
            take(library, "conflict", {**ABOUT, name: odd})
    for missing in ABOUT:
        take(library, "conflict", {name: fact for name, fact in ABOUT.items() if name != missing})
    everything_can_be_read(library)


def everything_can_be_read(library: Library) -> None:
    library.conflicts.list()
    library.conflicts.list(settled=True)
    library.conflicts.lately()
    looked = inbox.look(library, limit=10_000)
    for point in looked.points[:3]:
        inbox.alike(library, point.conflict.id)
    assert library.store.check() == ()


_odd = st.recursive(
    st.one_of(
        st.none(),
        st.booleans(),
        st.integers(-(2**63), 2**64 - 1),
        st.floats(),
        st.text(max_size=5),
        st.binary(max_size=5),
    ),
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(st.text(max_size=3), inner, max_size=2),
    max_leaves=8,
)
_names = st.sampled_from(
    ("leader", "001", "008", "020/1", "100/1", "245/1", "260/1", "650/ab", "856/1", "999/1", "245", "/", "deleted_at")
)


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(fields=st.dictionaries(_names, _odd, max_size=4))
def test_a_title_of_any_content_is_taken(library: Library, fields: dict[str, Any]) -> None:
    take(library, "title", fields)
    assert library.store.check() == ()
