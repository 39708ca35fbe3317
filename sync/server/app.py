"""The centre as an ASGI program: HTTP outside, messages inside."""

from __future__ import annotations

import asyncio
import logging
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from sync.core.wire import CONTENT_TYPE, LARGEST_BODY, PROTOCOL, Problem, pack
from sync.server import pages
from sync.server.description import description
from sync.server.doors import DOORS, answer, answer_to, session_at
from sync.server.doors.door import SHORT, WRITING
from sync.server.lanes import Lanes
from sync.server.refused import STATUS, Refused

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable

    import msgspec
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
    lanes = Lanes()
    routes = [Route(door.path, _endpoint(centre, door, lanes), methods=["POST"]) for door in DOORS]
    return Starlette(
        routes=[
            *routes,
            Route("/v1/health", _health(centre), methods=["GET"]),
            Route("/v1/openapi.json", _description, methods=["GET"]),
            *pages.routes(centre),
        ]
    )


def _health(centre: Centre) -> Endpoint:
    """Whether units can be served: a proxy asks this, and leads them to another process meanwhile."""

    async def endpoint(_request: Request) -> Response:
        ok = await run_in_threadpool(centre.database.answers)
        return JSONResponse({"ok": ok, "database": ok, "protocol": PROTOCOL}, status_code=200 if ok else 503)

    return endpoint


async def _description(_request: Request) -> Response:
    return JSONResponse(description())


def _endpoint(centre: Centre, door: Door, lanes: Lanes) -> Endpoint:
    async def endpoint(request: Request) -> Response:
        try:
            lanes[door.lane].refuse_when_full()
            async with _body(request, lanes) as body:
                return await _in_turn(centre, door, lanes, body, _bearer(request))
        except Refused as refused:
            return _problem(refused.code, refused.number)
        except Exception:  # noqa: BLE001 - the one place where a bug stops: the device is asked to come again
            _log.exception("request failed: %s", door.path)
            return _problem("try-later", _AGAIN_SECONDS, status=500)

    return endpoint


async def _in_turn(centre: Centre, door: Door, lanes: Lanes, body: bytes, bearer: str | None) -> Response:
    if door.lane != WRITING:
        async with lanes[door.lane].turn():
            return await run_in_threadpool(_respond, answer, centre, door, body, bearer)
    async with lanes[SHORT].turn():
        session = await run_in_threadpool(session_at, centre, door, bearer)
    async with lanes.push_of(session.device if session else ""), lanes[WRITING].turn():
        return await run_in_threadpool(_respond, answer_to, session, centre, door, body)


def _respond(answering: Callable[..., msgspec.Struct], *asked: object) -> Response:
    return Response(pack(answering(*asked)), media_type=CONTENT_TYPE)


@asynccontextmanager
async def _body(request: Request, lanes: Lanes) -> AsyncIterator[bytes]:
    """The whole body, counted among those that are held. Raises Refused: too-large, bad-request, try-later."""
    pieces: list[bytes] = []
    try:
        await _receive(request, lanes, pieces)
        yield b"".join(pieces)
    finally:
        lanes.gone(sum(map(len, pieces)))


async def _receive(request: Request, lanes: Lanes, pieces: list[bytes]) -> None:
    """Take the body in, unless it is too large or does not come."""
    left = LARGEST_BODY
    try:
        async with asyncio.timeout(BODY_SECONDS):
            async for piece in request.stream():
                left -= len(piece)
                if left < 0:
                    raise Refused("too-large")
                lanes.coming(len(piece))
                pieces.append(piece)
    except TimeoutError:
        raise Refused("bad-request") from None


def _bearer(request: Request) -> str | None:
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    return token if scheme.lower() == "bearer" and token else None


def _problem(code: str, number: int, *, status: int | None = None) -> Response:
    return Response(pack(Problem(code, number)), status_code=status or STATUS[code], media_type=CONTENT_TYPE)
