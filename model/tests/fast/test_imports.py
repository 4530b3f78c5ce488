"""The modules of the package import one way, and none of them is a script."""
from __future__ import annotations

import ast
import unittest
from pathlib import Path

PACKAGE = Path(__file__).resolve().parents[2] / "pullquote_model"
ROOMS = ("base", "data", "network", "decoding", "export", "evaluation", "training", "runs", "commands", "__main__")
"""From low to high; modules beside the rooms are "base" unless they are named here."""
NO_TORCH = ("base", "data", "runs", "commands", "__main__")


def modules() -> dict[str, ast.Module]:
    """Every module of the package by its dotted name."""
    out = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        parts = path.relative_to(PACKAGE).with_suffix("").parts
        parts = parts[:-1] if parts[-1] == "__init__" else parts
        out[".".join(("pullquote_model", *parts))] = ast.parse(path.read_text(encoding="utf-8"))
    return out


def imports(tree: ast.AST, known: set[str]) -> set[str]:
    """The modules that a module imports: those of the package by their whole name, others by their first word."""
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {a.name for a in node.names}
        elif isinstance(node, ast.ImportFrom):
            if node.level:
                found.add("." * node.level)
                continue
            for a in node.names:
                whole = f"{node.module}.{a.name}"
                found.add(whole if whole in known else node.module)
    return {f if f.startswith(("pullquote_model", ".")) else f.split(".")[0] for f in found}


def at_top(tree: ast.Module) -> ast.Module:
    """The module without the bodies of its functions."""
    body = [n for n in tree.body if not isinstance(n, (ast.FunctionDef, ast.ClassDef))]
    return ast.Module(body, [])


def room(name: str) -> str:
    parts = name.split(".")
    return parts[1] if len(parts) > 1 and parts[1] in ROOMS else "base"


def cycle(graph: dict[str, set[str]]) -> list[str] | None:
    """A circle of imports, or None."""
    state: dict[str, int] = {}

    def visit(name: str, path: list[str]) -> list[str] | None:
        if state.get(name) == 1:
            return path[path.index(name):] + [name]
        if state.get(name) == 2:
            return None
        state[name] = 1
        for to in sorted(graph.get(name, ())):
            found = visit(to, path + [name])
            if found:
                return found
        state[name] = 2
        return None

    for name in sorted(graph):
        found = visit(name, [])
        if found:
            return found
    return None


class Imports(unittest.TestCase):
    def setUp(self) -> None:
        self.modules = modules()
        self.known = set(self.modules)
        self.graph = {name: imports(tree, self.known) for name, tree in self.modules.items()}

    def test_the_modules_are_found(self) -> None:
        self.assertGreater(len(self.modules), 30)
        self.assertIn("pullquote_model.labels", self.graph["pullquote_model.data.windows"])

    def test_a_circle_is_noticed(self) -> None:
        self.assertEqual(cycle({"a": {"b"}, "b": {"c"}, "c": {"b"}}), ["b", "c", "b"])
        self.assertIsNone(cycle({"a": {"b", "c"}, "b": {"c"}}))

    def test_no_circle(self) -> None:
        inside = {name: {x for x in to if x in self.known} for name, to in self.graph.items()}
        self.assertIsNone(cycle(inside))

    def test_rooms_import_rooms_below(self) -> None:
        for name, to in self.graph.items():
            self.assertNotIn(".", "".join(x for x in to if x.startswith(".")), f"{name}: imports are absolute")
            for x in to & self.known:
                self.assertLessEqual(ROOMS.index(room(x)), ROOMS.index(room(name)), f"{name} imports {x}")

    def test_nobody_imports_a_script(self) -> None:
        guarded = {name for name, tree in self.modules.items() for n in tree.body
                   if isinstance(n, ast.If) and any(isinstance(x, ast.Name) and x.id == "__name__" for x in ast.walk(n.test))}
        self.assertEqual(guarded, {"pullquote_model.__main__"})
        scripts = guarded | {"pullquote_model.commands"}
        for name, to in self.graph.items():
            if name not in scripts:
                self.assertFalse(to & scripts, name)

    def test_reading_corpora_needs_no_torch(self) -> None:
        for name, tree in self.modules.items():
            if room(name) in NO_TORCH:
                self.assertFalse(imports(at_top(tree), self.known) & {"torch", "numpy", "safetensors"}, name)
