"""Tries a rule: who borrows what on which day, and when it is due, with every step that moved the day."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QGridLayout

from desktop.library.circulation.policy import choose
from desktop.library.circulation.trial import Trial, tried
from desktop.library.model.ids import CategoryCode, ItemTypeCode
from desktop.library.model.refusal import Refusal
from desktop.library.readers.form import day_typed
from desktop.ui.dates import short_day
from desktop.ui.rules import rule_words
from desktop.ui.widgets import Card, Choice, Field, Label, Labelled, row

if TYPE_CHECKING:
    from desktop.ui.rules.lending import Seen

_USUAL = ("hoc-vien", "giao-trinh")


class TryOut(Card):
    """Answers at once, whatever is chosen or typed; nothing is written."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: Seen | None = None
        self.trial: Trial | None = None
        self.category, self.type = Choice(), Choice()
        self.day, self.expires = Field("31/12/2026"), Field("không ghi hạn")
        self.when = Labelled("Mượn ngày", self.day)
        self.card = Labelled("Thẻ hết hạn", self.expires)
        self.answer = Label("", "heading", wraps=True)
        self.steps = Label("", wraps=True)
        self.column.addWidget(Label("Thử: mượn thì trả ngày nào?", "heading"))
        self.column.addLayout(self._who_and_what())
        self.column.addLayout(row(self.when, self.card, spacing=12))
        self.column.addWidget(self.answer)
        self.column.addWidget(self.steps)
        for choice in (self.category, self.type):
            choice.currentIndexChanged.connect(self.look)
        for field in (self.day, self.expires):
            field.textChanged.connect(self.look)

    def _who_and_what(self) -> QGridLayout:
        """Names beside the lists: an old monitor is low."""
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(8)
        for at, (words, choice) in enumerate((("Loại bạn đọc", self.category), ("Loại tài liệu", self.type))):
            name = Label(words, "small")
            name.setBuddy(choice)
            choice.setSizeAdjustPolicy(Choice.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            grid.addWidget(name, at, 0)
            grid.addWidget(choice, at, 1)
        grid.setColumnStretch(1, 1)
        return grid

    def show_pair(self, category: str, item_type: str) -> None:
        """Try this pair, as far as it is one of somebody and something."""
        for choice, code in ((self.category, category), (self.type, item_type)):
            if choice.findData(code) >= 0:
                choice.choose(code)

    def offer(self, seen: Seen) -> None:
        """Take the rules as they are now; what is chosen stays chosen."""
        is_first, self.seen = self.seen is None, seen
        for choice, names in ((self.category, seen.categories), (self.type, seen.types)):
            choice.blockSignals(True)
            choice.offer(tuple((code, partial(rule_words.called, names, code)) for code, _, _ in names))
            choice.blockSignals(False)
        if is_first:
            self.category.choose(_USUAL[0])
            self.type.choose(_USUAL[1])
            self.day.setText(short_day(seen.today))
        self.look()

    def look(self) -> None:
        """Try what is chosen and typed."""
        seen = self.seen
        if seen is None:
            return
        days = []
        for labelled, field in ((self.when, self.day), (self.card, self.expires)):
            labelled.complain("")
            try:
                days.append(day_typed(field.text()))
            except Refusal:
                labelled.complain("Ghi ngày dạng 31/12/2026.")
                return
        rule = choose(seen.rules, CategoryCode(self.category.value), ItemTypeCode(self.type.value))
        asked = Trial(self.category.value, self.type.value, days[0] or seen.today, days[1], rule)
        self.trial = trial = tried(seen.calendar, rule, asked)
        self.answer.say(partial(rule_words.trial_says, trial))
        self.steps.say(partial(rule_words.steps_say, trial))
