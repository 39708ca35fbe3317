"""What dev.py says to a machine that lacks something: one command that brings it all."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

import dev

if TYPE_CHECKING:
    from pathlib import Path

LACKING = {"libGL.so.1": "libgl1", "libxcb-cursor.so.0": "libxcb-cursor0"}


def only(program: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Make the machine have this package manager and no other."""
    tool = tmp_path / program
    tool.write_text("#!/bin/sh\n", encoding="ascii")
    tool.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))


def test_debian_gets_its_packages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    only("apt-get", tmp_path, monkeypatch)
    lacking = {dev.ENSUREPIP: "python3.11-venv", **LACKING}
    assert dev.quoted(dev.command_for(lacking) or []) == (
        "apt-get install -y --no-install-recommends python3.11-venv libgl1 libxcb-cursor0"
    )


def test_fedora_asks_for_the_libraries_themselves(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    only("dnf", tmp_path, monkeypatch)
    assert dev.quoted(dev.command_for(LACKING) or []) == (
        "dnf install -y 'libGL.so.1()(64bit)' 'libxcb-cursor.so.0()(64bit)'"
    )


def test_a_machine_without_a_package_manager_gets_no_command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    only("emerge", tmp_path, monkeypatch)
    assert dev.command_for(LACKING) is None


def test_what_is_missing_is_said_in_sentences_that_name_it():
    said = dev.reasons({dev.ENSUREPIP: "python3.11-venv", **LACKING})
    assert "venv" in said
    assert "libGL.so.1, libxcb-cursor.so.0" in said


def test_a_screen_is_seen_where_there_is_one(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    monkeypatch.setenv("DISPLAY", ":0")
    assert dev.has_screen()


def test_this_machine_lacks_nothing_that_the_window_needs(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.delenv("DISPLAY", raising=False)
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    assert dev.missing() == {}


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no folder in memory")
def test_tests_work_in_memory_where_there_is_room_and_nobody_chose_a_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.delenv("TMPDIR", raising=False)
    monkeypatch.setattr(dev, "MEMORY", tmp_path)
    monkeypatch.setattr(dev, "ROOM", 0)
    assert dev.in_memory() == {"TMPDIR": str(tmp_path)}
    monkeypatch.setattr(dev, "ROOM", 1 << 60)
    assert dev.in_memory() == {}
    monkeypatch.setattr(dev, "ROOM", 0)
    monkeypatch.setenv("TMPDIR", "elsewhere")
    assert dev.in_memory() == {}
    monkeypatch.delenv("TMPDIR")
    monkeypatch.setattr(dev, "MEMORY", tmp_path / "nowhere")
    assert dev.in_memory() == {}
