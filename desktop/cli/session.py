"""What every command has: a profile, a password, and two streams to answer and to complain on."""

from __future__ import annotations

import getpass
import json
import os
import sys
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from desktop.cli import wording
from desktop.cli.patience import telling_upgrade
from desktop.library.library import Opening, exists
from desktop.library.model.refusal import Reason, Refusal
from desktop.library.plainly import told_plainly
from desktop.paths import Paths

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Iterator, Mapping

    from desktop.library.library import Library


class Usage(Exception):
    """The command was not given as it is to be given; the sentence says what is missing."""


class Session:
    """One command under way."""

    def __init__(self, asked: Namespace) -> None:
        self.asked = asked
        self.paths = Paths.chosen(asked.profile)
        self.json: bool = asked.json

    @contextmanager
    def library(self, password: str | None = None) -> Iterator[Library]:
        """The library of the profile. Raises Refusal as `Opening` does."""
        with told_plainly(self.paths.profile):
            self.require_library()
            opening = Opening(self.paths.profile, password or self.password())
            try:
                with closing(opening.library(upgrading=telling_upgrade())) as library:
                    yield library
            finally:
                opening.release()

    def require_library(self) -> None:
        """Go on, or raise Refusal(NO_LIBRARY): before anybody is asked for a password."""
        if not exists(self.paths.profile):
            raise Refusal(Reason.NO_LIBRARY, profile=self.paths.profile.name)

    def password(self, *, twice: bool = False) -> str:
        """The password from the file, the environment or the person. `twice` asks again, for a new library."""
        given = self.given_password()
        if given is not None:
            return given
        if not sys.stdin.isatty():
            raise Usage(wording.words("no password"))
        return _typed("password prompt", twice=twice)

    def new_password(self) -> str:
        """The password to be set, from the file or the person; never from the command line, where others could read it.

        Raises Refusal(NOT_A_FILE), Usage.
        """
        if self.asked.new_password_file:
            return _password_in(Path(self.asked.new_password_file))
        if not sys.stdin.isatty():
            raise Usage(wording.words("no new password"))
        return _typed("new password prompt", twice=True)

    def given_password(self) -> str | None:
        """The password that no person has to type, if there is one. Raises Refusal(NOT_A_FILE)."""
        if self.asked.password_file:
            return _password_in(Path(self.asked.password_file))
        return os.environ.get("TUSACH_PASSWORD")

    def say(self, facts: Mapping[str, object], text: str) -> None:
        """One result: a line of JSON, or text for a person."""
        print(json.dumps(facts, ensure_ascii=False) if self.json else wording.opened(text), flush=True)

    def complain(self, code: str, message: str, facts: Mapping[str, object]) -> None:
        """One problem: a line of JSON, or a sentence for a person."""
        told = {"error": code, "message": message, **facts}
        print(json.dumps(told, ensure_ascii=False) if self.json else message, file=sys.stderr, flush=True)

    def complain_of(self, no: Refusal) -> None:
        """A refusal as a problem."""
        self.complain(no.reason.value, wording.refusal(no.reason, no.facts), no.facts)


def _typed(prompt: str, *, twice: bool) -> str:
    typed = getpass.getpass(wording.words(prompt))
    if twice and getpass.getpass(wording.words("password again")) != typed:
        raise Usage(wording.words("passwords differ"))
    return typed


def _password_in(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8").rstrip("\r\n")
    except (OSError, UnicodeDecodeError) as error:
        raise Refusal(Reason.NOT_A_FILE, file=file.name) from error
