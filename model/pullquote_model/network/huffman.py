"""A prefix code (Huffman, 1952) for matrices of small integers: most weights lie near zero, and get the shorter codes.

Layout: 128 bytes with the lengths of the 256 codes, of the values -128 to 127, four bits each, the lower half first; u16 bytes of
each row; the rows, each from a byte border; PADDING zero bytes, so that eight bytes can be read at any place.  Codes are
canonical (RFC 1951, 3.2.2), in order of the values, and packed from the lowest bit.  A row of zeros only has no bytes.
"""
from __future__ import annotations

import heapq

import numpy as np

LONGEST = 12
"""The most bits of a code: a table of all of them fits the first-level cache."""
VALUES = 256
PADDING = 8


def code_lengths(counts: np.ndarray) -> np.ndarray:
    """The lengths of the best prefix code whose codes have at most LONGEST bits, by package-merge (Larmore, Hirschberg, 1990)."""
    symbols = [(int(n), (int(v),)) for v, n in enumerate(counts) if n]
    if len(symbols) == 1:
        # A code must be complete, so a lone value has a silent partner.
        symbols.append((0, ((symbols[0][1][0] + 1) % VALUES,)))
    packages: list[tuple[int, tuple[int, ...]]] = []
    for _ in range(LONGEST):
        merged = list(heapq.merge(sorted(symbols), packages, key=lambda item: item[0]))
        packages = [(a[0] + b[0], a[1] + b[1]) for a, b in zip(merged[::2], merged[1::2])]
    lengths = np.zeros(VALUES, np.int64)
    for _, values in packages[:len(symbols) - 1]:
        np.add.at(lengths, list(values), 1)
    return lengths


def codes_of(lengths: np.ndarray) -> np.ndarray:
    """The canonical codes of these lengths, with their bits in reverse."""
    codes = np.zeros(VALUES, np.int64)
    code = previous = 0
    for length, value in sorted((int(n), v) for v, n in enumerate(lengths) if n):
        code <<= length - previous
        codes[value] = int(f"{code:0{length}b}"[::-1], 2)
        code, previous = code + 1, length
    return codes


def encode(q: np.ndarray) -> bytes:
    """Code a matrix of integers from -128 to 127."""
    values = q.astype(np.int64) + VALUES // 2
    filled = values[(q != 0).any(1)]
    lengths = code_lengths(np.bincount(filled.ravel(), minlength=VALUES) if len(filled) else np.eye(1, VALUES, VALUES // 2)[0])
    codes = codes_of(lengths)
    rows = [_pack(row, lengths, codes) if q[i].any() else b"" for i, row in enumerate(values)]
    sizes = np.array([len(row) for row in rows])
    if sizes.max() >= 1 << 16:
        raise ValueError("a row is too long for the weight file")
    halves = lengths.astype(np.uint8).reshape(-1, 2)
    return (halves[:, 0] | halves[:, 1] << 4).tobytes() + sizes.astype("<u2").tobytes() + b"".join(rows) + bytes(PADDING)


def _pack(row: np.ndarray, lengths: np.ndarray, codes: np.ndarray) -> bytes:
    """The bits of a row."""
    length, code = lengths[row], codes[row]
    bits = (code[:, None] >> np.arange(LONGEST)) & 1
    return np.packbits(bits[np.arange(LONGEST) < length[:, None]].astype(np.uint8), bitorder="little").tobytes()


def decode(data: bytes, rows: int, columns: int) -> np.ndarray:
    """The matrix that `encode` coded, as int8."""
    halves = np.frombuffer(data, np.uint8, VALUES // 2)
    lengths = np.stack([halves & 15, halves >> 4], 1).ravel().astype(np.int64)
    value_of, length_of = np.zeros(1 << LONGEST, np.int64), np.zeros(1 << LONGEST, np.int64)
    for value, code in enumerate(codes_of(lengths)):
        if lengths[value]:
            value_of[code::1 << lengths[value]] = value - VALUES // 2
            length_of[code::1 << lengths[value]] = lengths[value]
    sizes = np.frombuffer(data, "<u2", rows, VALUES // 2).astype(np.int64)
    stream = np.frombuffer(data, np.uint8, offset=VALUES // 2 + 2 * rows).astype(np.int64)
    at = 8 * (np.cumsum(sizes) - sizes)
    out = np.zeros((rows, columns), np.int8)
    filled = np.flatnonzero(sizes)
    at = at[filled]
    # All rows at once, value by value.
    for column in range(columns):
        byte = at >> 3
        window = (stream[byte] | stream[byte + 1] << 8 | stream[byte + 2] << 16) >> (at & 7) & ((1 << LONGEST) - 1)
        out[filled, column] = value_of[window]
        at += length_of[window]
    return out
