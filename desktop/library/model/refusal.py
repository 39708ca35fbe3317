"""The library says no: a code, facts, and whether someone entitled may say yes."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

Fact = str | int | bool | None


class Reason(StrEnum):
    """Why the library refused; the wording pages turn each into sentences."""

    UNKNOWN_BARCODE = "unknown-barcode"
    UNKNOWN_CARD = "unknown-card"
    UNKNOWN_TITLE = "unknown-title"
    OF_ANOTHER_TITLE = "of-another-title"
    """This very copy was asked for, and with it a title that it is not of."""
    UNKNOWN_ID = "unknown-id"
    CARD_WHERE_ITEM_EXPECTED = "card-where-item-expected"
    ITEM_WHERE_CARD_EXPECTED = "item-where-card-expected"
    GARBLED_CODE = "garbled-code"
    AMBIGUOUS_CODE = "ambiguous-code"
    NO_READER_CHOSEN = "no-reader-chosen"
    ON_LOAN_TO_ANOTHER = "on-loan-to-another"
    ALREADY_LENT_TO_READER = "already-lent-to-reader"
    NOT_ON_LOAN = "not-on-loan"
    NOT_FOR_LOAN = "not-for-loan"
    ITEM_LOST = "item-lost"
    ITEM_WITHDRAWN = "item-withdrawn"
    ITEM_DAMAGED = "item-damaged"
    ITEM_RESTRICTED = "item-restricted"
    READER_BLOCKED = "reader-blocked"
    CARD_EXPIRED = "card-expired"
    LIMIT_REACHED = "limit-reached"
    TYPE_LIMIT_REACHED = "type-limit-reached"
    HAS_OVERDUE = "has-overdue"
    NO_MORE_RENEWALS = "no-more-renewals"
    HELD_FOR_ANOTHER = "held-for-another"
    ALREADY_HELD = "already-held"
    NO_RULE = "no-rule"
    NO_OWN_RULE = "no-own-rule"
    """The pair has no rule of its own that could be dropped; the one for everything always stays."""
    CLOCK_UNCERTAIN = "clock-uncertain"
    STALE_DATA = "stale-data"
    """What the centre last said is too old to decide by."""
    NOT_CLEARED = "not-cleared"
    """The reader's category may not see documents of this access level."""
    NEEDS_APPROVAL = "needs-approval"
    ON_HOLD_SHELF = "on-hold-shelf"
    """The copy is put aside for somebody else."""
    TOO_MANY_HOLDS = "too-many-holds"
    NO_SUCH_HOLD = "no-such-hold"
    TOO_EARLY_TO_RENEW = "too-early-to-renew"
    OWES = "owes"
    MONEY_OFF = "money-off"
    INVALID_AMOUNT = "invalid-amount"
    NOTHING_OWED = "nothing-owed"
    OWED_IN_MONEY = "owed-in-money"
    OWED_IN_KIND = "owed-in-kind"
    """The same book is owed, and no money."""
    NO_CREDIT = "no-credit"
    """The library has nothing to give back."""
    PRICE_UNKNOWN = "price-unknown"
    """Nobody has said what the copy costs, and money is taken for it."""
    NOT_A_REPLACEMENT = "not-a-replacement"
    """The lost copy itself, one that settled another debt, or one that is lent."""
    RECEIPT_VOIDED = "receipt-voided"
    NOT_VOIDABLE = "not-voidable"
    """The entry counts no more, or was settled so long ago that its reader is forgotten."""
    NOT_LOST = "not-lost"
    WRONG_PIN = "wrong-pin"
    NO_PIN = "no-pin"
    SELF_SERVICE_OFF = "self-service-off"
    """The house rules do not let readers serve themselves."""
    NOT_YOURS = "not-yours"
    """Self-service takes back and renews what the reader has, and nothing else."""
    NOT_A_GROUP = "not-a-group"
    NOT_A_PERSON = "not-a-person"
    """A class or a team stands where somebody is needed."""
    INVALID_PIN = "invalid-pin"
    GUESSABLE_PIN = "guessable-pin"
    PIN_PAUSED = "pin-paused"
    """Too many wrong tries: for some minutes this PC takes no PIN of this card."""
    INVALID_COUNT = "invalid-count"
    NOT_A_PORTRAIT = "not-a-portrait"
    UNKNOWN_PLACEHOLDER = "unknown-placeholder"
    """A letter's template names something that this letter does not know."""
    NOTHING_TO_UNDO = "nothing-to-undo"
    DUPLICATE_BARCODE = "duplicate-barcode"
    DUPLICATE_CARD = "duplicate-card"
    MISSING_FIELD = "missing-field"
    INVALID_ISBN = "invalid-isbn"
    INVALID_DATE = "invalid-date"
    INVALID_PRICE = "invalid-price"
    INVALID_SETTING = "invalid-setting"
    """A rule cannot have this value."""
    STATE_SECRET = "state-secret"  # noqa: S105 - a reason's name, not a password
    LOCKED = "locked"
    NOT_ENTITLED = "not-entitled"
    WRONG_PASSWORD = "wrong-password"  # noqa: S105 - a reason's name, not a password
    PASSWORD_TAKEN = "password-taken"  # noqa: S105 - a reason's name, not a password
    NO_LIBRARY = "no-library"
    LIBRARY_EXISTS = "library-exists"
    ANOTHER_UNIT = "another-unit"
    IN_USE = "in-use"
    NEWER_SCHEMA = "newer-schema"
    DAMAGED_FILE = "damaged-file"
    CANNOT_WRITE = "cannot-write"
    CANNOT_LISTEN = "cannot-listen"
    """This PC cannot be called at this address and port."""
    DISK_FULL = "disk-full"
    NO_ROOM_TO_UPGRADE = "no-room-to-upgrade"
    NOT_A_FILE = "not-a-file"
    NOT_A_BACKUP = "not-a-backup"
    FILE_TOO_LARGE = "file-too-large"
    FILE_NOT_HERE = "file-not-here"
    NOT_MARC = "not-marc"
    UNKNOWN_FORMAT = "unknown-format"
    UNKNOWN_ENCODING = "unknown-encoding"
    NOT_ENROLLED = "not-enrolled"
    BAD_ENROLMENT = "bad-enrolment"
    NO_CENTRE_KEY = "no-centre-key"
    NO_BUNDLE = "no-bundle"
    NOT_A_BUNDLE = "not-a-bundle"
    BUNDLE_ALTERED = "bundle-altered"
    BUNDLE_FOR_ANOTHER = "bundle-for-another"
    STICK_FAILING = "stick-failing"
    ALREADY_SETTLED = "already-settled"
    NOT_TWICE = "not-twice"
    NOT_SETTLED = "not-settled"
    CHANGED_SINCE = "changed-since"


OVERRIDABLE = frozenset(
    {
        Reason.NOT_FOR_LOAN,
        Reason.ITEM_DAMAGED,
        Reason.READER_BLOCKED,
        Reason.CARD_EXPIRED,
        Reason.LIMIT_REACHED,
        Reason.TYPE_LIMIT_REACHED,
        Reason.HAS_OVERDUE,
        Reason.NO_MORE_RENEWALS,
        Reason.HELD_FOR_ANOTHER,
        Reason.CLOCK_UNCERTAIN,
        Reason.STALE_DATA,
        Reason.ON_HOLD_SHELF,
        Reason.TOO_MANY_HOLDS,
        Reason.TOO_EARLY_TO_RENEW,
        Reason.OWES,
    }
)
"""Reasons that a person with the right `override` may set aside; the event notes who did."""


class Refusal(Exception):
    """The library says no. Carries facts only; sentences are made where people read them."""

    def __init__(self, reason: Reason, /, **facts: Fact) -> None:
        super().__init__(reason.value)
        self.reason = reason
        self.facts: Mapping[str, Fact] = facts

    @property
    def may_be_overridden(self) -> bool:
        """Whether someone entitled may lend, renew or hold all the same."""
        return self.reason in OVERRIDABLE
