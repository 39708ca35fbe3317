"""Every refusal, every stop and every text has a sentence in both languages, and says what to do."""

from __future__ import annotations

import ast
import string
from pathlib import Path

import pytest

import desktop.cli
from desktop.cli import codes, import_words, lines, wording
from desktop.cli.parser import COMMANDS
from desktop.cli.phrases import ACTS, FIELDS, STATES, WORDS
from desktop.cli.sentences import BAD_ENROLMENT, REASONS, STOPS
from desktop.library.model.desk import Answer
from desktop.library.model.event import EventKind
from desktop.library.model.refusal import Reason
from desktop.sip2 import wording as spoken
from sync.core.stops import ClockWrong, Interrupted, Revoked, SignInNeeded, Stop, TryLater, UpgradeNeeded, WrongCentre
from tests.counting import counts_many_only

EVERY_STOP = (
    TryLater(30),
    SignInNeeded(),
    UpgradeNeeded("device"),
    ClockWrong(600_000),
    Revoked(),
    WrongCentre(),
    Interrupted(),
)
TABLES = {
    "reasons": REASONS,
    "stops": STOPS,
    "words": WORDS,
    "fields": FIELDS,
    "states": STATES,
    "acts": ACTS,
    "bad enrolment": BAD_ENROLMENT,
}


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def test_english_tells_one_from_many(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("TUSACH_LANG", "en")
    for days, told in ((1, "heard from the centre 1 day ago."), (2, "heard from the centre 2 days ago.")):
        assert told in wording.refusal(Reason.STALE_DATA, {"days": days})
    files = (*Path(desktop.cli.__file__).parent.glob("*.py"), Path(spoken.__file__))
    said = (node.value for file in files for node in ast.walk(ast.parse(file.read_text("utf-8"))) if is_text(node))
    assert [text for text in said if counts_many_only(text)] == []


def is_text(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


def test_what_was_taken_back_is_named():
    for kind in set(EventKind) - {EventKind.UNDONE}:
        told = lines.answer(Answer("undone", title="Điều lệnh", facts=(("undone", kind.value),)))
        assert told.startswith(f"Đã huỷ lượt {ACTS[kind][0]} ")


def test_no_reason_is_without_a_sentence():
    assert set(REASONS) == set(Reason)


def test_no_stop_is_without_a_sentence():
    assert set(STOPS) == {stop.name for stop in (Stop, *Stop.__subclasses__())} - {"not-done"}
    assert {type(stop) for stop in EVERY_STOP} == {
        each for each in Stop.__subclasses__() if each.__module__ == Stop.__module__
    }


@pytest.mark.parametrize("table", TABLES)
def test_both_languages_say_the_same_facts(table: str):
    for name, (vietnamese, english) in TABLES[table].items():
        assert placeholders(vietnamese) == placeholders(english), name
        assert vietnamese.strip(), name
        assert english.strip(), name


@pytest.mark.parametrize("reason", Reason)
def test_a_refusal_says_why_and_what_to_do(reason: Reason):
    told = wording.refusal(reason, {"code": "TK1", "file": "a.mrc", "profile": "tu-sach", "due": "2026-12-07"})
    assert len(told.split(". ")) >= 2 or told.count(".") >= 1
    assert told.endswith(".")
    assert "{" not in told


@pytest.mark.parametrize("stop", EVERY_STOP, ids=lambda stop: stop.name)
def test_a_stop_says_why_and_what_to_do(stop: Stop):
    told = wording.stop(stop)
    assert told.count(". ") >= 1
    assert told.endswith(".")
    assert "…" not in told


def test_days_and_moments_are_told_as_people_write_them():
    assert "07/12/2026" in wording.refusal(Reason.ALREADY_LENT_TO_READER, {"due": "2026-12-07"})
    assert "07/12/2026 08:30" in wording.refusal(Reason.CLOCK_UNCERTAIN, {"now_ms": 1_796_607_000_000})
    assert "07/12/2026 08:30" in wording.refusal(Reason.INVALID_DATE, {"field": "at", "value": 1_796_607_000_000})
    assert " 20.000 đ" in wording.refusal(Reason.INVALID_AMOUNT, {"value": 300_000, "owed": 20_000})
    assert "“mười”" in wording.refusal(Reason.INVALID_AMOUNT, {"value": "mười"})


def test_exit_codes_are_those_scripts_rely_on():
    assert [codes.of_stop(stop) for stop in EVERY_STOP] == [75, 77, 78, 1, 77, 1, 75]
    assert {reason: codes.of_reason(reason) for reason in Reason if codes.of_reason(reason) != 1} == {
        Reason.IN_USE: 75,
        Reason.WRONG_PASSWORD: 77,
        Reason.NOT_ENROLLED: 77,
        Reason.NEWER_SCHEMA: 78,
    }


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.name)
def test_every_command_and_option_has_help_in_both_languages(command):
    for vietnamese, english in (command.help, *(argument.help for argument in command.arguments)):
        assert vietnamese
        assert english


def test_what_became_of_a_record_is_told_in_words(monkeypatch: pytest.MonkeyPatch):
    assert import_words.why("read-as-tcvn3") == "Viết bằng TCVN3; đã đổi sang Unicode"
    assert import_words.outcome("rejected") == "không nhận"
    monkeypatch.setenv("TUSACH_LANG", "en")
    assert import_words.why("truncated-record").isascii()
    assert import_words.why("of-a-newer-program") == "of-a-newer-program"


@pytest.mark.parametrize("field", ["lent-while-out", "renewed-not-out", "renewed-by-other"])
@pytest.mark.parametrize("state", ["open", "kept", "restored"])
def test_a_task_of_the_desk_is_told_in_words_and_not_in_the_names_of_the_program(field: str, state: str):
    told = wording.words("loan-task", id="1", state=state, subject="TK1", field=field, ours="Lê Văn A")
    assert field not in told
    assert state not in told
