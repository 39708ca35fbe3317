"""What the operator reads of the units: how each is in one word, what waits, what is under way; quick for thousands."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event, inspect

from sync.core import wire
from sync.core.operating import STATES, UnitLine
from sync.core.tables import unit_channel
from sync.server.centre import Centre
from sync.server.cli import main
from sync.server.overview import BEHIND_MS, CLOCK_MS, QUIET_MS, state_of, units_of
from sync.server.store.database import note
from sync.server.store.tables import device, digest, unit
from tests.server.desk import Desk, Time, ask


def overview(office: Centre) -> list[UnitLine]:
    with office.database.reading() as connection:
        return units_of(connection, office.now())


def told(desk: Desk, *, waiting: int = 0, points: int = 0, ahead_ms: int = 0) -> None:
    """The device greets the centre and says how it is."""
    greeting = wire.Greeting(
        wire.PROTOCOL, "0.1.0", desk.incarnation, desk.centre.now() + ahead_ms, "", desk.cursors, waiting, points
    )
    ask(desk.centre, "/v1/greet", greeting, wire.Welcome, bearer=desk.bearer)


def put(office: Centre, desk: Desk, **values: object) -> None:
    with office.database.writing() as pen:
        pen.execute(device.update().where(device.c.id == desk.device).values(**values))


def conflict(desk: Desk, state: str) -> Any:
    row = desk.item(barcode="x")
    row.table = "conflict"
    row.fields = {"kind": "field", "table": "item", "row": row.id, "field": "barcode", "loser": "a", "state": state}
    return row


def test_a_unit_that_synced_just_now_is_well(office: Centre, desk: Desk) -> None:
    desk.push(desk.item(), desk.title())
    (line,) = overview(office)
    assert (line.unit, line.name, line.state, line.rows, line.machines) == ("A", "Đơn vị A", "ok", 2, 1)
    assert line.last_contact is not None
    assert (line.last_stick, line.stick_since, line.waiting, line.parked) == (None, None, 0, 0)
    assert (line.devices[0].role, line.devices[0].program) == ("desk", "thử")


def test_what_waits_is_what_was_told_less_what_was_brought_since(office: Centre, desk: Desk) -> None:
    told(desk, waiting=5, points=2)
    assert overview(office)[0].waiting == 5
    desk.push(desk.item(), desk.item(), desk.item())
    (line,) = overview(office)
    assert (line.waiting, line.points, line.state) == (2, 2, "conflicts")
    desk.push(*(desk.item() for _ in range(9)))
    assert overview(office)[0].waiting == 0


def test_points_told_by_stick_count_like_those_told_over_the_line(office: Centre, desk: Desk) -> None:
    other = Desk(office, "A")
    put(office, desk, open_points=0, last_contact=None, stick_in=office.now() - 2)
    put(office, other, open_points=3, last_contact=None, stick_in=office.now() - 1)
    assert (overview(office)[0].points, overview(office)[0].state) == (3, "conflicts")
    put(office, desk, open_points=0, last_contact=office.now())
    assert overview(office)[0].points == 0


def test_nonsense_in_a_greeting_is_kept_within_bounds(office: Centre, desk: Desk) -> None:
    desk.cursors = {"unit:A": 2**63, "unit:B": 1, "common": -4}
    told(desk, waiting=-3, points=2**63)
    (line,) = overview(office)
    assert line.waiting == 0
    assert line.points > 0


def test_the_points_are_those_of_the_device_that_spoke_last(office: Centre, desk: Desk, second: Desk) -> None:
    told(desk, points=7)
    told(second, points=3)
    assert overview(office)[0].points == 3


def test_open_conflicts_among_the_units_rows_are_counted(office: Centre, desk: Desk, stranger: Desk) -> None:
    desk.push(conflict(desk, "open"), conflict(desk, "open"), conflict(desk, "kept"), conflict(desk, "restored"))
    first, second = overview(office)
    assert (first.conflicts, first.state) == (2, "conflicts")
    assert (second.conflicts, second.state) == (0, "ok")


def test_a_text_about_an_open_state_is_no_conflict(office: Centre, desk: Desk) -> None:
    row = conflict(desk, "kept")
    row.fields["loser"] = "state open \xa5state\xa4open"
    desk.push(row)
    assert overview(office)[0].conflicts == 0


def test_rows_that_were_put_aside_are_told(office: Centre, desk: Desk, stranger: Desk) -> None:
    stranger.push_raw([7])
    first, second = overview(office)
    assert (first.parked, second.parked, second.devices[0].parked) == (0, 1, 1)


def test_a_unit_all_of_whose_devices_were_revoked_says_so(office: Centre, desk: Desk, second: Desk) -> None:
    office.revoke(desk.device)
    assert overview(office)[0].state == "ok"
    office.revoke(second.device)
    (line,) = overview(office)
    assert line.state == "revoked"
    assert [each.state for each in line.devices] == ["revoked", "revoked"]


def test_an_answer_on_a_stick_is_under_way_until_the_device_is_heard_of(office: Centre, desk: Desk, time: Time) -> None:
    put(office, desk, stick_in=office.now(), stick_out=office.now())
    (line,) = overview(office)
    assert line.stick_since is not None
    assert line.last_stick is not None
    told(desk)
    assert overview(office)[0].stick_since is None


@pytest.mark.parametrize(
    ("facts", "state"),
    [
        ({"ago": QUIET_MS + 1000}, "quiet"),
        ({"ago": QUIET_MS - 1000}, "ok"),
        ({"ago": QUIET_MS + 1000, "stick_ago": 1000}, "ok"),
        ({"ago": QUIET_MS + 1000, "clock_offset": CLOCK_MS * 9}, "quiet"),
        ({"clock_offset": -CLOCK_MS - 1, "waiting": 4, "points": 1}, "clock"),
        ({"clock_offset": CLOCK_MS}, "ok"),
        ({"ago": BEHIND_MS + 1000, "waiting": 4, "points": 1}, "behind"),
        ({"ago": BEHIND_MS - 1000, "waiting": 4}, "ok"),
        ({"points": 1}, "conflicts"),
        ({"conflicts": 1}, "conflicts"),
    ],
)
def test_the_state_is_the_first_word_that_holds(facts: dict[str, int], state: str) -> None:
    now = 1_790_000_000_000
    line = UnitLine("A", "A", "", now - facts.get("ago", 0), None, 0, 0, 0, 0, 0, 0, 0, [], None, 0)
    if "stick_ago" in facts:
        line.last_stick = now - facts["stick_ago"]
    line.waiting, line.points = facts.get("waiting", 0), facts.get("points", 0)
    line.conflicts, line.clock_offset = facts.get("conflicts", 0), facts.get("clock_offset", 0)
    assert state_of(line, now) == state


def test_a_unit_below_another_centre_is_heard_of_through_that(office: Centre, time: Time) -> None:
    region = Desk(office, "TINH", role="centre")
    with office.database.writing() as pen:
        pen.execute(unit.insert(), [{"code": "HUYEN", "name": "Huyện", "through": "TINH"}])
    told(region)
    below = next(line for line in overview(office) if line.unit == "HUYEN")
    assert (below.state, below.through, below.machines) == ("ok", "TINH", 0)
    with office.database.reading() as connection:
        (alone,) = units_of(connection, office.now(), code="HUYEN")
    assert alone.last_contact == below.last_contact
    time.ms += QUIET_MS + 1
    assert {line.state for line in overview(office)} == {"quiet"}


def test_a_unit_of_which_nothing_was_heard_yet_is_quiet(office: Centre) -> None:
    office.enrolment("C", name="Đơn vị C")
    (line,) = overview(office)
    assert (line.state, line.machines, line.last_contact) == ("quiet", 0, None)


def test_thousands_of_units_take_a_moment(office: Centre) -> None:
    now = office.now()
    codes = [f"U{number:04}" for number in range(3500)]
    with office.database.writing() as pen:
        pen.execute(unit.insert(), [{"code": code, "name": code} for code in codes])
        same = {"name": "máy", "public_key": b"k" * 32, "state": "active", "enrolled": now, "last_contact": now}
        pen.execute(
            device.insert(),
            [{"id": f"{code}{desk}", "unit": code, "waiting": 1, **same} for code in codes for desk in "ab"],
        )
        pen.execute(
            digest.insert(), [{"channel": unit_channel(code), "bucket": 0, "rows": 7, "mark": 1} for code in codes]
        )
    asked: list[str] = []
    event.listen(office.database._engine, "before_cursor_execute", lambda *said: asked.append(said[2]))
    lines = overview(office)
    assert len(asked) < 12, "one statement a unit would take ten times as long"
    assert (len(lines), lines[17].rows, lines[17].waiting) == (3500, 7, 2)


def said(office: Centre, capsys: pytest.CaptureFixture[str], *words: str) -> str:
    assert main(["--data", str(office.folder.at), *words]) == 0
    return capsys.readouterr().out


def test_scripts_get_iso_times_of_vietnam_and_seconds(
    office: Centre, desk: Desk, capsys: pytest.CaptureFixture[str]
) -> None:
    told(desk, waiting=2, ahead_ms=90_000)
    (line,) = (json.loads(text) for text in said(office, capsys, "units", "--json").splitlines())
    assert line["last_contact"].endswith("+07:00")
    contact = datetime.fromisoformat(line["last_contact"]).astimezone(UTC)
    assert abs(contact.timestamp() * 1000 - office.now()) < 60_000
    assert (line["clock_offset"], line["waiting"], line["last_stick"]) == (90, 2, None)
    assert line["devices"][0]["enrolled"].endswith("+07:00")
    assert line["state"] in STATES


def test_people_get_a_table_in_their_language(
    office: Centre, desk: Desk, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("TUSACH_LANG", raising=False)
    lines = said(office, capsys, "units").splitlines()
    assert lines[0].startswith("Mã")
    assert (
        len({line.index("Qua USB") if "Qua USB" in line else line.rindex("chưa bao giờ") for line in lines[0:3:2]}) == 1
    )
    assert desk.device in lines[3]
    monkeypatch.setenv("TUSACH_LANG", "en")
    assert said(office, capsys, "units").startswith("Code")
    assert "There is no unit" not in said(office, capsys, "units")


def test_only_units_in_one_state_are_listed_when_asked(
    office: Centre, desk: Desk, capsys: pytest.CaptureFixture[str]
) -> None:
    office.enrolment("C", name="Đơn vị C")
    # The command has the wall clock, by which the units of this test were heard of long ago.
    quiet = [
        json.loads(line)["unit"] for line in said(office, capsys, "units", "--json", "--state", "quiet").splitlines()
    ]
    assert quiet == ["A", "C"]
    assert said(office, capsys, "units", "--json", "--state", "ok") == ""


def test_a_database_of_the_first_version_gets_the_index_of_conflicts(office: Centre, desk: Desk) -> None:
    desk.push(conflict(desk, "open"))
    folder: Path = office.folder.at
    with office.database.writing() as pen:
        pen.exec_driver_sql("DROP INDEX conflict_of_channel")
        note(pen, "schema", "1")
    office.close()
    again = Centre.open(folder)
    with again.database.reading() as connection:
        names = [index["name"] for index in inspect(connection).get_indexes("synced")]
    again.close()
    assert "conflict_of_channel" in names
