"""The commands that keep a library safe: backup and restore."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from desktop.cli import facts
from desktop.cli.command import Command, Told, argument
from desktop.cli.patience import telling, telling_upgrade
from desktop.cli.wording import moment, words
from desktop.library.library import Opening
from desktop.library.plainly import told_plainly
from desktop.library.security.backup import back_up
from desktop.library.security.restoring import look_at, restore

if TYPE_CHECKING:
    from desktop.cli.command import Results
    from desktop.cli.session import Session
    from desktop.library.model.standing import Standing


def _backup(session: Session) -> Results:
    file = Path(session.asked.file).expanduser().absolute()
    with session.library() as library:
        done = back_up(library, file, progress=telling("backup progress", file=file.name))
    assert done is not None  # nobody says stop here
    told = {"file": str(done.file), "at": facts.moment(done.at), "bytes": done.size, "verified": True}
    yield Told(told, words("backed up", **told, megabytes=_megabytes(done.size)))


def _restore(session: Session) -> Results:
    profile, file = session.paths.profile, Path(session.asked.file).expanduser().absolute()
    with told_plainly(profile):
        look_at(profile, file, replace=session.asked.replace)
        password = session.password()
        done = restore(profile, file, password, replace=session.asked.replace)
    standing = _standing(profile, password)
    aside = None if done.aside is None else str(done.aside)
    counts = {"titles": standing.titles, "items": standing.items, "readers": standing.readers}
    told = {"unit": done.unit, "unit_name": done.unit_name, "at": facts.moment(done.at), "aside": aside, **counts}
    kept = "" if aside is None else "\n" + words("kept aside", aside=aside)
    yield Told(told, words("restored", **told, when=moment(done.at)) + kept)


def _standing(profile: Path, password: str) -> Standing:
    opening = Opening(profile, password)
    try:
        with closing(opening.library(upgrading=telling_upgrade())) as library:
            return library.standing()
    finally:
        opening.release()


def _megabytes(size: int) -> str:
    return f"{size / 1_000_000:.1f}"


COMMANDS = (
    Command(
        "backup",
        ("sao lưu thư viện ra một tệp và đọc lại để kiểm tra", "back the library up into one file, and read it back"),
        _backup,
        (argument("file", ("tệp sao lưu cần viết", "the backup to write"), metavar="FILE"),),
    ),
    Command(
        "restore",
        (
            "dựng lại thư viện từ bản sao lưu; mật khẩu là mật khẩu thủ thư lúc sao lưu",
            "put the library back from a backup, with the librarian's password of that time",
        ),
        _restore,
        (
            argument("file", ("tệp sao lưu", "the backup"), metavar="FILE"),
            argument(
                "--replace",
                (
                    "thay cho thư viện đang có, thư viện ấy được cất riêng",
                    "in place of the library that is there, which is kept aside",
                ),
                action="store_true",
            ),
        ),
    ),
)
