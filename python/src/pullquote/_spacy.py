"""Converts an annotation into spans of a spaCy document."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ._native import PullquoteError

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

    from .types import Annotation


def to_spacy(doc_or_nlp: Doc | Language, annotation: Annotation) -> Doc:
    """Adds an annotation to a spaCy document as span groups, and returns the document.

    The first argument is a document of the annotated text, or a pipeline to make the document with. The groups are
    `quotes`, `sources`, `cues`, `entities` and `facts`. The label of a span is its kind or type; a span grows to whole
    tokens. `attrs["items"]` of a group holds the attribution, entity or fact of each of its spans, and
    `doc.user_data["pullquote"]` the whole annotation.

    >>> import spacy
    >>> from pullquote import annotate
    >>> doc = to_spacy(spacy.blank("en"), annotate("“It is safe,” said Ana Holt."))
    >>> quotes = doc.spans["quotes"]
    >>> [(span.text, span.label_, item["speaker"]) for span, item in zip(quotes, quotes.attrs["items"])]
    [('“It is safe,”', 'direct', 'Ana Holt')]
    >>> [(span.text, span.label_) for span in doc.spans["entities"]]
    [('Ana Holt', 'person')]
    """
    from spacy.tokens import Doc, SpanGroup

    text = annotation["text"]
    doc = doc_or_nlp if isinstance(doc_or_nlp, Doc) else doc_or_nlp(text)
    if doc.text != text:
        raise PullquoteError("the document has another text than the annotation: make it from annotation[\"text\"]")
    groups = {
        name: SpanGroup(doc, name=name, attrs={"items": []}) for name in ("quotes", "sources", "cues", "entities", "facts")
    }

    def add(group: str, offsets: list[int], label: str, item: Any, id: str = "") -> None:
        # `None` stands for a span outside of all tokens, such as white space alone.
        start, end = offsets
        span = doc.char_span(start, end, label=label, span_id=id, alignment_mode="expand")
        if span is not None:
            groups[group].append(span)
            groups[group].attrs["items"].append(item)

    for attribution in annotation["attributions"]:
        for group, offsets in (
            ("quotes", attribution["content"]),
            ("sources", attribution["source"]),
            ("cues", attribution["cue"]),
        ):
            for one in offsets:
                add(group, one, attribution["kind"], attribution, attribution["id"])
    for entity in annotation["entities"]:
        add("entities", entity["span"], entity["type"], entity)
    for fact in annotation["facts"]:
        add("facts", fact["span"], fact["type"], fact)
    for name, spans in groups.items():
        doc.spans[name] = spans
    doc.user_data["pullquote"] = annotation
    return doc
