"""The pages of the union catalogue: a search, and one title with the units that have it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from sync.server.pages import isbd
from sync.server.pages.markup import Html, joined, tag
from sync.server.pages.reply import Told, notice
from sync.server.store.tables import unit
from sync.server.title_card import occurrences
from sync.server.titles import find_titles, open_title

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sync.core.operating import TitleLine
    from sync.server.pages.reply import Asked
    from sync.server.pages.wording import Words
    from sync.server.titles import Found

_LINES = 20
_NAMED_UNITS = 3
"""How many units are named in a list before the others are only counted."""
_READING_SECONDS = 0.5
"""How long one search may read new titles before it answers."""


def search(asked: Asked) -> Told:
    """The search field, and what was found when there are words in it."""
    words, query = asked.words, asked.query
    parts = [tag("h1", words("union catalogue")), _form(asked)]
    if query:
        found = find_titles(
            asked.centre.database,
            query,
            limit=_LINES,
            offset=asked.offset,
            only_open=True,
            reading_s=_READING_SECONDS,
        )
        parts += _results(asked, found)
    name = f"{query} – {words('catalogue')}" if query else words("union catalogue")
    return Told(name, joined(parts), at="catalogue")


def title(asked: Asked) -> Told:
    """One title as a card describes it."""
    words = asked.words
    found = open_title(asked.centre.database, asked.facts["title_id"])
    if found is None:
        return notice(asked, "no title", status=404)
    fields, holders = found
    record = occurrences(fields, isbd.TAGS)
    name = isbd.title_of(record) or words("untitled")
    content = joined(
        tag("h1", tag("bdi", name)),
        _line(isbd.heading_of(record)),
        tag("section", tag("h2", words("description")), tag("p", isbd.description_of(record), class_="isbd card")),
        _facts(words, record),
        _holders(words, holders),
        tag("p", tag("a", words("search again"), href=asked.link("/"))),
    )
    return Told(name, content, at="catalogue")


def _form(asked: Asked) -> Html:
    words = asked.words
    return tag(
        "form",
        tag("label", words("search label"), for_="q"),
        tag(
            "input",
            type="search",
            id="q",
            name="q",
            value=asked.query,
            autofocus=not asked.query,
            aria_describedby="hint",
            maxlength=200,
        ),
        tag("input", type="hidden", name="lang", value=words.language) if words.language != "vi" else None,
        tag("button", words("search"), type="submit"),
        tag("p", f"{words('search hint')} {words('example')}", class_="soft", id="hint"),
        action="/",
        method="get",
        role="search",
    )


def _results(asked: Asked, found: Found) -> list[Html]:
    words = asked.words
    told = [tag("p", _count(words, asked.query, found), role="status")]
    if found.unread:
        told.append(tag("p", words("unread", count=found.unread), class_="soft"))
    names = _names(asked, found)
    start = asked.offset + 1
    lines = (_title_line(asked, each, names) for each in found.titles)
    told.append(tag("ol", lines, class_="found", start=start) if found.titles else joined())
    return [*told, _turn(asked, found)]


def _count(words: Words, query: str, found: Found) -> str:
    if not found.total:
        return words("nothing found", words=query)
    if found.many:
        return words("found many", count=found.total)
    return words("found one") if found.total == 1 else words("found", count=found.total)


def _title_line(asked: Asked, line: TitleLine, names: Mapping[str, str]) -> Html:
    about = " · ".join(text for text in (line.author, line.year, line.isbn) if text)
    link = tag("a", tag("bdi", line.title or asked.words("untitled")), href=asked.link(f"/title/{line.title_id}"))
    return tag("li", tag("h2", link), _line(about), tag("p", _held_by(asked.words, line, names), class_="soft"))


def _held_by(words: Words, line: TitleLine, names: Mapping[str, str]) -> str:
    if not line.units:
        return words("held by none")
    shown = ", ".join(names.get(code, code) for code in line.units[:_NAMED_UNITS])
    others = len(line.units) - _NAMED_UNITS
    if others > 0:
        shown = words("and more", names=shown, count=others)
    return (
        words("held by one", names=shown)
        if len(line.units) == 1
        else words("held by", count=len(line.units), names=shown)
    )


def _names(asked: Asked, found: Found) -> dict[str, str]:
    codes = {code for line in found.titles for code in line.units[:_NAMED_UNITS]}
    with asked.centre.database.reading() as connection:
        return dict(connection.execute(select(unit.c.code, unit.c.name).where(unit.c.code.in_(codes))).all())


def _turn(asked: Asked, found: Found) -> Html:
    """The links to the pages before and after this one."""
    links = []
    if asked.offset:
        before = asked.link("/", q=asked.query, **{"from": max(asked.offset - _LINES, 0)})
        links.append(tag("a", asked.words("previous page"), href=before, rel="prev"))
    if asked.offset + _LINES < found.total:
        after = asked.link("/", q=asked.query, **{"from": asked.offset + _LINES})
        links.append(tag("a", asked.words("next page"), href=after, rel="next"))
    return tag("nav", links, class_="turn", aria_label=asked.words("result pages")) if links else joined()


def _facts(words: Words, record: isbd.Record) -> Html:
    facts = [("subjects", isbd.subjects_of(record)), ("class", isbd.classes_of(record))]
    rows = (joined(tag("dt", words(name)), tag("dd", "; ".join(texts))) for name, texts in facts if texts)
    return tag("dl", rows) if any(texts for _, texts in facts) else joined()


def _holders(words: Words, holders: list[tuple[str, str]]) -> Html:
    if not holders:
        return tag("section", tag("h2", words("holders")), tag("p", words("held by none")))
    names = (tag("li", tag("span", name), f" ({code})") for code, name in holders)
    return tag(
        "section",
        tag("h2", words("holders")),
        tag("ul", names, class_="columns"),
        tag("p", words("ask there"), class_="soft"),
    )


def _line(text: str) -> Html:
    return tag("p", tag("bdi", text)) if text else joined()
