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
from desktop.sip2.messages import Garbled, Message, Received, Spelling, is_checked, read, written

_RESEND, _AGAIN, _SIGN_IN, _STATE = "96", "97", "93", "99"
_MESSAGES_DONE = "YYYNYYYYY{money}YNNYYY"
"""Field BX, what is done here: 23 11 09 (01 not) 99 97 93 63 35 (37 for money) 17 (19, 25 not) 15 29 65."""
_TIMEOUT_TENTHS, _RETRIES = "100", "003"
_VERSION = "2.00"

_ACTS = frozenset({"09", "11", "15", "29", "37", "65"})
SENT_AGAIN_MS = 60_000
"""A machine that missed an answer asks again three times, ten seconds apart (field `timeout`). The very line much later
comes from one whose clock stands and whose numbers begin anew; and a look is taken anew each time."""

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
    _heard_at: int = 0
    _said: bytes = b""
    """The answer to that line; `_sent` is whatever went out last, a request to send again among it."""
    _sent: bytes = b""

    def __post_init__(self) -> None:
        self.counter = Counter(self.library, self.chosen)

    def answer(self, line: bytes) -> bytes:
        """The line to send back."""
        self._sent = self._answer(line)
        return self._sent

    def _answer(self, line: bytes) -> bytes:
        try:
            came = read(line)
        except Garbled:
            self.garbled += 1
            return self._asking_again(line)
        self.garbled = 0
        if came.message.code == _AGAIN:
            return self._sent or self._asking_again(line)
        if came.message.code not in ANSWERS:  # an answer of ours, sent back to us
            return self._asking_again(line)
        now = self.library.store.now_ms()
        if self._is_heard_again(line, came, now):
            return self._said
        self._heard, self._heard_at = line, now
        self._said = self._written(self._reply(came.message), came)
        return self._said

    def _is_heard_again(self, line: bytes, came: Received, now: int) -> bool:
        """Whether this is the last line once more, because its answer was lost."""
        is_same_act = bool(came.sequence) and came.message.code in _ACTS and line == self._heard
        return is_same_act and abs(now - self._heard_at) <= SENT_AGAIN_MS

    def _asking_again(self, line: bytes) -> bytes:
        """Please send that again: never with a sequence number, for nobody knows whose it would be."""
        return written(Message(_RESEND), checked=is_checked(line))

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
        about = [
            (name, asked.get(name)) for name in ("AA", "AB", "AJ") if any(name == known for known, _ in asked.fields)
        ]
        named = (("BL", NO), ("CQ", NO)) if ANSWERS[asked.code] in {"24", "26", "64"} else ()
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
        done = _MESSAGES_DONE.format(money=YES if self.library.store.policies.terms().money else NO)
        return Message("98", fixed, (("AO", self.library.unit), *named, ("BX", done)))

    def _written(self, message: Message, came: Received) -> bytes:
        spelling = Spelling.PLAIN if self.chosen.plain else Spelling.UTF8
        is_checked_here = came.checked or bool(came.sequence)
        return written(message, sequence=came.sequence, checked=is_checked_here, spelling=spelling)
