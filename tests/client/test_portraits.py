"""Portraits travel in batches that stay small, however many there are."""

from __future__ import annotations

from desktop.library.readers.portraits import MOST_BYTES
from desktop.library.store.portraits import portrait_id
from tests.client.conftest import NewDevice
from tests.client.devices import settle
from tests.readers.pictures import a_jpeg

READERS = 40


def test_the_largest_portraits_of_many_readers_reach_the_other_desk(new_device: NewDevice):
    first, second = new_device(), new_device()
    settle(first, second)
    for number in range(READERS):
        reader = first.write("reader", card=f"TV{number:06}", name="Trần Văn B")
        photo = a_jpeg(size=MOST_BYTES, seed=number)
        first.write("portrait", portrait_id(reader), reader_id=reader, photo=photo)
    sent = first.agree()
    assert (sent.sent, sent.waiting) == (2 * READERS, 0)
    assert sent.requests > 2, "a batch ends by its bytes long before it has all rows"
    assert second.agree().received == 2 * READERS
    assert second.store.portraits.of_reader(reader) == photo
    assert first.all_rows() == second.all_rows()
    assert first.replica.waiting() == 0
