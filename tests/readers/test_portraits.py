"""A portrait is one small picture of a person, kept once, and forgotten with whom it shows."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from desktop.library.model.reader import ReaderForm
from desktop.library.model.refusal import Reason, Refusal
from desktop.library.readers import Portraits, Readers
from desktop.library.readers.portraits import HEIGHT, MOST_BYTES, WIDTH, size_of
from desktop.library.security.rights import Rights
from desktop.library.store.portraits import portrait_id
from tests.readers.pictures import a_jpeg

if TYPE_CHECKING:
    from tests.circulation.desk_world import World


@pytest.fixture
def portraits(world: World) -> Portraits:
    """The portraits of the library."""
    return Portraits(world.store, Rights.DESK)


def test_a_portrait_is_kept_replaced_and_taken_away(world: World, portraits: Portraits) -> None:
    lan, binh = world.a_reader(), world.a_reader()
    assert portraits.get(lan) is None
    portraits.set(lan, a_jpeg())
    portraits.set(lan, a_jpeg(seed=2))
    assert portraits.get(lan) == a_jpeg(seed=2)
    assert portraits.get(binh) is None
    portraits.remove(lan)
    portraits.remove(binh)
    assert portraits.get(lan) is None


@pytest.mark.parametrize(
    "photo",
    [
        b"",
        b"GIF89a" + bytes(200),
        a_jpeg(WIDTH + 1, HEIGHT),
        a_jpeg(HEIGHT, WIDTH),
        a_jpeg(size=MOST_BYTES + 1),
        a_jpeg()[:20],
        b"\xff\xd8\xff\xe0\xff\xff" + bytes(100),
    ],
)
def test_what_is_no_small_jpeg_of_one_size_is_refused(world: World, portraits: Portraits, photo: bytes) -> None:
    with pytest.raises(Refusal) as no:
        portraits.set(world.a_reader(), photo, file="a.jpg")
    assert no.value.reason is Reason.NOT_A_PORTRAIT
    assert world.store.connection.execute("SELECT count(*) FROM portrait").fetchone() == (0,)


def test_the_largest_that_is_allowed_is_kept(world: World, portraits: Portraits) -> None:
    card, photo = world.a_reader(), a_jpeg(size=MOST_BYTES)
    portraits.set(card, photo)
    assert portraits.get(card) == photo
    assert size_of(photo) == (WIDTH, HEIGHT)


def test_a_group_has_no_portrait(world: World, portraits: Portraits) -> None:
    team = Readers(world.store).register(ReaderForm(name="Lớp D52", category="hoc-vien", kind="group"))
    with pytest.raises(Refusal) as no:
        portraits.set(team.card, a_jpeg())
    assert no.value.reason is Reason.NOT_A_PERSON


def photo_kept(world: World, reader_id: str) -> bool:
    found = world.store.connection.execute(
        "SELECT fields FROM portrait WHERE id = ?", (portrait_id(reader_id),)
    ).fetchone()
    return a_jpeg()[-200:] in found[0]


def test_who_is_forgotten_has_no_portrait_whichever_came_first(world: World, portraits: Portraits) -> None:
    readers = Readers(world.store)
    lan, binh = readers.get(world.a_reader()), readers.get(world.a_reader())
    portraits.set(lan.card, a_jpeg())
    assert photo_kept(world, lan.id)
    world.change("reader", lan.id, redacted=True)
    assert not photo_kept(world, lan.id)
    world.change("reader", binh.id, redacted=True)
    with world.store.writing() as pen:  # as it comes from another desk that had not heard of it yet
        pen.put("portrait", portrait_id(binh.id), {"reader_id": binh.id, "photo": a_jpeg()})
    assert not photo_kept(world, binh.id)
    portraits.set(lan.card, a_jpeg())
    assert not photo_kept(world, lan.id)
    assert portraits.get(lan.card) is None
