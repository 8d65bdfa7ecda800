"""The corpus tests that need a library have the integration tests' PostgreSQL."""

from tests.integration.conftest import connect, database, server, template

__all__ = ["connect", "database", "server", "template"]
