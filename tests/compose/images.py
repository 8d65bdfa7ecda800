"""Which images docker-compose.yml is built from and runs."""

PYTHON = "python:3.11-slim-bookworm"
IMAGES = {
    "python": PYTHON,
    "nginx": "nginx:1.28",
    "postgres": "pgvector/pgvector:pg18",
    "rabbitmq": "rabbitmq:4.1-management",
}
