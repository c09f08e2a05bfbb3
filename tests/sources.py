"""The program's own files as syntax trees, for the tests that hold the rules of the house."""

import ast
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PROGRAM = sorted((ROOT / "desktop").rglob("*.py"))
SOURCES = [
    *PROGRAM,
    *sorted((ROOT / "tests").rglob("*.py")),
    *sorted((ROOT / "benchmarks").rglob("*.py")),
    ROOT / "dev.py",
]


@cache
def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@cache
def module_of(path: Path) -> str:
    return name_of(path).removesuffix(".py").removesuffix("/__init__").replace("/", ".")


@cache
def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"), str(path))


@cache
def nodes_of(path: Path) -> tuple[ast.AST, ...]:
    """All of them, as `ast.walk` finds them but for marks of loading and storing; many rules look at each."""
    found: list[ast.AST] = [tree_of(path)]
    for node in found:
        for name in node._fields:
            value = getattr(node, name, None)
            if isinstance(value, list):
                found += [each for each in value if isinstance(each, ast.AST)]
            elif isinstance(value, ast.AST) and name != "ctx":
                found.append(value)
    return tuple(found)


@cache
def imports_of(path: Path) -> frozenset[str]:
    """Every module a file imports, those inside functions and under TYPE_CHECKING too, with dots resolved."""
    package = module_of(path).split(".") if path.name == "__init__.py" else module_of(path).split(".")[:-1]
    found = set()
    for node in nodes_of(path):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            start = ".".join(package[: len(package) - node.level + 1]) if node.level else ""
            base = ".".join(part for part in (start, node.module) if part)
            found |= {base, *(f"{base}.{alias.name}" for alias in node.names)}
    return frozenset(found)


def importing(path: Path, *modules: str) -> set[str]:
    return {i for i in imports_of(path) if any(i == m or i.startswith(f"{m}.") for m in modules)}


def below(*folders: str) -> list[Path]:
    return [p for p in PROGRAM if module_of(p).startswith(tuple(f"desktop.{f}" for f in folders))]


def breaches(found: dict[Path, object]) -> list[str]:
    return [f"{name_of(path)}: {what}" for path, what in found.items() if what]
