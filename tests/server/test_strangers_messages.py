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
from sync.core.tables import CATALOGUE, COMMON, TABLES
from sync.server.app import create_app
from sync.server.description import description
from sync.server.doors import DOORS
from sync.server.inspection import problems_of
from sync.server.refused import STATUS

if TYPE_CHECKING:
    from hypothesis.strategies import DataObject, SearchStrategy
    from schemathesis import Case, Response, SerializationContext

    from sync.server.centre import Centre
    from tests.server.desk import Desk

_TAKES = {door.path: door.takes for door in DOORS}
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


_quick = settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
_doors = pytest.mark.parametrize("path", sorted(_TAKES))
_ways = pytest.mark.parametrize("how", list(GenerationMode))


@_doors
@_ways
@given(choice=strategies.data())
@_quick
def test_a_signed_in_desk_may_say_anything(
    path: str, how: GenerationMode, choice: DataObject, desk: Desk, office: Centre
) -> None:
    case = choice.draw(_cases(path, how))
    if how is GenerationMode.POSITIVE:
        _as_this_desk_would(case, desk, choice)
    answered = case.call(app=create_app(office), headers={"Authorization": f"Bearer {desk.bearer}"})
    _is_a_proper_answer(answered)
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
    match case.operation.path, case.body:
        case "/v1/greet", list(body):
            body[0], body[2] = wire.PROTOCOL, desk.incarnation
        case "/v1/pull", list(body):
            body[0], body[1] = desk.epoch, choice.draw(strategies.sampled_from((COMMON, desk.channel, CATALOGUE)))
        case "/v1/push", [_, _, list(rows)]:
            case.body[0] = desk.epoch
            for row in rows:
                row[0] = choice.draw(strategies.sampled_from((*TABLES, "from-a-newer-program")))
                row[1] = _base64(hashlib.blake2b(row[1].encode(), digest_size=16).digest())
                row[2] = choice.draw(strategies.sampled_from((desk.channel, CATALOGUE, COMMON, "unit:B")))
                row[3] = _base64(bytes.fromhex(desk.clock.tick()))


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
