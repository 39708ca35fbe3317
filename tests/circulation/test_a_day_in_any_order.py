"""A day at the desk, and the same day on paper, typed in afterwards in any order: both records end the same."""

from __future__ import annotations

import os
import random
import shutil
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from desktop.library.accounts import Accounts
from desktop.library.circulation.calendar import VIETNAM, day_of
from desktop.library.circulation.conditions import Conditions
from desktop.library.circulation.desk import Desk
from desktop.library.circulation.holds import Holds
from desktop.library.interchange import LateEntries
from desktop.library.interchange.entries import LateAct, LateLine
from desktop.library.interchange.paper import PaperLine
from desktop.library.model.desk import Answer
from desktop.library.security.rights import Rights
from desktop.library.store.store import Store
from tests.circulation.desk_world import DAY_MS, KEY, MONDAY_MORNING, World

CARDS = {"TV000001": "can-bo", "TV000002": "khach", "TV000003": "hoc-vien"}
CODES = ("TK.00001", "TK.00002", "TK.00003")
WAITS = "TV000003"
MINUTE_MS, HOUR_MS = 60_000, 3_600_000
DAYS = 1000 if os.environ.get("TUSACH_HYPOTHESIS") == "thorough" else 20
Line = tuple[int, LateAct, str, str]
"""When, what, whose card, which copy."""


def prepare(folder: Path, new: Path) -> tuple[Path, str]:
    """The file that both libraries begin with, and its one title.

    Three readers and three copies; lateness costs, and one copy is missing from its shelf.
    """
    world = World(folder, new)
    world.change("desk_policy", "0" * 32, money=True, owes_limit=10_000_000)
    for card, category in CARDS.items():
        world.a_reader(category, card=card)
        rule = world.store.policies.rule(category, "sach")
        assert rule is not None
        world.change("policy", rule.version.partition("@")[0], fine_per_day=1000)
    for code in CODES:
        world.an_item(barcode=code)
    assert Conditions(world.store, world.desk).declare_lost(CODES[2], "không thấy").status == "lost"
    world.store.close()
    return folder / "library.db", world.title


class Library:
    """One of the two libraries; `now` is set by the test."""

    def __init__(self, file: Path, begun: Path, title: str) -> None:
        self.now, self.title = MONDAY_MORNING + HOUR_MS, title
        shutil.copy(begun, file)
        self.store = Store(file, KEY, now=lambda: self.now)
        self.desk = Desk(self.store)
        self.holds = Holds(self.store, self.desk)
        self.accounts = Accounts(self.store, Rights.LIBRARIAN, str)
        self.late = LateEntries(self.store, Rights.LIBRARIAN, str)

    def stands(self) -> dict[str, object]:
        """All that a day on paper has to put right, to the minute."""
        loans = self.store.connection.execute(
            "SELECT barcode, card, lent / 60000, due, renewals, returned / 60000, closed_as FROM loan "
            "JOIN item ON item.id = loan.item_id JOIN reader ON reader.id = loan.reader_id ORDER BY barcode, lent"
        ).fetchall()
        marks = [item.conditions for code in CODES for item in self.store.items.with_barcode(code)]
        waiting = [line.card for line in self.holds.queue(self.title)]
        return {"loans": loans, "marks": marks, "queue": waiting, "owed": list(map(self._owed, CARDS))}

    def out_and_put_aside(self) -> set[str]:
        """Copies that somebody is told to fetch although another has them."""
        return self.out().keys() & {line.barcode for line in self.holds.shelf()}

    def out(self) -> dict[str, str]:
        """Which copies are out, and with whom."""
        return {line.barcode: line.card or "" for line in self.desk.open_loans()}

    def _owed(self, card: str) -> int:
        return self.accounts.account(card).owed


class Day:
    """What happens at the live desk is noted on the paper of the other; at night it is typed in."""

    def __init__(self, folder: Path, begun: tuple[Path, str], seed: int) -> None:
        """Both libraries know that two copies are out, perhaps late by now, and that somebody waits."""
        self.rnd = random.Random(seed)
        self.live, self.paper = (Library(folder / f"{seed}-{name}.db", *begun) for name in ("live", "paper"))
        self.lines: list[Line] = []
        later = self.rnd.choice([8, 36, 75]) * DAY_MS
        for library in (self.live, self.paper):
            for card, code in zip(CARDS, CODES[:2], strict=False):
                assert library.desk.lend(card, code).status == "lent"
            assert library.desk.hold(WAITS, library.title).status == "held"
            library.now += later

    def goes_by(self) -> None:
        """Whatever happens, whatever may be set aside."""
        for _ in range(self.rnd.randrange(2, 7)):
            card, code = self.rnd.choice(list(CARDS)), self.rnd.choice(CODES)
            match self.rnd.choice(list(LateAct)[:3]):
                case LateAct.LEND:
                    self.take_back(code)
                    self._note(LateAct.LEND, card, self.live.desk.lend(card, code, override=True))
                case LateAct.RETURN:
                    self.take_back(code)
                case _:
                    holder = self.live.out().get(code, "")
                    self._note(LateAct.RENEW, holder, self.live.desk.renew(code, override=True))

    def take_back(self, code: str) -> None:
        """From a reader, or the missing copy from wherever it was."""
        if code in self.live.out() or self.live.store.items.with_barcode(code)[0].conditions:
            self._note(LateAct.RETURN, "", self.live.desk.give_back(code))

    def is_typed_in(self) -> list[LateLine]:
        """In an order that nobody chose."""
        self.paper.now = self.live.now + HOUR_MS
        return [self._type(line) for line in self.rnd.sample(self.lines, len(self.lines))]

    def _note(self, act: LateAct, card: str, answer: Answer) -> None:
        if answer.reason is None:
            assert answer.barcode is not None
            self.lines.append((self.live.now, act, card, answer.barcode))
            self.live.now += 7 * MINUTE_MS

    def _type(self, line: Line) -> LateLine:
        at, act, card, code = line
        self.paper.now += 5_000
        time = f"{datetime.fromtimestamp(at / 1000, UTC).astimezone(VIETNAM):%H:%M}"
        return self.paper.late.type_line(PaperLine(1, day_of(at), act, code, card, time))


def test_a_day_on_paper_typed_in_any_order_is_the_day_as_it_was(new_file: Path, tmp_path: Path) -> None:
    """Loans, due days, renewals, fines, found copies and who waits; nothing is put aside that is out."""
    begun = prepare(tmp_path, new_file)
    for seed in range(DAYS):
        day = Day(tmp_path, begun, seed)
        with closing(day.live.store), closing(day.paper.store):
            day.goes_by()
            typed = day.is_typed_in()
            assert all(line.event for line in typed), (seed, typed)
            assert day.paper.stands() == day.live.stands(), (seed, typed)
            assert day.paper.out_and_put_aside() == set(), (seed, typed)
            assert (day.paper.store.check(), day.live.store.check()) == ((), ()), seed
