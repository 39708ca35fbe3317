"""The command line's grammar: the table of commands as a parser that speaks the person's language."""

from __future__ import annotations

import argparse
import re
from datetime import datetime
from typing import TYPE_CHECKING, NoReturn

from desktop.cli import (
    agreement,
    backup,
    bundles,
    catalogue,
    conditions,
    desk,
    files,
    groups,
    holds,
    interchange,
    late,
    letters,
    library,
    money,
    passwords,
    points,
    readers,
    reading_room,
    rules,
    self_check,
)
from desktop.cli.session import Usage
from desktop.cli.wording import chosen, is_english
from desktop.library.circulation.calendar import VIETNAM
from desktop.library.model.ids import Moment

if TYPE_CHECKING:
    from collections.abc import Sequence

    from desktop.cli.command import Argument, Command

COMMANDS: tuple[Command, ...] = (
    *library.COMMANDS,
    *catalogue.COMMANDS,
    *desk.COMMANDS,
    *holds.COMMANDS,
    *conditions.COMMANDS,
    *money.COMMANDS,
    *agreement.COMMANDS,
    *points.COMMANDS,
    *rules.COMMANDS,
    *bundles.COMMANDS,
    *files.COMMANDS,
    *letters.COMMANDS,
    *passwords.COMMANDS,
    *self_check.COMMANDS,
    *backup.COMMANDS,
    *readers.COMMANDS,
    *groups.COMMANDS,
    *reading_room.COMMANDS,
    *interchange.COMMANDS,
    *late.COMMANDS,
)

_UNASKED = {"command": None, "profile": None, "json": False, "password_file": None, "at": None}
_VIETNAMESE = (
    (r"the following arguments are required: (.*)", r"còn thiếu \1"),
    (r"unrecognized arguments: (.*)", r"không hiểu \1"),
    (r"argument (.*): invalid choice: ('.*?') \(choose from (.*)\)", r"\1 không nhận \2; chọn trong: \3"),
    (r"argument (.*): expected .* argument.*", r"\1 cần một giá trị"),
    (r"argument (.*): invalid int value: (.*)", r"\1 cần một số, không phải \2"),
    (r"argument (.*): invalid _moment value: (.*)", r"\1 cần giờ dạng 2026-11-01T08:30, không phải \2"),
    (r"argument (.*): invalid day: (.*)", r"\1 cần ngày dạng 2026-12-31, không phải \2"),
    (r"argument (.*): invalid fromisoformat value: (.*)", r"\1 cần ngày dạng 2026-11-20, không phải \2"),
    (r"ambiguous option: (.*) could match (.*)", r"\1 có thể là \2"),
)
"""argparse speaks English only."""


class Grammar(argparse.ArgumentParser):
    """A parser whose problems are ours to tell."""

    def error(self, message: str) -> NoReturn:
        """Raise Usage with the problem and the usage line."""
        raise Usage(f"{_translated(message)}\n{self.format_usage().strip()}")


class _Help(argparse.HelpFormatter):
    def add_usage(self, usage: str | None, actions: object, groups: object, prefix: str | None = None) -> None:
        super().add_usage(usage, actions, groups, chosen(("cách dùng: ", "usage: ")) if prefix is None else prefix)  # type: ignore[arg-type] # handed on as argparse gave them


def parse(arguments: Sequence[str]) -> argparse.Namespace:
    """The command asked for. `command` is None when the window is meant. Raises Usage."""
    return _grammar().parse_args(arguments)


def nothing_asked(arguments: Sequence[str]) -> argparse.Namespace:
    """What can be said before a command is understood: whether its problems are to be told as JSON."""
    return argparse.Namespace(**{**_UNASKED, "json": "--json" in arguments})


def _grammar() -> Grammar:
    parser = _part(
        "tusach", ("Tủ Sách: thư viện của đơn vị, không cần mạng.", "Tủ Sách: a unit's library, offline first.")
    )
    parser.set_defaults(**_UNASKED)
    commands = parser.add_subparsers(
        metavar=chosen(("LỆNH", "COMMAND")), title=chosen(("các lệnh", "commands")), parser_class=Grammar
    )
    for command in COMMANDS:
        _add(commands, command)
    return parser


def _part(name: str, about: tuple[str, str]) -> Grammar:
    parser = Grammar(prog=name, description=chosen(about), formatter_class=_Help, add_help=False, allow_abbrev=False)
    _common(parser)
    return parser


def _add(commands: argparse._SubParsersAction[Grammar], command: Command) -> None:
    text = chosen(command.help)
    parser = commands.add_parser(
        command.name, help=text, description=text, formatter_class=_Help, add_help=False, allow_abbrev=False
    )
    parser.set_defaults(command=command)
    own = parser.add_argument_group(chosen(("của lệnh này", "of this command"))) if command.arguments else parser
    for one in command.arguments:
        _argue(own, one)
    _common(parser)


def _argue(group: argparse._ActionsContainer, one: Argument) -> None:
    group.add_argument(one.name, help=chosen(one.help), **one.settings)


def _common(parser: Grammar) -> None:
    """Options that may stand before or after the command; absent ones leave what stood before."""
    group = parser.add_argument_group(chosen(("chung", "of all commands")))
    for name, help_, settings in (
        ("--profile", ("thư mục của thư viện", "the library's folder"), {"metavar": "DIR"}),
        ("--json", ("mỗi kết quả là một dòng JSON", "one line of JSON for each result"), {"action": "store_true"}),
        (
            "--password-file",
            ("tệp chứa mật khẩu (hoặc biến TUSACH_PASSWORD)", "a file with the password (or TUSACH_PASSWORD)"),
            {"metavar": "FILE"},
        ),
        (
            "--at",
            ("giờ thật của việc ghi muộn, ISO 8601", "when it really happened, ISO 8601"),
            {"metavar": "ISO8601", "type": _moment},
        ),
    ):
        group.add_argument(name, help=chosen(help_), default=argparse.SUPPRESS, **settings)
    group.add_argument("-h", "--help", action="help", help=chosen(("giúp đỡ này", "this help")))


def _moment(text: str) -> Moment:
    """A moment as ISO 8601; without a zone it is Việt Nam's. Raises ValueError."""
    when = datetime.fromisoformat(text)
    local = when if when.tzinfo else when.replace(tzinfo=VIETNAM)
    return Moment(int(local.timestamp() * 1000))


def _translated(message: str) -> str:
    if is_english():
        return message
    for pattern, vietnamese in _VIETNAMESE:
        if re.fullmatch(pattern, message):
            return re.sub(pattern, vietnamese, message)
    return message
