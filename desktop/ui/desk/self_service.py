"""The page of self-service: card, PIN, books, done; silence ends it. It shows nothing of anybody else."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from desktop.library.model.desk import Act, Answer, ReaderPanel, Scanned
from desktop.library.model.refusal import Refusal
from desktop.library.model.touched import Touched
from desktop.ui import refusals, wording
from desktop.ui.desk.pin_pad import PinPad
from desktop.ui.desk.scan_field import Entry, ScanField
from desktop.ui.desk.visit import ACTS, Visit
from desktop.ui.widgets import Card, Empty, Label, Notice, Page, Sign
from desktop.ui.words import tr

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop.library.library import Library
    from desktop.ui.background import Background
    from desktop.ui.desk.reader_panel import Categories
    from desktop.ui.preferences import Preferences

SILENCE_MS = 30_000
"""After so long without a key or a scan whoever stood there has gone."""
WIDEST = 640


@dataclass(frozen=True, slots=True)
class Seen:
    """What the page shows after one piece of work."""

    scanned: Scanned
    answers: tuple[Answer, ...]
    panel: ReaderPanel | None
    act: Act
    categories: Categories


class SelfServicePage(Page):
    """One reader after the other, each with card and PIN."""

    cares_for = frozenset({Touched.POLICY})

    def __init__(self, background: Background, preferences: Preferences) -> None:
        super().__init__(background)
        self.preferences = preferences
        self.card = ""
        self.silence = QTimer(self, singleShot=True, interval=SILENCE_MS, timerType=Qt.TimerType.PreciseTimer)
        self._build()
        self._connect()

    def shown(self) -> None:
        """Ready for the next card."""
        super().shown()
        self._focus()

    def refresh(self) -> None:
        """The house rules may have changed."""
        self.background.run(lambda library: library.self_service.is_offered, self._show_offer)

    def act(self, name: str) -> None:
        """Do one of the actions that a reader has."""
        match name:
            case "lend" | "give_back" | "renew" if self._visited:
                self._run(partial(_choose, ACTS[name]), self._show)
            case "renew_all" if self._visited:
                self._run(lambda library: library.self_service.renew_all(), self._show)
            case "finish" | "back_to_scan":
                self.end()
            case _:
                self._focus()

    def end(self) -> None:
        """Whoever stood here has gone, or is done: nothing of them stays on the screen."""
        self.silence.stop()
        self.card = ""
        self.background.run(_end)
        self.visit.show_panel(None, Act.LEND)
        self._wait_for_card()

    @property
    def _visited(self) -> bool:
        return self.steps.currentWidget() is self.visit

    def _wait_for_card(self) -> None:
        self.scan.clear()
        self.notice.clear()
        self.steps.setCurrentWidget(self.waiting)
        self._focus()

    def _focus(self) -> None:
        step = self.steps.currentWidget()
        fields = ((self.waiting, self.scan), (self.asking, self.pad.field), (self.visit, self.visit.scan))
        for _, field in (pair for pair in fields if pair[0] is step):
            field.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_offer(self, offered: bool) -> None:  # noqa: FBT001 - an answer, delivered as it is
        if not offered:
            self.end()
            self.steps.setCurrentWidget(self.closed)
        elif self.steps.currentWidget() is self.closed:
            self._wait_for_card()

    def _meet(self, entry: Entry) -> None:
        self.background.run(lambda library: library.self_service.meet(entry.code), self._ask_pin, self._not_met)

    def _ask_pin(self, card: str) -> None:
        self.card = card
        self.notice.clear()
        self.steps.setCurrentWidget(self.asking)
        self.pad.begin()
        self.silence.start()

    def _not_met(self, no: Refusal) -> None:
        self.preferences.sounds.play("refused")
        self.notice.tell("refused", lambda: refusals.why(no.reason, no.facts), "Mời thủ thư giúp bạn.")

    def _try_pin(self, pin: str) -> None:
        self._run(partial(_begin, self.card, pin), self._begun, self._not_begun)

    def _begun(self, seen: Seen) -> None:
        self.steps.setCurrentWidget(self.visit)
        self._show(seen)
        if seen.panel is not None:
            self.visit.result.greet(seen.panel.reader.name, "Quét từng cuốn muốn mượn.", "XIN CHÀO")

    def _not_begun(self, no: Refusal) -> None:
        self.preferences.sounds.play("refused")
        self.silence.start()
        self.pad.complain(lambda: refusals.why(no.reason, no.facts), lambda: refusals.what_to_do(no.reason))

    def _entered(self, entry: Entry) -> None:
        self._run(lambda library: library.self_service.scan(entry.code), self._show)

    def _run(
        self,
        work: Callable[[Library], Scanned | tuple[Answer, ...]],
        then: Callable[[Seen], None],
        refused: Callable[[Refusal], None] | None = None,
    ) -> None:
        self.background.run(partial(_seen, work), then, refused)

    def _show(self, seen: Seen) -> None:
        if seen.scanned.done or seen.panel is None:
            self.end()
            return
        self.silence.start()
        self.visit.reader.categories = seen.categories
        self.visit.show_panel(seen.panel, seen.act)
        if seen.scanned.act is Act.RENEW_ALL:
            self.act("renew_all")
        elif seen.scanned.answer is not None:
            asked = Act.RENEW if len(seen.answers) > 1 else seen.act
            self.preferences.sounds.play(self.visit.show_answer(seen.scanned.answer, asked).sound)
        else:
            self.visit.invite(seen.act)
        self._focus()

    def _touched(self) -> None:
        """Somebody is still there."""
        if self.silence.isActive():
            self.silence.start()

    def _build(self) -> None:
        self.steps = QStackedWidget()
        self.closed = Empty("lock", "Chưa mở tự phục vụ", "Thủ thư bật ở trang Quy định, phần Quy định chung.")
        self.scan, self.notice = ScanField(), Notice()
        self.scan.hint("Quét thẻ của bạn")
        self.waiting = _centred(self._invitation())
        self.pad = PinPad()
        self.asking = _centred(self.pad)
        self.visit = Visit()
        self.visit.silence.say(
            lambda: tr("Sau {seconds} giây không quét, máy tự kết thúc lượt của bạn.", seconds=SILENCE_MS // 1000)
        )
        for step in (self.waiting, self.asking, self.visit, self.closed):
            self.steps.addWidget(step)
        self.column.addWidget(self.steps, 1)

    def _invitation(self) -> Card:
        card = Card(margin=32, spacing=16)
        card.setMinimumWidth(WIDEST)
        card.column.addWidget(Sign("id-card", 80), 0, Qt.AlignmentFlag.AlignHCenter)
        card.column.addWidget(Label("Quét thẻ của bạn", "cover-card"), 0, Qt.AlignmentFlag.AlignHCenter)
        hint = Label("Rồi bấm mã PIN và quét từng cuốn sách. Chưa có mã PIN thì mời thủ thư.", "soft", wraps=True)
        hint.setAlignment(Qt.AlignmentFlag.AlignCenter)
        for part in (hint, self.scan, self.notice):
            card.column.addWidget(part)
        return card

    def _connect(self) -> None:
        self.scan.entered.connect(self._meet)
        self.visit.scan.entered.connect(self._entered)
        self.visit.scan.textEdited.connect(lambda _: self._touched())
        self.visit.acted.connect(self.act)
        self.pad.entered.connect(self._try_pin)
        self.pad.touched.connect(self._touched)
        self.pad.left.connect(self.end)
        self.silence.timeout.connect(self.end)
        self.take_keys("desk")


def _centred(card: Card) -> QWidget:
    card.setMaximumWidth(WIDEST)
    ground = QWidget()
    column = QVBoxLayout(ground)
    column.setContentsMargins(0, 0, 0, 0)
    column.addStretch(1)
    column.addWidget(card, 0)
    column.addStretch(2)
    column.setAlignment(card, Qt.AlignmentFlag.AlignHCenter)
    return ground


def _seen(work: Callable[[Library], Scanned | tuple[Answer, ...]], library: Library) -> Seen:
    led_to, service = work(library), library.self_service
    answers = led_to if isinstance(led_to, tuple) else (led_to.answer,) if led_to.answer else ()
    together = Scanned(answer=wording.several_renewed(answers)) if answers else Scanned()
    return Seen(
        scanned=led_to if isinstance(led_to, Scanned) else together,
        answers=answers,
        panel=service.reader,
        act=service.act,
        categories={code: (vi, en) for code, vi, en in library.readers.categories()},
    )


def _begin(card: str, pin: str, library: Library) -> Scanned:
    return Scanned(panel=library.self_service.begin(card, pin))


def _choose(act: Act, library: Library) -> Scanned:
    library.self_service.act = act
    return Scanned(act=act)


def _end(library: Library) -> None:
    library.self_service.end()
