"""Changes one rule, or makes one: few fields, and above them the sentence that they make."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout

from desktop.library.model.ids import Money
from desktop.library.model.item import Access
from desktop.library.model.refusal import Refusal
from desktop.library.readers.form import day_typed
from desktop.ui.dates import short_day
from desktop.ui.rules import rule_words
from desktop.ui.rules.fields import Number, Reasoned
from desktop.ui.widgets import Button, Choice, Field, Label, Labelled, Rule, Tick, row
from desktop.ui.words import tr

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop.library.model.rule import Rule as LendingRule
    from desktop.ui.words import Source
    from sync.core.row import Value

_DAYS, _TERM, _DAY = "days", "term", "day"
_ACROSS = 3
_DAY_PX = 130


class RuleForm(Reasoned):
    """One rule of one category and type. `changes` is what differs from the rule as it was; `dropped`: away with it."""

    dropped = Signal()

    def __init__(self, rule: LendingRule, *, money: bool, falls_to: Source = "") -> None:
        """`falls_to` says what would hold without this rule; empty where it cannot be dropped."""
        super().__init__()
        self.rule, self._money = rule, money
        self.preview = Label("", "strong", wraps=True)
        self.lends, self.on_site = Tick("Cho mượn về"), Tick("Đọc tại chỗ được")
        self.period = Choice(((_DAYS, "Theo số ngày"), (_TERM, "Đến hết học kỳ"), (_DAY, "Đến một ngày")))
        self.until = Field("31/12/2026")
        self.until.setFixedWidth(_DAY_PX)
        self.numbers = {name: Number() for name in _NUMBERS if money or name != "fine_per_day"}
        self.drop = Button("Bỏ quy tắc này", "danger", icon="trash-2")
        self._build()
        self._offer_to_drop(falls_to)
        self._fill(rule)
        self._connect()

    def _build(self) -> None:
        self.column.addWidget(self.preview)
        self.column.addLayout(row(self.lends, self.on_site, None, spacing=16))
        self.when = Labelled("Mượn bao lâu", self.period)
        self.last = Labelled("Ngày trả", self.until)
        self.labelled = {name: Labelled(_NUMBERS[name], number) for name, number in self.numbers.items()}
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(8)
        for at, part in enumerate(self.labelled.values()):
            grid.addWidget(part, at // _ACROSS, at % _ACROSS)
        grid.setColumnStretch(_ACROSS, 1)
        self.column.addLayout(row(self.when, self.last, None, spacing=12))
        self.column.addLayout(grid)
        self.end()

    def _offer_to_drop(self, falls_to: Source) -> None:
        hairline, words, line = Rule(), Label(falls_to, "soft", wraps=True), row(spacing=12)
        line.addWidget(words, 1)
        line.addWidget(self.drop)
        self.column.addWidget(hairline)
        self.column.addLayout(line)
        if not falls_to:
            for part in (hairline, words, self.drop):
                part.hide()

    def _fill(self, rule: LendingRule) -> None:
        self.lends.setChecked(rule.lends)
        self.on_site.setChecked(rule.on_site)
        self.period.choose(_DAY if rule.until else _TERM if rule.until_term else _DAYS)
        self.until.setText(short_day(rule.until) if rule.until else "")
        for name, number in self.numbers.items():
            number.put(getattr(rule, name))
        self._look()

    def _connect(self) -> None:
        self.drop.clicked.connect(self.dropped)
        for tick in (self.lends, self.on_site):
            tick.toggled.connect(self._look)
        self.period.currentIndexChanged.connect(self._look)
        for field in (self.until, *self.numbers.values()):
            field.textChanged.connect(self._look)

    def _look(self) -> None:
        self.last.setVisible(self.period.value == _DAY)
        for part in (self.when, *(self.labelled[name] for name in self.labelled)):
            part.setEnabled(self.lends.isChecked())
        self.preview.say(self._says)

    def begin(self) -> None:
        """The number that is changed most often."""
        first = self.numbers["loan_days"] if self.lends.isChecked() else self.lends
        first.setFocus(Qt.FocusReason.OtherFocusReason)

    @property
    def typed(self) -> LendingRule:
        """The rule as it stands in the form. Raises Refusal(INVALID_DATE)."""
        told: dict[str, Any] = {name: number.number for name, number in self.numbers.items()}  # Any: fields by name
        fine = Money(told.pop("fine_per_day", self.rule.fine_per_day))
        period = self.period.value
        return replace(
            self.rule,
            **told,
            fine_per_day=fine,
            lends=self.lends.isChecked(),
            on_site=self.on_site.isChecked(),
            until=day_typed(self.until.text()) if period == _DAY else None,
            until_term=period == _TERM,
        )

    @property
    def changes(self) -> dict[str, Value]:
        """What differs, as `PolicyBook.amend_rule` takes it. Raises Refusal(INVALID_DATE)."""
        typed = self.typed
        names = (*self.numbers, "lends", "on_site", "until_term")
        changed: dict[str, Value] = {
            name: getattr(typed, name) for name in names if getattr(typed, name) != getattr(self.rule, name)
        }
        if typed.until != self.rule.until:
            changed["until"] = typed.until.isoformat() if typed.until else None
        return changed

    def _says(self) -> str:
        try:
            return tr("Sẽ thành: {rule}", rule=rule_words.rule_says(self.typed, money=self._money))
        except Refusal:
            return ""


class NewRuleForm(RuleForm):
    """Makes a rule for a type that has none of its own, beginning with what decides so far, or `like` one dropped.

    `decides` tells the rule that decides for a type, `says` that in words.
    """

    def __init__(
        self,
        types: tuple[tuple[str, Source], ...],
        decides: Callable[[str], LendingRule],
        says: Callable[[str], str],
        *,
        money: bool,
        like: LendingRule | None = None,
    ) -> None:
        self.types, self.so_far = Choice(types), Label("", "soft", wraps=True)
        self._decides, self._tells, self._like = decides, says, like
        if like is not None:
            self.types.choose(like.item_type)
        super().__init__(decides(self.types.value), money=money)
        self.column.insertWidget(0, Labelled("Quy tắc riêng cho", self.types))
        self.column.insertWidget(1, self.so_far)
        self.types.currentIndexChanged.connect(self._choose)
        self._choose()

    def begin(self) -> None:
        """First the type."""
        self.types.setFocus(Qt.FocusReason.OtherFocusReason)

    def _choose(self) -> None:
        self.rule = self._decides(self.types.value)
        is_like = self._like is not None and self._like.item_type == self.types.value
        self._fill(self._like if self._like is not None and is_like else self.rule)
        self.so_far.say(partial(self._tells, self.types.value))


class LimitsForm(Reasoned):
    """Changes what holds for a whole category: how many, how long put aside, and what its readers may see."""

    def __init__(self, rule: LendingRule, access: Access) -> None:
        super().__init__()
        self.rule, self.access = rule, access
        self.numbers = {name: Number() for name in _LIMITS}
        self.sees = Choice(tuple((access.value, words) for access, words in rule_words.ACCESS.items()))
        line = row(spacing=12)
        for name, number in self.numbers.items():
            number.put(getattr(rule, name))
            line.addWidget(Labelled(_LIMITS[name], number))
        line.addStretch(1)
        self.sees.choose(access.value)
        self.column.addLayout(line)
        self.column.addWidget(Labelled("Được xem", self.sees))
        self.end()

    def begin(self) -> None:
        """The number that is changed most often."""
        self.numbers["max_loans"].setFocus(Qt.FocusReason.OtherFocusReason)

    @property
    def changes(self) -> dict[str, Value]:
        """What differs of the limits."""
        typed = {name: number.number for name, number in self.numbers.items()}
        return {name: value for name, value in typed.items() if value != getattr(self.rule, name)}

    @property
    def changed_access(self) -> Access | None:
        """What the readers may see from now on, when that is something else."""
        chosen = Access(self.sees.value)
        return chosen if chosen is not self.access else None


_NUMBERS = {
    "loan_days": "Số ngày mượn",
    "max_of_type": "Nhiều nhất (cuốn)",
    "renewals": "Số lần gia hạn",
    "renewal_days": "Ngày mỗi lần",
    "renew_within": "Còn mấy ngày mới gia hạn",
    "grace_days": "Ngày trễ chưa tính",
    "fine_per_day": "Đồng mỗi ngày trễ",
}
_LIMITS = {"max_loans": "Mọi loại (cuốn)", "max_holds": "Lượt đặt mượn", "shelf_days": "Giữ để dành (ngày)"}
