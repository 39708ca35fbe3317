"""The readers of a library: a list in roll-call order, one card, and what stands behind it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop.library.circulation.calendar import day_of, start_of
from desktop.library.circulation.forget import DISPUTE_DAYS, unlink_old
from desktop.library.circulation.forget_debts import unlink_settled
from desktop.library.circulation.panel import panel_of
from desktop.library.circulation.recognise import person_of, reader_of
from desktop.library.model.conflict import LOCKED
from desktop.library.model.ids import Moment, ReaderId
from desktop.library.model.reader import GROUP
from desktop.library.model.refusal import Reason, Refusal
from desktop.library.readers.form import card_typed, form_of, kept
from desktop.library.security.rights import Rights, Task

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from desktop.library.model.desk import ReaderPanel
    from desktop.library.model.loan import LoanLine
    from desktop.library.model.reader import LookUp, Reader, ReaderForm, ReaderLine
    from desktop.library.store.store import Store

CARD_PREFIX = "TV"
"""Of the cards numbered here: no Vietnamese typing program changes TV and digits (domain.md 1.2)."""


ONE_LOOK_MS = 10 * 60 * 1000
"""A card that stays open is looked at again whenever something changes: all that is one look."""
JOURNAL_MS = 365 * 24 * 60 * 60 * 1000


class Readers:
    """Finds, registers and amends readers over one store. Refusals name cards, never people."""

    def __init__(
        self, store: Store, rights: Rights = Rights.LIBRARIAN, *, operator: Callable[[], str] = lambda: ""
    ) -> None:
        """`operator` tells who sits there."""
        self._store = store
        self._rights = rights
        self._operator = operator

    def find(self, query: str = "", *, limit: int = 50, after: ReaderId | None = None) -> tuple[ReaderLine, ...]:
        """Readers whose name (with or without marks) or card begins with every word of the query, in roll-call order.

        `after` is the last reader of the page before.
        """
        return self._store.readers.lines(query, self._today(), after=after, limit=limit)

    def get(self, card: str) -> Reader:
        """The reader with this card. Raises Refusal: UNKNOWN_CARD, ITEM_WHERE_CARD_EXPECTED, AMBIGUOUS_CODE."""
        return reader_of(self._store, card)

    def form(self, reader_id: str) -> ReaderForm:
        """What is kept of the reader, to be amended. Raises Refusal(UNKNOWN_ID)."""
        reader = self._known(reader_id)
        answers = self._store.readers.get(reader.representative) if reader.representative else None
        return form_of(reader, answers.card if answers and not answers.deleted else "")

    def panel(self, card: str) -> ReaderPanel:
        """What the desk shows of the reader. Raises as `get`."""
        return panel_of(self._store, self.get(card), self._today())

    def history(self, card: str, *, limit: int = 200) -> tuple[LoanLine, ...]:
        """The reader's loans that are still linked to the reader, newest first. Who asks is noted. Raises as `get`."""
        reader = self.get(card)
        self._note_look(reader)
        return self._store.loans.history_of_reader(reader.id, self._today(), limit=limit)

    def looked_up(self, card: str | None = None, *, since: date | None = None, limit: int = 1000) -> tuple[LookUp, ...]:
        """Who looked this reader, or any, up on this PC, newest first; today when no day is given and no card.

        Raises Refusal: NOT_ENTITLED, and as `get`.
        """
        self._rights.require(Task.AMEND_READERS)
        if card is not None:
            return self._store.look_ups.of_reader(self.get(card).id, limit=limit)
        return self._store.look_ups.since(start_of(since or self._today()), limit=limit)

    def categories(self) -> tuple[tuple[str, str, str], ...]:
        """(code, Vietnamese, English) of each reader category."""
        return self._store.policies.codes("reader-category")

    def register(self, form: ReaderForm) -> Reader:
        """Register a reader; an empty card takes the next number of the leased block.

        Raises Refusal: NOT_ENTITLED, MISSING_FIELD, UNKNOWN_ID (category), INVALID_DATE, DUPLICATE_CARD; and for a
        group's representative UNKNOWN_CARD, NOT_A_PERSON.
        """
        self._rights.require(Task.REGISTER)
        fields = kept(form, self._category_codes())
        with self._store.writing() as pen:
            card = card_typed(form.card) or self._store.numbers.next("card", CARD_PREFIX)
            self._refuse_taken(card)
            reader_id = pen.new_id()
            written = {"card": card, **fields, "created": self._store.now_ms()}
            pen.put("reader", reader_id, {**written, **self._as_group(form, form.kind)})
        return self._known(reader_id)

    def amend(self, reader_id: str, form: ReaderForm) -> Reader:
        """Change what is kept of a reader; only fields that differ are written.

        Raises Refusal: NOT_ENTITLED, UNKNOWN_ID, MISSING_FIELD, INVALID_DATE, DUPLICATE_CARD, LOCKED (field); and for a
        group's representative UNKNOWN_CARD, NOT_A_PERSON.
        """
        self._rights.require(Task.AMEND_READERS)
        before = self._known(reader_id)
        fields = kept(form, {*self._category_codes(), before.category})
        card = card_typed(form.card) or before.card
        with self._store.writing() as pen:
            if card != before.card:
                self._refuse_taken(card)
            written = {"card": card, **self._unlocked(before, fields)}
            pen.put("reader", reader_id, {**written, **self._as_group(form, before.kind)})
        return self._known(reader_id)

    def unlink_old(self, *, at_most: int | None = None) -> int:
        """Forget who borrowed and owed what after that is long over, all or `at_most` of them; returns how many.

        Run it after the start, some loans at a time while anything is left, so that no scan waits for it.
        """
        now = Moment(self._store.now_ms())
        loans = unlink_old(self._store, now, at_most=at_most)
        left = None if at_most is None else at_most - loans
        return loans + unlink_settled(self._store, now, days=DISPUTE_DAYS, at_most=left)

    def _note_look(self, reader: Reader) -> None:
        """Law 91/2025/QH15: who looks into somebody's affairs can be asked about it (domain.md 2.2)."""
        now, operator = self._store.now_ms(), self._operator()
        if 0 <= now - self._store.look_ups.last(reader.id, operator) < ONE_LOOK_MS:
            return
        with self._store.writing():
            self._store.look_ups.add(now, reader.id, operator)
            self._store.look_ups.forget_before(now - JOURNAL_MS)

    def _refuse_taken(self, card: str) -> None:
        # The desk's one field could not tell a card from an item with the same code.
        if self._store.readers.has_card(card) or self._store.items.has_barcode(card):
            raise Refusal(Reason.DUPLICATE_CARD, card=card, is_item=self._store.items.has_barcode(card))

    def _as_group(self, form: ReaderForm, kind: str) -> dict[str, str | None]:
        """What a group's row has besides; nothing for a person, who never becomes one."""
        if kind != GROUP:
            return {}
        if not form.representative.strip():
            return {"kind": GROUP, "representative": None}
        return {"kind": GROUP, "representative": person_of(self._store, form.representative).id}

    @staticmethod
    def _unlocked(before: Reader, fields: dict[str, str | None]) -> dict[str, str | None]:
        """Without what is locked and was left as it is: nobody may write over what he cannot read."""
        locked = [name for name in fields if getattr(before, name) == LOCKED]
        for name in locked:
            if fields[name] != LOCKED:
                raise Refusal(Reason.LOCKED, field=name)
        return {name: value for name, value in fields.items() if name not in locked}

    def _known(self, reader_id: str) -> Reader:
        reader = self._store.readers.get(reader_id)
        if reader is None or reader.deleted:
            raise Refusal(Reason.UNKNOWN_ID, field="reader", value=reader_id)
        return reader

    def _category_codes(self) -> set[str]:
        return {code for code, _, _ in self.categories()}

    def _today(self) -> date:
        return day_of(self._store.now_ms())
