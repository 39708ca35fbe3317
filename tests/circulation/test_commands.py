"""Printed command codes survive what Vietnamese keyboard programs do to key strokes."""

from __future__ import annotations

import re

import pytest

from desktop.library.circulation.commands import PREFIX, PRINTED, command_of
from desktop.library.model.desk import Act

VOWELS = "AEIOUY"
TELEX_CHANGES = (
    re.compile(f"[{VOWELS}].*[SFRXJZ]"),  # a tone letter after a vowel
    re.compile(r"W|\[|\]"),  # a horn, alone or after a vowel
    re.compile(r"A.*A|E.*E|O.*O|D.*D"),  # a circumflex or a bar, also with letters between (free marking)
)
VNI_CHANGES = re.compile(r"[A-Z].*\d")


@pytest.mark.parametrize("act", Act)
def test_every_act_has_a_printed_code_that_means_it(act: Act) -> None:
    assert command_of(PRINTED[act]) is act
    assert command_of(f"{PRINTED[act].lower()}\r\n") is act


@pytest.mark.parametrize("code", PRINTED.values())
def test_no_keyboard_program_changes_a_printed_code(code: str) -> None:
    typed = code.removeprefix(PREFIX)
    assert typed.isascii()
    assert not any(change.search(typed) for change in TELEX_CHANGES)
    assert not VNI_CHANGES.search(typed)


def test_the_check_itself_knows_what_is_unsafe() -> None:
    for unsafe in ("RETURN", "RENEW", "GIAHAN"):
        assert any(change.search(unsafe) for change in TELEX_CHANGES)


@pytest.mark.parametrize("act", Act)
def test_the_english_names_are_understood(act: Act) -> None:
    assert command_of(f"..{act.name}") is act


@pytest.mark.parametrize("code", ["TK.00001", "TV000123", "MUON", ".MUON", "", "..", "..NONSENSE"])
def test_what_is_no_command_is_none(code: str) -> None:
    assert command_of(code) is None
