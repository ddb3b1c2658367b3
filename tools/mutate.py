"""Do the tests notice a wrong model?  ``python tools/mutate.py [--seed 1] [--count 40]``.

Makes single-line mutations of the model's modules (a sign turned, a constant ten percent off, a
product for a quotient, a term dropped, axes, sine and cosine or extremes swapped), one at a time in
a copy of the tree, and runs the model's unit tests against each. Prints what no test noticed; exit
status 1 if that is more than one. Takes about ten minutes: run it after a change of the model.
"""

import argparse
import ast
import random
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
NEAR = 4  # files of tests that are tried first
TIMEOUT = 400  # s: a mutation that never ends is noticed
OTHER = {"Add": "-", "Sub": "+", "Mult": "/", "Div": "*"}
SIGN = {"Add": "+", "Sub": "-", "Mult": "*", "Div": "/"}
SWAPPED = {"sin": "cos", "cos": "sin", "minimum": "maximum", "maximum": "minimum",
           "argmax": "argmin", "argmin": "argmax", "max": "min", "min": "max"}  # fmt: skip


@dataclass(frozen=True)
class Mutation:
    """One line of one module, as it was and as it is now."""

    path: Path
    line: int
    before: str
    after: str


def modules(root: Path) -> list[Path]:
    """The model: what lies above the kits and the lessons."""
    found = [*root.glob("hipmech/*.py"), *root.glob("hipmech/muscles/*.py")]
    return sorted(path for path in found if path.name != "results.py")


def _silent(tree: ast.AST) -> set[ast.AST]:
    """Nodes that compute nothing: words of errors, annotations, how much is remembered."""
    quiet: list[ast.AST] = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Raise | ast.JoinedStr):
            quiet.append(node)
        for name in ("annotation", "returns"):
            quiet += [part] if (part := getattr(node, name, None)) else []
        quiet += getattr(node, "decorator_list", [])
    return {inner for node in quiet for inner in ast.walk(node)}


def _edits(node: ast.AST) -> Iterator[tuple[ast.expr, ast.expr | None, str, str]]:
    """(from the end of this, to the start of that, pattern there, replacement); or this whole."""
    if isinstance(node, ast.BinOp) and (name := type(node.op).__name__) in OTHER:
        sign = re.escape(SIGN[name])
        yield node.left, node.right, sign, OTHER[name]
        if name in ("Add", "Sub"):
            yield node, None, "", ast.unparse(node.left)
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        if ast.unparse(node) != "-1":  # an axis, the last one
            yield node, None, "", ast.unparse(node.operand)
    elif isinstance(node, ast.Constant) and isinstance(node.value, int | float):
        number = node.value
        if 1e-5 < abs(number) < 1e5 and number not in (0, 1, 2):
            more = number + 1 if isinstance(number, int) else round(1.1 * number, 6)
            yield node, None, "", repr(more)
    elif isinstance(node, ast.Attribute) and node.attr in SWAPPED:
        yield node, None, "", f"{ast.unparse(node.value)}.{SWAPPED[node.attr]}"
    elif isinstance(node, ast.Subscript) and ast.unparse(node.slice) != "()":
        index = node.slice.elts[-1] if isinstance(node.slice, ast.Tuple) else node.slice
        if isinstance(index, ast.Constant) and index.value in (0, 1):
            yield index, None, "", str(1 - index.value)


