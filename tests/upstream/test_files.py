"""Files of a province's units go up with it, and come back to it, for those only whose rows name them."""

from __future__ import annotations

import random
import sys
import threading
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

import pytest
from nation import Desk, Nation, Province

from desktop.library.digital import Digital
from sync.client.run import Ran, run
from sync.core.pieces import AskBlobs, GetPiece
from sync.core.tables import COMMON, unit_channel
from sync.server import blobs
from sync.server.refused import Refused
from sync.server.upstream.files import PATIENCE_MS, CentreFiles

CONTENT = random.Random(4).randbytes(50_000)


def digital(desk: Desk) -> Digital:
    kept = Digital(desk.store)
    kept._stacks._reserve = 0
    return kept


def desk_runs(desk: Desk) -> Ran:
    ran = run(desk.replica, desk.centre, stopping=threading.Event(), files=digital(desk).lane)
    assert ran.stop is None, ran.stopped
    return ran


def goes_up(province: Province, files: CentreFiles | None = None) -> Ran:
    kept = files or CentreFiles(province.centre)
    ran = run(province.replica(), province.above, stopping=threading.Event(), files=kept)
    assert ran.stop is None, ran.stopped
    return ran


def attached(nation: Nation, tmp_path: Path) -> tuple[Province, Desk, str, bytes]:
    """A desk of the first province has attached a file; its SHA-256."""
    province = nation.provinces[0]
    desk, file = province.desks[0], tmp_path / "scan.png"
    file.write_bytes(CONTENT)
    desk.put("title", title := "0" * 12 + "7" + "1" * 19, {"245/1": [0, "00", "a", "Điều lệnh"]})
    told = digital(desk).attach(title, file)
    return province, desk, told.id, bytes.fromhex(told.sha256)


def test_a_units_file_reaches_the_ministry_once(nation: Nation, tmp_path: Path):
    province, desk, _, sha = attached(nation, tmp_path)
    assert desk_runs(desk).files_sent == 1
    assert goes_up(province).files_sent == 1
    who = blobs.Party("", (unit_channel(desk.unit),))
    assert blobs.give(nation.ministry.centre, who, GetPiece(sha, 0, 1 << 20)).body == CONTENT
    goes_up(province)
    province.line.asked.clear()
    assert goes_up(province).files_sent == 0
    assert [path for path in province.line.asked if path.startswith("blobs/")] == []


def test_no_other_province_is_given_it(nation: Nation, tmp_path: Path):
    province, desk, _, sha = attached(nation, tmp_path)
    desk_runs(desk)
    goes_up(province)
    other = nation.provinces[1]
    assert other.above.ask("blobs/missing", AskBlobs([], [sha]), blobs.KnownBlobs).holds == {}
    with pytest.raises(Exception, match="not-entitled"):
        other.above.ask("blobs/get", GetPiece(sha, 0, 9), blobs.GivenPiece)
    with pytest.raises(Refused):
        blobs.give(nation.ministry.centre, blobs.Party("", (COMMON, unit_channel("B01"))), GetPiece(sha, 0, 9))


def test_what_a_province_lost_comes_back_from_above(nation: Nation, tmp_path: Path):
    province, desk, file_id, sha = attached(nation, tmp_path)
    desk_runs(desk)
    goes_up(province)
    blobs.files_of(province.centre).remove(sha)
    with province.centre.database.writing() as pen:
        blobs.names.lost(pen, sha)
    kept = digital(desk)
    kept._stacks.remove(sha.hex())
    assert goes_up(province).files_received == 1
    kept.want(file_id)
    assert desk_runs(desk).files_received == 1
    assert kept.open(file_id).read_bytes() == CONTENT


def test_what_nobody_above_has_is_asked_for_now_and_then(nation: Nation, tmp_path: Path):
    province, desk, _, _ = attached(nation, tmp_path)
    digital(desk)._stacks.remove(digital(desk).list()[0].sha256)
    desk_runs(desk)
    files = CentreFiles(province.centre)
    for passed, asks in ((0, True), (1, False), (PATIENCE_MS + 1, True)):
        province.clock.pass_(passed)
        province.line.asked.clear()
        goes_up(province, files)
        assert ("blobs/missing" in province.line.asked) is asks, passed
