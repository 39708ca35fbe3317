"""tusach-server with --database, as an operator sees it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import make_url

from sync.server.cli import main
from tests.server.postgres import Cluster


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

    def init(self, address: str, folder: Path | None = None) -> tuple[int, str]:
        """Exit code and error of init."""
        code, _, err = self.run("init", str(folder or self.folder), "--database", address)
        return code, err[0]["error"] if err else ""


@pytest.fixture
def shell(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Shell:
    monkeypatch.delenv("TUSACH_LANG", raising=False)
    monkeypatch.delenv("PGPASSWORD", raising=False)
    return Shell(tmp_path / "centre", capsys)


def remembered(shell: Shell) -> str:
    return str(json.loads((shell.folder / "centre.json").read_text(encoding="utf-8"))["database"])


def test_a_centre_made_on_a_database_remembers_it(shell: Shell, postgres: str, tmp_path: Path) -> None:
    assert shell.init(postgres) == (0, "")
    assert remembered(shell) == postgres
    assert not (shell.folder / "centre.db").exists()
    assert shell.run("enrol", "A", "--name", "Trại giam A", "--out", str(tmp_path / "a.json"))[0] == 0
    assert [unit["unit"] for unit in shell.run("units")[1]] == ["A"]
    assert shell.run("find", "điều lệnh")[:2] == (0, [])
    assert shell.run("check")[1][0]["ok"] is True


def test_the_database_may_move(shell: Shell, postgres: str, cluster: Cluster, tmp_path: Path) -> None:
    shell.init(postgres)
    shell.run("enrol", "A", "--name", "A", "--out", str(tmp_path / "a.json"))
    copy = cluster.database(like=postgres)
    shell.run("enrol", "B", "--name", "B", "--out", str(tmp_path / "b.json"), "--database", copy)
    assert [unit["unit"] for unit in shell.run("units", "--database", copy)[1]] == ["A", "B"]
    assert [unit["unit"] for unit in shell.run("units")[1]] == ["A"]
    cluster.drop(copy)


def test_a_password_is_remembered_only_where_it_is_needed_and_for_the_owner_only(
    shell: Shell, postgres: str, cluster: Cluster
) -> None:
    guarded = cluster.guard(postgres, user="centre", password="rất-bí-mật")
    assert shell.init(guarded) == (0, "")
    assert make_url(remembered(shell)).password == "rất-bí-mật"
    assert (shell.folder / "centre.json").stat().st_mode & 0o777 == 0o600
    assert shell.run("units")[0] == 0


def test_a_password_that_is_not_needed_is_not_written_down(shell: Shell, postgres: str) -> None:
    assert shell.init(postgres.replace("//postgres@", "//postgres:unused@")) == (0, "")
    assert make_url(remembered(shell)) == make_url(postgres)


def test_a_database_that_has_a_centre_is_not_taken_for_another(shell: Shell, postgres: str, tmp_path: Path) -> None:
    assert shell.init(postgres) == (0, "")
    assert shell.init(postgres, tmp_path / "second") == (1, "database-in-use")
    assert list((tmp_path / "second").iterdir()) == []


def test_an_empty_database_has_no_centre(shell: Shell, postgres: str, cluster: Cluster) -> None:
    shell.init(postgres)
    empty = cluster.database()
    code, _, (problem,) = shell.run("units", "--database", empty)
    assert (code, problem["error"]) == (1, "no-centre")
    cluster.drop(empty)


@pytest.mark.parametrize("address", ["mysql://centre/x", "postgresql://centre", "centre", "sqlite:///x.db"])
def test_an_address_that_is_none_is_told_plainly(shell: Shell, address: str) -> None:
    assert shell.init(address) == (2, "bad-database")
    assert not shell.folder.exists()


def test_a_database_that_does_not_answer_is_told_plainly_and_without_its_password(
    shell: Shell, postgres: str, cluster: Cluster, tmp_path: Path
) -> None:
    shell.init(postgres)
    gone = cluster.database()
    cluster.drop(gone)
    code, _, (problem,) = shell.run("units", "--database", gone.replace("//postgres@", "//postgres:secret@"))
    assert (code, problem["error"]) == (1, "no-database")
    assert "secret" not in json.dumps(problem)
    assert shell.init(gone, tmp_path / "second") == (1, "no-database")
    assert list((tmp_path / "second").iterdir()) == []
