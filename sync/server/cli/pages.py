"""The commands about the centre's web page: its password, and whether it is served at all."""

from __future__ import annotations

import getpass
import sys
from typing import TYPE_CHECKING

from sync.server.cli.command import Command, open_centre
from sync.server.cli.wording import words
from sync.server.pages.switch import SHORTEST, set_password, turn
from sync.server.refused import Refused

if TYPE_CHECKING:
    import argparse

    from sync.server.cli.command import Answers

_ON = "on"


def _password(asked: argparse.Namespace) -> Answers:
    """From the keyboard, twice; from a script as a line on stdin. Raises Refused: short-password, two-passwords."""
    centre = open_centre(asked)
    password = "" if asked.remove else _typed()
    if not asked.remove and len(password) < SHORTEST:
        centre.close()
        raise Refused("short-password", least=SHORTEST)
    set_password(centre, password)
    centre.close()
    yield {"said": "page password removed" if asked.remove else "page password set", "units": not asked.remove}


def _typed() -> str:
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\r\n")
    first = getpass.getpass(words("new page password"))
    if getpass.getpass(words("again")) != first:
        raise Refused("two-passwords")
    return first


def _pages(asked: argparse.Namespace) -> Answers:
    centre = open_centre(asked)
    turn(centre, on=asked.state == _ON)
    centre.close()
    yield {"said": f"pages {asked.state}", "pages": asked.state}


COMMANDS = (
    Command("page-password", _password, (("--remove", {"action": "store_true"}),)),
    Command("pages", _pages, (("state", {"choices": (_ON, "off")}),)),
)
