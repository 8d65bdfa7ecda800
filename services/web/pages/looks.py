"""How numbers look on a page: sizes, exposures, coordinates, shares; and the names of formats."""


def size(count: int) -> str:
    """Bytes in the unit that fits, decimal like cameras and disks have it."""
    value = float(count)
    for unit in ("bytes", "kB", "MB", "GB"):
        if value < 1000:
            return f"{value:.0f} {unit}" if value >= 100 or unit == "bytes" else f"{value:.1f} {unit}"
        value /= 1000
    return f"{value:.1f} TB"


def number(count: int) -> str:
    """`12,345`."""
    return f"{count:,}"


def exposure(seconds: float) -> str:
    """Exposure time as cameras write it: `1/250 s`, `2 s`."""
    return f"{seconds:g} s" if seconds >= 0.4 else f"1/{round(1 / seconds)} s"


def coordinates(latitude: float, longitude: float) -> str:
    """Degrees with the hemisphere's letter."""
    return (
        f"{abs(latitude):.5f}° {'N' if latitude >= 0 else 'S'}, "
        f"{abs(longitude):.5f}° {'E' if longitude >= 0 else 'W'}"
    )


FORMATS = {
    "image/jpeg": "JPEG",
    "image/svg+xml": "SVG",
    "image/x-adobe-dng": "DNG",
    "video/quicktime": "QuickTime",
    "video/x-matroska": "Matroska",
    "video/x-msvideo": "AVI",
    "video/mp2t": "MPEG-TS",
    "application/octet-stream": "Unknown format",
    "application/pdf": "PDF",
    "application/vnd.apple.mpegurl": "Playlist",
    "application/zip": "ZIP",
    "text/html": "Web page",
    "text/plain": "Text",
}


def format_name(mime: str) -> str:
    """The name that people use for a MIME type."""
    kind, _, short = mime.partition("/")
    if mime in FORMATS or kind not in {"image", "video", "audio"}:
        return FORMATS.get(mime, mime)
    short = short.removeprefix("x-")
    return short.upper() if len(short) < 6 else short.capitalize()


def percent(fraction: float, digits: int = 0) -> str:
    """`0.934` as `93%`."""
    return f"{fraction * 100:.{digits}f}%"
