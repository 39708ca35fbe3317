"""The commands about one reader's PIN and portrait, and who looked readers up."""

from __future__ import annotations

import getpass
import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from desktop.cli.command import Command, Told, argument
from desktop.cli.facts import moment
from desktop.cli.reader_words import said
from desktop.cli.session import Usage
from desktop.cli.wording import moment as day_and_time
from desktop.library.model.refusal import Reason, Refusal

if TYPE_CHECKING:
    from desktop.cli.command import Results
    from desktop.cli.session import Session


def _set_pin(session: Session) -> Results:
    asked = session.asked
    pin = "" if asked.remove else _pin(session)
    with session.library() as library:
        reader = library.pins.remove(asked.card) if asked.remove else library.pins.set(asked.card, pin)
    facts = {"card": reader.card, "has_pin": reader.has_pin}
    yield Told(facts, said("pin set" if reader.has_pin else "pin removed", card=reader.card))


def _set_photo(session: Session) -> Results:
    asked = session.asked
    if not asked.remove and asked.file is None:
        raise Usage(said("no photo file"))
    with session.library() as library:
        card = library.readers.get(asked.card).card
        if asked.remove:
            library.portraits.remove(card)
        else:
            file = Path(asked.file)
            library.portraits.set(card, _bytes_of(file), file=file.name)
    facts = {"card": card, "has_photo": not asked.remove}
    yield Told(facts, said("photo removed" if asked.remove else "photo set", card=card))


def _look_ups(session: Session) -> Results:
    asked = session.asked
    with session.library() as library:
        looks = library.readers.looked_up(asked.card, since=asked.since)
    for look in looks:
        told = {"at": moment(look.at), "operator": look.operator, "card": look.card, "reader": look.reader}
        who = look.operator or said("nobody named")
        yield Told(
            told, said("look", at=day_and_time(look.at), operator=who, card=look.card or "–", reader=look.reader)
        )
    if not looks and not session.json:
        yield Told({}, said("no looks"))


def _pin(session: Session) -> str:
    """The PIN from the file or the person; never from the command line, where others could read it."""
    if session.asked.pin_file:
        try:
            return _bytes_of(Path(session.asked.pin_file)).decode().strip()
        except UnicodeDecodeError:
            return ""  # which is refused like anything else that is no PIN
    if not sys.stdin.isatty():
        raise Usage(said("no pin file"))
    return getpass.getpass(said("pin prompt"))


def _bytes_of(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise Refusal(Reason.NOT_A_FILE, file=file.name) from error


_CARD = argument("card", ("số thẻ bạn đọc", "the reader's card"), metavar="CARD")

COMMANDS = (
    Command(
        "set-pin",
        ("đặt hoặc bỏ mã PIN của bạn đọc", "give a reader a PIN, or take it away"),
        _set_pin,
        (
            _CARD,
            argument("--pin-file", ("tệp chứa mã PIN", "a file with the PIN"), metavar="FILE"),
            argument("--remove", ("bỏ mã PIN", "take the PIN away"), action="store_true"),
        ),
    ),
    Command(
        "set-photo",
        ("đặt hoặc bỏ ảnh thẻ của bạn đọc (JPEG 200×260)", "give a reader a portrait (JPEG, 200×260), or take it away"),
        _set_photo,
        (
            _CARD,
            argument("file", ("tệp ảnh", "the picture"), metavar="FILE", nargs="?"),
            argument("--remove", ("bỏ ảnh", "take the portrait away"), action="store_true"),
        ),
    ),
    Command(
        "look-ups",
        ("ai đã xem lịch sử mượn của bạn đọc, trên máy này", "who looked up what readers borrowed, on this PC"),
        _look_ups,
        (
            argument("card", ("một thẻ; bỏ trống: mọi thẻ", "one card; without it, all"), metavar="CARD", nargs="?"),
            argument(
                "--since",
                ("từ ngày này; bỏ trống: hôm nay", "since this day; without it, today"),
                type=date.fromisoformat,
                metavar="DAY",
            ),
        ),
    ),
)
