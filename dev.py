"""One command for everything a developer does: python3 dev.py setup, run, test, bench or package."""

# This file runs before there is an environment, on whatever Python a machine has: standard library only, and no
# syntax newer than Python 3.8, so that an old Python still reads far enough to say what it needs.

from __future__ import annotations

import argparse
import ctypes
import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
BUILD = ROOT / "build"
CONSTRAINTS = ROOT / "installer" / "constraints.txt"
WINDOWS = sys.platform == "win32"
PYTHON = VENV / ("Scripts/python.exe" if WINDOWS else "bin/python")
OLDEST = (3, 11)

ENSUREPIP = "ensurepip"

# What only tests need, and Debian's package of it; without it those tests are skipped and say so.
BROWSER = {"chromium": "chromium", "chromedriver": "chromium-driver"}

# What Qt's wheels leave to the system: library, and the Debian or Ubuntu package that holds it.
DRAWING = {
    "libglib-2.0.so.0": "libglib2.0-0",
    "libGL.so.1": "libgl1",
    "libEGL.so.1": "libegl1",
    "libX11.so.6": "libx11-6",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libxkbcommon.so.0": "libxkbcommon0",
}
WINDOWING = {
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
}


MEMORY = Path("/dev/shm")  # noqa: S108 - tests make folders of their own in it, as they would in /tmp
ROOM = 6 * 1024**3
"""Bytes. A run of all tests leaves less than a third of it lying about at any time."""


class CannotGoOn(Exception):
    """The machine lacks something; the text says what, and the one command to run."""


def say(text: str) -> None:
    """Print one line at once, so that it stands before the output of what it announces."""
    print(text, flush=True)


def has_screen() -> bool:
    """Whether a window can be seen on this machine."""
    return WINDOWS or sys.platform == "darwin" or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def is_root() -> bool:
    """Whether we may install system packages ourselves."""
    return hasattr(os, "geteuid") and os.geteuid() == 0


def environment() -> dict[str, str]:
    """The environment of what we start: compiled files are kept, or every start would compile the program again."""
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return {**kept, "PYTHONUTF8": "1"}


def call(*command: object, **extra: str) -> int:
    """Run a command in the repository, show its output, give its exit code."""
    return subprocess.call([str(part) for part in command], cwd=ROOT, env={**environment(), **extra})


def begin(*command: object) -> subprocess.Popen[str]:
    """Start a command in the repository and go on; what it says is kept."""
    words = [str(part) for part in command]
    kept = subprocess.PIPE
    return subprocess.Popen(words, cwd=ROOT, env=environment(), stdout=kept, stderr=subprocess.STDOUT, encoding="utf-8")


# ---- what the system must have -----------------------------------------------------------------


def loads(library: str) -> bool:
    """Whether the system's loader finds the library."""
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def missing() -> dict[str, str]:
    """What the system lacks, each with the Debian or Ubuntu package that brings it."""
    lacking = {}
    if not all(importlib.util.find_spec(name) for name in ("venv", "ensurepip")):
        lacking[ENSUREPIP] = f"python3.{sys.version_info[1]}-venv"  # Debian ships Python without this part
    if sys.platform.startswith("linux"):
        needed = {**DRAWING, **(WINDOWING if has_screen() else {})}
        lacking.update({library: package for library, package in needed.items() if not loads(library)})
    return lacking


def command_for(lacking: dict[str, str]) -> list[str] | None:
    """The one command that brings what is missing on this system; None when there is no package manager we know."""
    if shutil.which("apt-get"):
        return ["apt-get", "install", "-y", "--no-install-recommends", *lacking.values()]
    for manager in ("dnf", "zypper"):  # both find a package by the library it holds
        if shutil.which(manager) and ENSUREPIP not in lacking:
            return [manager, "install", "-y", *(f"{library}()(64bit)" for library in lacking)]
    return None


def quoted(command: list[str]) -> str:
    """The command as one would type it."""
    return " ".join(f"'{part}'" if "(" in part else part for part in command)


