"""The command about the passwords of this PC: the librarian's and the desk's."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop.cli.command import Command, Told, argument
from desktop.cli.session import Usage
from desktop.cli.wording import words

if TYPE_CHECKING:
    from desktop.cli.command import Results
    from desktop.cli.session import Session


def _password(session: Session) -> Results:
    asked = session.asked
    if asked.remove and not asked.desk:
        raise Usage(words("remove which"))
    session.require_library()
    old = session.password()
    with session.library(old) as library:
        match asked.desk, asked.remove:
            case _, True:
                library.passwords.remove_desk()
            case True, _:
                library.passwords.set_desk(session.new_password())
            case _:
                library.passwords.change(old, session.new_password())
    whose = "desk" if asked.desk else "librarian"
    yield Told({"password": whose, "set": not asked.remove}, words("desk removed" if asked.remove else f"{whose} set"))


COMMANDS = (
    Command(
        "password",
        ("đổi mật khẩu thủ thư, hoặc đặt mật khẩu quầy", "change the librarian's password, or set the desk's"),
        _password,
        (
            argument(
                "--desk",
                ("mật khẩu quầy: chỉ đủ cho việc hằng ngày", "the desk's, good for the daily work only"),
                action="store_true",
            ),
            argument("--remove", ("bỏ mật khẩu quầy", "with --desk: have none"), action="store_true"),
            argument(
                "--new-password-file",
                ("tệp chứa mật khẩu mới (nếu không sẽ hỏi)", "a file with the new password (else it is asked for)"),
                metavar="FILE",
            ),
        ),
    ),
)
