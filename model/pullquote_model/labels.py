"""Label sets of the heads and the buckets of word distance.  Shared by the network, the corpora and the decoder."""
from __future__ import annotations

ENT_TYPES = ("person", "organisation", "place", "other")
ENT_LABELS = ("O", *(f"{part}-{kind}" for kind in ENT_TYPES for part in "BI"))
BIO_LABELS = ("O", "B", "I")
LINK_LABELS = ("O", "B-S", "I-S", "B-C", "I-C")
IGNORE = -100
"""A word whose label is unknown: it counts in no loss."""

BUCKET_EDGES = (1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 65)
N_BUCKETS = 2 * len(BUCKET_EDGES) + 1


def bucket(distance: int) -> int:
    """Signed word distance → 0..24; 12 is "inside the cue"."""
    a = abs(distance)
    n = sum(1 for e in BUCKET_EDGES if a >= e)
    return len(BUCKET_EDGES) + (n if distance > 0 else -n)