def mutations(path: Path) -> list[Mutation]:
    """Every single-line mutation of a module, in the order of its lines."""
    text = path.read_text("utf-8")
    lines, tree = text.split("\n"), ast.parse(text)
    silent, found = _silent(tree), []
    for node in ast.walk(tree):
        if node in silent:
            continue
        for first, second, pattern, new in _edits(node):
            last = second or first
            if first.lineno != last.end_lineno or "\n" in new:
                continue
            # columns count bytes; Greek letters have two
            raw = lines[first.lineno - 1].encode()
            start, stop = (first.end_col_offset, second.col_offset) if second else (
                first.col_offset, first.end_col_offset)  # fmt: skip
            middle = re.sub(pattern, new, raw[start:stop].decode(), count=1) if second else new
            after = (raw[:start] + middle.encode() + raw[stop:]).decode()
            try:
                changed = ast.parse("\n".join([*lines[: first.lineno - 1], after,
                                               *lines[first.lineno :]]))  # fmt: skip
            except SyntaxError:
                continue
            if ast.dump(changed) != ast.dump(tree):
                found.append(Mutation(path, first.lineno, lines[first.lineno - 1], after))
    return sorted(set(found), key=lambda m: (m.line, m.after))


def chosen(root: Path, count: int, seed: int) -> list[Mutation]:
    """So many mutations, spread evenly over the modules, the same for the same seed."""
    dice = random.Random(seed)
    rows = [dice.sample(m, len(m)) for m in map(mutations, modules(root)) if m]
    dice.shuffle(rows)
    deck = [row[i] for i in range(max(map(len, rows))) for row in rows if i < len(row)]
    return deck[:count]


def _imports(path: Path) -> set[str]:
    """What a file imports from the package, as dotted names of modules and of what is in them."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return {name for name in found if name.startswith("hipmech.")}


def tests_for(path: Path, root: Path) -> list[str]:
    """The model's tests, those first that are fewest imports away from the module."""
    known = {
        ".".join(p.relative_to(root).with_suffix("").parts).removesuffix(".__init__"): _imports(p)
        for p in modules(root)
    }
    kits = re.compile(r"hipmech\.(drawing|live|lessons|research)|import build_notebooks|from lab")
    model = {}
    for test in sorted(root.glob("tests/test_*.py")):
        if not kits.search(test.read_text("utf-8")):
            near, steps = _imports(test), 0
            target = next(n for n, p in zip(known, modules(root), strict=True) if p == path)
            while target not in near and steps < 5:
                near, steps = near.union(*(known.get(name, ()) for name in near)), steps + 1
            model[test] = (test.stem != f"test_{path.stem}", steps)
    return [str(p) for p in (path, *sorted(model, key=model.__getitem__), *modules(root))]


def noticed(mutation: Mutation, root: Path) -> bool:
    """Whether a test fails with this mutation."""
    text = mutation.path.read_text("utf-8")
    lines = text.split("\n")
    lines[mutation.line - 1] = mutation.after
    mutation.path.write_text("\n".join(lines), "utf-8")
    command = [sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", "-o",
               "addopts=--doctest-modules"]  # fmt: skip
    tests = tests_for(mutation.path, root)
    quiet: dict[str, Any] = {"cwd": root, "capture_output": True, "timeout": TIMEOUT}
    quiet["env"] = {"PATH": "", "PYTHONPATH": str(root)}
    try:
        for some in (tests[:NEAR], tests[NEAR:]):  # collecting all takes longer than the nearest
            done = subprocess.run([*command, *some], **quiet)
            if done.returncode:
                return True
        return False
    except subprocess.TimeoutExpired:
        return True
    finally:
        mutation.path.write_text(text, "utf-8")


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--count", type=int, default=40)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "tree"
        skip = shutil.ignore_patterns(".*", "node_modules", "*.ipynb")
        shutil.copytree(ROOT, root, ignore=skip)
        survivors = 0
        for i, mutation in enumerate(chosen(root, options.count, options.seed), start=1):
            alive = not noticed(mutation, root)
            survivors += alive
            where = f"{mutation.path.relative_to(root)}:{mutation.line}"
            print(f"{i:3} {'SURVIVED' if alive else 'noticed '} {where}", flush=True)
            if alive:
                print(f"      - {mutation.before.strip()}\n      + {mutation.after.strip()}")
    print(f"{survivors} of {options.count} survived")
    return int(survivors > 1)


if __name__ == "__main__":
    sys.exit(main())
