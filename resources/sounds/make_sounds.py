"""Makes the four sounds of the desk: lent rises, returned falls, refused is low and double, attention high."""

from __future__ import annotations

import math
import wave
from pathlib import Path

RATE = 22_050
"""Samples a second: plenty for plain tones, and a quarter of the size of a CD's."""
LOUDNESS = 0.35
"""Of full scale: heard across a desk, not across a reading room."""

CLEAR = (0.8, 0.2)
"""Shares of a tone and its overtones."""
BUZZING = (0.3, 0.2, 0.2, 0.15, 0.15)
"""Of a low tone: a monitor's small loudspeaker gives little under 400 Hz, and the ear hears it by its overtones."""
LOW = 400.0

Note = tuple[float, float]
"""Pitch in hertz (0 = silence) and length in seconds."""

SOUNDS: dict[str, tuple[Note, ...]] = {
    "lent": ((587.33, 0.09), (880.00, 0.16)),
    "returned": ((880.00, 0.09), (587.33, 0.16)),
    "refused": ((196.00, 0.15), (0.0, 0.07), (196.00, 0.22)),
    "attention": ((1046.50, 0.07), (0.0, 0.05), (1046.50, 0.07), (0.0, 0.05), (1318.51, 0.16)),
}


def samples(note: Note) -> list[int]:
    """One note as 16-bit samples: a tone with its overtones, faded in and out so that it does not click."""
    pitch, length = note
    count = int(RATE * length)
    fade = RATE * 0.012
    shares = BUZZING if pitch < LOW else CLEAR

    def sample(at: int) -> int:
        turn = 2 * math.pi * pitch * at / RATE
        loudness = LOUDNESS * min(1.0, at / fade, (count - at) / fade)
        tone = sum(share * math.sin(times * turn) for times, share in enumerate(shares, start=1))
        return int(32_767 * loudness * tone)

    return [sample(at) for at in range(count)]


def write(path: Path, notes: tuple[Note, ...]) -> None:
    """Write the notes as a mono WAV file."""
    with wave.open(str(path), "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(RATE)
        for note in notes:
            sound.writeframes(b"".join(value.to_bytes(2, "little", signed=True) for value in samples(note)))


def main() -> None:
    """Write all four beside this file."""
    here = Path(__file__).parent
    for name, notes in SOUNDS.items():
        write(here / f"{name}.wav", notes)


if __name__ == "__main__":
    main()
