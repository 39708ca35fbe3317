"""Writes HTML in which whatever came from outside is text: only what is made here is markup."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable

_VOID = frozenset(("input", "link", "meta"))
_UNSPEAKABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
"""Characters that HTML does not have, and halves of characters."""


class Html(str):
    """Markup made by this module. Every other text is escaped when it becomes part of a page."""

    __slots__ = ()


Child = str | Iterable[str] | None
"""Text, markup, several of them, or nothing."""


def tag(name: str, /, *children: Child, **attributes: str | int | bool | None) -> Html:
    """An element. `class_` and `for_` lose their underscore, others inside a name become dashes; False is left out."""
    opening = f"<{name}{''.join(_attribute(*each) for each in attributes.items())}>"
    return Html(opening) if name in _VOID else Html(f"{opening}{joined(*children)}</{name}>")


def joined(*children: Child) -> Html:
    """Several pieces one after another."""
    return Html("".join(_piece(child) for child in children))


def _piece(child: Child) -> str:
    if child is None:
        return ""
    if isinstance(child, Html):
        return str(child)
    return _escaped(child) if isinstance(child, str) else joined(*child)


def _attribute(name: str, value: str | int | bool | None) -> str:  # noqa: FBT001 - a value that may be true or false
    if value is None or value is False:
        return ""
    spelt = name.rstrip("_").replace("_", "-")
    return f" {spelt}" if value is True else f' {spelt}="{_escaped(str(value))}"'


def _escaped(text: str) -> str:
    return html.escape(_UNSPEAKABLE.sub("\ufffd", text), quote=True)
