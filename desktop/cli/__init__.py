"""The library without a window: one command, its results, its problems, an exit code (architecture.md 5)."""

from __future__ import annotations

import io
import os
import sys
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from desktop.cli import codes, wording
from desktop.cli.command import Ended, Refused, Told
from desktop.cli.library import DEMO, sample_password
from desktop.cli.parser import nothing_asked, parse
from desktop.cli.session import Session, Usage
from desktop.library.model.refusal import Refusal
from sync.core.stops import Stop

if TYPE_CHECKING:
    from collections.abc import Sequence

    from desktop.cli.command import Results

Door = Callable[[Session, str | None], int]
"""Opens windows over the session's profile with this password (None: ask there); the exit code."""


@dataclass(frozen=True, slots=True)
class Doors:
    """The ways from the command line to the windows, handed in by whoever knows Qt."""

    window: Door
    demo: Door


def main(arguments: Sequence[str], doors: Doors) -> int:
    """Run one command; the exit code."""
    _speak_utf8()
    session = Session(nothing_asked(arguments))
    try:
        session = Session(parse(arguments))
        return _run(session, doors)
    except Refusal as no:
        session.complain_of(no)
        return codes.of_reason(no.reason)
    except Stop as early:
        session.complain(early.name, wording.stop(early), {})
        return codes.of_stop(early)
    except Usage as wrong:
        session.complain("usage", wording.words("usage", problem=str(wrong)), {})
        return codes.USAGE
    except KeyboardInterrupt:
        return codes.CUT
    except BrokenPipeError:  # whoever read our answers has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return codes.DONE
    except Exception as bug:  # noqa: BLE001 - the one place of the command line where a bug ends: reported, nothing lost
        return _report(session, bug)


def _run(session: Session, doors: Doors) -> int:
    command = session.asked.command
    if command is None:
        return doors.window(session, session.given_password())
    code = _answer(session, command.run(session))
    if command is DEMO and code == codes.DONE:
        return doors.demo(session, sample_password(session))
    return code


def _answer(session: Session, results: Results) -> int:
    code = codes.DONE
    for result in results:
        match result:
            case Told(facts=facts, text=text, ok=ok):
                session.say(facts, text)
                code = code if ok else codes.REFUSED
            case Refused(code=problem, message=message, facts=facts, is_result=is_result):
                if is_result and session.json:
                    session.say(facts, message)
                session.complain(problem, message, facts)
                code = codes.REFUSED
            case Ended(code=ended):
                code = ended
    return code


def _report(session: Session, bug: Exception) -> int:
    folder = session.paths.reports
    file = folder / f"{datetime.now(UTC):%Y%m%d-%H%M%S-%f}.txt"
    report = "".join(traceback.format_exception(bug))
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        file.write_text(report, encoding="utf-8")
        told = str(file)
    except OSError:
        sys.stderr.write(report)
        told = wording.words("nowhere")
    session.complain("bug", wording.words("bug", report=told), {"report": told, "kind": type(bug).__name__})
    return codes.BUG


def _speak_utf8() -> None:
    """Vietnamese must come out whole on a console that was set up for something else."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="replace")
