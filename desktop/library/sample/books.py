"""Books that were never printed (and some classics that were): the record of number n follows from the seed alone."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from random import Random
from typing import TYPE_CHECKING, Any

from desktop.library.sample.chance import chance
from desktop.library.sample.vocabulary import vocabulary
from desktop.library.text.callnumber import title_code

if TYPE_CHECKING:
    from desktop.library.sample.vocabulary import Area, Vocabulary, Work

STEP = 100
"""Fields of a record stand this far apart."""
_LEADER = "00000nam a2200000 a 4500"
_CLASSIC_EVERY = 16
_OLDEST = 1988
_SUMMARISED = 0.4
"""The share of records with a summary."""
_ISBN_SINCE = 2008
"""When Vietnam took up the ISBN."""


@dataclass(frozen=True, slots=True)
class Book:
    """A book, before it is a record."""

    title: str
    subtitle: str
    part: str
    author: str
    by_group: bool
    other: str
    edition: str
    place: str
    publisher: str
    year: int
    pages: int
    size: int
    series: str
    isbn: str
    ddc: str
    subjects: tuple[str, ...]
    summary: str
    price: int
    kind: str

    @property
    def call_number(self) -> str:
        """Class number and code of the title, as on the spine."""
        return f"{self.ddc} {_code_of(self.title)}".strip()

    @property
    def responsibility(self) -> str:
        """Who made it, as the title page says."""
        return ", ".join(filter(None, (upright(self.author), self.other)))


_code_of = lru_cache(maxsize=256)(title_code)


def book(number: int, *, seed: int, newest: int) -> Book:
    """Book number `number` (from 0) of this seed; `newest` is the last year in which one was printed."""
    words, rng = vocabulary(), chance(seed, "book", number)
    classic, rest = divmod(number, _CLASSIC_EVERY)
    if rest == 0 and classic < len(words.works):
        return _classic(words.works[classic], number, rng, newest=newest)
    area = rng.choice(words.areas)
    wanted, ddc = rng.choice(area.topics)
    year = _year(rng, newest)
    topic = _filled(wanted, rng, "", year)
    title = _filled(rng.choice(area.templates), rng, topic, year)
    return _printed(title, area, rng, number=number, year=year, topic=topic, ddc=ddc or rng.choice(area.ddc))


def person(rng: Random) -> str:
    """A name that could be anybody's."""
    names = vocabulary().names
    if rng.randrange(25) == 0:
        return rng.choice(names.others)
    if rng.randrange(5) < 3:  # noqa: PLR2004 - three authors of five are men
        return f"{rng.choice(names.family)} {rng.choice(names.male)}"
    return f"{rng.choice(names.family)} {rng.choice(names.female)}"


def upright(name: str) -> str:
    """The name in the order of a title page: `Hugo, Victor` is Victor Hugo there."""
    family, _, given = name.partition(", ")
    return f"{given} {family}" if given else name


def record(book: Book, number: int, *, entered: str) -> dict[str, Any]:
    """The fields of the synced row of the book's title: leader and MARC occurrences. `entered` is the day, yymmdd."""
    fixed = f"{entered}s{book.year}    vm {'':17}vie d"
    parts: list[tuple[str, Any]] = [("001", f"mau{number + 1:07}"), ("003", "VN-MAU"), ("008", fixed)]
    parts += [("020", ("  ", _subfields(a=book.isbn, c=f"{book.price}đ")))]
    parts += [("041", ("0 ", ["a", "vie"])), ("082", ("04", ["a", book.ddc, "b", _code_of(book.title), "2", "23"]))]
    if book.author:
        parts.append(("110", ("2 ", ["a", book.author])) if book.by_group else ("100", ("1 ", ["a", book.author])))
    title = _subfields(a=book.title, b=book.subtitle, n=book.part, c=book.responsibility)
    parts.append(("245", ("10" if book.author else "00", title)))
    if book.edition:
        parts.append(("250", ("  ", ["a", book.edition])))
    parts.append(("260", ("  ", ["a", book.place, "b", book.publisher, "c", str(book.year)])))
    parts.append(("300", ("  ", ["a", f"{book.pages} tr.", "c", f"{book.size} cm"])))
    if book.series:
        parts.append(("490", ("0 ", ["a", book.series])))
    if book.summary:
        parts.append(("520", ("  ", ["a", book.summary])))
    parts += [("650", (" 7", ["a", subject, "2", "btkkhvn"])) for subject in book.subjects]
    if book.other:
        parts.append(("700", ("1 ", ["a", book.other])))
    return {"leader": _LEADER} | _occurrences(parts)


