"""PostgreSQL is restarted, or cuts its lines, while devices push: they are told to come again, and nothing is lost."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from sync.core.row import Row
from sync.server.centre import Centre
from sync.server.inspection import problems_of
from sync.server.refused import Refused
from sync.server.store.tables import place
from tests.postgres.stalls import PATIENCE_S, Stalls
from tests.server.desk import Desk
from tests.server.postgres import Cluster


@pytest.fixture
def desk(office: Centre) -> Desk:
    return Desk(office, "A")


def count_of(office: Centre, channel: str) -> int:
    with office.database.reading() as connection:
        assert problems_of(connection) == []
        return len(connection.execute(select(place.c.number).where(place.c.channel == channel)).all())


def patiently(desk: Desk, *rows: Row) -> int:
    """Push as a device does: again, as long as it is told to come later; how often it was."""
    for told in range(20):
        try:
            desk.push(*rows)
        except Refused as refused:
            if refused.code != "try-later":
                raise
        else:
            return told
    raise AssertionError("it never came back")


def test_a_push_whose_connection_breaks_is_told_to_come_again_and_counts_once(
    office: Centre, stalls: Stalls, cluster: Cluster, desk: Desk
) -> None:
    item = desk.item()
    pushing = stalls.hold(desk.push, item)
    assert cluster.cut_connections(office.folder.server) > 0
    stalls.release()
    with pytest.raises(Refused, match="try-later"):
        pushing.result(PATIENCE_S)
    assert count_of_soon(office, desk) == 0
    assert patiently(desk, item) <= 1
    assert count_of(office, desk.channel) == 1


def count_of_soon(office: Centre, desk: Desk) -> int:
    """Of the broken connections that the pool still held the first tells it about all."""
    try:
        return count_of(office, desk.channel)
    except Refused:
        return count_of(office, desk.channel)


def test_whoever_comes_while_the_database_is_away_is_told_to_come_again(
    office: Centre, cluster: Cluster, desk: Desk
) -> None:
    first, second = desk.item(), desk.item()
    desk.push(first)
    cluster.stop()
    try:
        for _ in range(3):
            with pytest.raises(Refused, match="try-later"):
                desk.push(second)
        assert not office.database.answers()
    finally:
        cluster.start()
    assert patiently(desk, second) <= 1
    assert office.database.answers()
    assert count_of(office, desk.channel) == 2
