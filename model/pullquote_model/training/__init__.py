"""Batches, losses and the kinds of training run."""
