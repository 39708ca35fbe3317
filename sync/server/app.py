"""The centre as an ASGI program: HTTP outside, messages inside."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from sync.core.wire import CONTENT_TYPE, LARGEST_BODY, PROTOCOL, Problem, pack
from sync.server.description import description
from sync.server.doors import DOORS, answer
from sync.server.refused import STATUS, Refused

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from starlette.requests import Request

    from sync.server.centre import Centre
    from sync.server.doors.door import Door

    Endpoint = Callable[[Request], Awaitable[Response]]

BODY_SECONDS = 120
"""How long a request may take to come in over a slow line."""
_AGAIN_SECONDS = 60
_log = logging.getLogger("tusach.server")


def create_app(centre: Centre) -> Starlette:
    """The ASGI program of an open centre."""
    routes = [Route(door.path, _endpoint(centre, door), methods=["POST"]) for door in DOORS]
    return Starlette(
        routes=[
            *routes,
            Route("/v1/health", _health, methods=["GET"]),
            Route("/v1/openapi.json", _description, methods=["GET"]),
        ]
    )


async def _health(_request: Request) -> Response:
    return JSONResponse({"ok": True, "protocol": PROTOCOL})


async def _description(_request: Request) -> Response:
    return JSONResponse(description())


def _endpoint(centre: Centre, door: Door) -> Endpoint:
    async def endpoint(request: Request) -> Response:
        try:
            body = await _body(request)
            return await run_in_threadpool(_respond, centre, door, body, _bearer(request))
        except Refused as refused:
            return _problem(refused.code, refused.number)
        except Exception:  # noqa: BLE001 - the one place where a bug stops: the device is asked to come again
            _log.exception("request failed: %s", door.path)
            return _problem("try-later", _AGAIN_SECONDS, status=500)

    return endpoint


def _respond(centre: Centre, door: Door, body: bytes, bearer: str | None) -> Response:
    return Response(pack(answer(centre, door, body, bearer)), media_type=CONTENT_TYPE)


async def _body(request: Request) -> bytes:
    """The whole body, unless it is too large or does not come. Raises Refused too-large, bad-request."""
    pieces, size = [], 0
    try:
        async with asyncio.timeout(BODY_SECONDS):
            async for piece in request.stream():
                size += len(piece)
                if size > LARGEST_BODY:
                    raise Refused("too-large")
                pieces.append(piece)
    except TimeoutError:
        raise Refused("bad-request") from None
    return b"".join(pieces)


def _bearer(request: Request) -> str | None:
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    return token if scheme.lower() == "bearer" and token else None


def _problem(code: str, number: int, *, status: int | None = None) -> Response:
    return Response(pack(Problem(code, number)), status_code=status or STATUS[code], media_type=CONTENT_TYPE)
