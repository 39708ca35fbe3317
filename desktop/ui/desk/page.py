"""The desk page: scan, see the result, scan on. The scan field keeps the focus whatever happens."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QResizeEvent

from desktop.library.circulation.day import DeskDay, desk_day, has_changed
from desktop.library.model.desk import Act, Answer, ReaderPanel, Scanned
from desktop.library.model.refusal import Reason
from desktop.library.model.touched import Touched
from desktop.library.security.rights import Task
from desktop.ui import pages, refusals, wording
from desktop.ui.actions import BY_NAME
from desktop.ui.desk.reader_panel import INVITATION, Categories, ReaderCard
from desktop.ui.desk.result import Result
from desktop.ui.desk.scan_field import Entry, ScanField
from desktop.ui.desk.slips import slip_of
from desktop.ui.desk.today import RefusedLine, Today
from desktop.ui.settings import Kiosk
from desktop.ui.widgets import Button, Page, Segments, row
from desktop.ui.words import tr

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop.library.library import Library
    from desktop.library.model.ids import Moment
    from desktop.library.model.refusal import Refusal
    from desktop.ui.letters.printing import Printed, Printing
    from desktop.ui.workplace import Workplace

ACTS = {"lend": Act.LEND, "give_back": Act.RETURN, "renew": Act.RENEW}
COMMANDS = {Act.HOLD: "hold", Act.RENEW_ALL: "renew_all", Act.OVERRIDE: "override", Act.SLIP: "slip"}
"""Printed codes that the window carries out: as if the key had been pressed."""
FIRST_STEPS = {
    (True, True): "Thư viện còn trống: thêm bạn đọc ở trang Bạn đọc (Ctrl+3), thêm sách ở trang Tra cứu (Ctrl+2), "
    "rồi về đây quét.",
    (True, False): "Chưa có bạn đọc nào: thêm ở trang Bạn đọc (Ctrl+3), rồi về đây quét thẻ.",
    (False, True): "Chưa có sách: thêm nhan đề và bản sách ở trang Tra cứu (Ctrl+2), rồi về đây quét.",
}
"""By whether readers and titles are missing."""
MOST_OF_TODAY = 100
"""Lines: each is read anew after every scan."""
NARROW_PANEL = 284
WIDE_PANEL = 352
SMALL_PANEL = 264
ROOM_FOR_KEYS = 900
ABOVE_RESULT, LOWEST_RESULT = 126, 176
"""px: what stands above the result, and what a refusal with its button needs."""
ROOM_FOR_TODAY = 540
"""Height of the window. 768 lines at 150 % are too few for the list of the day; the last result stays whole."""


@dataclass(frozen=True, slots=True)
class Seen:
    """The whole desk after one piece of work: what happened, who stands there, today's list."""

    scanned: Scanned
    answers: tuple[Answer, ...]
    """One for each copy that the work was about."""
    act: Act
    reader: ReaderPanel | None
    came: Moment
    day: DeskDay
    categories: Categories
    may_override: bool


def at_desk(work: Callable[[Library], Scanned | tuple[Answer, ...]], library: Library) -> Seen:
    """Do the work, then look at the desk: one trip for everything that is shown."""
    led_to = work(library)
    scanned = led_to if isinstance(led_to, Scanned) else _together(led_to)
    answers = led_to if isinstance(led_to, tuple) else (scanned.answer,) if scanned.answer else ()
    desk = library.circulation
    return Seen(
        scanned=scanned,
        answers=answers,
        act=desk.act,
        reader=desk.reader,
        came=desk.came,
        day=desk_day(library.store, limit=MOST_OF_TODAY),
        categories={code: (vi, en) for code, vi, en in library.readers.categories()},
        may_override=library.rights.may(Task.OVERRIDE),
    )


def first_step(library: Library) -> str:
    """What a new library needs before anything can be lent; empty once readers and titles are there."""
    missing = (not library.readers.find(limit=1), not library.catalogue.find("", limit=1).lines)
    return FIRST_STEPS.get(missing, "")


