"""Files of titles from the command line, up to another PC of the unit."""

from __future__ import annotations

from pathlib import Path

import pytest

from desktop.cli.files import size_words
from tests.cli.tusach import Tusach
from tests.server.centre import CentreProgram


def title_of(tusach: Tusach) -> str:
    return str(tusach("find", "điều lệnh").answer["id"])


def test_a_file_is_attached_listed_copied_and_removed(tusach: Tusach, tmp_path: Path):
    title, scan = title_of(tusach), tmp_path / "Bìa.pdf"
    scan.write_bytes(b"%PDF-1.7 " * 300)
    file = tusach("attach", title, str(scan)).answer
    assert file["state"] == "here"
    assert {"id", "title_id", "name", "size", "sha256", "state"} <= file.keys()
    assert tusach("files", title).answers == tusach("files").answers == [file]
    assert tusach("open-file", file["id"], "--out", str(tmp_path / "copy.pdf")).code == 0
    assert (tmp_path / "copy.pdf").read_bytes() == scan.read_bytes()
    into = tmp_path / "into"
    into.mkdir()
    tusach("open-file", file["id"], "--out", str(into))
    assert (into / "Bìa.pdf").read_bytes() == scan.read_bytes()
    assert tusach("remove-file", file["id"]).code == 0
    assert tusach("files").answers == []
    assert tusach("open-file", file["id"], "--out", str(into)).problem["error"] == "unknown-id"


def test_of_several_files_the_good_ones_are_attached(tusach: Tusach, tmp_path: Path):
    (tmp_path / "tốt.txt").write_text("Mục lục")
    (tmp_path / "Kế hoạch (MẬT).txt").write_text("…")
    outcome = tusach("attach", title_of(tusach), *map(str, (tmp_path / "Kế hoạch (MẬT).txt", tmp_path / "tốt.txt")))
    assert outcome.code == 1
    assert [file["name"] for file in outcome.answers] == ["tốt.txt"]
    assert outcome.problem["error"] == "state-secret"


def test_how_large_a_file_may_be_is_set_on_this_pc(tusach: Tusach, tmp_path: Path):
    (tmp_path / "to.bin").write_bytes(bytes(1_000_001))
    title = title_of(tusach)
    tusach("files", "--largest", "1")
    assert tusach("attach", title, str(tmp_path / "to.bin")).problem["error"] == "file-too-large"
    tusach("files", "--largest", "2")
    assert tusach("attach", title, str(tmp_path / "to.bin")).code == 0


def test_a_file_reaches_the_units_other_pc(
    tusach: Tusach, served: CentreProgram, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    scan = tmp_path / "bìa.png"
    scan.write_bytes(bytes(range(256)) * 2_000)
    file = tusach("attach", title_of(tusach), str(scan)).answer
    assert tusach("enrol", str(served.enrol("T01", name="Thư viện Trường T01"))).code == 0
    assert tusach("sync").answer["files_sent"] == 1
    other = Tusach(tmp_path / "other", capsys)
    assert other("enrol", str(served.enrol("T01"))).code == 0
    ran = other("sync").answer
    assert (ran["files_received"], ran["files_left"]) == (1, 0)
    assert other("files").answer == file
    assert other("open-file", file["id"], "--out", str(tmp_path / "there.png")).code == 0
    assert (tmp_path / "there.png").read_bytes() == scan.read_bytes()


@pytest.mark.parametrize(
    ("size", "words"), [(0, "0 B"), (999, "999 B"), (1_000, "1 kB"), (2_540_000, "2,5 MB"), (3 * 10**9, "3 GB")]
)
def test_sizes_read_as_people_read_them(size: int, words: str):
    assert size_words(size) == words
