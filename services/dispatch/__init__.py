"""Keeps each queue filled from the ledger, and the ledger true."""
