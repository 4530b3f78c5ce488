"""Corpora and marked texts to labelled windows.  Standard library only."""
