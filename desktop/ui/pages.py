"""The table of pages: each is loaded when it is first shown, and so is the network, so that the desk opens at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from desktop.library.library import Library
    from desktop.operating import Operating
    from desktop.sip2.server import SelfCheckServer
    from desktop.sip2.state import Ears
    from desktop.syncing import Syncing
    from desktop.ui.letters.printing import Printing
    from desktop.ui.widgets import Page
    from desktop.ui.workplace import Workplace


def _desk(workplace: Workplace) -> Page:
    from desktop.ui.desk.page import DeskPage  # noqa: PLC0415 - loaded when first shown

    return DeskPage(workplace)


def _self_service(workplace: Workplace) -> Page:
    from desktop.ui.desk.self_service import SelfServicePage  # noqa: PLC0415 - loaded when first shown

    return SelfServicePage(workplace.background, workplace.preferences)


def _catalogue(workplace: Workplace) -> Page:
    from desktop.ui.catalogue.page import CataloguePage  # noqa: PLC0415 - loaded when first shown

    return CataloguePage(workplace)


def _keys(workplace: Workplace) -> Page:
    from desktop.ui.keys_page import KeysPage  # noqa: PLC0415 - loaded when first shown

    return KeysPage(workplace.background)


def _help(workplace: Workplace) -> Page:
    from desktop.ui.help.page import HelpPage  # noqa: PLC0415 - loaded when first shown

    return HelpPage(workplace.background)


def _readers(workplace: Workplace) -> Page:
    from desktop.ui.readers.page import ReadersPage  # noqa: PLC0415 - loaded when first shown

    return ReadersPage(workplace)


def _sync(workplace: Workplace) -> Page:
    from desktop.ui.sync.page import SyncPage  # noqa: PLC0415 - loaded when first shown

    return SyncPage(workplace)


def _settings(workplace: Workplace) -> Page:
    from desktop.ui.this_pc.page import ThisPcPage  # noqa: PLC0415 - loaded when first shown

    return ThisPcPage(workplace)


def _console(workplace: Workplace) -> Page:
    from desktop.ui.console.page import ConsolePage  # noqa: PLC0415 - loaded when first shown

    return ConsolePage(workplace)


def _follow(workplace: Workplace) -> Page:
    from desktop.ui.follow.page import FollowPage  # noqa: PLC0415 - loaded when first shown

    return FollowPage(workplace)


def _rules(workplace: Workplace) -> Page:
    from desktop.ui.rules.page import RulesPage  # noqa: PLC0415 - loaded when first shown

    return RulesPage(workplace)


def printing(workplace: Workplace) -> Printing:
    """Sends letters and slips to where this PC prints them."""
    from desktop.ui.letters.printing import Printing  # noqa: PLC0415 - printers are looked for when something is printed

    return Printing(workplace)


def syncing(library: Library) -> Syncing:
    """The library's dealings with its centre."""
    from desktop.syncing import Syncing  # noqa: PLC0415 - what speaks HTTP is loaded with the first run

    return Syncing(library)


def operating(library: Library) -> Operating:
    """The library's operator at the centre. Raises Refusal NOT_ENTITLED."""
    from desktop.operating import Operating  # noqa: PLC0415 - see syncing

    return Operating(library)


def enrol(library: Library, file: Path, *, offline: bool = False) -> None:
    """As `desktop.syncing.enrol`."""
    from desktop.syncing import enrol  # noqa: PLC0415 - see syncing

    enrol(library, file, offline=offline)


def counter(opening: Callable[[], Library], ears: Ears) -> SelfCheckServer:
    """The counter for self-check machines, closed as yet."""
    from desktop.sip2.server import SelfCheckServer  # noqa: PLC0415 - only where there are machines

    return SelfCheckServer(opening, ears=ears)


PAGES: dict[str, tuple[str, Callable[[Workplace], Page]]] = {
    "open_desk": ("Quầy mượn trả", _desk),
    "open_self_service": ("Tự phục vụ", _self_service),
    "open_catalogue": ("Tra cứu", _catalogue),
    "open_readers": ("Bạn đọc", _readers),
    "open_follow": ("Theo dõi", _follow),
    "open_rules": ("Quy định", _rules),
    "open_sync": ("Đồng bộ", _sync),
    "open_console": ("Trung tâm", _console),
    "open_settings": ("Máy này", _settings),
    "open_help": ("Trợ giúp", _help),
    "show_keys": ("Phím tắt", _keys),
}
"""action that opens it: (heading, how it is made)"""
