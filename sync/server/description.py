"""What the centre's doors take, as an OpenAPI description: for those who test it or write a program against it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from sync.core.wire import CONTENT_TYPE, PROTOCOL, Push
from sync.server.arrival import OfferedPush
from sync.server.doors import DOORS
from sync.server.refused import STATUS

if TYPE_CHECKING:
    from sync.server.doors.door import Door

_SAID_AS: dict[type[msgspec.Struct], type[msgspec.Struct]] = {OfferedPush: Push}
"""Messages that the centre opens more slowly than they are meant."""


def description() -> dict[str, Any]:
    """The doors in OpenAPI 3.1. Bodies are msgpack arrays, compressed with zstd; bytes stand here as base64."""
    said = [_SAID_AS.get(door.takes, door.takes) for door in DOORS]
    schemas, parts = msgspec.json.schema_components(said, ref_template="#/components/schemas/{name}")
    return {
        "openapi": "3.1.0",
        "info": {"title": "Tủ Sách", "version": str(PROTOCOL)},
        "paths": {door.path: {"post": _post(door, schema)} for door, schema in zip(DOORS, schemas, strict=True)},
        "components": {"schemas": parts, "securitySchemes": {"session": {"type": "http", "scheme": "bearer"}}},
    }


def _post(door: Door, schema: dict[str, Any]) -> dict[str, Any]:
    refusals = {str(status): {"description": "Problem", "content": {CONTENT_TYPE: {}}} for status in STATUS.values()}
    return {
        "summary": (door.answers.__doc__ or "").partition("\n")[0],
        "security": [{"session": []}] if door.signed_in else [],
        "requestBody": {"required": True, "content": {CONTENT_TYPE: {"schema": schema}}},
        "responses": {"200": {"description": "OK", "content": {CONTENT_TYPE: {}}}, **refusals},
    }
