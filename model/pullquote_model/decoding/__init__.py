"""Logits to attributions and names."""
