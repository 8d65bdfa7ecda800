"""Files that are sent in parts and go on after any interruption, by the protocol tus 1.0.0 (tus.io)."""

from services.web.tus.views import bp

__all__ = ["bp"]
