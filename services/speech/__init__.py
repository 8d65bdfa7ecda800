"""Writes down what is said in videos and recordings, with times; nothing leaves the machine."""
