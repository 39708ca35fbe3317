"""The answer to 15: a reader waits for a title, or waits no more."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop.library.circulation.calendar import day_of
from desktop.library.circulation.recognise import item_of
from desktop.library.model.refusal import Reason, Refusal
from desktop.sip2 import times
from desktop.sip2.counter import DONE, NO, YES, Counter, answer_no

if TYPE_CHECKING:
    from desktop.library.model.item import Item
    from desktop.library.model.reader import Reader
    from desktop.sip2.messages import Message

_THIS_COPY = "3"
"""Hold type (field BY): this copy and no other."""


def hold(counter: Counter, asked: Message) -> Message:
    """15: place or cancel; to change one is the librarian's.

    Raises Refusal: PIN and card, UNKNOWN_TITLE, UNKNOWN_BARCODE, NO_SUCH_HOLD.
    """
    reader = counter.reader(asked)
    item, title_id = _wanted(counter, asked)
    match asked.fixed["mode"]:
        case "+":
            return _place(counter, asked, reader, title_id, item)
        case "-":
            return _cancel(counter, asked, reader, title_id)
        case _:
            return counter.reply(asked, answer_no(asked), *_about(asked), says=counter.words.text("not done here"))


def _wanted(counter: Counter, asked: Message) -> tuple[Item | None, str]:
    """The copy that was named, if any, and its title."""
    if asked.get("AB"):
        item = item_of(counter.library.store, asked.get("AB")).item
        assert item is not None  # item_of finds an item or refuses
        return item, item.title_id
    if counter.library.store.titles.line(asked.get("AJ")) is None:
        raise Refusal(Reason.UNKNOWN_TITLE, title_id=asked.get("AJ"))
    return None, asked.get("AJ")


def _place(counter: Counter, asked: Message, reader: Reader, title_id: str, item: Item | None) -> Message:
    until = times.understood(asked.get("BW"))
    answer = counter.library.holds.place(
        reader.card,
        title_id,
        barcode=item.barcode if item and asked.get("BY") == _THIS_COPY else "",
        until=day_of(until) if until else None,
    )
    if answer.reason is not None:
        return counter.reply(asked, answer_no(asked), *_about(asked), says=counter.why_not(answer))
    line = counter.library.store.titles.line(title_id)
    place = str(dict(answer.facts).get("place", ""))
    fixed = {"ok": DONE, "available": YES if line and line.available else NO}
    return counter.reply(asked, fixed, ("BR", place), *_about(asked), says=counter.words.text("held", place=place))


def _cancel(counter: Counter, asked: Message, reader: Reader, title_id: str) -> Message:
    mine = next((line for line in counter.library.holds.of_reader(reader.card) if line.title_id == title_id), None)
    if mine is None:
        raise Refusal(Reason.NO_SUCH_HOLD)
    answer = counter.library.holds.cancel(mine.id, counter.machine)
    if answer.reason is not None:
        return counter.reply(asked, answer_no(asked), *_about(asked), says=counter.why_not(answer))
    return counter.reply(asked, {"ok": DONE, "available": NO}, *_about(asked), says=counter.words.text("unheld"))


def _about(asked: Message) -> tuple[tuple[str, str], ...]:
    return tuple((name, asked.get(name)) for name in ("AA", "AB", "AJ") if asked.get(name))
