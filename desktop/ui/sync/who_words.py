"""Who wrote something and when, as people say it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from desktop.ui.dates import clock_time, local, long_day, today
from desktop.ui.words import tr

if TYPE_CHECKING:
    from desktop.library.model.conflict import Hand, Side
    from desktop.library.model.ids import Moment


def when(moment: Moment) -> str:
    """“10:42 hôm nay”, “16:05 hôm qua”, “09:10 thứ Hai 07/12/2026”; empty when nobody knows."""
    if not moment:
        return ""
    day, time = local(moment).date(), clock_time(moment)
    if day == today():
        return tr("{time} hôm nay", time=time)
    if day == today() - timedelta(days=1):
        return tr("{time} hôm qua", time=time)
    return tr("{time} {day}", time=time, day=long_day(day))


def who(hand: Hand, *, shared: bool = False) -> str:
    """The person and the PC; `shared`: the thing belongs to all units, so that an unknown PC is another unit's."""
    if hand.here:
        return tr("{operator} (máy này)", operator=hand.operator) if hand.operator else tr("máy này")
    if hand.pc:
        pc = tr("máy {pc}", pc=hand.pc)
        return tr("{operator} ({pc})", operator=hand.operator, pc=pc) if hand.operator else pc
    if hand.operator:
        return hand.operator
    return tr("có lẽ đơn vị khác") if shared else tr("không rõ máy nào")


def written(side: Side, *, shared: bool = False) -> str:
    """By whom and when a side was written; empty when nothing is known."""
    if not side.at:
        return ""
    return tr("{who} · {when}", who=who(side.who, shared=shared), when=when(side.at))


def pc_of(hand: Hand, *, shared: bool = False) -> str:
    """The PC alone."""
    if hand.here:
        return tr("máy này")
    if hand.pc:
        return tr("máy {pc}", pc=hand.pc)
    return tr("có lẽ đơn vị khác") if shared else tr("không rõ máy nào")
