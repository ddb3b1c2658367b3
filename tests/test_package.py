import ast
import subprocess
import sys
from pathlib import Path

import pytest

import hipmech

PACKAGE = Path(hipmech.__file__).parent
MODEL = sorted(PACKAGE.glob("*.py"))
DRAWING = {"matplotlib", "ipywidgets", "anywidget", "IPython", "PIL"}


def imports(path, top_level_only=False):
    """Dotted names that a module imports; relative ones start with a dot."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for node in tree.body if top_level_only else ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield "." * node.level + (node.module or "")


@pytest.mark.parametrize("path", MODEL, ids=lambda p: p.stem)
def test_the_model_layer_draws_nothing(path):
    roots = {name.split(".")[0] for name in imports(path)}
    assert not roots & DRAWING
    assert not {name for name in imports(path) if name.startswith((".figures", ".widgets"))}


@pytest.mark.parametrize("path", MODEL, ids=lambda p: p.stem)
def test_sympy_is_imported_only_when_an_equation_is_needed(path):
    assert "sympy" not in {name.split(".")[0] for name in imports(path, top_level_only=True)}


@pytest.mark.parametrize("path", sorted(PACKAGE.glob("figures/*.py")), ids=lambda p: p.stem)
def test_figures_know_no_widgets(path):
    names = set(imports(path))
    assert not {n for n in names if "widgets" in n or n.startswith("anywidget")}


def test_importing_hipmech_is_light():
    code = (
        "import sys, hipmech; print([m for m in ('numpy', 'pandas', 'sympy') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_the_face_has_what_it_names():
    for name in hipmech.__all__:
        assert callable(getattr(hipmech, name))
    with pytest.raises(AttributeError, match="hipmech has no 'Objekt'; it has MuscleSet, Subject"):
        hipmech.Objekt  # noqa: B018
