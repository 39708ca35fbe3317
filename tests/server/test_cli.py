"""tusach-server as an operator and his scripts see it."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from sync.core.stamp import wall_clock_ms
from sync.server.centre import Centre
from sync.server.cli import main
from sync.server.cli.wording import sentence
from sync.server.sessions import CODE_MS
from tests.server.desk import Desk


class Shell:
    """Runs commands in this process."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder, self._capsys = folder, capsys

    def run(self, *words: str) -> tuple[int, list[dict[str, Any]], list[dict[str, Any]]]:
        """Exit code, results and problems."""
        code = main(["--json", "--data", str(self.folder), *words])
        said = self._capsys.readouterr()
        out, err = ([json.loads(line) for line in text.splitlines()] for text in said)
        return code, out, err

    def say(self, *words: str) -> str:
        """What a person reads."""
        main(["--data", str(self.folder), *words])
        said = self._capsys.readouterr()
        return said.out + said.err


@pytest.fixture
def shell(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Shell:
    monkeypatch.delenv("TUSACH_LANG", raising=False)
    shell = Shell(tmp_path / "centre", capsys)
    shell.run("init", str(shell.folder), "--name", "Trung tâm", "--address", "192.0.2.3")
    return shell


def test_a_centre_is_made_once(shell: Shell) -> None:
    code, _, (problem,) = shell.run("init", str(shell.folder))
    assert (code, problem["error"]) == (1, "exists")


def test_a_folder_with_something_in_it_is_left_alone(shell: Shell, tmp_path: Path) -> None:
    folder = tmp_path / "papers"
    folder.mkdir(mode=0o755)
    (folder / "letter.txt").write_text("x")
    code, _, (problem,) = shell.run("init", str(folder))
    assert (code, problem["error"]) == (1, "not-empty")
    assert folder.stat().st_mode & 0o777 == 0o755


def test_an_enrolment_file_says_everything_and_is_for_its_owner_only(shell: Shell, tmp_path: Path) -> None:
    out = tmp_path / "a.json"
    code, (told,), _ = shell.run("enrol", "A", "--name", "Trại giam A", "--out", str(out))
    enrolment = json.loads(out.read_text(encoding="utf-8"))
    assert code == 0
    assert (told["unit"], told["unit_name"], told["file"]) == ("A", "Trại giam A", str(out))
    assert enrolment.keys() >= {"address", "authority", "unit", "unit_name", "code", "expires", "centre_key"}
    assert enrolment["address"] == "https://192.0.2.3:8443"
    assert "BEGIN CERTIFICATE" in enrolment["authority"]
    assert told["expires"].endswith("+07:00")
    assert datetime.fromisoformat(told["expires"]) == datetime.fromisoformat(enrolment["expires"])
    assert out.stat().st_mode & 0o777 == 0o600
    assert enrolment["code"] not in json.dumps(told), "the code stands in the file only"


def test_an_enrolment_file_names_the_address_that_the_operator_says(shell: Shell, tmp_path: Path) -> None:
    out = tmp_path / "a.json"
    for said, written in (
        ("https://cổng:1", "https://cổng:1"),
        ("thuvien.noibo", "https://thuvien.noibo:8443"),
        ("192.0.2.3:9000", "https://192.0.2.3:9000"),
        ("2001:db8::3", "https://[2001:db8::3]:8443"),
        ("[2001:db8::3]:9000", "https://[2001:db8::3]:9000"),
    ):
        shell.run("enrol", "A", "--name", "A", "--address", said, "--out", str(out))
        assert json.loads(out.read_text(encoding="utf-8"))["address"] == written


@pytest.mark.parametrize(
    "said", ["http://192.0.2.3:9000", "máy chủ", "x y", "192.0.2.3:99999", "https://", "https://a:b"]
)
def test_an_address_that_no_device_could_reach_is_refused_before_a_file_is_written(
    shell: Shell, tmp_path: Path, said: str
) -> None:
    out = tmp_path / "a.json"
    code, _, (problem,) = shell.run("enrol", "A", "--name", "A", "--address", said, "--out", str(out))
    assert (code, problem["error"], out.exists()) == (1, "bad-address", False)


def test_options_may_stand_before_or_after_the_command(shell: Shell, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "--json", "--data", str(shell.folder)]) == 0
    assert json.loads(capsys.readouterr().out).items() >= {"ok": True, "problems": []}.items()


