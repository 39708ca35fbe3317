"""Blocks of the numbers that people read: leased ahead of need, so that two desks offline never print the same one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

import msgspec

if TYPE_CHECKING:
    from collections.abc import Sequence


class AskBlocks(msgspec.Struct, array_like=True):
    """A device tells which blocks it holds, and whether it wants another one.

    `fresh`: it was put back from a backup, and what it holds may have been printed since: it wants one of its own.
    """

    held: list[int]
    wants: bool
    fresh: bool = False


class Blocks(msgspec.Struct, array_like=True):
    """The device's blocks, by their numbers, as the centre knows them; asked for a fresh one, that one alone."""

    numbers: list[int]


class NumberStock(Protocol):
    """Who hands out numbers on a device."""

    def wants_block(self, epoch: str) -> bool:
        """Whether to ask the centre of this epoch: a kind of numbers runs low, or it does not know what we hold."""

    def wish(self) -> AskBlocks:
        """What to ask."""

    def take_blocks(self, numbers: Sequence[int], epoch: str) -> None:
        """These are ours; those that are new are put in stock."""
