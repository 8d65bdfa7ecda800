"""Tests of the engines that need torch; `make test-engines` runs them in an environment of their own."""
