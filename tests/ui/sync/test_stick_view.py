"""The stick on the sync page: a PC without a network is enrolled and agrees with its centre by it."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PySide6.QtWidgets import QApplication

from desktop.library.carrying import DAY_MS, Carried
from desktop.library.circulation.age import STICK_NEWS, days_since_heard
from desktop.library.model.ids import Moment
from desktop.library.stick import StickTimes, Taken
from desktop.ui.sync import stick_words
from desktop.ui.sync.drives import Drive, is_stick
from desktop.ui.words import Language, Tongue
from sync.core.stops import ClockWrong, Revoked, UpgradeNeeded
from sync.server import cli as centre_cli
from tests.ui.world import World, clipped, texts

if TYPE_CHECKING:
    from collections.abc import Iterator

    from desktop.ui.sync.page import SyncPage
    from desktop.ui.sync.stick_view import StickView

UNIT = "DV01"


class Office:
    """A centre that nobody reaches by network."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self("init", str(folder))

    def __call__(self, *words: str) -> None:
        assert centre_cli.main(["--data", str(self.folder), *words]) == 0

    def enrolment(self) -> Path:
        """A file of a centre that is not at its address."""
        file = self.folder.parent / "enrol.json"
        self("enrol", UNIT, "--name", "Thư viện thử", "--out", str(file))
        said = json.loads(file.read_text("utf-8")) | {"address": "https://127.0.0.1:1"}
        file.write_text(json.dumps(said), "utf-8")
        return file


