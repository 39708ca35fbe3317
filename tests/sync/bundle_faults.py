"""Faults of agreeing by stick, each planted into the real functions: what a plausible draft of the rules would do."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

sys.path.insert(0, str(Path(__file__).parent))

import msgspec
import pytest

from desktop.library.store.exports import Exports
from desktop.library.store.replica import StoreReplica
from sync.client import bundle as carried
from sync.core import sealing
from sync.core.bundle_content import Page
from sync.core.exporting import LAST
from sync.server import bundle_answers, bundles
from sync.server.bundles import Session

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sqlalchemy import Connection

    from sync.core.bundle_content import Answer
    from sync.core.row import Row
    from sync.server.feed import FedRow
    from sync.server.intake import Intake


def an_answer_settles_what_was_changed_since(patch: pytest.MonkeyPatch) -> None:
    """Whatever waits is taken for what went with the bundle."""

    def number_of(self: Exports, bundle: str) -> int | None:
        return None if real(self, bundle) is None else LAST

    real = Exports.number_of
    patch.setattr(Exports, "number_of", number_of)


def an_answer_to_an_unknown_bundle_settles(patch: pytest.MonkeyPatch) -> None:
    """A disk that was put back lets the answer to a bundle that it never wrote settle what waits on it."""

    def take_answer(self: Any, answer: Answer) -> None:
        with pytest.MonkeyPatch.context() as while_settling:
            while_settling.setattr(Exports, "number_of", lambda *_: LAST)
            real(self, answer)

    real = carried._Taking._take_answer
    patch.setattr(carried._Taking, "_take_answer", take_answer)


def a_page_moves_the_cursor_of_a_disk_that_was_put_back(patch: pytest.MonkeyPatch) -> None:
    """Pages leave out what came with the bundle that they answer; this database never wrote it, and reads on all the same."""

    def read_on(self: Exports, channel: str, after: int, cursor: int, *, epoch: str, answers: str) -> bool:
        del answers
        return real(self, channel, after, cursor, epoch=epoch, answers="")

    real = Exports.read_on
    patch.setattr(Exports, "read_on", read_on)


def a_page_moves_the_cursor_over_a_gap(patch: pytest.MonkeyPatch) -> None:
    """Pages that begin past what was read are taken for the next ones."""

    def read_on(self: Exports, channel: str, after: int, cursor: int, *, epoch: str, answers: str) -> bool:
        del after
        return real(self, channel, 0, cursor, epoch=epoch, answers=answers)

    real = Exports.read_on
    patch.setattr(Exports, "read_on", read_on)


def an_old_page_moves_the_cursor_backwards(patch: pytest.MonkeyPatch) -> None:
    """The cursor is where the page that came last ends."""

    def read_on(self: Exports, channel: str, after: int, cursor: int, *, epoch: str, answers: str) -> bool:
        moved = real(self, channel, after, cursor, epoch=epoch, answers=answers)
        if moved:
            with self._store.writing():
                self._connection.execute("INSERT OR REPLACE INTO cursor (channel, at) VALUES (?, ?)", (channel, cursor))
        return moved

    real = Exports.read_on
    patch.setattr(Exports, "read_on", read_on)


def a_page_says_it_is_the_last(patch: pytest.MonkeyPatch) -> None:
    """Every page ends where the channel ends, so that a cut answer has been read to its end."""

    def pages(centre: Any, asking: Any, channel: str) -> Iterator[Page]:
        every = list(real(centre, asking, channel))
        return (msgspec.structs.replace(page, cursor=every[-1].cursor) for page in every)

    real = bundle_answers._pages
    patch.setattr(bundle_answers, "_pages", pages)


def a_cut_bundle_is_acknowledged_as_whole(patch: pytest.MonkeyPatch) -> None:
    """What the centre read is all there was."""

    def answer(self: Any, stop: str, *given: Any, **named: Any) -> Answer:
        return real(self, "" if stop == "cut" else stop, *given, **named)

    real = bundles._Taking._answer
    patch.setattr(bundles._Taking, "_answer", answer)


def an_answer_leaves_out_what_that_program_start_sent(patch: pytest.MonkeyPatch) -> None:
    """Who sent a row is noted by program start, as on the line, not by bundle."""
    started: dict[str, str] = {}

    def begin(self: Any, centre: Any, file: Path, manifest: Any, sender: Any) -> None:
        real_begin(self, centre, file, manifest, sender)
        started[manifest.id] = manifest.incarnation
        self._session = Session(sender.device, sender.unit, manifest.incarnation, sender.role)

    def read_page(
        connection: Connection, channel: str, cursor: int, *, reader: str, most: tuple[int, int]
    ) -> tuple[list[FedRow], int, bool]:
        return real_page(connection, channel, cursor, reader=started.get(reader, reader), most=most)

    real_begin, real_page = bundles._Taking.__init__, bundle_answers.feed.read_page
    patch.setattr(bundles._Taking, "__init__", begin)
    patch.setattr(bundle_answers.feed, "read_page", read_page)


def a_new_epoch_is_adopted_without_offering(patch: pytest.MonkeyPatch) -> None:
    """An answer of a centre that was put back is taken like any other."""

    def meet(self: Any, unit: str) -> None:
        with pytest.MonkeyPatch.context() as while_meeting:
            while_meeting.setattr(StoreReplica, "begin_epoch", lambda *_: None)
            real(self, unit)
        if self._manifest.epoch != self._replica.epoch:
            self._replica.exports.adopt(self._manifest.epoch, ())

    real = carried._Taking.meet
    patch.setattr(carried._Taking, "meet", meet)


def stamps_from_the_future_are_taken(patch: pytest.MonkeyPatch) -> None:
    """A clock that runs ahead is no reason to keep a stick waiting."""
    patch.setattr(bundles._Taking, "_ahead", lambda _self: 0)


def the_echo_rule_ignores_what_the_stick_had_read(patch: pytest.MonkeyPatch) -> None:
    """Whoever brings a change of a row is taken to have read all that the centre has of it."""

    def intake(pen: Connection, session: Session, cursors: dict[str, int]) -> Intake:
        return real(pen, session, dict.fromkeys([*cursors, session.channel], LAST))

    real = bundles.Intake
    patch.setattr(bundles, "Intake", intake)


def what_a_conflict_tells_is_sealed_as_its_own_field(patch: pytest.MonkeyPatch) -> None:
    """The centre tells of a difference with the values as they came; desks seal and open what is told as the conflict's."""

    def places(row: Row) -> Iterator[tuple[str, tuple[str, str, str]]]:
        for name, place in real(row):
            yield name, ((row.table, row.id, name) if row.table == "conflict" else place)

    real = sealing.personal_places
    patch.setattr(sealing, "personal_places", places)


FAULTS: tuple[Callable[[pytest.MonkeyPatch], None], ...] = (
    an_answer_settles_what_was_changed_since,
    an_answer_to_an_unknown_bundle_settles,
    a_page_moves_the_cursor_of_a_disk_that_was_put_back,
    a_page_moves_the_cursor_over_a_gap,
    an_old_page_moves_the_cursor_backwards,
    a_page_says_it_is_the_last,
    a_cut_bundle_is_acknowledged_as_whole,
    an_answer_leaves_out_what_that_program_start_sent,
    a_new_epoch_is_adopted_without_offering,
    stamps_from_the_future_are_taken,
    the_echo_rule_ignores_what_the_stick_had_read,
    what_a_conflict_tells_is_sealed_as_its_own_field,
)
