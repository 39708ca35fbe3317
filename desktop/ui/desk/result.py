"""The last result of the desk, the largest thing on the page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QSizePolicy, QVBoxLayout

from desktop.library.model.desk import Act
from desktop.library.model.refusal import Reason
from desktop.ui import wording
from desktop.ui.actions import BY_NAME
from desktop.ui.desk.vouching import Vouching
from desktop.ui.widgets import Button, Label, Sign, row
from desktop.ui.widgets.notices import SIGNS
from desktop.ui.widgets.texts import Fitted, mark
from desktop.ui.words import tr

if TYPE_CHECKING:
    from desktop.library.model.desk import Answer
    from desktop.ui.words import Source

SIZES = (30.0, 26.0, 22.0, 18.0)
CALM_SIZES = (18.0, 16.0)
LOW_SIZES = (22.0, 18.0, 16.0)
HEIGHT, ROOM_FOR_SIZES, ROOM_FOR_SLIP = 212, 190, 600
HOLDABLE = {Reason.ON_LOAN_TO_ANOTHER, Reason.HELD_FOR_ANOTHER, Reason.ON_HOLD_SHELF}

INVITATIONS = {
    Act.LEND: ("Sẵn sàng cho mượn", "Quét thẻ bạn đọc, rồi quét từng cuốn sách."),
    Act.RETURN: ("Sẵn sàng nhận trả", "Quét từng cuốn sách. Không cần thẻ."),
    Act.RENEW: ("Sẵn sàng gia hạn", "Quét từng cuốn sách muốn giữ thêm."),
}


class Result(QFrame):
    """One answer at a time; each replaces the one before, nothing jumps."""

    def __init__(self, *, offers: bool = True) -> None:
        """Without `offers` nothing can be set aside or held here."""
        super().__init__()
        self._offers = offers
        self._has_slip = False
        self.setProperty("role", "card")
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._sizes: tuple[float, ...] = SIZES
        self.setFixedHeight(HEIGHT)
        self.sign = Sign("scan-barcode", 24)
        self.headline = Label("", "status")
        self.big = Fitted(SIZES)
        self.text = Label("", "detail", wraps=True)
        self.override = Button(BY_NAME["override"], "main")
        self.hold = Button(BY_NAME["hold"], "plain")
        self.slip = Button(BY_NAME["slip"], "plain")
        self.vouching = Vouching()
        self.answer: Answer | None = None
        self.asked: str = Act.LEND
        self._build()
        self.invite(Act.LEND)

    def take(self, height: int) -> None:
        """So high, at most as high as it need be; where that is little, it speaks in smaller letters."""
        self._sizes = SIZES if height >= ROOM_FOR_SIZES else LOW_SIZES
        self.setFixedHeight(min(HEIGHT, height))

    def invite(self, act: Act) -> None:
        """Nothing has been scanned yet: say what to scan."""
        self.answer, self.asked = None, act
        headline, text = INVITATIONS[act]
        self.sign.show_sign(BY_NAME[{Act.LEND: "lend", Act.RETURN: "give_back"}.get(act, "renew")].icon)
        self.headline.say(headline)
        self.big.fit_in(CALM_SIZES)
        self.big.say(text)
        self.text.say("")
        self._offer(override=False, hold=False)
        mark(self, severity="quiet")

    def greet(self, name: str, text: str, headline: str = "BẠN ĐỌC Ở QUẦY") -> None:
        """A reader has come to the desk."""
        self.answer = None
        self.sign.show_sign("user")
        self.headline.say(headline)
        self.big.fit_in(self._sizes)
        self.big.say(lambda: name)
        self.text.say(text)
        self._offer(override=False, hold=False)
        mark(self, severity="information")

    def say(self, severity: str, headline: Source, big: Source, text: Source = "") -> None:
        """Something that is no answer of the desk."""
        self.answer = None
        self.sign.show_sign(SIGNS[severity])
        self.headline.say(headline)
        self.big.fit_in(CALM_SIZES)
        self.big.say(big)
        self.text.say(text)
        self._offer(override=False, hold=False)
        mark(self, severity=severity)

    def show_answer(self, answer: Answer, asked: str) -> wording.Worded:
        """What one scan led to. `asked`: an Act, `hold` or `override`."""
        self.answer, self.asked = answer, asked
        words = wording.worded(answer, asked)
        refused = words.severity == "refused"
        self.sign.show_sign(words.sign)
        self.headline.say(lambda: wording.worded(answer, asked).headline)
        self.big.fit_in(CALM_SIZES if refused else self._sizes)
        self.big.say(lambda: wording.worded(answer, asked).big)
        self.text.say(lambda: wording.worded(answer, asked).text)
        self.override.say(lambda: tr(wording.OVERRIDES.get(asked, "Vẫn thực hiện")))
        self._offer(
            override=refused and answer.may_be_overridden,
            hold=answer.reason in HOLDABLE,
            slip=answer.shelved_for is not None,
        )
        mark(self, severity=words.severity)
        return words

    @property
    def may_be_overridden(self) -> bool:
        """Whether what is shown is a refusal that somebody entitled may set aside."""
        return self.answer is not None and self.answer.may_be_overridden

    def call_librarian(self) -> None:
        """Whoever sits here may not set this aside: ask for the librarian's password, for this one act."""
        for button in (self.override, self.hold):
            button.hide()
        self.vouching.ask()

    def leave_librarian(self) -> None:
        """The refusal stands after all."""
        self.vouching.dismiss()
        self.hold.setVisible(self.answer is not None and self.answer.reason in HOLDABLE)
        self.override.setVisible(self.may_be_overridden)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Beside the headline there is room for a button, or there is none: its key works all the same."""
        super().resizeEvent(event)
        self._offer_slip()

    def _offer_slip(self) -> None:
        self.slip.setVisible(self._has_slip and self.width() >= ROOM_FOR_SLIP)

    def _offer(self, *, override: bool, hold: bool, slip: bool = False) -> None:
        self.vouching.dismiss()
        self.override.setVisible(override and self._offers)
        self.hold.setVisible(hold and self._offers)
        self._has_slip = slip and self._offers
        self._offer_slip()

    def _build(self) -> None:
        for button in (self.override, self.hold, self.slip):
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 16, 24, 16)
        column.setSpacing(8)
        column.addLayout(row(self.sign, self.headline, None, self.slip, spacing=12))
        column.addWidget(self.big)
        column.addWidget(self.text)
        column.addStretch(1)
        foot = row(self.override, self.hold)
        foot.addWidget(self.vouching, 100)
        foot.addStretch(1)
        column.addLayout(foot)
