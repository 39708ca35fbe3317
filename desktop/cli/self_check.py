"""The commands about self-check machines: open their counter without a window, let one in, let it in no more."""

from __future__ import annotations

import signal
import threading
from dataclasses import replace
from typing import TYPE_CHECKING

from desktop.cli.command import Command, Told, argument
from desktop.cli.patience import telling_upgrade
from desktop.cli.wording import words
from desktop.library.library import Opening
from desktop.library.plainly import told_plainly
from desktop.sip2.server import SelfCheckServer
from desktop.sip2.state import Ears

if TYPE_CHECKING:
    from desktop.cli.command import Results
    from desktop.cli.session import Session


def _serve(session: Session) -> Results:
    """Until Ctrl+C, or until the system asks the program to end."""
    asked = session.asked
    with told_plainly(session.paths.profile):
        session.require_library()
        opening = Opening(session.paths.profile, session.password())
        ended, bugs = threading.Event(), list[BaseException]()

        def end(bug: BaseException) -> None:
            bugs.append(bug)
            ended.set()

        signal.signal(signal.SIGTERM, lambda *_: ended.set())
        server = SelfCheckServer(opening.library, ears=Ears(crashed=end))
        try:
            library = opening.library(upgrading=telling_upgrade())
            chosen, machines = library.self_check.chosen(), library.self_check.machines()
            library.close()
            port = chosen.port if asked.port is None else asked.port
            state = server.start(replace(chosen, host=asked.host or chosen.host, port=port))
            facts = {"running": True, "host": state.host, "port": state.port, "machines": list(machines)}
            yield Told(facts, words("counter open", host=state.host, port=state.port, machines=len(machines)))
            while not ended.wait(1):
                pass
        finally:
            server.stop()
            opening.release()
        for bug in bugs:
            raise bug


def _machine(session: Session) -> Results:
    asked = session.asked
    with session.library() as library:
        if asked.remove:
            library.self_check.dismiss(asked.name)
        else:
            library.self_check.admit(asked.name, session.new_password())
    told = {"machine": asked.name, "admitted": not asked.remove}
    yield Told(told, words("machine out" if asked.remove else "machine in", machine=asked.name))


COMMANDS = (
    Command(
        "self-check",
        (
            "mở cổng cho máy tự mượn (SIP2), đến khi bấm Ctrl+C",
            "open the counter for self-check machines, until Ctrl+C",
        ),
        _serve,
        (
            argument("--host", ("địa chỉ của máy này", "this PC's address"), metavar="ADDRESS"),
            argument("--port", ("cổng, thường là 6001", "the port, usually 6001"), metavar="N", type=int),
        ),
    ),
    Command(
        "self-check-machine",
        ("cho một máy tự mượn vào, hoặc đổi mật khẩu của máy", "let a self-check machine in, or change its password"),
        _machine,
        (
            argument("name", ("tên máy", "the machine's name"), metavar="NAME"),
            argument("--remove", ("không cho máy này vào nữa", "let it in no more"), action="store_true"),
            argument(
                "--new-password-file",
                ("tệp chứa mật khẩu của máy (nếu không sẽ hỏi)", "a file with its password (else it is asked for)"),
                metavar="FILE",
            ),
        ),
    ),
)
