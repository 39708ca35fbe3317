"""Centres over PostgreSQL, in this process and as programs."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from sync.server.centre import Centre
from tests.postgres.stalls import Stalls
from tests.server.conftest import fresh_on_postgres, office_on_postgres
from tests.server.desk import Time

__all__ = ["fresh_on_postgres", "office_on_postgres"]


@pytest.fixture
def time() -> Time:
    return Time()


@pytest.fixture
def office(office_on_postgres: Centre) -> Centre:
    """A centre opened here."""
    return office_on_postgres


@pytest.fixture
def stalls(office: Centre) -> Iterator[Stalls]:
    """Where transactions of this centre can be made to stand still."""
    made = Stalls(office)
    yield made
    made.release()
