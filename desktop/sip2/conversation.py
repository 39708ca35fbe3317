"""One machine's conversation: every line that comes gets its answer, and no line ends it but silence and noise."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from desktop.library.circulation.entry import BY_MACHINE
from desktop.library.library import Library
from desktop.library.model.refusal import Refusal
from desktop.library.security.self_check import Chosen
from desktop.sip2 import fees, holds, items, lending, readers, times
from desktop.sip2.counter import DONE, NO, NOT_DONE, YES, Counter, answer_no
from desktop.sip2.layout import ANSWERS
from desktop.sip2.messages import Garbled, Message, Received, Spelling, read, written

_RESEND, _AGAIN, _SIGN_IN, _STATE = "96", "97", "93", "99"
_MESSAGES_DONE = "YYYNYYYYYYYYNYYY"
"""Field BX, what is done here: 23 11 09 (01 not) 99 97 93 63 35 37 17 19 (25 not) 15 29 65."""
_TIMEOUT_TENTHS, _RETRIES = "100", "003"
_VERSION = "2.00"

Way = Callable[[Counter, Message], Message]
WAYS: Mapping[str, Way] = {
    "01": readers.not_here,
    "09": lending.check_in,
    "11": lending.check_out,
    "15": holds.hold,
    "17": items.look,
    "19": items.mark,
    "23": readers.standing,
    "25": readers.not_here,
    "29": lending.renew,
    "35": readers.leave,
    "37": fees.pay,
    "63": readers.account,
    "65": lending.renew_all,
}


@dataclass(slots=True)
class Conversation:
    """What was said last is kept: a machine that missed the answer asks again, or sends the same once more."""

    library: Library
    chosen: Chosen
    garbled: int = 0
    """How many lines in a row made no sense."""
    counter: Counter = field(init=False)
    _heard: bytes = b""
    _said: bytes = b""

    def __post_init__(self) -> None:
        self.counter = Counter(self.library, self.chosen)

    def answer(self, line: bytes) -> bytes:
        """The line to send back."""
        try:
            came = read(line)
        except Garbled:
            self.garbled += 1
            return self._written(Message(_RESEND), Received(Message(_RESEND)))
        self.garbled = 0
        if came.message.code == _AGAIN:
            return self._said or self._written(Message(_RESEND), came)
        if came.message.code not in ANSWERS:  # an answer of ours, sent back to us
            return self._written(Message(_RESEND), came)
        if came.sequence and line == self._heard:
            return self._said
        self._heard, self._said = line, self._written(self._reply(came.message), came)
        return self._said

    def _reply(self, asked: Message) -> Message:
        match asked.code:
            case "93":
                return self._sign_in(asked)
            case "99":
                return self._state(asked)
            case _ if self.counter.machine not in self.library.self_check.machines():
                return self._no(asked, self.counter.words.text("not in"))
        self.library.circulation.operator = f"{self.counter.machine}{BY_MACHINE}"
        try:
            return WAYS[asked.code](self.counter, asked)
        except Refusal as no:
            return self._no(asked, self.counter.why(no))

    def _no(self, asked: Message, says: str) -> Message:
        """An answer that says no, about the codes that were sent."""
        card = asked.get("AA")
        about = [
            (name, asked.get(name)) for name in ("AA", "AB", "AJ") if any(name == known for known, _ in asked.fields)
        ]
        named = (("AE", card), ("BL", NO), ("CQ", NO)) if ANSWERS[asked.code] in {"24", "26", "64"} else ()
        return self.counter.reply(asked, answer_no(asked), *about, *named, says=says)

    def _sign_in(self, asked: Message) -> Message:
        name = asked.get("CN")
        is_in = self.library.self_check.let_in(name, asked.get("CO"))
        self.counter.machine = name if is_in else ""
        return Message("94", {"ok": DONE if is_in else NOT_DONE})

    def _state(self, asked: Message) -> Message:
        is_in = bool(self.counter.machine)
        fixed = {
            "online": YES,
            **dict.fromkeys(("may_return", "may_lend", "may_renew"), YES if is_in else NO),
            "may_mark": NO,
            "may_work_offline": YES,
            "timeout": _TIMEOUT_TENTHS,
            "retries": _RETRIES,
            "when": times.told(self.counter.now()),
            "version": _VERSION,
        }
        named = (("AM", self.library.unit_name),) if is_in else ()
        return Message("98", fixed, (("AO", self.library.unit), *named, ("BX", _MESSAGES_DONE)))

    def _written(self, message: Message, came: Received) -> bytes:
        spelling = Spelling.PLAIN if self.chosen.plain else Spelling.UTF8
        return written(message, sequence=came.sequence, checked=bool(came.sequence), spelling=spelling)
