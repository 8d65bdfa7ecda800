"""Says what a picture shows as a whole, and what it looks like."""
