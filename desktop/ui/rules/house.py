"""The house rules: money, old news, waiting, what a lost book costs; and what was changed, by whom and why."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from desktop.library.model.terms import FOREIGN, Stale
from desktop.library.model.touched import Touched
from desktop.ui.rules import rule_words
from desktop.ui.rules.fields import Number, Reasoned, guest_words
from desktop.ui.widgets import Card, Choice, Field, Label, Labelled, Page, Rule, Scroll, Tick, row
from desktop.ui.words import tr

if TYPE_CHECKING:
    from desktop.library.library import Library
    from desktop.library.model.amendment import Amendment
    from desktop.library.model.terms import Band, Terms
    from desktop.ui.workplace import Workplace
    from sync.core.row import Value

_LEFT, _RIGHT, _MOST = 5, 4, 60
_TICKS = {
    "money": "Có thu tiền",
    "like_for_like": "Nhận đền sách cùng loại",
    "auto_shelve": "Sách trả về có người đặt thì để dành ngay",
    "self_service": "Bạn đọc tự mượn bằng thẻ và mã PIN",
}
_NUMBERS = {
    "owes_limit": "Nợ quá (đồng) thì thôi cho mượn",
    "stale_days": "Tin cũ sau (ngày)",
    "long_overdue_days": "Quá hạn lâu sau (ngày)",
    "hold_days": "Chờ đặt mượn (ngày)",
}


@dataclass(frozen=True, slots=True)
class Seen:
    """Everything the page shows, from one look at the library."""

    terms: Terms
    changes: tuple[Amendment, ...]
    categories: rule_words.Named
    types: rule_words.Named
    may_amend: bool


def see(library: Library) -> Seen:
    """Look at the house rules and at what was changed last."""
    book = library.policy
    return Seen(book.terms(), book.changes(limit=_MOST), book.categories(), book.item_types(), book.may_amend)


class TermsForm(Reasoned):
    """The house rules, each as a field."""

    def __init__(self) -> None:
        super().__init__(may_leave=False)
        self.terms: Terms | None = None
        self.ticks = {name: Tick(words) for name, words in _TICKS.items()}
        self.numbers = {name: Number() for name in _NUMBERS}
        self.stale = Choice(tuple((stale.value, words) for stale, words in rule_words.STALE.items()))
        self.bands = Field("3; 5 sách nước ngoài")
        self.cost = Labelled("Mất sách đền mấy lần giá", self.bands)
        self._build()

    def _build(self) -> None:
        for tick in self.ticks.values():
            self.column.addWidget(tick)
        self.column.addWidget(self.cost)
        self.column.addWidget(
            Label("Mỗi mức cách nhau dấu chấm phẩy: “3; 5 sách nước ngoài; 2 từ 500000”.", "hint", wraps=True)
        )
        self.column.addWidget(Labelled("Khi tin từ trung tâm đã cũ", self.stale))
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(8)
        for at, (name, number) in enumerate(self.numbers.items()):
            grid.addWidget(Labelled(_NUMBERS[name], number), at // 2, at % 2)
        grid.setColumnStretch(2, 1)
        self.column.addLayout(grid)
        self.end()

    def show_terms(self, terms: Terms) -> None:
        """As they are kept."""
        self.terms = terms
        for name, tick in self.ticks.items():
            tick.setChecked(getattr(terms, name))
        for name, number in self.numbers.items():
            number.put(getattr(terms, name))
        self.stale.choose(terms.stale.value)
        self.bands.setText(_bands_words(terms))
        self.cost.complain("")
        self.begin_anew()

    def changeEvent(self, event: QEvent) -> None:
        """The costs are words in a field: what nobody has changed is said in the new language."""
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange and self.terms is not None:
            kept = [[band.origin, int(band.from_price), band.tenths] for band in self.terms.bands]
            if bands_typed(self.bands.text()) == kept:
                self.bands.setText(_bands_words(self.terms))

    def changes(self) -> dict[str, Value] | None:
        """What differs, as `PolicyBook.amend_terms` takes it; None where the costs cannot be read."""
        assert self.terms is not None
        typed: dict[str, Value] = {name: tick.isChecked() for name, tick in self.ticks.items()}
        typed |= {name: number.number for name, number in self.numbers.items()}
        typed["stale"] = Stale(self.stale.value).value
        changed = {name: value for name, value in typed.items() if value != getattr(self.terms, name)}
        bands = bands_typed(self.bands.text())
        if bands is None:
            self.cost.complain("Ghi số lần giá, ví dụ: 3; 5 sách nước ngoài; 2 từ 500000 đồng.")
            return None
        kept = [[band.origin, int(band.from_price), band.tenths] for band in self.terms.bands]
        return changed | ({"bands": list(bands)} if bands != kept else {})


class HousePage(Page):
    """On the left the rules, on the right what was changed."""

    cares_for = frozenset({Touched.POLICY})

    def __init__(self, workplace: Workplace) -> None:
        super().__init__(workplace.background)
        self.form, self.guest = TermsForm(), guest_words()
        self.guest.hide()
        self.history = QVBoxLayout()
        self.history.setSpacing(6)
        left, ground, sides, past = Card(), QWidget(), row(spacing=16), QWidget()
        left.column.addWidget(Label("Quy định chung", "heading"))
        left.column.addWidget(self.guest)
        left.column.addWidget(self.form)
        holder = QVBoxLayout(ground)
        holder.setContentsMargins(0, 0, 8, 0)
        holder.addWidget(left)
        holder.addStretch(1)
        past.setLayout(self.history)
        told = Card()
        told.column.addWidget(Label("Những lần sửa", "heading"))
        view = Scroll(past)
        for part in (past, view.viewport()):  # as white as the card that it stands in
            part.setAutoFillBackground(False)
        told.column.addWidget(view, 1)
        sides.addWidget(Scroll(ground), _LEFT)
        sides.addWidget(told, _RIGHT)
        self.column.addLayout(sides, 1)
        self.form.saved.connect(self._save)

    def refresh(self) -> None:
        """Read the house rules."""
        self.background.run(see, self._show)

    def _show(self, seen: Seen) -> None:
        self.guest.setVisible(not seen.may_amend)
        if self.form.terms != seen.terms:  # else what is being typed stays
            self.form.show_terms(seen.terms)
        self.form.setEnabled(seen.may_amend)
        while (item := self.history.takeAt(0)) is not None:
            if (line := item.widget()) is not None:
                line.hide()
                line.deleteLater()
        for one in seen.changes:
            self.history.addWidget(Label(partial(rule_words.change_says, one, seen.categories, seen.types), wraps=True))
            self.history.addWidget(Label(partial(rule_words.change_by, one), "hint", wraps=True))
            self.history.addWidget(Rule())
        if not seen.changes:
            self.history.addWidget(Label("Chưa ai sửa gì từ khi có thư viện.", "soft", wraps=True))
        self.history.addStretch(1)

    def _save(self) -> None:
        changes, why = self.form.changes(), self.form.why.text()
        if changes:
            self.background.run(
                lambda library: library.policy.amend_terms(changes, why=why), None, self.form.show_refusal
            )
        elif changes is not None:
            self.form.notice.tell("information", "Chưa có gì thay đổi.")


_ABROAD = ("sách nước ngoài", "abroad", FOREIGN)
"""In either language: somebody may have switched it since."""


def bands_typed(text: str) -> list[Value] | None:
    """What a lost book costs, as it is kept, from “3; 5 sách nước ngoài; 2 từ 500000”; None when it cannot be read."""
    found: list[Value] = []
    for part in filter(None, (piece.strip() for piece in text.replace("×", " ").split(";"))):
        times, _, rest = part.partition(" ")
        foreign = any(word in rest.casefold() for word in _ABROAD)
        digits = "".join(sign for sign in rest if sign.isdigit())
        try:
            tenths = round(float(times.replace(",", ".")) * 10)
        except ValueError:
            return None
        if tenths <= 0:
            return None
        found.append([FOREIGN if foreign else "", int(digits or 0), tenths])
    return found or None


def _bands_words(terms: Terms) -> str:
    return "; ".join(map(_band_words, terms.bands))


def _band_words(band: Band) -> str:
    whence = tr("sách nước ngoài") if band.origin == FOREIGN else ""
    since = tr("từ {price} đồng", price=int(band.from_price)) if band.from_price else ""
    return " ".join(filter(None, (rule_words.times_of(band.tenths), whence, since)))
