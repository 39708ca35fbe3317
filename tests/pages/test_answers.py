"""What the page answers to whoever asks, with or without a browser: headers, languages, passwords, what stays hidden."""

from __future__ import annotations

import re
import threading

import pytest
import requests
from hypothesis import given
from hypothesis import strategies as st
from requests.auth import HTTPBasicAuth
from starlette.requests import Request

from sync.server.centre import Centre
from sync.server.cli import main
from sync.server.pages import wording
from sync.server.pages.gate import MOST_WRONG, Gate
from sync.server.pages.markup import Html, joined, tag
from sync.server.pages.reply import Asked, Told, endpoint
from sync.server.pages.switch import set_password
from tests.pages.conftest import PASSWORD, Site

PATHS = ("/", "/?q=dieu", "/title/0", "/title/" + "0" * 32, "/units", "/?q=" + "x" * 5000, "/?from=-1&q=a&lang=xx")


def credentials(name: str) -> HTTPBasicAuth:
    """As a browser sends them: in UTF-8."""
    return HTTPBasicAuth(name.encode(), PASSWORD.encode())


@pytest.mark.parametrize("path", PATHS)
def test_every_page_lets_nothing_in(site: Site, line: requests.Session, path: str) -> None:
    answer = line.get(site.address + path, timeout=30)
    rules = answer.headers["Content-Security-Policy"]
    assert rules.startswith("default-src 'none'; style-src 'sha256-")
    assert "unsafe" not in rules
    assert "frame-ancestors 'none'" in rules
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert answer.headers["Content-Type"] == "text/html; charset=utf-8"
    assert "Set-Cookie" not in answer.headers
    assert answer.text.startswith('<!DOCTYPE html>\n<html lang="vi">')
    assert "<script" not in answer.text.lower()
    assert not re.search(r" on\w+=|style=|https?://(?!www\.w3\.org/2000/svg)", answer.text.partition("<body>")[2])


def test_only_reading_is_possible(site: Site, line: requests.Session) -> None:
    for verb in ("POST", "PUT", "DELETE"):
        assert line.request(verb, site.address + "/units", timeout=30).status_code == 405


def test_what_is_not_for_everybody_is_not_there(site: Site, line: requests.Session) -> None:
    assert "Không có nhan đề nào" in line.get(f"{site.address}/?q=tai+lieu+noi+bo", timeout=30).text
    answer = line.get(f"{site.address}/title/{site.closed}", timeout=30)
    assert (answer.status_code, "Tài liệu nội bộ" in answer.text) == (404, False)


def test_no_reader_is_ever_named(site: Site, line: requests.Session) -> None:
    pages = [line.get(f"{site.address}{path}", timeout=30).text for path in ("/?q=bi+mat", "/?q=tran+thi", "/?q=tran")]
    pages.append(line.get(f"{site.address}/units", auth=credentials(""), timeout=30).text)
    assert not any("Trần Thị" in page for page in pages)


def test_the_units_state_needs_the_password(site: Site, line: requests.Session) -> None:
    without = line.get(f"{site.address}/units", timeout=30)
    assert (without.status_code, without.headers["WWW-Authenticate"][:5]) == (401, "Basic")
    assert "T16" not in without.text
    wrong = line.get(f"{site.address}/units", auth=("", "sai"), timeout=30)
    assert wrong.status_code == 401
    for name in ("", "ai đó"):
        right = line.get(f"{site.address}/units?lang=en", auth=credentials(name), timeout=30)
        assert (right.status_code, "T16" in right.text, "Well" in right.text) == (200, True, True)


@pytest.mark.parametrize("header", ["", "Basic", "Basic ?", "Basic w7M=", "Bearer x", "Basic " + "A" * 400])
def test_odd_credentials_are_none(office: Centre, header: str) -> None:
    set_password(office, PASSWORD)
    closed = Gate(office).refuses(header)
    assert closed is not None
    assert closed.status == 401


