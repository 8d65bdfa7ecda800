"""Writes down what is spoken, with the seconds."""
