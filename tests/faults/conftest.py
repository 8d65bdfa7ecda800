"""The servers and processes of the integration tests."""

from tests.integration import brokers
from tests.integration import conftest as servers

server, template, database, connect = servers.server, servers.template, servers.database, servers.connect
rabbit_node, rabbit, crew = brokers.rabbit_node, brokers.rabbit, brokers.crew
embedded, distributed = brokers.embedded, brokers.distributed
