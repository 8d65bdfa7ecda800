"""Formats without a magic number: MPEG transport streams, MP3 and AAC frames."""

BITRATES = {  # kbit/s by index, for MPEG-1 layer III and MPEG-2 layer III
    True: (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320),
    False: (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),
}
RATES = {3: (44100, 48000, 32000), 2: (22050, 24000, 16000), 0: (11025, 12000, 8000)}


def transport(head: bytes) -> bool:
    """Whether sync bytes stand 188 bytes apart, or 192 with a time code before each (M2TS)."""
    return any(
        len(head) > start + 4 * step and all(head[start + n * step] == 0x47 for n in range(5))
        for start, step in ((0, 188), (4, 192))
    )


def sound(head: bytes) -> str | None:
    """`mpeg` or `aac` where two frames follow each other from the first byte."""
    for name, length in (("mpeg", _layer3), ("aac", _adts)):
        size = length(head)
        if size and length(head[size:]):
            return name
    return None


def _layer3(frame: bytes) -> int:
    """Length of the MPEG layer III frame at the start, 0 where there is none."""
    if len(frame) < 4 or frame[0] != 0xFF or frame[1] & 0xE6 != 0xE2:
        return 0
    version, bits, rate = frame[1] >> 3 & 3, frame[2] >> 4, frame[2] >> 2 & 3
    if version == 1 or bits in {0, 15} or rate == 3:
        return 0
    factor = 144 if version == 3 else 72
    return factor * 1000 * BITRATES[version == 3][bits] // RATES[version][rate] + (frame[2] >> 1 & 1)


def _adts(frame: bytes) -> int:
    """Length of the AAC frame at the start, 0 where there is none."""
    if len(frame) < 7 or frame[0] != 0xFF or frame[1] & 0xF6 != 0xF0:
        return 0
    return (frame[3] & 3) << 11 | frame[4] << 3 | frame[5] >> 5
