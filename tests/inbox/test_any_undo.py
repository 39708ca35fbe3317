"""Whatever is decided at either PC, and in whatever order it is taken back: all is as it was, on both PCs."""

from __future__ import annotations

import shutil
from contextlib import ExitStack, closing
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from desktop.library import alike
from desktop.library.model.item import ItemForm
from desktop.library.model.reader import ReaderForm
from desktop.library.store import rows
from tests.inbox.conftest import PASSWORD, Two
from tests.inbox.desks import Desk

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from desktop.library.library import Library

OWN = ("conflict", "workplace")
POINTS = 6
HOW = st.sampled_from(("keep", "restore", "renumber", "renumber-earlier"))


@pytest.fixture(scope="module")
def quarrel(tmp_path_factory: pytest.TempPathFactory, beginning: Path) -> Iterator[Two]:
    """Two PCs with six points between them."""
    folder = tmp_path_factory.mktemp("any-undo") / "unit"
    shutil.copytree(beginning, folder)
    with ExitStack() as open_desks:
        here, there = (
            open_desks.enter_context(closing(Desk(folder / name, PASSWORD, pc=pc, operator="")))
            for name, pc in (("here", "QUAY-1"), ("there", "PHONG-DOC"))
        )
        two = Two(here, there)
        for number in range(3):
            two.differ("item", two.copy(number), "location", "kho-muon", "phong-doc")
        two.differ("reader", two.reader(), "phone", "0912", None)
        for library, name in ((two.here, "Đỗ Một"), (two.there, "Đỗ Hai")):
            title = library.catalogue.find("kieu").lines[0].id
            library.catalogue.add_item(title, ItemForm(barcode="TK900001", accession=name))
            library.readers.register(ReaderForm(card="HV000777", name=name))
        two.meet()
        yield two


def content(library: Library) -> dict[tuple[str, str], dict[str, object]]:
    every = (row for row in rows.every(library.store.connection) if row.table not in OWN)
    return {(row.table, row.id): dict(row.fields) for row in every}


def decide(library: Library, point: str, how: str) -> None:
    conflicts, told = library.conflicts, library.conflicts.get(point)
    if told.state != "open":
        return
    if how.startswith("renumber") and told.is_double:
        conflicts.renumber(point, later=how == "renumber")
    elif how == "restore":
        conflicts.restore(point)
    else:
        conflicts.keep(point)


def undo_all(library: Library, points: list[str]) -> None:
    for point in points:
        if library.conflicts.get(point).state != "open":
            library.conflicts.undo(point)


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    decisions=st.lists(st.tuples(st.integers(0, POINTS - 1), HOW, st.booleans()), min_size=1, max_size=8),
    back=st.permutations(range(POINTS)),
    undone_there=st.booleans(),
    is_many=st.booleans(),
)
def test_undoing_every_decision_leaves_everything_as_it_was(
    quarrel: Two, decisions: list[tuple[int, str, bool]], back: list[int], *, undone_there: bool, is_many: bool
) -> None:
    two = quarrel
    points = sorted(str(told.id) for told in two.here.conflicts.list())
    before = content(two.here)
    assert len(points) == POINTS
    assert content(two.there) == before
    for at, how, is_there in decisions:
        decide(two.there if is_there else two.here, points[at], how)
        two.meet()
    together = alike.settle(two.here, points, "restore").together if is_many else ""
    two.meet()
    undoing = two.there if undone_there else two.here
    if together:
        alike.undo(undoing, together)
    undo_all(undoing, [points[at] for at in back])
    two.meet()
    assert content(two.here) == content(two.there) == before
    assert sorted(str(told.id) for told in two.there.conflicts.list()) == points
    assert two.here.store.check() == two.there.store.check() == ()