def test_without_a_password_the_units_state_is_not_there(office: Centre) -> None:
    closed = Gate(office).refuses("")
    assert closed is not None
    assert (closed.name, closed.status) == ("units closed", 404)


def test_whoever_guesses_is_made_to_wait(office: Centre) -> None:
    set_password(office, "12345678")
    gate, right = Gate(office), "Basic OjEyMzQ1Njc4"
    assert gate.refuses(right) is None
    statuses = [closed.status for _ in range(MOST_WRONG + 1) if (closed := gate.refuses("Basic OnNhaQ=="))]
    assert statuses == [401] * MOST_WRONG + [429]
    assert gate.refuses(right) is None, "who is in stays in"
    office.now.ms += 61_000  # type: ignore[attr-defined] # the test's own clock
    after = gate.refuses("Basic OnNhaQ==")
    assert after is not None
    assert after.status == 401


def test_a_new_password_ends_the_old_one(office: Centre) -> None:
    set_password(office, "12345678")
    gate = Gate(office)
    assert gate.refuses("Basic OjEyMzQ1Njc4") is None
    set_password(office, "87654321")
    assert gate.refuses("Basic OjEyMzQ1Njc4") is not None


def test_a_crowd_of_readers_never_takes_all_threads(office: Centre) -> None:
    turns = threading.BoundedSemaphore(1)
    seen: list[int] = []
    request = Request({"type": "http", "path": "/", "query_string": b"", "headers": [], "path_params": {}})

    def slow(asked: Asked) -> Told:
        seen.append(answer(request).status_code)  # somebody else comes meanwhile
        return Told("x", Html("x"))

    answer = endpoint(office, slow, turns)
    assert answer(request).status_code == 200
    assert seen == [503]
    assert answer(request).status_code == 200, "the turn was given back"


def test_the_operator_switches_the_page_off_and_on(site: Site, line: requests.Session) -> None:
    def serve(how: str) -> int:
        assert main(["--data", str(site.program.folder), "pages", how]) == 0
        return line.get(f"{site.address}/?q=dieu", timeout=30).status_code

    assert [serve("off"), serve("on")] == [404, 200]


def test_the_password_comes_from_the_keyboard_or_a_script(
    office: Centre, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def told(typed: str, *words: str) -> int:
        script = office.folder.at.parent / "typed"
        script.write_text(typed, encoding="utf-8")
        with script.open(encoding="utf-8") as stdin:
            monkeypatch.setattr("sys.stdin", stdin)
            return main(["--data", str(office.folder.at), "page-password", *words])

    assert told("ngắn\n") == 1
    assert Gate(office).refuses("") == Gate(office).refuses("Basic x")
    assert told("12345678\n") == 0
    assert Gate(office).refuses("Basic OjEyMzQ1Njc4") is None
    assert told("", "--remove") == 0
    assert "12345678" not in capsys.readouterr().out
    closed = Gate(office).refuses("Basic OjEyMzQ1Njc4")
    assert closed is not None
    assert closed.status == 404


@given(st.text(max_size=60), st.text(max_size=60))
def test_a_text_never_becomes_markup(child: str, value: str) -> None:
    made = tag("p", child, [child, ""], None, title=value)
    inside = made.removeprefix('<p title="')
    assert inside.count("<") == 1
    assert inside.count('"') == 1
    made.encode()


def test_markup_stays_markup_and_attributes_are_spelt_right() -> None:
    assert joined(Html("<b>"), "<b>") == "<b>&lt;b&gt;"
    assert tag("input", for_="a", aria_label="b", autofocus=True, hidden=False, value=None) == (
        '<input for="a" aria-label="b" autofocus>'
    )


def test_every_sentence_stands_in_both_languages_with_the_same_facts() -> None:
    for name, (vietnamese, english) in wording._WORDS.items():
        facts = [sorted(re.findall(r"\{(\w+)\}", text)) for text in (vietnamese, english)]
        assert facts[0] == facts[1], name
        assert vietnamese
        assert english
