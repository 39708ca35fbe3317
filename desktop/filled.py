"""Fills the facts into a sentence; where a language tells one from many, its sentence carries both."""

from __future__ import annotations

import string
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

BETWEEN = "|"
"""`{count} {count:copy|copies}`: the first for one, the second for any other number."""


def filled(sentence: str, facts: Mapping[str, object]) -> str:
    """The sentence with its named facts; of `{fact:one|many}` that side which agrees with the fact."""
    return _FILLING.vformat(sentence, (), facts) if BETWEEN in sentence else sentence.format_map(facts)


class _Filling(string.Formatter):
    def format_field(self, value: object, format_spec: str) -> str:
        one, between, many = format_spec.partition(BETWEEN)
        if not between:
            return str(super().format_field(value, format_spec))
        return one if str(value) == "1" else many  # a number, or a figure as people write it


_FILLING = _Filling()