def reasons(lacking: dict[str, str]) -> str:
    """Why something must be installed, in sentences."""
    libraries = [name for name in lacking if name != ENSUREPIP]
    sentences = []
    if ENSUREPIP in lacking:
        sentences.append("This Python cannot make a virtual environment: its modules venv and ensurepip are missing.")
    if libraries:
        sentences.append(f"Qt draws with libraries of the system, and this one lacks {', '.join(libraries)}.")
    return "\n".join(sentences)


def install(command: list[str]) -> None:
    """Run the system's package manager as root. Raises CannotGoOn."""
    say(f"Installing: {quoted(command)}")
    if command[0] == "apt-get":
        call("apt-get", "update", "-qq")
        command = [command[0], "-qq", *command[1:]]
    if call(*command, DEBIAN_FRONTEND="noninteractive") != 0:
        raise CannotGoOn(f"The system's package manager could not. Please run this yourself:\n    {quoted(command)}")


def ensure_system() -> None:
    """See that the system has what Python and Qt need of it: install it as root, else say how. Raises CannotGoOn."""
    lacking = missing()
    if not lacking:
        return
    command = command_for(lacking)
    if command is None:
        raise CannotGoOn(
            f"{reasons(lacking)}\nNo package manager that we know is here: please add what is missing by hand."
        )
    if not is_root():
        raise CannotGoOn(f"{reasons(lacking)}\nPlease run this once, then start again:\n    sudo {quoted(command)}")
    say(reasons(lacking))
    install(command)


def offer_browser() -> None:
    """The centre's web page is tested in a real browser: install one where we can, else say what would bring it."""
    lacking = [package for program, package in BROWSER.items() if not shutil.which(program)]
    if not lacking or not sys.platform.startswith("linux"):
        return
    command = ["apt-get", "install", "-y", "--no-install-recommends", *lacking]
    if not (is_root() and shutil.which("apt-get")):
        say(f"Without Chromium the tests of the centre's web page are skipped. On Debian: sudo {quoted(command)}")
        return
    try:
        install(command)
    except CannotGoOn as reason:
        say(f"{reason}\nGoing on without a browser: the tests of the centre's web page are skipped.")


def ensure_newer_python() -> None:
    """Refuse a Python that is too old, naming a newer one where the machine has it. Raises CannotGoOn."""
    if sys.version_info >= OLDEST:
        return
    for minor in (14, 13, 12, 11):
        if shutil.which(f"python3.{minor}"):
            raise CannotGoOn(f"Python 3.11 or newer is needed. This machine has one:\n    python3.{minor} dev.py run")
    have = ".".join(str(part) for part in sys.version_info[:2])
    raise CannotGoOn(
        f"Python 3.11 or newer is needed, and this is {have}. Debian 12, Ubuntu 24.04 and their successors have it; "
        "for older systems see https://www.python.org/downloads/."
    )


# ---- the environment ---------------------------------------------------------------------------


def fingerprint() -> str:
    """Changes when the environment must be made anew or brought up to date."""
    parts = [str(ROOT).encode(), (ROOT / "pyproject.toml").read_bytes(), CONSTRAINTS.read_bytes()]
    return hashlib.sha256(b"\0".join(parts)).hexdigest()


def make_venv() -> None:
    """Make `.venv`, or make it again when it belongs to a Python or a folder that is gone. Raises CannotGoOn."""
    if PYTHON.exists() and subprocess.call([str(PYTHON), "-c", "import pip"], stderr=subprocess.DEVNULL) == 0:
        return
    say("Making a virtual environment in .venv …")
    if call(sys.executable, "-m", "venv", "--clear", VENV) != 0:
        raise CannotGoOn("Python could not make the virtual environment in .venv; its words stand above.")


def ensure_packages() -> None:
    """See that `.venv` holds the pinned packages and the program itself. Raises CannotGoOn."""
    stamp = VENV / ".fingerprint"
    if PYTHON.exists() and stamp.exists() and stamp.read_text(encoding="ascii") == fingerprint():
        return
    make_venv()
    say("Installing the pinned packages into .venv (some 250 MB, once) …")
    if call(PYTHON, "-m", "pip", "install", "-qq", "--no-input", "-c", CONSTRAINTS, "-e", ".[dev]") != 0:
        raise CannotGoOn(
            "The packages could not be installed; pip's words stand above. This step needs a package index."
        )
    stamp.write_text(fingerprint(), encoding="ascii")


