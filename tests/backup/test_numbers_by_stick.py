"""A PC without a network gets its numbers by stick."""

from __future__ import annotations

from contextlib import closing

from desktop.library.store.numbers import BLOCK
from tests.backup.places import Town, at_centre, opened, settle
from tests.cli.tusach import Tusach


def use_up(pc: Tusach, left: int) -> None:
    """Somebody has printed bar codes until so many are left."""
    with closing(opened(pc)) as library, library.store.writing():
        library.store.numbers.skip(library.store.numbers.left("barcode") - left)


def blocks_of(pc: Tusach) -> list[int]:
    with closing(opened(pc)) as library:
        return library.store.numbers.blocks()


def test_a_block_is_wanted_and_brought_by_stick(town: Town):
    first, second = town.pc("first", "A"), town.pc("second", "A")
    settle(first, second)
    stick = town.folder / "stick"
    stick.mkdir()
    use_up(first, BLOCK // 4)
    for _ in range(2):  # a bundle that nobody has answered yet is written again
        first.one("bundle", "export", str(stick))
        assert town.tried("--data", str(town.centre.folder), "bundle", "import", str(stick))[0] == 0
    first("bundle", "import", str(stick))
    assert (blocks_of(first), blocks_of(second)) == ([0, 2], [1])
    assert at_centre(town.centre, "SELECT number FROM block ORDER BY number") == [(0,), (1,), (2,)]
    first.one("sync")
    assert blocks_of(first) == [0, 2]
