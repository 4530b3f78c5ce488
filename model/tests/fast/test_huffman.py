"""The prefix code of the weight file."""
from __future__ import annotations

import unittest

import numpy as np

from pullquote_model.network import huffman


class Huffman(unittest.TestCase):
    def test_matrices_come_back(self) -> None:
        rng = np.random.default_rng(0)
        for rows, columns, spread in ((1, 4, 1), (7, 16, 0.2), (40, 64, 6), (3, 1536, 40)):
            q = np.clip(np.rint(rng.normal(size=(rows, columns)) * spread), -127, 127).astype(np.int8)
            q[rows // 2] = 0
            np.testing.assert_array_equal(huffman.decode(huffman.encode(q), rows, columns), q)

    def test_a_matrix_of_one_value_comes_back(self) -> None:
        for value in (0, 5, 127):
            q = np.full((3, 8), value, np.int8)
            np.testing.assert_array_equal(huffman.decode(huffman.encode(q), 3, 8), q)

    def test_codes_are_complete_short_and_near_the_entropy(self) -> None:
        counts = np.bincount(np.clip(np.rint(np.random.default_rng(1).normal(size=100_000) * 5), -40, 40).astype(int) + 128, minlength=256)
        lengths = huffman.code_lengths(counts)
        self.assertLessEqual(int(lengths.max()), huffman.LONGEST)
        self.assertEqual(float((0.5 ** lengths[lengths > 0]).sum()), 1.0)
        share = counts[counts > 0] / counts.sum()
        entropy = float(-(share * np.log2(share)).sum())
        self.assertLess(float((counts * lengths).sum() / counts.sum()), entropy + 0.05)
        # The most frequent of 2,000 doubling counts would get a code of one bit, the rarest one of many.
        skewed = np.array([2 ** min(i, 40) for i in range(256)])
        self.assertEqual(int(huffman.code_lengths(skewed).max()), huffman.LONGEST)


if __name__ == "__main__":
    unittest.main()