def setup() -> int:
    """Make everything ready; nothing happens when it is."""
    ready = VENV / (".system-with-screen" if has_screen() else ".system")
    if not ready.exists():
        ensure_system()
    ensure_packages()
    ready.touch()
    return 0


# ---- the verbs ---------------------------------------------------------------------------------


def run(arguments: list[str]) -> int:
    """Open the program on the sample library; without a screen, drive its windows through a day and keep pictures."""
    if not has_screen():
        say("There is no screen here: the same windows are driven off-screen; pictures and a report go to build/tour/.")
    BUILD.mkdir(exist_ok=True)
    return call(PYTHON, "-m", "desktop", "--profile", BUILD / "sample-profile", "demo", *arguments)


def test(arguments: list[str]) -> int:
    """Run every check, then every test; all of them, even after one has failed."""
    checks = (
        ("ruff check", (PYTHON, "-m", "ruff", "check", "--quiet")),
        ("ruff format", (PYTHON, "-m", "ruff", "format", "--check", "--quiet")),
        ("mypy", (PYTHON, "-m", "mypy")),
        ("imports", (VENV / PYTHON.parent.name / "lint-imports", "--no-cache", "--no-logo")),
    )
    begun = [(name, begin(*command)) for name, command in checks]  # they need no browser, and it takes a while to come
    offer_browser()
    failed = []
    for name, check in begun:
        said, _ = check.communicate()
        say(f"== {name}\n{said}".rstrip())
        if check.returncode != 0:
            failed.append(name)
    say("== pytest")
    workers = arguments or ["-n", "3", "--dist", "loadfile", "--no-loadscope-reorder"]
    if call(PYTHON, "-m", "pytest", *workers, **in_memory()) != 0:
        failed.append("pytest")
    if failed:
        say(f"FAILED: {', '.join(failed)}")
    return 1 if failed else 0


def in_memory() -> dict[str, str]:
    """Where tests put their files: in memory where Linux has room there, for they wait for thousands of commits.

    A program that is killed leaves the same behind on a disk and in memory; only a power cut would tell them apart.
    """
    if "TMPDIR" in os.environ or not os.access(str(MEMORY), os.W_OK):
        return {}
    may_run = not os.statvfs(str(MEMORY)).f_flag & os.ST_NOEXEC
    return {"TMPDIR": str(MEMORY)} if may_run and shutil.disk_usage(str(MEMORY)).free > ROOM else {}


def bench(arguments: list[str]) -> int:
    """Measure, and print the results as JSON."""
    return call(PYTHON, "-m", "tests.benchmarks", *arguments)


def package(arguments: list[str]) -> int:
    """Freeze the program into dist/tusach/, one folder that needs no Python."""
    spec = ROOT / "installer" / "tusach.spec"
    folders = ("--distpath", ROOT / "dist", "--workpath", BUILD / "pyinstaller")
    return call(PYTHON, "-m", "PyInstaller", "--noconfirm", "--log-level", "ERROR", *folders, *arguments, spec)


VERBS = {"run": run, "test": test, "bench": bench, "package": package}


def main() -> int:
    """Do what the command line says; 1 when the machine lacks something, else the exit code of what was run."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("verb", choices=("setup", *VERBS), help="what to do; setup is part of each")
    parser.add_argument("arguments", nargs=argparse.REMAINDER, help="handed on to what is run")
    given = parser.parse_args()
    try:
        ensure_newer_python()
        setup()
    except CannotGoOn as reason:
        print(reason, file=sys.stderr)
        return 1
    if given.verb == "setup":
        say("Ready.")
        return 0
    return VERBS[given.verb](given.arguments)


if __name__ == "__main__":
    sys.exit(main())
