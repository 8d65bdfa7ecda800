"""Sign-in behind one interface: PostgreSQL on one machine, MongoDB where MONGO_URL is set."""

from shared.identity.interface import Identity
from shared.identity.opening import open_identity

__all__ = ["Identity", "open_identity"]