@pytest.fixture
def office(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Office:
    return Office(tmp_path / "centre")


@pytest.fixture
def usb(tmp_path: Path) -> Path:
    folder = tmp_path / "usb"
    folder.mkdir()
    return folder


def page_of(world: World) -> SyncPage:
    page: SyncPage = world.window.pages["open_sync"]
    return page


def stick_of(world: World) -> StickView:
    return page_of(world).stick


def press(world: World, name: str) -> None:
    button = getattr(stick_of(world), name)
    assert button.isEnabled()
    button.click()
    world.settle()


@pytest.fixture
def begun(program: World, office: Office) -> World:
    """The program after its librarian chose to enrol by stick."""
    page = program.page("open_sync")
    page.enrol(office.enrolment())
    program.settle()
    [by_stick] = [button for button in page.notice.findChildren(type(page.other_file)) if "USB" in button.word.text()]
    by_stick.click()
    program.settle()
    stick_of(program).finder.blockSignals(True)  # what is in this machine is no matter here
    return program


@pytest.fixture
def asked(begun: World, usb: Path) -> World:
    """And chose the stick."""
    stick_of(begun).choose_folder(usb)
    return begun


def test_a_pc_without_a_network_is_enrolled_by_stick_and_then_agrees_by_it(
    asked: World, office: Office, usb: Path
) -> None:
    stick = stick_of(asked)
    assert stick.isVisible()
    assert stick.headline.text() == "Máy này xin ghi danh qua USB"
    assert not page_of(asked).enrolling.isVisible(), "one way is under way: no other is pressed upon anybody"
    assert not page_of(asked).notice.isVisible()
    stick.write.setFocus()
    press(asked, "write")
    assert stick.result.text() == "Đã kiểm tra lại, có thể rút USB"
    assert stick.take.hasFocus(), "the next Enter does not write again"
    assert "đang trên đường" in stick.headline.text()
    office("bundle", "import", str(usb))
    press(asked, "take")
    assert stick.result.text() == "Máy này đã được ghi danh. Có thể rút USB"
    assert asked.ask(lambda library: library.standing().enrolled)
    assert not page_of(asked).enrolling.isVisible()
    press(asked, "write")
    office("bundle", "import", str(usb))
    press(asked, "take")
    assert stick.result.text() == "Đã nhận xong. Có thể rút USB"
    assert "Đã nhận trả lời của trung tâm" in stick.headline.text()
    assert asked.ask(lambda library: library.standing().waiting) == 0
    assert asked.ask(lambda library: library.store.profile.get(STICK_NEWS)) is not None, "old news counts from it"
    assert asked.ask(lambda library: days_since_heard(library.store)) == 0


def test_what_goes_wrong_is_a_plain_sentence_and_the_stick_may_be_tried_again(
    asked: World, office: Office, usb: Path
) -> None:
    stick = stick_of(asked)
    press(asked, "take")
    assert "Không thấy gói đồng bộ nào" in stick.result.text()
    assert stick.outcome.property("severity") == "refused"
    press(asked, "write")
    office("bundle", "import", str(usb))
    [answer] = usb.rglob("*-to-unit-*.tusach")
    good = answer.read_bytes()
    answer.write_bytes(good[: len(good) - 40])
    press(asked, "take")
    assert stick.outcome.property("severity") == "warning"
    assert "đứt giữa chừng" in stick.result.text()
    answer.write_bytes(good)
    press(asked, "take")
    assert stick.outcome.property("severity") == "done"


def test_a_stick_that_was_taken_out_is_said_so_and_nothing_is_lost(asked: World, usb: Path) -> None:
    shutil.rmtree(usb)
    waiting = asked.ask(lambda library: library.standing().waiting)
    press(asked, "write")
    stick = stick_of(asked)
    assert stick.outcome.property("severity") == "refused"
    assert stick.result_text.text()
    assert asked.ask(lambda library: library.standing().waiting) == waiting


def test_the_keys_stay_with_the_stick_while_it_is_at_work(asked: World) -> None:
    stick = stick_of(asked)
    stick.take_focus()
    assert stick.write.hasFocus()
    press(asked, "write")
    focused = QApplication.focusWidget()
    assert focused is not None
    assert stick.isAncestorOf(focused)


def test_sticks_are_offered_as_they_come_and_go_and_the_last_one_is_chosen_again(begun: World, usb: Path) -> None:
    stick = stick_of(begun)
    ours, other = Drive(usb, "KINGSTON", 12_400_000_000), Drive(usb.parent / "other", "USB DISK", 8_000_000)
    stick.show_drives((ours,))
    assert stick.place == usb  # the only one
    press(begun, "write")
    stick.show_drives(())
    assert stick.none.isVisible()
    assert not stick.write.isEnabled()
    stick.show_drives((other, ours))
    assert stick.place == usb  # remembered
    assert "12,4 GB" in stick.drive_buttons[usb].word.text()
    stick.drive_buttons[other.root].click()
    assert stick.place == other.root
    stick.show_drives((ours,))
    assert stick.place == usb


@pytest.mark.parametrize(
    ("root", "device", "is_one"),
    [
        ("/media/le-a/KINGSTON", "/dev/sdb1", True),
        ("/run/media/le-a/USB", "/dev/sdc1", True),
        ("/", "/dev/sda1", False),
        ("/home", "/dev/sda2", False),
        ("/mnt/share", "//server/share", False),
    ],
)
def test_what_can_be_taken_out_by_hand_is_a_stick(root: str, device: str, is_one: bool) -> None:
    assert is_stick(root, device) is is_one


def carried(*, written: int | None = None, taken: int | None = None, days: int = 0) -> Carried:
    times = StickTimes(written and Moment(written), taken and Moment(taken))
    return Carried(times, waiting=3, place="", joins=False, days_waiting=days)


@pytest.fixture(params=Language)
def tongue(request: pytest.FixtureRequest, qapp: QApplication) -> Iterator[Tongue]:
    tongue = Tongue(qapp, request.param)
    yield tongue
    tongue.speak(Language.VIETNAMESE)


NOW = 1_790_000_000_000
WELL = Taken(Path("a"), 5, 3, 0, 0, 100, complete=True, unread=False, joined=False, stopped=None)


def test_every_state_says_where_things_are_and_what_to_do(tongue: Tongue) -> None:
    states = (
        carried(),
        carried(written=NOW),
        carried(written=NOW, days=20),
        carried(written=NOW - DAY_MS, taken=NOW),
        replace(carried(), joins=True),
        replace(carried(), waiting=0),
    )
    said = [(stick_words.headline(state), stick_words.advice(state)) for state in states]
    assert len(set(said)) == len(said)
    assert all(headline and advice.endswith(".") for headline, advice in said)


def test_an_answer_that_is_long_in_coming_is_asked_after(qapp: QApplication) -> None:
    late = carried(written=NOW, days=20)
    assert late.is_late
    assert "20 ngày" in stick_words.advice(late)
    assert not carried(written=NOW, days=3).is_late


def test_every_outcome_says_what_came_of_it_and_what_to_do(tongue: Tongue) -> None:
    outcomes = (
        WELL,
        replace(WELL, complete=False),
        replace(WELL, unread=True),
        replace(WELL, joined=True),
        replace(WELL, stopped=ClockWrong(600_000)),
        replace(WELL, stopped=Revoked()),
        UpgradeNeeded("device"),
    )
    said = [(stick_words.taken_headline(each), stick_words.taken_text(each)) for each in outcomes]
    assert len({headline for headline, _ in said}) == len(said)
    assert all(headline and text.endswith(".") for headline, text in said)
    assert [stick_words.is_well(each) for each in outcomes] == [True, False, False, True, False, False, False]
    assert "7" in stick_words.taken_text(replace(WELL, conflicts=7))


@pytest.mark.looks
def test_nothing_is_clipped_and_english_leaves_no_vietnamese(asked: World) -> None:
    press(asked, "write")
    for language in (Language.VIETNAMESE, Language.ENGLISH):
        asked.speak(language)
        for size in ((1366, 768), (910, 512)):
            asked.size(*size)
            asked.settle()
            assert clipped(stick_of(asked)) == []
    shown = [text for text in texts(stick_of(asked)) if text]
    assert [text for text in shown if any(0xBF < ord(c) < 0x2000 and c.isalpha() for c in text)] == []
