"""The counter without a window: as a program, with a machine let in by a command."""

from __future__ import annotations

import json
import signal
import subprocess
from pathlib import Path

from tests.cli.tusach import ROOT, command, environment, program
from tests.sip2.conftest import Counter
from tests.sip2.machine import PASSWORD, Machine


def with_password(folder: Path) -> Path:
    file = folder / "machine-password"
    file.write_text("khoá của máy", "utf-8")
    return file


def test_a_machine_is_let_in_served_and_let_in_no_more(closed: Counter, tmp_path: Path):
    closed.library.close()
    closed.opening.release()
    profile, extra = closed.profile, {"environment": {"TUSACH_PASSWORD": PASSWORD}}
    told = program(
        profile,
        "--json",
        "self-check-machine",
        "quay-tu-muon",
        "--new-password-file",
        str(with_password(tmp_path)),
        **extra,
    )
    assert (told.code, told.answer) == (0, {"machine": "quay-tu-muon", "admitted": True})
    served = subprocess.Popen(
        command(profile, "--json", "self-check", "--port", "0"),
        cwd=ROOT,
        env=environment(TUSACH_PASSWORD=PASSWORD),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        stdin=subprocess.DEVNULL,
        encoding="utf-8",
    )
    try:
        assert served.stdout is not None
        state = json.loads(served.stdout.readline())
        assert (state["running"], state["host"], "quay-tu-muon" in state["machines"]) == (True, "127.0.0.1", True)
        machine = Machine(state["port"], "quay-tu-muon", "khoá của máy").sign_in()
        assert "PIN" in machine.lend("TV1", "TK00").get("AF")  # readers of this library are asked for one
        assert machine.give_back("TK00").fixed["ok"] == "0"
        machine.hang_up()
    finally:
        served.send_signal(signal.SIGTERM)
        _, problems = served.communicate(timeout=60)
    assert (served.returncode, problems) == (0, "")
    gone = program(profile, "--json", "self-check-machine", "quay-tu-muon", "--remove", **extra)
    assert gone.answer == {"machine": "quay-tu-muon", "admitted": False}
    closed.opening = type(closed.opening)(profile, PASSWORD, now=lambda: closed.now)
    closed.library = closed.opening.library()
    assert "quay-tu-muon" not in closed.library.self_check.machines()
