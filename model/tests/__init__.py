"""Tests of the package, in two groups: `fast` (standard library and numpy), and `with_torch`.

    python -m tests fast
    python -m tests with_torch
"""
