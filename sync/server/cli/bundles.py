"""The commands about bundles: take them in and write the answers, write first loads, tell whose they are."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sync.core.bundle import BadBundle, Unverified, manifest_of
from sync.core.bundle_places import bundles_in
from sync.server import bundles
from sync.server.bundle_answers import by_stick, devices_named
from sync.server.cli.bundle_words import WORDS
from sync.server.cli.command import Command, open_centre
from sync.server.cli.wording import VIETNAM, words
from sync.server.refused import Refused

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator, Sequence

    from sync.core.bundle import Manifest
    from sync.server.bundles import TakenBundle, WrittenBundle
    from sync.server.centre import Centre
    from sync.server.cli.command import Answers

    Fact = dict[str, object]

_MINUTE_MS = 60_000


def _bundle(asked: argparse.Namespace) -> Answers:
    places = [Path(each) for each in asked.places]
    match asked.deed:
        case "show":
            return _show(places)
        case "export":
            return _export(asked)
        case _ if asked.dry_run:
            return _preview(asked, places)
    return _import(asked, places)


def _import(asked: argparse.Namespace, places: Sequence[Path]) -> Answers:
    """Take everything first: so each answer holds what the others brought, too."""
    centre = open_centre(asked)
    try:
        heard: dict[str, Path] = {}
        for file in _files(places):
            try:
                taken = bundles.take(centre, file)
            except (BadBundle, Refused) as no:
                yield _refused(file, no)
                continue
            yield _taken(file, taken)
            _to_be_told(centre, taken, Path(asked.out) if asked.out else file.parent, heard)
        yield from (_written(centre, device, folder) for device, folder in heard.items())
    finally:
        centre.close()


def _to_be_told(centre: Centre, taken: TakenBundle, folder: Path, heard: dict[str, Path]) -> None:
    heard.setdefault(taken.device, folder)
    with centre.database.reading() as connection:
        for other in by_stick(connection, taken.unit):
            heard.setdefault(other, folder)


def _export(asked: argparse.Namespace) -> Answers:
    if len(asked.places) != 2:  # noqa: PLR2004 - whom for, and where to
        raise Refused("usage", problem=words("help deed"))
    name, folder = asked.places
    centre = open_centre(asked)
    try:
        with centre.database.reading() as connection:
            devices = devices_named(connection, name)
        yield from (_written(centre, device, Path(folder)) for device in devices)
    finally:
        centre.close()


def _preview(asked: argparse.Namespace, places: Sequence[Path]) -> Answers:
    centre = open_centre(asked)
    try:
        for file in _files(places):
            try:
                seen = bundles.preview(centre, file)
            except (BadBundle, Refused) as no:
                yield _refused(file, no)
                continue
            facts = {name: getattr(seen, name) for name in seen.__slots__ if name != "id"}
            would = seen.result in {"taken", "cut"}
            said = "bundle preview" if would else "bundle not previewed"
            yield {"said": said, "file": str(file), "bundle": seen.id, **facts, "why": _why(seen.result), "ok": would}
    finally:
        centre.close()


def _show(places: Sequence[Path]) -> Answers:
    for file in _files(places):
        try:
            yield _manifest(file, manifest_of(file))
        except BadBundle as bad:
            yield _refused(file, bad)


def _files(places: Sequence[Path]) -> Iterator[Path]:
    """Raises Refused no-bundles."""
    for place in places:
        found = bundles_in(place)
        if not found:
            raise Refused("no-bundles", file=str(place))
        yield from (file for file in found if place.is_file() or not _is_ours(file))


def _is_ours(file: Path) -> bool:
    """Whether a centre wrote it: our own answers lie on the same stick."""
    try:
        return not manifest_of(file).is_for_centre
    except BadBundle:
        return False


def _taken(file: Path, taken: TakenBundle) -> Fact:
    said = f"bundle {taken.result}" if taken.result != "taken" else "bundle joined" if taken.joined else "bundle taken"
    if taken.again:
        said = "bundle again"
    facts = {name: getattr(taken, name) for name in taken.__slots__ if name != "id"}
    minutes = -(-taken.number // _MINUTE_MS)
    told = {"bundle": taken.id, **facts, "complete": taken.complete, "minutes": minutes}
    return {"said": said, "file": str(file), **told, "ok": taken.result in {"taken", "new-epoch"}}


def _written(centre: Centre, device: str, folder: Path) -> Fact:
    try:
        written: WrittenBundle = bundles.answer(centre, device, folder)
    except Unverified:
        raise Refused("unverified", file=str(folder)) from None
    facts = {name: getattr(written, name) for name in written.__slots__ if name not in {"id", "file", "removed"}}
    return {
        "said": "bundle written",
        "file": str(written.file),
        "bundle": written.id,
        **facts,
        "removed": [*written.removed],
    }


def _refused(file: Path, no: BadBundle | Refused) -> Fact:
    fault = no.fault if isinstance(no, BadBundle) else no.code
    return {"said": "bundle refused", "file": str(file), "fault": fault, "why": _why(fault), "ok": False}


def _why(fault: str) -> str:
    name = "revoked-device" if fault == "revoked" else fault
    return words(name if name in WORDS else "not now")


def _manifest(file: Path, manifest: Manifest) -> Fact:
    direction = "to-centre" if manifest.is_for_centre else "to-unit"
    return {
        "said": "bundle manifest",
        "file": str(file),
        "bundle": manifest.id,
        "direction": direction,
        "unit": manifest.unit,
        "unit_name": manifest.unit_name,
        "from_name": manifest.sender_name,
        "device": manifest.sender_device or manifest.device,
        "made": manifest.made.astimezone(VIETNAM).isoformat(timespec="seconds"),
        "rows": manifest.rows,
        "files": manifest.files,
        "enrol": manifest.enrol,
        "answers": manifest.answers,
        "program": manifest.program,
        "protocol": manifest.protocol,
        "size": file.stat().st_size,
    }


COMMANDS = (
    Command(
        "bundle",
        _bundle,
        (
            ("deed", {"choices": ("import", "export", "show")}),
            ("places", {"nargs": "+"}),
            ("--out", {"default": ""}),
            ("--dry-run", {"action": "store_true"}),
        ),
    ),
)
