"""Tests that need the standard library and numpy."""
