"""The book of what the library has decided: rules read and tried, changed by whom may, and every change told."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from desktop.library.circulation.amending import Amending, Place
from desktop.library.circulation.calendar import Break, Calendar, hours_read
from desktop.library.circulation.policy import ANY
from desktop.library.circulation.trial import Trial, tried
from desktop.library.model.ids import EventId
from desktop.library.model.item import Access
from desktop.library.model.refusal import Reason, Refusal
from desktop.library.security.rights import Rights, Task
from desktop.library.store.policies import kept_rule, kept_terms
from sync.core.row import named_id

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from datetime import date

    from desktop.library.model.amendment import Amendment
    from desktop.library.model.rule import Rule
    from desktop.library.model.terms import Terms
    from desktop.library.store.store import Store
    from sync.core.row import Value

OF_THE_CATEGORY = ("max_loans", "max_holds", "shelf_days")
"""Fields that are one for all rules of a category: they count a reader's loans and holds of every type."""
_LONGEST_BREAK = timedelta(days=365)
_CATEGORIES, _TYPES = "reader-category", "item-type"


@dataclass(frozen=True, slots=True)
class Explanation:
    """The rule by which something was decided, as it was then."""

    version: str
    rule: Rule | None
    """None: the event names no rule, or one that this PC has never had."""
    is_current: bool = False
    since: tuple[Amendment, ...] = ()
    """What has been changed of it since, the newest first."""


