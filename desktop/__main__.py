"""The door to the program: a window when no command is given, else the command."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from desktop import cli
from desktop.cli import codes, wording

if TYPE_CHECKING:
    from collections.abc import Sequence

    from desktop.cli.session import Session


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the program; the exit code."""
    return cli.main(sys.argv[1:] if arguments is None else arguments, cli.Doors(window=_window, demo=_demo))


def _window(session: Session, password: str | None) -> int:
    if not _has_screen():
        session.complain("no-screen", wording.words("no screen"), {})
        return codes.REFUSED
    from desktop.app import Beginning, run_window  # noqa: PLC0415 - Qt is loaded only when there is a window to open

    return run_window(session.paths, Beginning(password=password), ready=lambda: _tell(session))


def _demo(session: Session, password: str | None) -> int:
    if _is_seen():
        return _window(session, password)
    from desktop.tour import run_tour  # noqa: PLC0415 - as above

    return run_tour(session.paths, password)


def _tell(session: Session) -> None:
    if session.json:
        session.say({"window": "shown"}, "")


def _is_seen() -> bool:
    """Whether somebody can look at a window here."""
    system = sys.platform in {"win32", "darwin"}
    return system or any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY"))


def _has_screen() -> bool:
    """Whether a window can be shown, be it only to Qt's own off-screen platform."""
    return _is_seen() or bool(os.environ.get("QT_QPA_PLATFORM"))


if __name__ == "__main__":
    sys.exit(main())
