"""What every Bowerbird service is built from: domain, database, storage, queue and decoding."""
