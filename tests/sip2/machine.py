"""A self-check machine in the hands of a test: it signs in, sends lines, reads answers."""

from __future__ import annotations

import itertools
import socket
from dataclasses import dataclass, field

from desktop.sip2.messages import Message, read, written

NAME, PASSWORD = "may-1", "mật khẩu máy"
CLOCK = "20261123    080000"
PATIENCE_S = 60


@dataclass
class Machine:
    port: int
    name: str = NAME
    password: str = PASSWORD
    line: socket.socket = field(init=False)
    rest: bytes = b""
    numbers: itertools.count = field(default_factory=itertools.count)

    def __post_init__(self) -> None:
        self.call()

    def call(self) -> None:
        self.line = socket.create_connection(("127.0.0.1", self.port), timeout=PATIENCE_S)
        self.rest = b""

    def sign_in(self) -> Machine:
        assert self.ask("93", {}, CN=self.name, CO=self.password).fixed["ok"] == "1"
        return self

    def send(self, raw: bytes) -> None:
        self.line.sendall(raw)

    def answer(self) -> bytes:
        """The next line; empty when the line was closed."""
        while b"\r" not in self.rest:
            try:
                more = self.line.recv(4096)
            except ConnectionError:
                return b""
            if not more:
                return b""
            self.rest += more
        line, self.rest = self.rest.split(b"\r", 1)
        return line

    def ask(self, code: str, fixed: dict[str, str], /, *, number: str = "", **fields: str) -> Message:
        number = number or str(next(self.numbers) % 10)
        self.send(written(Message(code, fixed, tuple(fields.items())), sequence=number, checked=True))
        came = read(self.answer())
        assert (came.sequence, came.checked) == (number, True)
        return came.message

    def lend(
        self,
        card: str,
        barcode: str,
        *,
        when: str = CLOCK,
        happened: str = "N",
        due: str = "",
        pin: str = "",
        may_renew: str = "N",
    ) -> Message:
        fixed = {"may_renew": may_renew, "happened": happened, "when": when, "due": due}
        return self.ask("11", fixed, AO="DV01", AA=card, AB=barcode, AC="", AD=pin)

    def give_back(self, barcode: str, *, when: str = CLOCK, returned: str = "", happened: str = "N") -> Message:
        return self.ask(
            "09",
            {"happened": happened, "when": when, "returned": returned or when},
            AP="",
            AO="DV01",
            AB=barcode,
            AC="",
        )

    def renew(self, card: str, barcode: str, *, when: str = CLOCK, happened: str = "N", pin: str = "") -> Message:
        fixed = {"third_party": "N", "happened": happened, "when": when, "due": ""}
        return self.ask("29", fixed, AO="DV01", AA=card, AB=barcode, AD=pin)

    def account(self, card: str, *, summary: str = "", pin: str = "", **fields: str) -> Message:
        return self.ask(
            "63", {"language": "000", "when": CLOCK, "summary": summary}, AO="DV01", AA=card, AD=pin, **fields
        )

    def hold(self, card: str, *, mode: str = "+", pin: str = "", **fields: str) -> Message:
        return self.ask("15", {"mode": mode, "when": CLOCK}, AO="DV01", AA=card, AD=pin, **fields)

    def hang_up(self) -> None:
        self.line.close()
