"""The centre under test."""

from tests.server.conftest import centre

__all__ = ["centre"]
