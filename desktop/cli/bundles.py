"""The commands that agree with the centre by stick: bundle export, bundle import, bundle show."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from desktop.cli import codes
from desktop.cli.command import Command, Ended, Refused, Told, argument
from desktop.cli.wording import moment, refusal, stop, words
from desktop.library.model.refusal import Reason
from desktop.library.stick import REASONS, Stick, shown
from sync.core.bundle import BadBundle, NewerFormat
from sync.core.stops import UpgradeNeeded

if TYPE_CHECKING:
    from desktop.cli.command import Results
    from desktop.cli.session import Session
    from desktop.library.stick import Taken, Written
    from sync.core.bundle import Manifest


def _bundle(session: Session) -> Results:
    place = Path(session.asked.place)
    match session.asked.deed:
        case "export":
            with session.library() as library:
                written = Stick(library).write(place)
            yield _written(written)
        case "import":
            with session.library() as library:
                taken = Stick(library).take(place)
            yield from _taken(taken)
        case _:
            yield from _show(place)


def _written(written: Written) -> Told:
    told = {
        "sent": written.sent,
        "received": 0,
        "conflicts": 0,
        "bytes_up": written.bytes_up,
        "bytes_down": 0,
        "stop": None,
        "file": str(written.file),
        "complete": True,
        "removed": list(written.removed),
    }
    text = words("bundle written", **told)
    if written.removed:
        text += "\n" + words("bundle removed", names=", ".join(written.removed))
    return Told(told, text)


def _taken(taken: Taken) -> Results:
    told = {
        "sent": taken.settled,
        "received": taken.received,
        "conflicts": taken.conflicts,
        "bytes_up": 0,
        "bytes_down": taken.bytes_down,
        "stop": taken.stopped.name if taken.stopped else None,
        "file": str(taken.file),
        "complete": taken.complete,
        "parked": taken.parked,
        "unread": taken.unread,
        "joined": taken.joined,
    }
    yield Told(told, words("bundle joined" if taken.joined else "bundle taken", **told))
    if taken.stopped:
        yield Refused(taken.stopped.name, stop(taken.stopped), {})
    if taken.unread:
        yield Refused("unread", words("bundle unread"), {})
    if not taken.complete:
        yield Refused("cut", words("bundle cut", **told), {})
    if taken.stopped:
        yield Ended(codes.of_stop(taken.stopped))


def _show(place: Path) -> Results:
    for file, found in shown(place):
        match found:
            case NewerFormat():
                yield Refused(UpgradeNeeded.name, stop(UpgradeNeeded()), {"file": str(file)})
            case BadBundle(fault=fault):
                reason: Reason = REASONS[fault]
                yield Refused(reason.value, refusal(reason, {"file": file.name}), {"file": str(file)})
            case manifest:
                yield _manifest(file, manifest)


def _manifest(file: Path, manifest: Manifest) -> Told:
    told = {
        "file": str(file),
        "bundle": manifest.id,
        "direction": "to-centre" if manifest.is_for_centre else "to-unit",
        "unit": manifest.unit,
        "unit_name": manifest.unit_name,
        "from_name": manifest.sender_name,
        "device": manifest.sender_device or manifest.device,
        "made": moment(manifest.made_ms),
        "rows": manifest.rows,
        "files": manifest.files,
        "enrol": manifest.enrol,
        "answers": manifest.answers,
        "size": file.stat().st_size,
    }
    return Told(told, words(f"manifest {told['direction']}", **told))


COMMANDS = (
    Command(
        "bundle",
        ("đồng bộ với trung tâm qua USB", "agree with the centre by stick"),
        _bundle,
        (
            argument(
                "deed",
                (
                    "export: viết gói cho trung tâm; import: nhận gói của trung tâm; show: xem gói của ai, cho ai",
                    "export: write a bundle for the centre; import: take the centre's; show: whose it is, for whom",
                ),
                choices=("export", "import", "show"),
            ),
            argument("place", ("tệp .tusach hoặc thư mục", "a file .tusach or a folder"), metavar="FILE|DIR"),
        ),
    ),
)
