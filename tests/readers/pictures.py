"""Files that begin like a JPEG of some size; what a picture shows matters to nobody below the window."""

from __future__ import annotations

from random import Random


def a_jpeg(width: int = 200, height: int = 260, *, size: int = 9_000, seed: int = 1) -> bytes:
    """A file of `size` bytes with the header of a JPEG of these pixels, and noise that stands for the picture."""
    frame = b"\xff\xc0\x00\x11\x08" + height.to_bytes(2) + width.to_bytes(2) + b"\x03" + bytes(9)
    head = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00" + frame + b"\xff\xda\x00\x0c"
    return head + Random(seed).randbytes(size - len(head) - 2) + b"\xff\xd9"
