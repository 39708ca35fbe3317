"""Messages that nobody of ours would send, made from the description of the doors: refused in words, never a fault."""

from __future__ import annotations

import base64
import contextlib
import hashlib
from typing import TYPE_CHECKING, Any

import msgspec
import pytest
import schemathesis
from backports import zstd
from hypothesis import HealthCheck, given, settings, strategies
from schemathesis import GenerationMode

from sync.core import wire
from sync.core.row import Row, new_id
from sync.core.tables import CATALOGUE, COMMON, TABLES
from sync.server.app import create_app
from sync.server.description import description
from sync.server.doors import DOORS
from sync.server.inspection import problems_of
from sync.server.refused import STATUS
from sync.server.roles import CENTRE, DESK, OPERATOR
from tests.server.desk import Desk

if TYPE_CHECKING:
    from collections.abc import Callable

    from hypothesis.strategies import DataObject, SearchStrategy
    from schemathesis import Case, Response, SerializationContext

    from sync.server.centre import Centre

_TAKES = {door.path: door.takes for door in DOORS}
_SHA = hashlib.sha256(b"abc").digest()
_CODES = {status: {code for code, at in STATUS.items() if at == status} for status in STATUS.values()}


@schemathesis.serializer(wire.CONTENT_TYPE)
def _packed(ctx: SerializationContext, value: Any) -> bytes:
    """As the centre's own programs send it, where it can be: bytes as bytes. Anything else goes as it was made."""
    takes = _TAKES.get(ctx.case.operation.path)
    with contextlib.suppress(msgspec.ValidationError, TypeError):
        value = msgspec.convert(value, wire.Push if takes and takes.__name__ == "OfferedPush" else takes)
    try:
        return zstd.compress(msgspec.msgpack.encode(value))
    except (TypeError, OverflowError, UnicodeEncodeError, msgspec.MsgspecError):
        return repr(value).encode(errors="replace")


_described = schemathesis.openapi.from_dict(description())
_described.config.update(base_url="http://centre.test")


def _cases(path: str, how: GenerationMode) -> SearchStrategy[Case]:
    return _described[path]["POST"].as_strategy(generation_mode=how)


_quick = settings(max_examples=6, deadline=None, suppress_health_check=list(HealthCheck))
_doors = pytest.mark.parametrize("path", sorted(_TAKES))
_seats = pytest.mark.parametrize(
    ("path", "role", "how"),
    [
        (door.path, role, how)
        for door in DOORS
        for role in sorted(door.roles)
        for how in GenerationMode
        if role == OPERATOR or how is GenerationMode.POSITIVE
    ],
)
"""Every door for each role that it lets in; what makes no sense at all only for one, to whom all are open."""


@pytest.fixture
def seats(office: Centre) -> dict[str, Desk]:
    """Somebody of each role; the centre's region has a unit of its own."""
    found = {
        DESK: Desk(office, "A"),
        OPERATOR: Desk(office, "A", role=OPERATOR),
        CENTRE: Desk(office, "P", role=CENTRE),
    }
    centre = found[CENTRE]
    centre.push(Row("item", new_id(1), "unit:P1", centre.clock.tick(), {"barcode": "TK1"}, fresh=True))
    return found


@_seats
@given(choice=strategies.data())
@_quick
def test_whoever_is_signed_in_may_say_anything(
    path: str, role: str, how: GenerationMode, choice: DataObject, seats: dict[str, Desk], office: Centre
) -> None:
    desk, case = seats[role], choice.draw(_cases(path, how))
    if how is GenerationMode.POSITIVE:
        _as_this_desk_would(case, desk, choice)
    answered = case.call(app=create_app(office), headers={"Authorization": f"Bearer {desk.bearer}"})
    _is_a_proper_answer(answered)
    if path == "/v1/push":
        with office.database.reading() as connection:
            assert problems_of(connection) == []


@_doors
@given(choice=strategies.data())
@_quick
def test_a_stranger_is_told_to_sign_in_whatever_he_says(path: str, choice: DataObject, office: Centre) -> None:
    answered = choice.draw(_cases(path, GenerationMode.POSITIVE)).call(app=create_app(office))
    _is_a_proper_answer(answered)
    if next(door for door in DOORS if door.path == path).signed_in:
        assert answered.status_code == STATUS["sign-in-needed"]


def _as_this_desk_would(case: Case, desk: Desk, choice: DataObject) -> None:
    """Let the message past the first look: with the epoch, and rows whose ids, stamps and channels can be read."""

    def one_of(*words: str) -> str:
        return choice.draw(strategies.sampled_from(words))

    match case.operation.path, case.body:
        case "/v1/greet", list(body):
            body[0], body[2] = wire.PROTOCOL, desk.incarnation
        case "/v1/pull", list(body):
            body[0], body[1] = desk.epoch, one_of(COMMON, desk.channel, CATALOGUE, "unit:P1")
        case "/v1/push", [_, _, list(rows)]:
            case.body[0] = desk.epoch
            for row in rows:
                _as_a_row_would_be(row, desk, one_of)
        case "/v1/blobs/missing", list(body):
            body[:] = [[_hash(str(sha)) for sha in shas] for shas in body if isinstance(shas, list)]
        case "/v1/blobs/put" | "/v1/blobs/get", list(body):
            body[0] = _base64(_SHA)
        case "/v1/keys", [dict()]:
            case.body[0] = {desk.device: _base64(b"k" * choice.draw(strategies.sampled_from((0, 80, 600))))}
        case "/v1/operator/unit", list(body):
            body[0] = one_of("A", "P", "P1")
        case "/v1/operator/enrolment", list(body):
            body[:1] = [one_of("A", "N.1", "P1")]
        case "/v1/operator/revoke" | "/v1/operator/bundle/answer", list(body):
            body[0] = desk.device if case.operation.path.endswith("answer") else one_of("x", "")
        case str(path), list(body) if path.startswith("/v1/operator/bundle/"):
            body[0] = "ab" * 16


def _as_a_row_would_be(row: list[Any], desk: Desk, one_of: Callable[..., str]) -> None:
    row[0] = one_of(*TABLES, "from-a-newer-program")
    row[1] = _base64(hashlib.blake2b(row[1].encode(), digest_size=16).digest())
    row[2] = one_of(desk.channel, CATALOGUE, COMMON, "unit:B", "unit:P1", "catalogue/P1", "common/P1")
    row[3] = _base64(bytes.fromhex(desk.clock.tick()))
    if row[0] == "file" and one_of("named", "free") == "named":
        row[4] |= {"sha256": _SHA.hex(), "size": 3, "title_id": "0" * 32, "name": "x"}


def _hash(text: str) -> str:
    return _base64(hashlib.sha256(text.encode()).digest())


def _base64(some: bytes) -> str:
    return base64.b64encode(some).decode()


def _is_a_proper_answer(answered: Response) -> None:
    """Done, or a Problem whose code belongs to the status; or what HTTP itself says of a method or a path."""
    if answered.status_code in {404, 405}:
        return
    if answered.status_code == 200:
        assert zstd.decompress(answered.content)
        return
    problem = wire.unpack(answered.content, wire.Problem)
    assert problem.code in _CODES[answered.status_code]
