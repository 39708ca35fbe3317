"""A parser whose problems and headings are in the person's language: argparse speaks English only."""

from __future__ import annotations

import argparse
import re
from typing import NoReturn

from sync.server.cli.wording import is_english, words

_VIETNAMESE = (
    (r"the following arguments are required: (.*)", r"còn thiếu \1"),
    (r"unrecognized arguments: (.*)", r"không hiểu \1"),
    (r"argument (.*): invalid choice: ('.*?') \(choose from (.*)\)", r"\1 không nhận \2; chọn trong: \3"),
    (r"argument (.*): expected .* argument.*", r"\1 cần một giá trị"),
    (r"argument (.*): invalid int value: (.*)", r"\1 cần một số, không phải \2"),
)


class Usage(Exception):
    """The command was not given as it is to be given; the text says what is wrong and how it goes."""


class Grammar(argparse.ArgumentParser):
    """A parser whose problems are ours to tell."""

    def __init__(self, **settings: object) -> None:
        super().__init__(**settings, add_help=False, allow_abbrev=False, formatter_class=_Help)  # type: ignore[arg-type] # handed on to argparse
        self._optionals.title, self._positionals.title = words("options"), words("arguments")
        self.add_argument("-h", "--help", action="help", help=words("help --help"))

    def error(self, message: str) -> NoReturn:
        """Raise Usage with the problem and the usage line."""
        raise Usage(f"{_translated(message)}\n{self.format_usage().strip()}")


class _Help(argparse.HelpFormatter):
    def add_usage(self, usage: str | None, actions: object, groups: object, prefix: str | None = None) -> None:
        super().add_usage(usage, actions, groups, words("usage: ") if prefix is None else prefix)  # type: ignore[arg-type] # handed on as argparse gave them


def _translated(message: str) -> str:
    if is_english():
        return message
    for pattern, vietnamese in _VIETNAMESE:
        if re.fullmatch(pattern, message):
            return re.sub(pattern, vietnamese, message)
    return message
