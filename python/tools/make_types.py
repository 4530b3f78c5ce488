"""Writes `src/pullquote/types.py` from the JSON Schema of the annotations: `python tools/make_types.py`."""

from __future__ import annotations

import json
from pathlib import Path

PACKAGE = Path(__file__).resolve().parent.parent
SCHEMA = PACKAGE.parent / "src" / "export" / "annotations.schema.json"
TYPES = PACKAGE / "src" / "pullquote" / "types.py"

HEAD = '''"""The types of an annotation, made from its JSON Schema by `tools/make_types.py`. Do not edit.

Every offset counts Unicode code points of `text`, from 0, end exclusive.
"""

from __future__ import annotations

from typing import Any, Literal, TypedDict, Union

Span = list[int]
"""`[start, end]`"""
'''

SINGULAR = {"entities": "Entity", "people": "Person", "attributions": "Attribution", "facts": "Fact"}
SIMPLE = {"string": "str", "integer": "int", "number": "float", "boolean": "bool", "null": "None"}
# The word for kinds of fact that have the same fields.
SHARED = {("duration", "set"): "Time"}


class Writer:
    """Collects the classes, the innermost first."""

    def __init__(self, schema: dict) -> None:
        self.defs = schema["$defs"]
        self.classes: list[str] = []

    def type_of(self, schema: dict, name: str) -> str:
        """Returns the type of a value. `name` is the name of its class, if it needs one."""
        if "$ref" in schema:
            target = schema["$ref"].removeprefix("#/$defs/")
            return "Span" if target == "span" else self.type_of(self.defs[target], name)
        if "const" in schema or "enum" in schema:
            values = schema.get("enum", [schema.get("const")])
            return f"Literal[{', '.join('None' if v is None else json.dumps(v) for v in values)}]"
        if "oneOf" in schema:
            parts = [self.type_of(part, self.variant(part, name)) for part in schema["oneOf"]]
            if all(part.isidentifier() for part in parts) and len(parts) > 2:
                self.classes.append(f"{name} = Union[{', '.join(parts)}]\n")
                return name
            return " | ".join(parts)
        kind = schema["type"]
        if isinstance(kind, list):
            return " | ".join(SIMPLE[part] for part in kind)
        if kind == "array":
            return f"list[{self.type_of(schema['items'], name)}]"
        if kind == "object":
            self.object(schema, name)
            return name
        return SIMPLE[kind]

    @staticmethod
    def variant(schema: dict, name: str) -> str:
        """Returns the name of one variant of `name`: `DateFact`."""
        kind = schema.get("properties", {}).get("type", {})
        kinds = tuple(kind.get("enum", [kind.get("const")]))
        return SHARED.get(kinds, str(kinds[0]).capitalize()) + name

    def object(self, schema: dict, name: str) -> None:
        """Adds the class of an object. Optional fields stand in a class of their own."""
        required, optional = [], []
        for field, inner in schema["properties"].items():
            line = f"    {field}: {self.type_of(inner, SINGULAR.get(field, field.capitalize()))}\n"
            words = inner.get("description")
            if words:
                line += f'    """{words}"""\n'
            (required if field in schema["required"] else optional).append(line)
        words = schema.get("description")
        doc = [f'    """{words}"""\n\n'] if words else []
        if optional:
            self.classes.append("".join([f"class _{name}(TypedDict):\n", *required]))
            self.classes.append("".join([f"class {name}(_{name}, total=False):\n", *doc, *optional]))
        else:
            self.classes.append("".join([f"class {name}(TypedDict):\n", *doc, *required]))


def made() -> str:
    """Returns the module for the present schema."""
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    writer = Writer(schema)
    writer.type_of(schema, "Annotation")
    text = "\n\n".join([HEAD, *writer.classes])
    return text if "Any" in "".join(writer.classes) else text.replace("Any, ", "")


if __name__ == "__main__":
    TYPES.write_text(made(), encoding="utf-8")