def _occurrences(parts: list[tuple[str, Any]]) -> dict[str, Any]:
    seen: dict[str, int] = {}
    named: dict[str, Any] = {}
    for place, (tag, content) in enumerate(parts, start=1):
        seen[tag] = seen.get(tag, 0) + 1
        value = [content] if isinstance(content, str) else [content[0], *content[1]]
        named[f"{tag}/{seen[tag]}"] = [place * STEP, *value]
    return named


def _subfields(**texts: str) -> list[str]:
    return [part for code, text in texts.items() if text for part in (code, text)]


def _printed(title: str, area: Area, rng: Random, *, number: int, year: int, topic: str, ddc: str) -> Book:
    words = vocabulary()
    main, subtitle, part = _title_parts(title)
    publisher, place = rng.choice(words.publishers)
    pages = rng.randrange(60, 640)
    by_group = area.by_group or rng.randrange(6) == 0
    return Book(
        title=main,
        subtitle=subtitle,
        part=part,
        author=_filled(rng.choice(words.lists["groups"]), rng, "", year) if by_group else person(rng),
        by_group=by_group,
        other=person(rng) if rng.randrange(3) == 0 else "",
        edition=f"Tái bản lần thứ {rng.randrange(1, 9)}" if rng.randrange(8) == 0 else "",
        place=place,
        publisher=publisher,
        year=year,
        pages=pages,
        size=rng.choice((19, 20, 21, 21, 24, 24, 27)),
        series=rng.choice(words.lists["series"]) if rng.randrange(7) == 0 else "",
        isbn=_isbn(number) if year >= _ISBN_SINCE and area.kind != "bao-chi" else "",
        ddc=ddc,
        subjects=_subjects(area, rng),
        summary=rng.choice(words.lists["summaries"]).format(t=topic) if rng.random() < _SUMMARISED else "",
        price=(pages // 4 + rng.randrange(20)) * 1000,
        kind=area.kind,
    )


def _classic(work: Work, number: int, rng: Random, *, newest: int) -> Book:
    main, subtitle, part = _title_parts(work.title)
    publisher, place = rng.choice((("Văn học", "Hà Nội"), ("Hội Nhà văn", "Hà Nội"), ("Kim Đồng", "Hà Nội")))
    year, pages = max(1996, _year(rng, newest)), rng.randrange(120, 700)
    return Book(
        title=main,
        subtitle=subtitle,
        part=part,
        author=work.author,
        by_group=False,
        other="",
        edition="Tái bản" if rng.randrange(2) else "",
        place=place,
        publisher=publisher,
        year=year,
        pages=pages,
        size=21,
        series="",
        isbn=_isbn(number) if year >= _ISBN_SINCE else "",
        ddc=work.ddc,
        subjects=_subjects_of_work(work.ddc),
        summary="",
        price=(pages // 4 + 12) * 1000,
        kind="sach",
    )


def _filled(template: str, rng: Random, topic: str, printed: int) -> str:
    words: Vocabulary = vocabulary()
    year = 1930 + rng.randrange(50)
    filled = template.format(
        t=topic,
        T=_capital(topic),
        p=rng.choice(words.lists["provinces"]),
        d=rng.choice(words.lists["peoples"]),
        k=1 + rng.randrange(12),
        n=printed,
        y=year,
        y2=min(printed, year + 5 + rng.randrange(30)),
    )
    return _capital(filled) if topic else filled


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _title_parts(title: str) -> tuple[str, str, str]:
    """Title proper, rest of title, and the number of the volume."""
    main, _, subtitle = title.partition(" : ")
    main, _, part = main.partition(". Tập ")
    return main, subtitle, f"Tập {part}" if part else ""


def _subjects(area: Area, rng: Random) -> tuple[str, ...]:
    chosen = rng.sample(area.subjects, min(1 + rng.randrange(3), len(area.subjects)))
    if rng.randrange(8) == 0:
        chosen.append(rng.choice(vocabulary().lists["provinces"]))
    return tuple(chosen)


def _subjects_of_work(ddc: str) -> tuple[str, ...]:
    if ddc.startswith("895.922"):
        return ("Văn học Việt Nam", "Tác phẩm văn học")
    return ("Văn học nước ngoài", "Tác phẩm văn học") if ddc.startswith("8") else ("Việt Nam",)


def _year(rng: Random, newest: int) -> int:
    """The newer, the more: libraries buy now and weed the past."""
    span = newest - _OLDEST + 1
    return newest - min(rng.randrange(span), rng.randrange(span), rng.randrange(span))


def _isbn(number: int) -> str:
    digits = f"978604{number % 1_000_000:06}"
    check = -sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(digits)) % 10
    return f"978-604-{digits[6:8]}-{digits[8:]}-{check}"
