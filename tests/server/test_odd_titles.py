"""Titles as nobody's program makes them: the centre finds, shows and carries the others all the same."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sync.server.app import create_app
from sync.server.bundle_cargo import titles
from sync.server.centre import Centre
from sync.server.titles import find_titles
from tests.server.asgi import visit
from tests.server.desk import Desk

_odd = st.recursive(
    st.one_of(
        st.none(),
        st.booleans(),
        st.integers(-(2**63), 2**64 - 1),
        st.floats(),
        st.text(max_size=4),
        st.binary(max_size=4),
    ),
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(st.text(max_size=3), inner, max_size=2),
    max_leaves=8,
)
_likely = st.tuples(_odd, _odd, st.sampled_from(("a", "b", "c", "", "\0")), st.text(max_size=4) | _odd).map(list)
_names = st.sampled_from(
    ("leader", "008", "020/1", "100/1", "245/1", "260/1", "300/1", "650/ab", "084/1", "999/1", "/")
)
NUL = {"245/1": [0, "00", "a", "Sách \0 lạ"], "100/1": [0, "0 ", "a", "\0"], "020/1": [0, "  ", "a", "\0" * 13]}
EVIL = "<script>alert(1)</script>\"'>&\u202e"
WORDS = (
    "\0",
    '"',
    "'",
    "a' | 'b",
    '" OR "',
    "*",
    "NEAR(a b)",
    "title_card_words:a",
    "-",
    "\ud7ff\uffff",
    "%",
    "x" * 5000,
    "a " * 900,
)


def shown(office: Centre, row_id: str) -> int:
    app = create_app(office)
    assert visit(app, "/?q=sach").status == 200
    return visit(app, f"/title/{row_id}").status


def test_a_nul_in_a_title_stops_nobody(office: Centre, desk: Desk) -> None:
    good, odd = desk.title(**{"245/1": [0, "00", "a", "Sách hay"]}), desk.title(**NUL)
    desk.push(odd, good)
    assert good.id in [each.title_id for each in find_titles(office.database, "sach", limit=9).titles]
    assert list(titles(office, "", room=1 << 30))
    assert shown(office, odd.id) in {200, 404}


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(fields=st.dictionaries(_names, _odd | _likely, min_size=1, max_size=4))
def test_a_title_of_any_content_is_found_and_shown_or_left_out(
    office: Centre, desk: Desk, fields: dict[str, Any]
) -> None:
    odd = desk.title(**fields)
    desk.push(odd)
    assert find_titles(office.database, "", limit=9).unread == 0
    assert shown(office, odd.id) in {200, 404}


@pytest.mark.parametrize("words", WORDS, ids=range(len(WORDS)))
def test_what_is_looked_for_is_never_a_command(office: Centre, desk: Desk, words: str) -> None:
    desk.push(desk.title(**{"245/1": [0, "00", "a", "Sách hay"]}))
    find_titles(office.database, words, limit=9)
    find_titles(office.database, f"sach {words}", limit=9)


def test_nothing_of_a_title_or_a_query_becomes_markup(office: Centre, desk: Desk) -> None:
    evil = desk.title(**{"245/1": [0, "00", "a", EVIL, "b", EVIL], "100/1": [0, "0 ", "a", EVIL]})
    desk.push(evil)
    app = create_app(office)
    for path in (
        f"/title/{evil.id}",
        "/?q=script",
        "/?q=%3Cscript%3Ealert(1)&lang=%22%3E%3Cscript%3E",
        "/?q=%00%ff&from=-1",
    ):
        told = visit(app, path)
        assert told.status in {200, 404}
        assert b"<script" not in told.body
        assert "default-src 'none'" in told.headers["content-security-policy"]
