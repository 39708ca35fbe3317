"""Who may borrow what for how long: sentences by reader category, one open for change, and a box to try them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QTimer
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.library.circulation.policy import ANY
from desktop.library.model.refusal import Refusal
from desktop.library.model.touched import Touched
from desktop.ui.rules import rule_words
from desktop.ui.rules.fields import Reasoned, guest_words
from desktop.ui.rules.rule_form import LimitsForm, RuleForm
from desktop.ui.rules.try_out import TryOut
from desktop.ui.widgets import Button, Card, Label, Page, Rule, Scroll, row

if TYPE_CHECKING:
    from datetime import date

    from desktop.library.circulation.calendar import Calendar
    from desktop.library.library import Library
    from desktop.library.model.item import Access
    from desktop.library.model.rule import Rule as LendingRule
    from desktop.ui.workplace import Workplace

_LEFT, _RIGHT = 5, 3
_TYPE_PX, _AROUND_PX = 150, 90
LIMITS = ""
"""In place of an item type: what holds for the whole category."""


@dataclass(frozen=True, slots=True)
class Seen:
    """Everything the page shows, from one look at the library."""

    rules: tuple[LendingRule, ...]
    categories: rule_words.Named
    types: rule_words.Named
    clearances: dict[str, Access]
    calendar: Calendar
    today: date
    money: bool
    may_amend: bool


def see(library: Library) -> Seen:
    """Look at the rules."""
    book = library.policy
    categories = book.categories()
    return Seen(
        book.rules(),
        categories,
        book.item_types(),
        {code: book.clearance(code) for code, _, _ in categories},
        book.calendar(),
        library.today(),
        book.terms().money,
        book.may_amend,
    )


class LendingPage(Page):
    """On the left the sentences, on the right the box to try them."""

    cares_for = frozenset({Touched.POLICY})

    def __init__(self, workplace: Workplace) -> None:
        super().__init__(workplace.background)
        self.seen: Seen | None = None
        self.opened: tuple[str, str] | None = None
        self.form: RuleForm | LimitsForm | None = None
        self.edits: dict[tuple[str, str], Button] = {}
        self.guest = guest_words()
        self.guest.hide()
        self.ground = QWidget()
        self.cards = QVBoxLayout(self.ground)
        self.cards.setContentsMargins(0, 0, 8, 0)
        self.cards.setSpacing(12)
        self.try_out = TryOut()
        sides, right = row(spacing=16), QVBoxLayout()
        right.addWidget(self.try_out)
        right.addWidget(self.guest)
        right.addStretch(1)
        self.view = Scroll(self.ground)
        sides.addWidget(self.view, _LEFT)
        sides.addLayout(right, _RIGHT)
        self.column.addLayout(sides, 1)

    def refresh(self) -> None:
        """Read the rules; what is being changed stays open."""
        self.background.run(see, self._show)

    def open_rule(self, category: str, item_type: str) -> None:
        """Open this rule for change; LIMITS as the type opens what holds for the whole category."""
        self.opened = (category, item_type)
        self._lay_out()
        QTimer.singleShot(0, self._bring_into_view)

    def _bring_into_view(self) -> None:
        if self.form is not None:
            above = self.form.mapTo(self.ground, QPoint(0, 0)).y() - _AROUND_PX
            self.view.verticalScrollBar().setValue(max(0, above))
            self.form.begin()

    def close_rule(self) -> None:
        """Nothing is open for change."""
        self.opened = None
        self._lay_out()

    def _show(self, seen: Seen) -> None:
        self.seen = seen
        self.guest.setVisible(not seen.may_amend)
        self.try_out.offer(seen)
        if self.form is None:
            self._lay_out()

    def _lay_out(self) -> None:
        assert self.seen is not None
        self.form = None
        self.edits.clear()
        while (item := self.cards.takeAt(0)) is not None:
            if (card := item.widget()) is not None:
                card.hide()
                card.deleteLater()
        for code, _, _ in (*self.seen.categories, (ANY, "", "")):
            self.cards.addWidget(self._card(code))
        self.cards.addStretch(1)

    def _card(self, category: str) -> Card:
        assert self.seen is not None
        card, seen = Card(spacing=6), self.seen
        own = {str(rule.item_type): rule for rule in seen.rules if rule.category == category}
        edit = self._edit(category, LIMITS) if category != ANY and ANY in own else None
        card.column.addLayout(
            row(Label(partial(rule_words.category, seen.categories, category), "heading"), None, *filter(None, (edit,)))
        )
        if category != ANY and ANY in own:
            card.column.addWidget(Label(partial(self._limits, own[ANY], category), "soft", wraps=True))
            if self.opened == (category, LIMITS):
                card.column.addWidget(self._open(LimitsForm(own[ANY], seen.clearances[category])))
        order = [code for code, _, _ in seen.types] + [ANY]
        for item_type in (*order, *sorted(own.keys() - set(order))):
            if item_type in own:
                card.column.addWidget(Rule())
                self._line(card, own[item_type])
        return card

    def _line(self, card: Card, rule: LendingRule) -> None:
        assert self.seen is not None
        seen, about = self.seen, (rule.category, rule.item_type)
        name = Label(partial(rule_words.item_type, seen.types, rule.item_type), "strong", wraps=True)
        name.setFixedWidth(_TYPE_PX)
        said = Label(partial(rule_words.rule_says, rule, money=seen.money), wraps=True)
        line = row(spacing=12)
        line.addWidget(name)
        line.addWidget(said, 1)
        line.addWidget(self._edit(*about))
        card.column.addLayout(line)
        if self.opened == about:
            card.column.addWidget(self._open(RuleForm(rule, money=seen.money)))

    def _limits(self, rule: LendingRule, category: str) -> str:
        assert self.seen is not None
        return f"{rule_words.limits_say(rule)} {rule_words.clearance_says(self.seen.clearances[category])}"

    def _edit(self, category: str, item_type: str) -> Button:
        assert self.seen is not None
        button = Button("Sửa", "quiet", icon="pencil")
        button.clicked.connect(partial(self.open_rule, category, item_type))
        if not self.seen.may_amend or self.opened == (category, item_type):
            button.hide()
        self.edits[category, item_type] = button
        return button

    def _open(self, form: RuleForm | LimitsForm) -> Reasoned:
        self.form = form
        form.saved.connect(self._save)
        form.left.connect(self.close_rule)
        return form

    def _save(self) -> None:
        form, about = self.form, self.opened
        assert form is not None
        assert about is not None
        category, item_type = about
        access = form.changed_access if isinstance(form, LimitsForm) else None
        try:
            changes = form.changes
        except Refusal as no:
            form.show_refusal(no)
            return
        why = form.why.text()

        def amend(library: Library) -> None:
            if changes:
                library.policy.amend_rule(category, item_type or ANY, changes, why=why)
            if access is not None:
                library.policy.amend_clearance(category, access, why=why)

        if changes or access is not None:
            self.background.run(amend, lambda _: self._saved(), form.show_refusal)
        else:
            self.close_rule()

    def _saved(self) -> None:
        self.opened, self.form = None, None
        self.refresh()
