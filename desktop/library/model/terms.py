"""The house rules of a unit: money, old news, waiting, what is long overdue, what lost books cost."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from desktop.library.model.ids import Money

_NOTHING = Money(0)

FOREIGN = "foreign"
"""The origin of a copy from abroad (`Item.origin`)."""


class Stale(StrEnum):
    """What the desk does where a decision depends on what the centre last said, and that is old."""

    ALLOW = "allow"
    WARN = "warn"
    ASK = "ask"
    """Somebody entitled decides."""


@dataclass(frozen=True, slots=True)
class Band:
    """What a lost copy costs: so many tenths of its price, for this origin, from this price (đồng) upwards."""

    origin: str
    from_price: Money
    tenths: int


BANDS = (Band("", Money(0), 30), Band(FOREIGN, Money(0), 50))
"""Three times the price, five times for a copy from abroad (house rules of public-security colleges: domain.md 1.5)."""


@dataclass(frozen=True, slots=True)
class Terms:
    """The house rules. Every one has a value although nobody has ever set it."""

    money: bool = False
    """Whether anybody is charged in money at all."""
    like_for_like: bool = True
    """A lost copy may be replaced by the same book."""
    bands: tuple[Band, ...] = BANDS
    owes_limit: Money = _NOTHING
    """Owing more than this speaks against lending, when money is on."""
    stale: Stale = Stale.WARN
    stale_days: int = 7
    """From how many days on what the centre last said is old."""
    long_overdue_days: int = 60
    hold_days: int = 90
    """How long somebody waits who did not say until when."""
    auto_shelve: bool = True
    """A returned copy that somebody waits for goes to the hold shelf without being asked."""
    self_service: bool = False
    """Readers may lend to themselves, with their card and PIN."""

    def tenths_for(self, origin: str, price: Money) -> int:
        """How many tenths of this price a lost copy of this origin costs; of an unknown origin as of none."""
        return next((best.tenths for best in self._matching(origin, price)), 10)

    def _matching(self, origin: str, price: Money) -> tuple[Band, ...]:
        reached = tuple(band for band in self.bands if band.from_price <= price)
        own = tuple(band for band in reached if band.origin == origin)
        fitting = own or tuple(band for band in reached if not band.origin)
        return tuple(sorted(fitting, key=lambda band: band.from_price, reverse=True))
