"""The page of the units' state: how each is in one word, since when it was silent, what waits there."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING

from sync.core.operating import STATES, AskUnits
from sync.server import overview as standing
from sync.server.pages.markup import Html, joined, tag
from sync.server.pages.reply import Told

if TYPE_CHECKING:
    from sync.core.operating import UnitLine
    from sync.server.pages.reply import Asked
    from sync.server.pages.wording import Words

_LINES = 100
_VIETNAM = timezone(timedelta(hours=7))
_MINUTE, _HOUR, _DAY = 60_000, 3_600_000, 86_400_000
_COLUMNS = ("unit", "state", "by line", "by stick", "waiting", "points", "aside", "machines", "version")
_FIGURES = frozenset(("waiting", "points", "aside", "machines"))


def overview(asked: Asked) -> Told:
    """All units, or those in one state, or those with these words in code or name."""
    words, state = asked.words, asked.facts.get("state", "")
    state = state if state in STATES else ""
    with asked.centre.database.reading() as connection:
        every = standing.units_of(connection, asked.centre.now())
    found = standing.selected(every, AskUnits(asked.query, state, asked.facts.get("sort", "state")))
    page = found[asked.offset : asked.offset + _LINES]
    content = joined(
        tag("h1", words("units title")),
        _chips(asked, standing.by_state(every), state),
        _form(asked, state),
        tag("p", words("counted units", count=len(found)), role="status", class_="soft"),
        _table(asked, page) if page else tag("p", words("no units")),
        _turn(asked, len(found), state),
    )
    return Told(words("units title"), content, at="units")


def _chips(asked: Asked, counted: dict[str, int], state: str) -> Html:
    words = asked.words
    chips = [("", words("all"), sum(counted.values()))]
    # A state without units is shown only to whoever has chosen it: on a phone each chip takes room.
    chips += [(each, words(f"state {each}"), counted[each]) for each in STATES if counted[each] or each == state]
    links = (
        tag(
            "a",
            f"{name} {words.number(count)}",
            href=asked.link("/units", state=each, q=asked.query),
            class_="chip",
            aria_current="true" if each == state else None,
        )
        for each, name, count in chips
    )
    return tag("nav", links, class_="chips", aria_label=words("states"))


def _form(asked: Asked, state: str) -> Html:
    words = asked.words
    hidden = {"state": state, "lang": "" if words.language == "vi" else words.language}
    return tag(
        "form",
        tag("label", words("unit words"), for_="q"),
        tag("input", type="search", id="q", name="q", value=asked.query),
        (tag("input", type="hidden", name=name, value=value) for name, value in hidden.items() if value),
        tag("button", words("search"), type="submit"),
        action="/units",
        method="get",
        role="search",
    )


def _table(asked: Asked, page: list[UnitLine]) -> Html:
    words = asked.words
    heads = (
        tag("th", words(name), scope="col", role="columnheader", class_="figure" if name in _FIGURES else None)
        for name in _COLUMNS
    )
    rows = (tag("tr", _cells(asked, each), role="row") for each in page)
    # On a phone the rows become cards; without the roles a screen reader would then no longer hear a table.
    head = tag("thead", tag("tr", heads, role="row"), role="rowgroup")
    return tag("table", head, tag("tbody", rows, role="rowgroup"), role="table", aria_label=words("units title"))


def _cells(asked: Asked, line: UnitLine) -> list[Html]:
    words, now = asked.words, asked.centre.now()
    stick = words("stick under way") if line.stick_since else _ago(words, line.last_stick, now)
    shown = {
        "by line": _ago(words, line.last_contact, now),
        "by stick": stick,
        "waiting": words.number(line.waiting),
        "points": words.number(max(line.points, line.conflicts)),
        "aside": words.number(line.parked + line.quarantined),
        "machines": words.number(line.machines),
        "version": ", ".join(line.programs) or "–",
    }
    name = tag("td", tag("span", line.unit, class_="code"), " ", tag("bdi", line.name), role="cell")
    state = tag("td", tag("span", words(f"state {line.state}"), class_=f"state {line.state}"), role="cell")
    others = (
        tag("td", text, role="cell", data_label=words(column), class_="figure" if column in _FIGURES else "when")
        for column, text in shown.items()
    )
    return [name, state, *others]


def _ago(words: Words, ms: int | None, now_ms: int) -> str | Html:
    """How long ago, and exactly when for whoever points at it."""
    if ms is None:
        return words("never")
    passed = max(now_ms - ms, 0)
    if passed < _MINUTE:
        text = words("just now")
    elif passed < _HOUR:
        text = words("minutes ago", count=passed // _MINUTE)
    elif passed < _DAY:
        text = words("hours ago", count=passed // _HOUR)
    else:
        text = words("days ago", count=passed // _DAY)
    moment = datetime.fromtimestamp(ms // 1000, _VIETNAM)
    return tag("time", text, datetime=moment.isoformat(), title=moment.strftime("%d/%m/%Y %H:%M"))


def _turn(asked: Asked, total: int, state: str) -> Html:
    links = []
    kept = {"q": asked.query, "state": state}
    if asked.offset:
        before = asked.link("/units", **kept, **{"from": max(asked.offset - _LINES, 0)})
        links.append(tag("a", asked.words("previous page"), href=before))
    if asked.offset + _LINES < total:
        after = asked.link("/units", **kept, **{"from": asked.offset + _LINES})
        links.append(tag("a", asked.words("next page"), href=after))
    return tag("nav", links, class_="turn", aria_label=asked.words("result pages")) if links else joined()
