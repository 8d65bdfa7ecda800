"""Makes the small video that browsers play in place of the original."""