def test_the_folder_may_come_from_the_environment(
    shell: Shell, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("TUSACH_DATA", str(shell.folder))
    assert main(["units"]) == 0
    monkeypatch.delenv("TUSACH_DATA")
    assert main(["units"]) == 2
    assert "--data" in capsys.readouterr().err


def test_units_and_titles_are_listed_a_line_each(shell: Shell) -> None:
    centre = Centre.open(shell.folder)
    desk = Desk(centre, "A")
    desk.push(desk.title(**{"245/1": [0, "00", "a", "Điều lệnh"]}))
    centre.close()
    code, (unit,), _ = shell.run("units")
    assert (code, unit["unit"], unit["devices"][0]["device"]) == (0, "A", desk.device)
    assert shell.run("find", "dieu lenh")[1][0]["units"] == ["A"]
    assert shell.run("find", "khong co") == (0, [], [])
    assert "Điều lệnh" in shell.say("find", "dieu")
    assert "đang dùng" in shell.say("units")
    assert shell.run("revoke", desk.device)[0] == 0
    assert "đã thu hồi" in shell.say("units")


def test_check_fails_when_the_database_has_problems(shell: Shell) -> None:
    centre = Centre.open(shell.folder)
    centre.enrolment("A", name="A")
    with centre.database.writing() as pen:
        pen.exec_driver_sql("UPDATE digest SET mark = mark + 1 WHERE rows > 0")
    centre.close()
    code, (answer,), _ = shell.run("check")
    assert (code, answer["ok"], answer["problems"]) == (1, False, ["digest of common"])


REFUSED = [
    (("enrol", "A B", "--name", "x", "--out", "x"), 1, "bad-unit"),
    (("enrol", "A", "--out", "x"), 1, "no-name"),
    (("revoke", "x"), 1, "no-device"),
    (("units", "--database", "postgresql://centre"), 2, "bad-database"),
    (("units", "--data", "/nowhere"), 1, "no-centre"),
    (("enrol", "A", "--name", "x", "--out", "/nowhere/a.json"), 1, "no-access"),
    (("init", "/proc/nothing"), 1, "no-access"),
    (("init", "new", "--address", "máy chủ"), 1, "bad-address"),
]


@pytest.mark.parametrize(("words", "code", "error"), REFUSED, ids=[error for _, _, error in REFUSED])
@pytest.mark.parametrize("language", ["vi", "en"])
def test_a_refusal_is_a_sentence_a_code_and_an_exit_code(
    shell: Shell, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...], code: int, error: str, language: str
) -> None:
    monkeypatch.setenv("TUSACH_LANG", language)
    got, out, (problem,) = shell.run(*words)
    assert (got, out, problem["error"]) == (code, [], error)
    assert shell.say(*words).strip() == problem["message"]


def test_a_file_that_is_no_database_is_told_plainly(shell: Shell) -> None:
    for file in shell.folder.glob("centre.db*"):
        file.write_bytes(b"this is not a database at all" * 100)
    code, _, (problem,) = shell.run("units")
    assert (code, problem["error"]) == (1, "no-database")


def test_a_taken_port_is_told_plainly(shell: Shell) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        code, _, (problem,) = shell.run("serve", "--host", "127.0.0.1", "--port", str(taken.getsockname()[1]))
    assert (code, problem["error"], problem["host"]) == (1, "no-port", "127.0.0.1")


@pytest.mark.parametrize("port", ["65536", "-1"])
def test_a_number_that_is_no_port_is_told_plainly(shell: Shell, port: str) -> None:
    code, _, (problem,) = shell.run("serve", f"--port={port}")
    assert (code, problem["error"]) == (1, "no-port")


@pytest.mark.parametrize("words", [(), ("nothing",), ("enrol",), ("serve", "--port", "x"), ("backup",), ("bundle",)])
def test_usage_is_exit_code_two(shell: Shell, words: tuple[str, ...]) -> None:
    code, _, (problem,) = shell.run(*words)
    assert (code, problem["error"]) == (2, "usage")


def test_help_speaks_the_language_of_the_person(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for language, word in (("vi", "đơn vị"), ("en", "units")):
        monkeypatch.setenv("TUSACH_LANG", language)
        for words in (("--help",), ("enrol", "--help"), ("serve", "--help")):
            with pytest.raises(SystemExit):
                main(words)
        assert word in capsys.readouterr().out


def test_a_code_lasts_two_weeks(shell: Shell, tmp_path: Path) -> None:
    out = tmp_path / "a.json"
    shell.run("enrol", "A", "--name", "A", "--out", str(out))
    ends = json.loads(out.read_text(encoding="utf-8"))["expires"]
    assert abs(_ms(ends) - wall_clock_ms() - CODE_MS) < 60_000


def _ms(text: str) -> int:
    return int(datetime.fromisoformat(text).timestamp() * 1000)


def test_a_command_given_wrongly_is_explained_in_vietnamese_and_as_json(shell: Shell) -> None:
    code, _, (problem,) = shell.run("revoke")
    assert (code, problem["error"]) == (2, "usage")
    assert "còn thiếu device" in problem["message"]
    told = shell.say("find", "a", "--limit", "x")
    assert "--limit cần một số" in told
    assert "cách dùng: tusach-server find" in told


def test_the_help_is_in_vietnamese(shell: Shell, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["--help"])
    told = capsys.readouterr().out
    assert told.startswith("cách dùng: tusach-server")
    assert "các lệnh" in told
    assert not [word for word in ("usage:", "options:", "show this help") if word in told]


def test_times_are_those_of_vietnam_wherever_the_server_stands(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", "America/New_York")
    monkeypatch.delenv("TUSACH_LANG", raising=False)
    told = {"file": "a", "unit": "A", "unit_name": "A", "role": "desk", "expires": "2026-12-31T18:00:00Z"}
    assert "01/01/2027" in sentence("enrolment", told)


@pytest.mark.skipif(sys.platform == "win32", reason="no limits to a file's size there")
@pytest.mark.parametrize("room", [100, 20_000], ids=["at-the-keys", "at-the-database"])
def test_a_full_disk_leaves_no_half_a_centre(tmp_path: Path, room: int) -> None:
    folder = tmp_path / "centre"
    limited = (
        "import resource, signal, sys; from sync.server.cli import main; "
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN); "
        f"resource.setrlimit(resource.RLIMIT_FSIZE, ({room}, {room})); "
        "sys.exit(main(sys.argv[1:]))"
    )
    command = [sys.executable, "-c", limited, "--json", "init", str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    problem = json.loads(done.stderr)
    assert (done.returncode, problem["error"]) == (1, "disk-full")
    assert str(folder) in problem["message"]
    assert list(folder.iterdir()) == []
