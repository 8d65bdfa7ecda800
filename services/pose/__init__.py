"""Marks how people stand and hold their hands, and names what hands show."""
