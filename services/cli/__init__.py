"""The `bowerbird` command."""
