"""The centre: an ASGI program over its own database, with which the units' libraries agree."""
