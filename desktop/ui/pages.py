"""The table of pages: each is loaded when it is first shown, so that the desk opens at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop.ui.background import Background
    from desktop.ui.sounds import Sounds
    from desktop.ui.widgets import Page


def _desk(background: Background, sounds: Sounds) -> Page:
    from desktop.ui.desk.page import DeskPage  # noqa: PLC0415 - loaded when first shown

    return DeskPage(background, sounds)


def _keys(background: Background, sounds: Sounds) -> Page:  # noqa: ARG001 - every page is made alike
    from desktop.ui.keys_page import KeysPage  # noqa: PLC0415 - loaded when first shown

    return KeysPage(background)


PAGES: dict[str, tuple[str, Callable[[Background, Sounds], Page]]] = {
    "open_desk": ("Quầy mượn trả", _desk),
    "show_keys": ("Phím tắt", _keys),
}
"""action that opens it: (heading, how it is made)"""
