"""As what type an original is served: what browsers play as it is, and what is more than bytes to them."""

from shared.db.media import Stored

BINARY = "application/octet-stream"

# What browsers play as it is, by the type it is served as.
MP4 = {"video/mp4", "video/quicktime", "video/x-m4v"}
MP4_CODECS = {"h264", "av1"}, {None, "aac", "mp3"}
WEBM_CODECS = {"vp8", "vp9", "av1"}, {None, "opus", "vorbis"}
SOUNDS = {"audio/mpeg", "audio/mp4", "audio/ogg", "audio/flac", "audio/wav", "audio/x-wav", "audio/webm"}
# What an original may be called; whatever else it is, a browser must not make more of it than bytes.
NAMED = ("image/", "video/", "audio/")
NEVER = {"image/svg+xml"}


def playable(found: Stored) -> str | None:
    """The type to serve an original as so that browsers play it; None where they cannot."""
    if found.mime in MP4 and _coded(found, *MP4_CODECS):
        return "video/mp4"
    if found.mime == "video/webm" and _coded(found, *WEBM_CODECS):
        return "video/webm"
    return found.mime if found.mime in SOUNDS else None


def _coded(found: Stored, pictures: set[str], sounds: set[str | None]) -> bool:
    return found.video_codec in pictures and found.audio_codec in sounds
