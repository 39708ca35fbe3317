"""The doors through which an operator's PC carries the bundles of a stick to the centre and the answers back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sync.core import operating_bundles as said
from sync.server.carried import Carried
from sync.server.doors.door import FILES, Door
from sync.server.roles import OPERATOR

if TYPE_CHECKING:
    from sync.server.centre import Centre
    from sync.server.sessions import Session

_OPERATORS = frozenset((OPERATOR,))


def put(centre: Centre, message: said.PutBundle, session: Session) -> said.BundlePut:
    """A piece of a bundle comes in. Raises Refused: bad-request, too-large."""
    return said.BundlePut(Carried.by(centre, session).put(message.carried, message.offset, message.body))


def preview(centre: Centre, message: said.AskPreview, session: Session) -> said.BundleSeen:
    """What taking it would change. Raises Refused bad-request."""
    return Carried.by(centre, session).preview(message.carried)


def take(centre: Centre, message: said.TakeBundle, session: Session) -> said.BundleTaken:
    """Take it in. Raises Refused bad-request."""
    return Carried.by(centre, session).take(message.carried)


def answer(centre: Centre, message: said.AskAnswer, session: Session) -> said.AnswerReady:
    """Write the answer for a device. Raises Refused: no-device, not-entitled, try-later."""
    return Carried.by(centre, session).answer(message.device)


def piece(centre: Centre, message: said.GetAnswer, session: Session) -> said.AnswerPiece:
    """A piece of an answer goes out. Raises Refused bad-request."""
    return said.AnswerPiece(Carried.by(centre, session).piece(message.answer, message.offset))


DOORS = (
    Door("/v1/operator/bundle/put", said.PutBundle, put, roles=_OPERATORS, lane=FILES),
    Door("/v1/operator/bundle/preview", said.AskPreview, preview, roles=_OPERATORS, lane=FILES),
    Door("/v1/operator/bundle/take", said.TakeBundle, take, roles=_OPERATORS, lane=FILES),
    Door("/v1/operator/bundle/answer", said.AskAnswer, answer, roles=_OPERATORS, lane=FILES),
    Door("/v1/operator/bundle/get", said.GetAnswer, piece, roles=_OPERATORS, lane=FILES),
)
