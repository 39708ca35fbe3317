"""The counter behind one machine: the library, what was chosen for machines, and who has come in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from desktop.library.model.ids import Moment
from desktop.sip2 import times
from desktop.sip2.layout import ANSWERS, REQUIRED, in_order
from desktop.sip2.messages import Message
from desktop.sip2.wording import Wording

if TYPE_CHECKING:
    from desktop.library.library import Library
    from desktop.library.model.desk import Answer
    from desktop.library.model.reader import Reader
    from desktop.library.model.refusal import Refusal
    from desktop.library.security.self_check import Chosen

Fields = tuple[tuple[str, str], ...]
YES, NO = "Y", "N"
DONE, NOT_DONE = "1", "0"


@dataclass(slots=True)
class Counter:
    """What every request is answered with. `machine` is empty until it has signed in."""

    library: Library
    chosen: Chosen
    machine: str = ""

    @property
    def words(self) -> Wording:
        """The sentences in the language chosen for machines."""
        return Wording(english=self.chosen.english)

    def now(self) -> Moment:
        """The time as the centre would tell it."""
        return Moment(self.library.store.now_ms())

    def reply(self, asked: Message, fixed: dict[str, str], *fields: tuple[str, str], says: str = "") -> Message:
        """The answer to what was asked, with this PC's time, the unit, and what the screen shows."""
        told = (("AO", self.library.unit), *fields, *((("AF", says),) if says else ()))
        code, given = ANSWERS[asked.code], {name for name, _ in told}
        empty = tuple((name, "") for name in REQUIRED.get(code, ()) if name not in given)
        return Message(code, {"when": times.told(self.now()), **fixed}, in_order(code, (*told, *empty)))

    def reader(self, asked: Message) -> Reader:
        """The reader whose card was scanned, PIN and all. Raises Refusal: as `Readers.get` and `Pins.check`."""
        reader = self.library.readers.get(asked.get("AA"))
        return self.library.pins.check(reader.card, asked.get("AD")) if self.chosen.pins else reader

    def why(self, no: Refusal) -> str:
        """A refusal in a sentence for the screen."""
        return self.words.why(no.reason, no.facts)

    def why_not(self, answer: Answer) -> str:
        """A refused answer of the desk in a sentence for the screen."""
        assert answer.reason is not None  # asked of refused answers only
        return self.words.why(answer.reason, dict(answer.facts))

    def named(self, reader: Reader) -> str:
        """The reader's name where machines may know it, else the card's number."""
        return reader.name if self.chosen.names else reader.card


def answer_no(asked: Message) -> dict[str, str]:
    """The fixed parts of an answer that says no to anything."""
    return {
        "09": {"ok": NOT_DONE, "resensitize": NO, "magnetic": "U", "alert": YES},
        "11": {"ok": NOT_DONE, "renewed": NO, "magnetic": "U", "desensitize": NO},
        "15": {"ok": NOT_DONE, "available": NO},
        "17": {"circulation": "01", "security": "00", "fee_type": "01"},
        "29": {"ok": NOT_DONE, "renewed": NO, "magnetic": "U", "desensitize": NO},
        "35": {"ended": YES},
        "37": {"ok": NO},
        "63": {"standing": "YYYY".ljust(14), "language": "000", **dict.fromkeys(_COUNTS, "0000")},
        "65": {"ok": NOT_DONE, "renewed": "0000", "unrenewed": "0000"},
    }.get(asked.code, {"ok": NOT_DONE, "standing": "YYYY".ljust(14), "language": "000"})


_COUNTS = ("shelved", "overdue", "charged", "fines", "recalls", "waiting")
