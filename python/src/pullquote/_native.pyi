SCHEMA: str
"""JSON Schema of an annotation."""

class PullquoteError(Exception):
    """A row or an option that pullquote cannot use."""

def annotate(row: bytes, date: str | None, engine: str) -> str: ...
def model(engine: str) -> str: ...
