"""Who may borrow what for how long: sentences by reader category, one open for change, and a box to try them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from desktop.library.circulation.policy import ANY, choose
from desktop.library.model.ids import CategoryCode, ItemTypeCode
from desktop.library.model.refusal import Refusal
from desktop.library.model.touched import Touched
from desktop.ui.rules import rule_words
from desktop.ui.rules.fields import Reasoned, guest_words
from desktop.ui.rules.rule_form import LimitsForm, NewRuleForm, RuleForm
from desktop.ui.rules.try_out import TryOut
from desktop.ui.widgets import Button, Card, Label, Notice, Page, Rule, Scroll, row
from desktop.ui.words import tr

if TYPE_CHECKING:
    from datetime import date

    from desktop.library.circulation.calendar import Calendar
    from desktop.library.library import Library
    from desktop.library.model.item import Access
    from desktop.library.model.rule import Rule as LendingRule
    from desktop.ui.words import Source
    from desktop.ui.workplace import Workplace

_LEFT, _RIGHT = 5, 3
_TYPE_PX, _AROUND_PX = 150, 90
LIMITS = ""
"""In place of an item type: what holds for the whole category."""
NEW = "+"
"""In place of an item type: one that has no rule of its own yet."""


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

    def decides(self, category: str, item_type: str, without: LendingRule | None = None) -> LendingRule | None:
        """The rule that decides for this pair, or would if one were not there."""
        rules = tuple(rule for rule in self.rules if rule != without)
        return choose(rules, CategoryCode(category), ItemTypeCode(item_type))

    def lacking(self, category: str) -> tuple[str, ...]:
        """The types that have no rule of their own with this category, and any other type where that has none."""
        own = {rule.item_type for rule in self.rules if rule.category == category}
        codes = (*(code for code, _, _ in self.types), ANY)
        return tuple(code for code in codes if code not in own and self.decides(category, code) is not None)

    def pair_says(self, rule: LendingRule) -> str:
        """Whose rule it is and what it says."""
        return tr(
            "“{who} – {what}”: {rule}",
            who=rule_words.category(self.categories, rule.category),
            what=rule_words.item_type(self.types, rule.item_type),
            rule=rule_words.rule_says(rule, money=self.money),
        )


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
        self.dropped: LendingRule | None = None
        """What was dropped last, as long as it can be added again with one press."""
        self.told: Notice | None = None
        self._about: tuple[str, str] | None = None
        self._at, self._had_keys = 0, False
        self._later = QTimer(self, singleShot=True, interval=0)
        self._later.timeout.connect(self._bring_into_view)
        self.guest = guest_words()
        self.guest.hide()
        self._build()

    def _build(self) -> None:
        self.ground = QWidget()
        self.cards = QVBoxLayout(self.ground)
        self.cards.setContentsMargins(0, 0, 8, 0)
        self.cards.setSpacing(12)
        self.try_out = TryOut()
        beside = QWidget()
        beside.setObjectName("ground")
        right = QVBoxLayout(beside)
        right.setContentsMargins(0, 0, 0, 0)
        right.addWidget(self.try_out)
        right.addWidget(self.guest)
        right.addStretch(1)
        self.view = Scroll(self.ground)
        sides = row(spacing=16)
        sides.addWidget(self.view, _LEFT)
        sides.addWidget(Scroll(beside), _RIGHT)
        self.column.addLayout(sides, 1)

    def refresh(self) -> None:
        """Read the rules; what is being changed stays open."""
        self.background.run(see, self._show)

    def open_rule(self, category: str, item_type: str) -> None:
        """Open this rule for change; as the type LIMITS opens what holds for the whole category, NEW one to be made."""
        self.opened = (category, item_type)
        self._lay_out()

    def close_rule(self) -> None:
        """Nothing is open for change."""
        self._about, self.opened, self.dropped = self.opened, None, None
        self._lay_out()

    def _bring_into_view(self) -> None:
        """What is open, or was till now, has the keys and is seen; all else stays where it was."""
        self.cards.activate()
        self.ground.resize(self.ground.width(), self.cards.totalHeightForWidth(self.ground.width()))
        if self.form is not None:
            above = self.form.mapTo(self.ground, QPoint(0, 0)).y() - _AROUND_PX
            self.view.verticalScrollBar().setValue(max(0, above))
            self.form.begin()
            return
        self.view.verticalScrollBar().setValue(self._at)
        closed = self.edits.get(self._about) if self._about is not None else None
        if closed is not None and self._had_keys:
            closed.setFocus(Qt.FocusReason.OtherFocusReason)
            self.view.ensureWidgetVisible(self.told or closed, 0, _AROUND_PX)

    def _show(self, seen: Seen) -> None:
        self.seen = seen
        self.guest.setVisible(not seen.may_amend)
        self.try_out.offer(seen)
        if self.form is None:
            self._lay_out()

    def _lay_out(self) -> None:
        assert self.seen is not None
        if not self._later.isActive():  # hiding what has the keys moves them, and the view with them
            self._at = self.view.verticalScrollBar().value()
            self._had_keys = self.ground.isAncestorOf(QApplication.focusWidget() or self)
        self.form, self.told = None, None
        self.edits.clear()
        while (item := self.cards.takeAt(0)) is not None:
            if (card := item.widget()) is not None:
                card.hide()
                card.deleteLater()
        for code, _, _ in (*self.seen.categories, (ANY, "", "")):
            self.cards.addWidget(self._card(code))
        self.cards.addStretch(1)
        self._later.start()  # when what is new has been shown

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
        if seen.may_amend and seen.lacking(category):
            self._offer_new(card, category)
        return card

    def _offer_new(self, card: Card, category: str) -> None:
        assert self.seen is not None
        card.column.addWidget(Rule())
        if self.opened == (category, NEW):
            card.column.addWidget(self._open(self._new_form(category)))
            return
        more = Button("Thêm quy tắc cho loại khác" if category == ANY else "Thêm quy tắc riêng", "quiet", icon="plus")
        more.clicked.connect(partial(self._begin_new, category))
        self.edits[category, NEW] = more
        card.column.addLayout(row(more, None))
        gone = self.dropped
        if gone is not None and gone.category == category and gone.item_type in self.seen.lacking(category):
            self.told = self._tell_of(gone)
            card.column.addWidget(self.told)

    def _tell_of(self, dropped: LendingRule) -> Notice:
        assert self.seen is not None
        seen, told, again = self.seen, Notice(), Button("Thêm lại", icon="undo-2")
        again.clicked.connect(partial(self.open_rule, dropped.category, NEW))
        instead = seen.decides(dropped.category, dropped.item_type)
        assert instead is not None  # else it could not be dropped
        told.tell(
            "done",
            lambda: tr("Đã bỏ quy tắc {rule}", rule=seen.pair_says(dropped)),
            lambda: tr("Nay theo {rule}", rule=seen.pair_says(instead)),
        )
        told.offer(again)
        return told

    def _begin_new(self, category: str) -> None:
        self.dropped = None
        self.open_rule(category, NEW)

    def _new_form(self, category: str) -> NewRuleForm:
        assert self.seen is not None
        seen = self.seen

        def decides(item_type: str) -> LendingRule:
            rule = seen.decides(category, item_type)
            assert rule is not None  # else the type is not offered
            return rule

        return NewRuleForm(
            tuple((code, partial(rule_words.item_type, seen.types, code)) for code in seen.lacking(category)),
            decides,
            lambda item_type: tr("Đến nay theo {rule}", rule=seen.pair_says(decides(item_type))),
            money=seen.money,
            like=self.dropped,
        )

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
            card.column.addWidget(self._open(RuleForm(rule, money=seen.money, falls_to=self._falls_to(rule))))

    def _falls_to(self, rule: LendingRule) -> Source:
        """What would hold instead. A category's rule for other types stays: its limits hang there."""
        assert self.seen is not None
        seen, instead = self.seen, self.seen.decides(rule.category, rule.item_type, without=rule)
        if rule.item_type == ANY or instead is None:
            return ""
        return lambda: tr("Bỏ quy tắc này thì theo {rule}", rule=seen.pair_says(instead))

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
        if isinstance(form, RuleForm):
            form.dropped.connect(self._drop)
        return form

    def _save(self) -> None:
        form, about = self.form, self.opened
        assert form is not None
        assert about is not None
        category, item_type = about[0], form.types.value if isinstance(form, NewRuleForm) else about[1]
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

        if changes or access is not None or isinstance(form, NewRuleForm):
            self.background.run(amend, lambda _: self._saved(category, item_type), form.show_refusal)
        else:
            self.close_rule()

    def _saved(self, category: str, item_type: str) -> None:
        self._about = self.opened if self.opened == (category, LIMITS) else (category, item_type)
        self.opened, self.form, self.dropped = None, None, None
        self.try_out.show_pair(category, item_type)
        self.refresh()

    def _drop(self) -> None:
        form = self.form
        assert isinstance(form, RuleForm)
        rule, why = form.rule, form.why.text()
        self.background.run(
            lambda library: library.policy.drop_rule(rule.category, rule.item_type, why=why),
            lambda _: self._is_dropped(rule),
            form.show_refusal,
        )

    def _is_dropped(self, rule: LendingRule) -> None:
        self._saved(rule.category, rule.item_type)
        self.dropped, self._about = rule, (rule.category, NEW)
