"""The command about passwords: the desk's, the librarian's, and what the desk's is good for."""

from __future__ import annotations

import getpass
import sys
from pathlib import Path

import pytest

from tests.cli.tusach import PASSWORD, Tusach

DESK_WORD = "sân đình mái ngói"


def a_file(folder: Path, word: str) -> str:
    file = folder / "word.txt"
    file.write_text(f"{word}\n", encoding="utf-8")
    return str(file)


@pytest.fixture
def desk_word(tusach: Tusach, tmp_path: Path) -> str:
    """The desk has a password; the file that holds it."""
    file = a_file(tmp_path, DESK_WORD)
    assert tusach.one("password", "--desk", "--new-password-file", file) == {"password": "desk", "set": True}
    return file


def test_the_desk_password_lends_and_returns(tusach: Tusach, desk_word: str):
    assert tusach.one("lend", "BD0001", "TK000001", "--password-file", desk_word)["status"] == "lent"
    assert tusach.one("return", "TK000001", "--password-file", desk_word)["status"] == "returned"
    assert tusach.one("add-reader", "--name", "Vũ Thị Mới", "--password-file", desk_word)["name"] == "Vũ Thị Mới"
    assert tusach.one("status", "--password-file", desk_word)["rights"] == "desk"
    assert tusach.one("status")["rights"] == "librarian"


@pytest.mark.parametrize(
    "words",
    [
        ("add-title", "--title", "Lều chõng"),
        ("export", "a.csv"),
        ("conflicts", "keep", "0" * 32),
        ("password", "--desk", "--remove"),
        ("password", "--new-password-file", "{file}"),
    ],
    ids=lambda words: words[0],
)
def test_the_desk_password_is_not_good_for(tusach: Tusach, desk_word: str, words: tuple[str, ...]):
    outcome = tusach(*(word.format(file=desk_word) for word in words), "--password-file", desk_word)
    assert (outcome.code, outcome.out) == (1, "")
    assert outcome.problem["error"] == "not-entitled"
    assert outcome.problem["what"]


def test_the_desk_password_overrides_nothing(tusach: Tusach, desk_word: str):
    outcome = tusach("lend", "BD0001", "TK000001", "--override", "--password-file", desk_word)
    assert (outcome.code, outcome.problem["error"]) == (1, "not-entitled")
    assert tusach.done("loans") == []
    assert tusach.one("lend", "BD0001", "TK000001", "--override")["status"] == "lent"


def test_the_desk_password_can_be_removed(tusach: Tusach, desk_word: str):
    assert tusach.one("password", "--desk", "--remove") == {"password": "desk", "set": False}
    assert tusach("status", "--password-file", desk_word).code == 77


def test_the_librarian_changes_the_password(tusach: Tusach, tmp_path: Path):
    file = a_file(tmp_path, "bến nước con đò")
    assert tusach.one("password", "--new-password-file", file) == {"password": "librarian", "set": True}
    assert tusach("status").problem["error"] == "wrong-password"
    assert tusach.one("status", "--password-file", file)["rights"] == "librarian"


def test_one_password_for_both_is_refused(tusach: Tusach, tmp_path: Path):
    outcome = tusach("password", "--desk", "--new-password-file", a_file(tmp_path, PASSWORD))
    assert (outcome.code, outcome.problem["error"]) == (1, "password-taken")


def test_the_librarians_password_cannot_be_removed(tusach: Tusach):
    outcome = tusach("password", "--remove")
    assert (outcome.code, outcome.problem["error"]) == (2, "usage")
    assert tusach("status").code == 0


def test_a_new_password_that_nobody_gives_is_a_problem_of_usage(tusach: Tusach, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(sys.stdin, "isatty", lambda: False)
    outcome = tusach("password", "--desk")
    assert (outcome.code, outcome.problem["error"]) == (2, "usage")
    assert "--new-password-file" in outcome.problem["message"]


@pytest.mark.parametrize(("second", "code"), [(DESK_WORD, 0), ("sân đình", 2)], ids=["alike", "differing"])
def test_a_person_types_the_new_password_twice(tusach: Tusach, monkeypatch: pytest.MonkeyPatch, second: str, code: int):
    typed = iter((DESK_WORD, second))
    monkeypatch.setattr(sys.stdin, "isatty", lambda: True)
    monkeypatch.setattr(getpass, "getpass", lambda _: next(typed))
    assert tusach("password", "--desk").code == code


def test_without_a_library_nobody_is_asked_for_a_password(empty: Tusach):
    assert empty("password", "--desk").problem["error"] == "no-library"


@pytest.mark.parametrize(("language", "said"), [("vi", "Đã đặt mật khẩu quầy."), ("en", "Set the desk password.")])
def test_it_says_what_was_done(
    tusach: Tusach, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, language: str, said: str
):
    monkeypatch.setenv("TUSACH_LANG", language)
    outcome = tusach.plainly("password", "--desk", "--new-password-file", a_file(tmp_path, DESK_WORD))
    assert outcome.out.startswith(said)
