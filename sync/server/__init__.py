"""The centre: an ASGI program over its own database, itself a replica."""
