"""Which images docker-compose.yml is built from and runs."""

UNMATCHED = "mongo:8.0"  # which no stand-in is made for, as Debian has none
IMAGES = {
    "python": "python:3.11-slim-bookworm",
    "nginx": "nginx:1.28",
    "postgres": "pgvector/pgvector:pg18",
    "rabbitmq": "rabbitmq:4.1-management",
}
