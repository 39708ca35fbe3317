"""What this PC is kept to when strangers stand in front of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop.ui.settings import Kiosk
from desktop.ui.widgets import Button, Card, Label, Segments, row

if TYPE_CHECKING:
    from desktop.ui.preferences import Preferences

ABOUT = {
    Kiosk.OFF: "Không giữ gì: cửa sổ mở được mọi trang.",
    Kiosk.DESK: "Chỉ có quầy mượn trả, kín màn hình. Trang khác, đóng cửa sổ và bỏ qua từ chối cần mật khẩu thủ thư.",
    Kiosk.SELF_SERVICE: "Bạn đọc tự mượn, trả, gia hạn bằng thẻ và mã PIN. Việc khác cần mật khẩu thủ thư. Phải bật "
    "tự phục vụ ở trang Quy định trước.",
}


class KioskCard(Card):
    """Chooses what holds from the next start on, and goes there now when asked."""

    def __init__(self, preferences: Preferences) -> None:
        super().__init__()
        self._preferences = preferences
        self.choice = Segments(
            ((Kiosk.OFF, "Không", "", ""), (Kiosk.DESK, "Quầy", "", ""), (Kiosk.SELF_SERVICE, "Tự phục vụ", "", ""))
        )
        self.about = Label("", "soft", wraps=True)
        self.go = Button("Vào ngay", "plain", icon="lock")
        self.column.addWidget(Label("Giữ màn hình", "heading"))
        self.column.addLayout(row(self.choice, None))
        self.column.addWidget(self.about)
        self.column.addLayout(row(self.go, None))
        self.choice.chosen.connect(lambda name: preferences.choose_kiosk(Kiosk(name)))
        self.go.clicked.connect(preferences.confining)
        preferences.changed.connect(self._show)
        self._show()

    def _show(self) -> None:
        kiosk = self._preferences.chosen.kiosk
        self.choice.choose(kiosk)
        self.about.say(ABOUT[kiosk])
        self.go.setEnabled(kiosk is not Kiosk.OFF)
