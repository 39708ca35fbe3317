"""What the desk says: refused answers, and objections weighed against the right to set them aside."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from desktop.library.model.desk import Answer
from desktop.library.model.refusal import Reason, Refusal

if TYPE_CHECKING:
    from collections.abc import Sequence

    from desktop.library.model.item import Item
    from desktop.library.model.reader import Reader

REFUSED = "refused"


class Declined(Refusal):
    """A refusal that already knows its answer; leaves the transaction so that nothing of it is written."""

    def __init__(self, seen: Answer, no: Refusal, *, may_be_overridden: bool | None = None) -> None:
        """`may_be_overridden`, where this act differs in that from others that are refused for the same reason."""
        super().__init__(no.reason, **no.facts)
        answer = refused(seen, no)
        self.answer = answer if may_be_overridden is None else replace(answer, may_be_overridden=may_be_overridden)


def refused(seen: Answer, no: Refusal) -> Answer:
    """The answer that says no, with whatever of the item and the reader was already seen."""
    return replace(
        seen, status=REFUSED, reason=no.reason, facts=tuple(no.facts.items()), may_be_overridden=no.may_be_overridden
    )


def answer_of(seen: Answer, no: Refusal) -> Answer:
    """The refused answer of any refusal."""
    return no.answer if isinstance(no, Declined) else refused(seen, no)


def weigh(seen: Answer, objections: Sequence[Refusal], *, override: bool) -> tuple[Reason, ...]:
    """The reasons that are set aside. Raises the first objection that is not; its facts name the others (`also`)."""
    standing = [no for no in objections if not (override and no.may_be_overridden)]
    if not standing:
        return tuple(no.reason for no in objections)
    first, *others = standing
    also = {"also": " ".join(no.reason for no in others)} if others else {}
    raise Declined(seen, Refusal(first.reason, **first.facts, **also))


def seen_item(item: Item, title: str) -> Answer:
    """The beginning of an answer about an item."""
    return Answer("", barcode=item.barcode, title=title, title_id=item.title_id, item_id=item.id)


def with_reader(seen: Answer, reader: Reader) -> Answer:
    """The same with the reader whom it is about."""
    return replace(seen, card=reader.card, reader_id=reader.id, reader=reader.name)