class PolicyBook:
    """Reads, tries and amends rules, house rules and the calendar over one store."""

    def __init__(self, store: Store, rights: Rights = Rights.LIBRARIAN, *, operator: Callable[[], str] = str) -> None:
        """`operator` tells who is at work, to be noted with every change."""
        self._store = store
        self._rights = rights
        self._operator = operator

    @property
    def may_amend(self) -> bool:
        """Whether whoever opened the library may change any of this."""
        return self._rights.may(Task.AMEND_POLICY)

    def rules(self) -> tuple[Rule, ...]:
        """Every rule, by category and item type."""
        return self._store.policies.rules()

    def rule_for(self, category: str, item_type: str) -> Rule | None:
        """The rule that decides for this pair."""
        return self._store.policies.rule(category, item_type)

    def categories(self) -> tuple[tuple[str, str, str], ...]:
        """(code, Vietnamese, English) of each reader category."""
        return self._store.policies.codes(_CATEGORIES)

    def item_types(self) -> tuple[tuple[str, str, str], ...]:
        """(code, Vietnamese, English) of each item type."""
        return self._store.policies.codes(_TYPES)

    def clearance(self, category: str) -> Access:
        """What readers of this category may see at most."""
        return self._store.policies.clearance(category)

    def terms(self) -> Terms:
        """The house rules."""
        return self._store.policies.terms()

    def calendar(self) -> Calendar:
        """When the library is open."""
        return self._store.policies.calendar()

    def trial(self, category: str, item_type: str, day: date, *, card_expires: date | None = None) -> Trial:
        """What a loan made on this day would come to. Raises Refusal(UNKNOWN_ID)."""
        self._refuse_unknown(category, item_type)
        asked = Trial(category, item_type, day, card_expires, None)
        return tried(self.calendar(), self.rule_for(category, item_type), asked)

    def preview(self, trial: Trial, changes: Mapping[str, Value]) -> Trial:
        """The same trial if these fields of its rule were changed; nothing is written.

        Raises Refusal(INVALID_SETTING).
        """
        if trial.rule is None:
            return trial
        _, fields = self._store.policies.rule_fields(trial.rule.version)
        rule = kept_rule({**fields, **changes}, changes)
        return tried(self.calendar(), rule, trial)

    def amend_rule(self, category: str, item_type: str, changes: Mapping[str, Value], *, why: str) -> Rule:
        """Change the rule of exactly this pair; where it has none of its own, it gets one from what decided so far.

        What is one for the whole category (OF_THE_CATEGORY) is changed in all its rules.
        Raises Refusal: NOT_ENTITLED, MISSING_FIELD (why), UNKNOWN_ID, INVALID_SETTING (facts field, value), NO_RULE.
        """
        self._refuse_unknown(category, item_type)
        decided = self.rule_for(category, item_type)
        if decided is None:
            raise Refusal(Reason.NO_RULE, category=category, item_type=item_type)
        _, fields = self._store.policies.rule_fields(decided.version)
        kept_rule({**fields, **changes}, changes)
        with self._amending(why) as act:
            shared = {name: value for name, value in changes.items() if name in OF_THE_CATEGORY}
            own = {name: value for name, value in changes.items() if name not in OF_THE_CATEGORY}
            limits = self._of_category(category) if decided.category != category else {}
            new = {**fields, **limits, "category": category, "item_type": item_type}
            if own or not shared:
                act.change(self._rule_place(category, item_type, new), own)
            for rule in self.rules() if shared else ():
                if rule.category == category:
                    act.change(self._rule_place(category, rule.item_type, {}), shared)
        found = self.rule_for(category, item_type)
        assert found is not None  # it was there before, and nothing was deleted
        return found

    def drop_rule(self, category: str, item_type: str, *, why: str) -> None:
        """Let the more general rule decide for this pair again.

        Raises Refusal: NOT_ENTITLED, MISSING_FIELD (why), NO_OWN_RULE.
        """
        own = self.rule_for(category, item_type)
        if own is None or (own.category, own.item_type) != (category, item_type) or (category, item_type) == (ANY, ANY):
            raise Refusal(Reason.NO_OWN_RULE, category=category, item_type=item_type)
        with self._amending(why) as act:
            act.change(self._rule_place(category, item_type, {}), {"deleted_at": self._store.now_ms()})

    def amend_clearance(self, category: str, access: Access, *, why: str) -> None:
        """Say what readers of this category may see. Raises Refusal: NOT_ENTITLED, MISSING_FIELD, UNKNOWN_ID."""
        self._refuse_unknown(category, ANY)
        if access is Access.RESTRICTED:  # what is restricted takes an approval each time, whoever asks
            raise Refusal(Reason.INVALID_SETTING, field="clearance", value=access.value)
        with self._amending(why) as act:
            place = Place("code", self._store.policies.code_id(_CATEGORIES, category), {})
            act.change(place, {"clearance": access.value})

    def amend_terms(self, changes: Mapping[str, Value], *, why: str) -> Terms:
        """Change house rules; `bands` as [[origin, from price, tenths], …].

        Raises Refusal: NOT_ENTITLED, MISSING_FIELD (why), INVALID_SETTING (facts field, value).
        """
        kept_terms(changes)
        with self._amending(why) as act:
            act.change(Place("desk_policy", named_id(self._store.unit, "desk_policy", "terms"), {}), changes)
        return self.terms()

    def amend_calendar(self, changes: Mapping[str, Value], *, why: str) -> Calendar:
        """Change fields of the calendar row as they are kept (calendar_of).

        Raises Refusal: NOT_ENTITLED, MISSING_FIELD (why).
        """
        with self._amending(why) as act:
            row = self._store.policies.calendar_id() or named_id(self._store.unit, "calendar", "calendar")
            act.change(Place("calendar", row, {}), changes)
        return self.calendar()

    def close_day(self, day: date, why: str) -> Calendar:
        """Close one day. Raises Refusal: NOT_ENTITLED, MISSING_FIELD (why)."""
        return self.amend_calendar({f"closed/{day.isoformat()}": why.strip(), f"open/{day.isoformat()}": None}, why=why)

    def open_day(self, day: date, why: str) -> Calendar:
        """Open a day that would be closed. Raises Refusal: NOT_ENTITLED, MISSING_FIELD (why)."""
        kept = self.calendar()
        opens_by_itself = Calendar(kept.weekdays_closed, {}, kept.breaks).is_open(day)
        for_once = None if opens_by_itself else why.strip()
        return self.amend_calendar({f"closed/{day.isoformat()}": None, f"open/{day.isoformat()}": for_once}, why=why)

    def close_break(self, some: Break) -> Calendar:
        """Close days in a row, a year at most: a library that is closed for longer has no due days left.

        Raises Refusal: NOT_ENTITLED, MISSING_FIELD (why), INVALID_DATE.
        """
        if not timedelta(0) <= some.last - some.first <= _LONGEST_BREAK:
            raise Refusal(Reason.INVALID_DATE, field="last", value=some.last.isoformat())
        return self.amend_calendar({_break_field(some): some.why.strip()}, why=some.why)

    def drop_break(self, some: Break, *, why: str) -> Calendar:
        """Open the days of a break again. Raises Refusal: NOT_ENTITLED, MISSING_FIELD (why)."""
        return self.amend_calendar({_break_field(some): None}, why=why)

    def amend_hours(self, weekday: int, text: str, *, why: str) -> Calendar:
        """Say when the library is open on a weekday (0 = Monday), `"07:30-11:30 13:30-17:00"`; empty: nobody says.

        Raises Refusal: NOT_ENTITLED, MISSING_FIELD (why), INVALID_SETTING.
        """
        told = " ".join(text.split())
        try:
            hours_read(told) if told else ()
        except ValueError as error:
            raise Refusal(Reason.INVALID_SETTING, field="hours", value=text) from error
        return self.amend_calendar({f"hours/{weekday}": told or None}, why=why)

    def amend_term(self, name: str, last: date | None, *, why: str) -> Calendar:
        """Say on which day a term ends; None: there is no such term.

        Raises Refusal: NOT_ENTITLED, MISSING_FIELD (name, why).
        """
        if not name.strip():
            raise Refusal(Reason.MISSING_FIELD, field="name")
        return self.amend_calendar({f"term/{' '.join(name.split())}": last.isoformat() if last else None}, why=why)

    def changes(self, *, limit: int = 200) -> tuple[Amendment, ...]:
        """What was changed last, the newest first; what was changed in all rules of a category is told once."""
        seen: set[tuple[str, str, str]] = set()
        told = []
        for one in self._store.amendments.newest(limit=limit):
            key = (one.act, one.category, one.field)
            if one.table != "policy" or one.field not in OF_THE_CATEGORY or key not in seen:
                told.append(one)
            seen.add(key)
        return tuple(told)

    def explain(self, event_id: str) -> Explanation:
        """By which rule, as it was, this event was decided, and what was changed of it since.

        Raises Refusal(UNKNOWN_ID).
        """
        event = self._store.events.get(EventId(event_id))
        if event is None:
            raise Refusal(Reason.UNKNOWN_ID, field="event", value=event_id)
        row_id, _, marked = event.policy.partition("@")
        now, fields = self._store.policies.rule_fields(event.policy)
        if not fields:
            return Explanation(event.policy, None)
        since = tuple(one for one in self._store.amendments.of_row(row_id) if one.stamp > marked.partition("+")[0])
        then = dict(fields)
        for one in since:
            then[one.field] = one.before
        return Explanation(event.policy, kept_rule(then, {}), now == event.policy, since)

    @contextmanager
    def _amending(self, why: str) -> Iterator[Amending]:
        self._rights.require(Task.AMEND_POLICY)
        with self._store.writing() as pen:
            yield Amending(self._store, pen, operator=self._operator().partition("+")[0], why=why)

    def _of_category(self, category: str) -> dict[str, Value]:
        """What is one for all rules of the category, as its rules have it; nothing where it has none."""
        rule = next((rule for rule in self.rules() if rule.category == category), None)
        return {name: getattr(rule, name) for name in OF_THE_CATEGORY} if rule is not None else {}

    def _rule_place(self, category: str, item_type: str, new: Mapping[str, Value]) -> Place:
        own = self._store.policies.rule(category, item_type)
        if own is not None and (own.category, own.item_type) == (category, item_type):
            return Place("policy", own.version.partition("@")[0], {})
        fields = {name: value for name, value in new.items() if name != "deleted_at"}
        return Place("policy", named_id(self._store.unit, "policy", f"{category}/{item_type}"), fields)

    def _refuse_unknown(self, category: str, item_type: str) -> None:
        for asked, known in ((category, self.categories()), (item_type, self.item_types())):
            if asked != ANY and asked not in {code for code, _, _ in known}:
                raise Refusal(Reason.UNKNOWN_ID, name=asked, field="code", value=asked)


def _break_field(some: Break) -> str:
    return f"break/{some.first.isoformat()}..{some.last.isoformat()}"
