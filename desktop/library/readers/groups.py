"""Classes and teams: a card of their own, loans that stay with the group, and who in it has which copy."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from desktop.library.circulation.answers import Declined, with_reader
from desktop.library.circulation.calendar import day_of
from desktop.library.circulation.entry import Fact
from desktop.library.circulation.recognise import group_of, person_of
from desktop.library.model.event import EventKind
from desktop.library.model.group import GroupSeen
from desktop.library.model.reader import GROUP
from desktop.library.model.refusal import Reason, Refusal
from desktop.library.text.normal import nfc

if TYPE_CHECKING:
    from datetime import date

    from desktop.library.circulation.acts import Acts
    from desktop.library.circulation.desk import Desk
    from desktop.library.circulation.entry import When
    from desktop.library.model.desk import Answer
    from desktop.library.model.ids import Moment
    from desktop.library.model.item import Item
    from desktop.library.model.loan import LoanLine
    from desktop.library.model.reader import Reader, ReaderForm, ReaderLine
    from desktop.library.readers.readers import Readers
    from desktop.library.store.store import Store
    from desktop.library.store.write import Pen

CATEGORY = "tap-the"
"""The reader category whose limits and rules a group borrows by."""


class Groups:
    """The groups over one store. To lend to one is to lend on its card; the rest goes through the desk, too."""

    def __init__(self, store: Store, readers: Readers, desk: Desk) -> None:
        self._store = store
        self._readers = readers
        self._desk = desk

    def add(self, form: ReaderForm) -> Reader:
        """Register a class or a team. `representative` in the form is the card of who answers for it.

        Raises Refusal: as `Readers.register`.
        """
        return self._readers.register(replace(form, kind=GROUP))

    def seen(self, card: str) -> GroupSeen:
        """Everything of the group. Raises Refusal: UNKNOWN_CARD, NOT_A_GROUP."""
        group = group_of(self._store, card)
        answers = self._store.readers.get(group.representative) if group.representative else None
        present = answers if answers and not answers.deleted else None
        return GroupSeen(group, present, self._members(group), self._loans(group))

    def members(self, card: str) -> tuple[ReaderLine, ...]:
        """The readers whose group text is this group's name, in roll-call order. Raises Refusal: as `seen`."""
        return self._members(group_of(self._store, card))

    def loans(self, card: str) -> tuple[LoanLine, ...]:
        """What the group holds, copy by copy, with who in it has it. Raises Refusal: as `seen`."""
        return self._loans(group_of(self._store, card))

    def hand_on(self, barcode: str, member_card: str = "", why: str = "", *, at: Moment | None = None) -> Answer:
        """Note that this person has the group's copy now; nobody: it is with the representative again.

        The loan stays the group's, and nothing moves its due day. Refused with NOT_ON_LOAN, NOT_A_GROUP (a person has
        it), UNKNOWN_CARD, NOT_A_PERSON.
        """

        def act(acts: Acts, pen: Pen, item: Item, then: When) -> Answer:
            loan = acts.loan_then(item, then)
            holder = self._store.readers.get(loan.reader_id) if loan and loan.reader_id else None
            if loan is None or holder is None:
                raise Declined(acts.seen(item), Refusal(Reason.NOT_ON_LOAN, location=item.location or None))
            seen = with_reader(acts.seen(item), holder)
            if not holder.is_group:
                raise Declined(seen, Refusal(Reason.NOT_A_GROUP, card=holder.card))
            taker = person_of(self._store, member_card) if member_card.strip() else None
            who, reason = taker.id if taker else None, " ".join(nfc(why).split())
            fact = Fact(EventKind.HANDED_ON, item.title_id, item.id, holder, member=who, why=reason)
            event = acts.note(pen, fact, then)
            told = (("member", taker.name or taker.card),) if taker else ()
            return replace(seen, status="handed-on", loan=loan.id, due=loan.due, event=event, at=then.at, facts=told)

        return self._desk.with_item(barcode, act, at=at)

    def _members(self, group: Reader) -> tuple[ReaderLine, ...]:
        return self._store.readers.lines_of_group(group.name, self._today())

    def _loans(self, group: Reader) -> tuple[LoanLine, ...]:
        return self._store.loans.open_of_reader(group.id, self._today())

    def _today(self) -> date:
        return day_of(self._store.now_ms())
