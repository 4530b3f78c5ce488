"""Finds who said what in English articles: quotes, speakers, people and facts.

>>> import pullquote
>>> found = pullquote.annotate("“It is safe,” said Ana Holt.")
>>> quote = found["attributions"][0]
>>> quote["speaker"], quote["kind"]
('Ana Holt', 'direct')
>>> start, end = quote["content"][0]
>>> found["text"][start:end]
'“It is safe,”'
"""

from ._annotate import RowError, annotate, annotate_json, annotate_many
from ._native import SCHEMA, PullquoteError, model
from ._spacy import to_spacy
from .tables import Tables, to_pandas, to_rows
from .types import Annotation, Attribution, Entity, Evidence, Fact, Person

__all__ = [
    "SCHEMA",
    "Annotation",
    "Attribution",
    "Entity",
    "Evidence",
    "Fact",
    "Person",
    "PullquoteError",
    "RowError",
    "Tables",
    "annotate",
    "annotate_json",
    "annotate_many",
    "model",
    "to_pandas",
    "to_rows",
    "to_spacy",
]
