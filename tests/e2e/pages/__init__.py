"""The web pages in a real browser, on a library made for each test."""