class DeskPage(Page):
    """Scan, act, today."""

    cares_for = frozenset({Touched.LOANS, Touched.READERS, Touched.HOLDS, Touched.MONEY})

    def __init__(self, workplace: Workplace) -> None:
        super().__init__(workplace.background)
        self.preferences = workplace.preferences
        self._workplace = workplace
        self._printing: Printing | None = None
        self._may_override = True
        self._has_begun = False
        self._day: DeskDay | None = None
        self.came: Moment | None = None
        self.acts_on = Act.LEND
        self._build()
        self._connect()

    def shown(self) -> None:
        """The desk is ready: the scan field has the keys."""
        super().shown()
        if not self._has_begun:
            self.background.run(first_step, self._show_first_step)
        self.reader.invite(INVITATION if self.preferences.kept_to is Kiosk.OFF else "Quét thẻ để bắt đầu.")
        self.scan.setFocus(Qt.FocusReason.OtherFocusReason)

    def refresh(self) -> None:
        """Somebody else changed a loan or a reader (a sync, another page)."""
        self.background.run(partial(_look_again, self._day), self._show_changed)

    def act(self, name: str) -> None:
        """Do one of the desk's actions."""
        match name:
            case "lend" | "give_back" | "renew":
                self._at_desk(partial(_choose, ACTS[name]), self._show)
            case "override":
                self._override()
            case "undo":
                self._at_desk(lambda library: Scanned(act=Act.UNDO, answer=library.circulation.undo()), self._show)
            case "hold":
                self._hold()
            case "renew_all":
                self._renew_all()
            case "finish":
                self._at_desk(_finish, self._show)
            case "slip":
                self._print_slip()
            case _:
                self.result.leave_librarian()
                self._back_to_scan()

    def show_one(self, name: str) -> None:
        """Bring the reader with this card to the desk, as if the card had been scanned."""
        self._entered(Entry(name, scanned=True))
        self.scan.setFocus(Qt.FocusReason.OtherFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """What the scan field leaves: a long list of loans is read without a mouse, too."""
        if not self.reader.turn(event):
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The reader's panel takes what a narrow window can spare."""
        super().resizeEvent(event)
        wide = self.width() > 1040  # noqa: PLR2004 - px, looked at
        has_room = self.width() >= ROOM_FOR_KEYS
        self.reader.setFixedWidth(WIDE_PANEL if wide else NARROW_PANEL if has_room else SMALL_PANEL)
        for button in (*self.acts.buttons.values(), self.undo):
            button.show_key(shown=has_room)
        self.today.setVisible(self.window().height() >= ROOM_FOR_TODAY)
        self.result.take(max(LOWEST_RESULT, self.height() - ABOVE_RESULT))

    def _build(self) -> None:
        self.acts = Segments(tuple((name, BY_NAME[name].text, BY_NAME[name].icon, BY_NAME[name].key) for name in ACTS))
        self.acts.never_take_focus()
        self.undo = Button(BY_NAME["undo"], "quiet")
        self.undo.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.scan = ScanField()
        self.result = Result()
        self.today = Today()
        self.reader = ReaderCard()
        left = row()
        left.setDirection(left.Direction.TopToBottom)
        left.setSpacing(12)
        left.addLayout(row(self.acts, None, self.undo))
        left.addWidget(self.scan)
        left.addWidget(self.result)
        left.addWidget(self.today, 1)
        sides = row(spacing=16)
        sides.addLayout(left, 1)
        sides.addWidget(self.reader)
        self.column.addLayout(sides, 1)
        self.acts.choose("lend")

    def _connect(self) -> None:
        self.scan.entered.connect(self._entered)
        self.acts.chosen.connect(self.act)
        for name, button in (
            ("undo", self.undo),
            ("override", self.result.override),
            ("hold", self.result.hold),
            ("renew_all", self.reader.renew_all),
            ("slip", self.reader.slip),
            ("slip", self.result.slip),
            ("finish", self.reader.finish),
        ):
            button.setObjectName(name)
            button.clicked.connect(self.asked)
        self.result.vouching.entered.connect(self._vouched)
        self.result.vouching.left.connect(self._back_to_scan)
        self.take_keys("desk")

    def _entered(self, entry: Entry) -> None:
        self._at_desk(lambda library: library.circulation.scan(entry.code), partial(self._show_entry, entry))

    def _at_desk(
        self,
        work: Callable[[Library], Scanned | tuple[Answer, ...]],
        then: Callable[[Seen], None],
        refused: Callable[[Refusal], None] | None = None,
    ) -> None:
        self.background.run(partial(at_desk, work), then, refused)

    def _back_to_scan(self) -> None:
        self.scan.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _override(self) -> None:
        if self.result.may_be_overridden and not self._may_override:
            self.result.call_librarian()
        else:
            self._at_desk(lambda library: Scanned(answer=library.circulation.override()), self._show_again)

    def _vouched(self, password: str) -> None:
        self._at_desk(partial(_override_by, password), self._show_again, self._not_vouched)

    def _not_vouched(self, no: Refusal) -> None:
        self.result.vouching.complain(lambda: refusals.why(no.reason, no.facts))

    def _hold(self) -> None:
        answer, panel = self.result.answer, self.reader.panel
        if answer is not None and answer.title_id is not None and panel is not None:
            card, title = panel.reader.card, answer.title_id
            self._at_desk(
                lambda library: Scanned(answer=library.circulation.hold(card, title)), partial(self._show, asked="hold")
            )
        else:
            self._decline("hold", "Chưa có cuốn nào để đặt mượn.", "Quét thẻ, quét cuốn sách, rồi mới đặt mượn.")

    def _renew_all(self) -> None:
        barcodes = tuple(loan.barcode for loan in self.reader.panel.loans) if self.reader.panel else ()
        if barcodes:
            self._at_desk(partial(_renew_each, barcodes), partial(self._show, asked=Act.RENEW))
        else:
            self._decline(Act.RENEW, "Không có cuốn nào đang mượn để gia hạn.", "Quét thẻ bạn đọc trước.")

    def _print_slip(self) -> None:
        slip = slip_of(self.result.answer, self.reader.panel, self.came)
        if slip is None:
            self._decline("slip", "Chưa có gì để in.", "Quét thẻ của bạn đọc đang mượn sách trước.")
        else:
            self._slips().send(slip)
            self._back_to_scan()

    def _slips(self) -> Printing:
        if self._printing is None:
            self._printing = pages.printing(self._workplace)
            self._printing.printed.connect(self._show_printed)
            self._printing.refused.connect(self._not_printed)
        return self._printing

    def _show_printed(self, what: Printed) -> None:
        file = what.file
        if file is None:
            self.result.say("done", "ĐÃ IN PHIẾU", lambda: tr("Đã gửi tới máy in {printer}.", printer=what.printer))
            return
        kept = lambda: tr("Đã lưu vào tệp {file}.", file=file.name)  # noqa: E731 - a source, said again in the other language
        where = lambda: tr("Thư mục {folder}. Chọn máy in ở trang Máy này (Ctrl+5).", folder=file.parent)  # noqa: E731 - as above
        self.result.say("done", "ĐÃ LƯU PHIẾU", kept, where)

    def _not_printed(self, no: Refusal) -> None:
        why = lambda: refusals.why(no.reason, no.facts)  # noqa: E731 - as above
        self.result.say("refused", wording.REFUSED_ACTS["slip"], why, lambda: refusals.what_to_do(no.reason))
        self.preferences.sounds.play("refused")

    def _decline(self, asked: str, why: str, what_to_do: str) -> None:
        """A command that has nothing to work on: said like any refusal, and the scanner goes on."""
        self.result.say("refused", wording.REFUSED_ACTS[asked], why, what_to_do)
        self.preferences.sounds.play("refused")
        self._back_to_scan()

    def _show_entry(self, entry: Entry, seen: Seen) -> None:
        command = COMMANDS.get(seen.scanned.act) if seen.scanned.act else None
        if command is not None:
            self._show_desk(seen)
            self.act(command)
            return
        self._show(seen)
        if seen.scanned.answer is not None and seen.scanned.answer.status == "refused":
            self.scan.give_back(entry)

    def _show_again(self, seen: Seen) -> None:
        """What was refused, once more: the words stay those of the act that was asked for."""
        answer = seen.scanned.answer
        nothing = answer is not None and answer.reason is Reason.NOTHING_TO_UNDO
        self._show(seen, asked="override" if nothing else self.result.asked)

    def _show(self, seen: Seen, asked: str = "") -> None:
        scanned = seen.scanned
        for answer in seen.answers:
            if answer.status == "refused":
                self.today.note_refused(RefusedLine(seen.day.now, answer, asked or scanned.act or seen.act))
        self._show_desk(seen)
        if scanned.answer is not None:
            self._show_answer(scanned.answer, asked or scanned.act or seen.act)
        elif scanned.panel is not None:
            self.result.greet(scanned.panel.reader.name, "Quét từng cuốn sách.")
            self.scan.complain(wrong=False)
        else:
            self.result.invite(seen.act)
            self.scan.complain(wrong=False)

    def _show_answer(self, answer: Answer, asked: str) -> None:
        words = self.result.show_answer(answer, asked)
        self.scan.complain(wrong=words.severity == "refused")
        self.preferences.sounds.play(words.sound)

    def _show_first_step(self, step: str) -> None:
        self._has_begun = not step
        if self.result.answer is None and self.reader.panel is None:
            self.result.text.say(step)

    def _show_changed(self, seen: Seen | None) -> None:
        if seen is not None:
            self._show_desk(seen)

    def _show_desk(self, seen: Seen) -> None:
        self._day, self.came, self.acts_on = seen.day, seen.came, seen.act
        self._may_override = seen.may_override and self.preferences.kept_to is Kiosk.OFF
        self.acts.choose(next(name for name, act in ACTS.items() if act is seen.act))
        self.reader.categories = seen.categories
        self.reader.show_panel(seen.reader, seen.day.news_days)
        self.today.show_lines(seen.day.lines, seen.day.tally)


def _look_again(day: DeskDay | None, library: Library) -> Seen | None:
    """The desk anew, unless what is shown was seen after the change: every act of this page is told to it, too."""
    return at_desk(lambda _: Scanned(), library) if has_changed(library.store, day) else None


def _choose(act: Act, library: Library) -> Scanned:
    library.circulation.act = act
    return Scanned(act=act)


def _override_by(password: str, library: Library) -> Scanned:
    """With the librarian's rights, for this one act. Raises Refusal(WRONG_PASSWORD)."""
    return Scanned(answer=library.circulation.override(by=library.passwords.vouched(password)))


def _finish(library: Library) -> Scanned:
    library.circulation.finish()
    return Scanned(done=True)


def _renew_each(barcodes: tuple[str, ...], library: Library) -> tuple[Answer, ...]:
    return tuple(library.circulation.renew(barcode) for barcode in barcodes)


def _together(answers: tuple[Answer, ...]) -> Scanned:
    return Scanned(answer=wording.several_renewed(answers)) if answers else Scanned()
