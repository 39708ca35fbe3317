"""Numbers that people read are refilled while the centre is there: asked for only when they run low."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sync.client.foreign import NoSuchDoor
from sync.core.blocks import Blocks

if TYPE_CHECKING:
    from sync.client.visit import Visit


def refill(visit: Visit) -> None:
    """Ask for another block when one is wanted. A centre that knows no blocks yet is left in peace."""
    stock, epoch = visit.numbers, visit.replica.epoch
    if stock is None or not stock.wants_block(epoch):
        return
    try:
        blocks = visit.centre.ask("blocks", stock.wish(), Blocks)
    except NoSuchDoor:
        return
    stock.take_blocks(blocks.numbers, epoch)
