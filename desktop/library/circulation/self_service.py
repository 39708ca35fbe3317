"""A reader alone at the desk: card and PIN, then lending, returning and renewing their own, and nothing else."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from desktop.library.circulation.desk import DOUBLE_SCAN_MS, Desk
from desktop.library.circulation.recognise import reader_of, recognise
from desktop.library.model.desk import Act, Answer, ReaderPanel, Scanned
from desktop.library.model.ids import Barcode
from desktop.library.model.refusal import Reason, Refusal
from desktop.library.security.rights import Rights
from desktop.library.text.codes import clean_code

if TYPE_CHECKING:
    from desktop.library.model.ids import CardNumber, ReaderId
    from desktop.library.model.item import Item
    from desktop.library.security.pins import Pins
    from desktop.library.store.store import Store

OPERATOR = "self-service"
"""Noted in every event instead of the name of somebody of the staff."""
OF_OTHERS = frozenset({"holder", "first"})
"""Facts that name another reader."""
ACTS = (Act.LEND, Act.RETURN, Act.RENEW)


@dataclass(frozen=True, slots=True)
class _LastScan:
    code: str
    at: int
    led_to: Scanned


class SelfService:
    """One reader at a time. Nothing can be set aside here, nothing undone, and no other reader is named."""

    def __init__(self, store: Store, pins: Pins) -> None:
        self._store = store
        self._pins = pins
        self._desk = Desk(store, operator=OPERATOR, rights=Rights.DESK)
        self._reader: ReaderId | None = None
        self._last: _LastScan | None = None

    @property
    def is_offered(self) -> bool:
        """Whether the house rules let readers serve themselves."""
        return self._store.policies.terms().self_service

    @property
    def act(self) -> Act:
        """What a copy's code does now: LEND, RETURN or RENEW."""
        return self._desk.act

    @act.setter
    def act(self, act: Act) -> None:
        self._desk.act, self._last = act, None

    @property
    def reader(self) -> ReaderPanel | None:
        """Who serves themselves now, as things stand."""
        reader = self._store.readers.get(self._reader) if self._reader else None
        return self._desk.panel(reader.card) if reader else None

    def meet(self, code: str) -> CardNumber:
        """The card that was scanned; the PIN comes next.

        Raises Refusal: SELF_SERVICE_OFF, UNKNOWN_CARD, ITEM_WHERE_CARD_EXPECTED, GARBLED_CODE, AMBIGUOUS_CODE.
        """
        self._require_offer()
        return reader_of(self._store, code).card

    def begin(self, card: str, pin: str) -> ReaderPanel:
        """The reader of this card, who knows its PIN, begins. Raises Refusal: SELF_SERVICE_OFF, and as `Pins.check`."""
        self.end()
        self._require_offer()
        self._reader = self._pins.check(card, pin).id
        return self._desk.panel(card)

    def end(self) -> None:
        """The reader goes; the next one begins with lending."""
        self._reader, self.act = None, Act.LEND

    def scan(self, code: str) -> Scanned:
        """What a code leads to while a reader serves themselves; the same again within a moment is done once."""
        now, clean = self._store.now(), clean_code(code)
        last = self._last
        if last is not None and last.code == clean and 0 <= now - last.at < DOUBLE_SCAN_MS:
            return last.led_to
        try:
            led_to = self._follow(code)
        except Refusal as no:
            led_to = Scanned(answer=_said_no(no, clean))
        was_done = led_to.answer is not None and led_to.answer.status != "refused"
        self._last = _LastScan(clean, now, led_to) if was_done else None
        return led_to

    def renew_all(self) -> tuple[Answer, ...]:
        """Give the reader more time for everything; one answer a copy."""
        panel = self._present()
        return tuple(_without_others(self._desk.renew(loan.barcode)) for loan in panel.loans)

    def _follow(self, code: str) -> Scanned:
        panel, found = self._present(), recognise(self._store, code)
        match found.act:
            case None if found.item is not None:
                answer = self._with_item(panel, found.item)
                return Scanned(answer=replace(_without_others(answer), repaired_from=found.repaired_from))
            case None:
                raise Refusal(Reason.CARD_WHERE_ITEM_EXPECTED)
            case Act.DONE:
                self.end()
                return Scanned(act=Act.DONE, done=True)
            case act if act in ACTS:
                self.act = act
                return Scanned(act=act)
            case act:
                return Scanned(act=act) if act is Act.RENEW_ALL else _no_right()

    def _with_item(self, panel: ReaderPanel, item: Item) -> Answer:
        code = item.barcode or item.accession
        if self.act is Act.LEND:
            return self._desk.lend(panel.reader.card, code)
        loan = self._store.loans.open_of_item(item.id)
        if loan is None or loan.reader_id != panel.reader.id:
            raise Refusal(Reason.NOT_YOURS)
        return self._desk.give_back(code) if self.act is Act.RETURN else self._desk.renew(code)

    def _present(self) -> ReaderPanel:
        panel = self.reader
        if panel is None:
            raise Refusal(Reason.NO_READER_CHOSEN)
        return panel

    def _require_offer(self) -> None:
        if not self.is_offered:
            raise Refusal(Reason.SELF_SERVICE_OFF)


def _without_others(answer: Answer) -> Answer:
    facts = tuple((name, fact) for name, fact in answer.facts if name not in OF_OTHERS)
    aside = answer.waiting_readers or int(answer.shelved_for is not None)
    return replace(answer, facts=facts, shelved_for=None, waiting_readers=aside, may_be_overridden=False)


def _said_no(no: Refusal, code: str) -> Answer:
    facts = tuple((name, fact) for name, fact in no.facts.items() if name not in OF_OTHERS)
    return Answer("refused", barcode=Barcode(code), reason=no.reason, facts=facts)


def _no_right() -> Scanned:
    return Scanned(answer=Answer("refused", reason=Reason.NOT_ENTITLED))
