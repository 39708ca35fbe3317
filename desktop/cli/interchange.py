"""The commands about days on paper and other programs: enter, export-koc, export-borrowers."""

from __future__ import annotations

import json
from contextlib import contextmanager
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import IO, TYPE_CHECKING

from desktop.cli import late_words
from desktop.cli.command import Command, Told, argument
from desktop.cli.facts import moment
from desktop.cli.patience import telling
from desktop.library.interchange.files import FileKind
from desktop.library.model.refusal import Reason, Refusal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from desktop.cli.command import Results
    from desktop.cli.session import Session
    from desktop.library.interchange.entries import Entered, LateLine


def _enter(session: Session) -> Results:
    asked, file = session.asked, Path(session.asked.file)
    with session.library() as library, _report(asked.report, file.name) as tell:
        done = library.late.enter_file(
            file,
            kind=asked.kind,
            on=asked.on,
            dry_run=asked.dry_run,
            progress=telling("import progress", file=file.name),
            tell=tell,
        )
    yield Told(_facts(done), late_words.entered(done), ok=not (done.unsettled or done.odd))


def _facts(done: Entered) -> dict[str, object]:
    counts = {name: getattr(done, name) for name in late_words.COUNTS}
    return {"file": done.file, "kind": done.kind, **counts, "dry_run": done.is_dry_run, "stopped": done.stopped}


@contextmanager
def _report(name: str | None, file: str) -> Iterator[Callable[[LateLine], None] | None]:
    """Writes each line that was not simply entered; the report is opened before anything is entered."""
    if name is None:
        yield None
        return
    try:
        report: IO[str] = Path(name).open("w", encoding="utf-8")  # noqa: SIM115 - closed below; only the opening may refuse
    except OSError as error:
        raise Refusal(Reason.CANNOT_WRITE, file=Path(name).name) from error
    with report:
        yield lambda line: print(json.dumps({"file": file, **_told(line)}, ensure_ascii=False), file=report)


def _told(line: LateLine) -> dict[str, object]:
    entry = line.entry
    return {
        "line": line.line,
        "outcome": line.outcome.value,
        "reasons": list(line.reasons),
        "why": late_words.why(line),
        "text": line.text,
        "act": entry.act.value if entry else None,
        "at": moment(entry.at) if entry else None,
        "event": line.event,
        "waiting": line.waiting or None,
        **dict(line.facts),
    }


def _export_koc(session: Session) -> Results:
    with session.library() as library:
        done = library.late.export_koc(Path(session.asked.file), since=session.asked.since)
    yield Told({**asdict(done), "too_long": list(done.too_long)}, late_words.exported(done), ok=not done.too_long)


def _export_borrowers(session: Session) -> Results:
    with session.library() as library:
        done = library.late.export_borrowers(Path(session.asked.file))
    yield Told(asdict(done), late_words.borrowers(done))


COMMANDS = (
    Command(
        "enter",
        (
            "ghi bù từ tệp của chương trình khác: Koha (.koc), Evergreen, PMB",
            "enter what another program noted: Koha (.koc), Evergreen, PMB",
        ),
        _enter,
        (
            argument("file", ("tệp cần ghi", "the file"), metavar="FILE"),
            argument(
                "--as",
                ("tệp của chương trình nào; không nêu thì tự nhận ra", "whose file it is; else it is recognised"),
                dest="kind",
                choices=tuple(kind.value for kind in FileKind),
            ),
            argument(
                "--on",
                (
                    "ngày của tệp không ghi giờ (PMB), dạng 2026-11-20",
                    "the day of a file without times (PMB), 2026-11-20",
                ),
                metavar="DAY",
                type=date.fromisoformat,
            ),
            argument("--dry-run", ("chỉ xem sẽ thay đổi gì", "only say what would change"), action="store_true"),
            argument(
                "--report",
                ("ghi ra tệp từng dòng không được ghi trơn tru", "write every line not simply entered to a file"),
                metavar="FILE",
            ),
        ),
    ),
    Command(
        "export-koc",
        ("xuất việc ở quầy cho trung tâm dùng Koha (.koc)", "write what happened for a Koha centre (.koc)"),
        _export_koc,
        (
            argument("file", ("tệp cần ghi", "the file"), metavar="FILE"),
            argument(
                "--since", ("từ ngày nào, dạng 2026-11-20", "since which day"), metavar="DAY", type=date.fromisoformat
            ),
        ),
    ),
    Command(
        "export-borrowers",
        (
            "xuất bạn đọc cho công cụ ngoại tuyến của Koha (borrowers.db, không mã hoá)",
            "write readers for Koha's offline tool (borrowers.db, not encrypted)",
        ),
        _export_borrowers,
        (argument("file", ("tệp cần ghi", "the file"), metavar="FILE"),),
    ),
)
