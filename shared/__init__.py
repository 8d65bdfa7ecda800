"""What every Bowerbird service is built from: domain, database, storage, queue and decoding."""

__version__ = "0.1.0"
