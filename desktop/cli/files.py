"""The commands for files of titles: attach, list, write a copy, remove."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from desktop.cli.command import Command, Refused, Told, argument
from desktop.cli.wording import is_english, refusal, words
from desktop.library.digital.digital import safe_name
from desktop.library.model.file import FileState
from desktop.library.model.refusal import Refusal

if TYPE_CHECKING:
    from desktop.cli.command import Results
    from desktop.cli.session import Session
    from desktop.library.model.file import AttachedFile

_MEGABYTE = 1000 * 1000


def _attach(session: Session) -> Results:
    with session.library() as library:
        library.catalogue.title(session.asked.title_id)
        for name in session.asked.file:
            try:
                file = library.digital.attach(session.asked.title_id, Path(name))
            except Refusal as no:
                yield Refused(no.reason.value, refusal(no.reason, no.facts), {**no.facts, "file": Path(name).name})
                continue
            yield Told(_facts(file), words("attached", **_facts(file), megabytes=size_words(file.size)))


def _list(session: Session) -> Results:
    asked = session.asked
    with session.library() as library:
        if asked.largest is not None:
            library.digital.allow(asked.largest * _MEGABYTE)
        found = library.digital.list(asked.title_id)
    yield from (Told(_facts(file), _line(file)) for file in found)
    if not found and not session.json:
        yield Told({}, words("no files"))


def _copy(session: Session) -> Results:
    out = Path(session.asked.out)
    with session.library() as library:
        file = library.digital.get(session.asked.id)
        to = out / safe_name(file.name) if out.is_dir() else out
        library.digital.save(file.id, to)
    told = _facts(file) | {"file": str(to)}
    yield Told(told, words("file copied", **told))


def _remove(session: Session) -> Results:
    with session.library() as library:
        file = library.digital.remove(session.asked.id)
    yield Told(_facts(file), words("file removed", **_facts(file)))


def _facts(file: AttachedFile) -> dict[str, object]:
    return {
        "id": file.id,
        "title_id": file.title_id,
        "name": file.name,
        "size": file.size,
        "sha256": file.sha256,
        "state": file.state.value,
        "media": file.media,
    }


def _line(file: AttachedFile) -> str:
    return words("file", **_facts(file) | {"state": words(_STATES[file.state])}, megabytes=size_words(file.size))


def size_words(size: int) -> str:
    """A size as people read it."""
    for unit, bytes_ in (("GB", 1000**3), ("MB", 1000**2), ("kB", 1000)):
        if size >= bytes_:
            number = f"{size / bytes_:.1f}".removesuffix(".0")
            return f"{number if is_english() else number.replace('.', ',')} {unit}"
    return f"{size} B"


_STATES = {FileState.HERE: "file here", FileState.COMING: "file coming", FileState.NOT_HERE: "file not here"}
_TITLE = ("mã nhan đề", "the title's id")

COMMANDS = (
    Command(
        "attach",
        ("đính kèm tệp vào một nhan đề", "attach files to a title"),
        _attach,
        (
            argument("title_id", _TITLE, metavar="TITLE_ID"),
            argument("file", ("các tệp", "the files"), metavar="FILE", nargs="+"),
        ),
    ),
    Command(
        "files",
        ("các tệp kèm theo", "the files of titles"),
        _list,
        (
            argument("title_id", _TITLE, metavar="TITLE_ID", nargs="?"),
            argument(
                "--largest",
                ("từ nay máy này nhận tệp đến bấy nhiêu MB (lúc đầu 200)", "from now on take files up to MB (200)"),
                metavar="MB",
                type=int,
            ),
        ),
    ),
    Command(
        "open-file",
        ("ghi một bản sao của tệp để xem", "write a copy of a file to look at"),
        _copy,
        (
            argument("id", ("mã của tệp", "the file's id"), metavar="ID"),
            argument("--out", ("tệp hoặc thư mục cần ghi", "where to"), metavar="PATH", required=True),
        ),
    ),
    Command(
        "remove-file",
        ("bỏ tệp khỏi nhan đề", "take a file off its title"),
        _remove,
        (argument("id", ("mã của tệp", "the file's id"), metavar="ID"),),
    ),
)
