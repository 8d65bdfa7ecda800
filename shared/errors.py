"""The errors that a caller can act on."""


class BowerbirdError(Exception):
    """Base of every error whose message may be shown to a person."""


class UnreadableMedia(BowerbirdError):
    """A file could not be decoded; the message says why.  Trying again gives the same answer."""


class DecoderStopped(UnreadableMedia):
    """The sandboxed decoder crashed, ran out of its memory or time; the message says which."""


class MissingWeights(BowerbirdError):
    """A model's weight file is not there; the message says which one and how to get it."""


class NotFound(BowerbirdError):
    """No row has this identity."""


class Conflict(BowerbirdError):
    """The request contradicts what is already there."""


class InvalidSetting(BowerbirdError):
    """A setting is missing or wrong; the message names it and says what would be right."""


class BrokerUnavailable(BowerbirdError):
    """A message could not be handed to the broker; its row stays due and is sent again."""


class LeaseLost(BowerbirdError):
    """Another worker holds this analysis now; what was computed must not be written."""


class StorageFull(BowerbirdError):
    """The disk is read-only or has too little space for another file; nothing was changed."""


class FileBusy(BowerbirdError):
    """Someone else writes or takes this file just now; trying again later works."""


class DownloadFailed(BowerbirdError):
    """A file could not be fetched or is not the one expected; the message says which and why."""


class OutdatedRelease(BowerbirdError):
    """The code is older than the database that it is to work on; the message says what to do."""


class MediaUnavailable(BowerbirdError):
    """The web application does not give out a file just now; trying again later may work."""


class IdentityUnavailable(BowerbirdError):
    """The store of accounts does not answer in time; nobody is let in meanwhile."""


class CredentialsRefused(BowerbirdError):
    """The database or the broker does not let this worker in."""

    def __init__(self) -> None:
        super().__init__(
            "the credentials of this worker are refused (revoked or wrong): "
            "ask for new ones with `bowerbird worker-credentials --for NAME`"
        )


class UntrustedServer(BowerbirdError):
    """A server's certificate is not believed: it may be somebody else."""

    def __init__(self, server: str, reason: str) -> None:
        super().__init__(f"{server} has a certificate that CA_CERTIFICATE does not vouch for: {reason}")
