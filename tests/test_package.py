"""The house: which room may know which."""

import ast
import inspect
import re
import subprocess
import sys
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

import hipmech

PACKAGE = Path(hipmech.__file__).parent
MODULES = sorted(PACKAGE.rglob("*.py"))
KITS = ("drawing", "live", "feedback", "lessons", "research")
MODEL = [path for path in MODULES if path.relative_to(PACKAGE).parts[0] not in KITS]
LESSONS = sorted(path for path in (PACKAGE / "lessons").iterdir() if path.is_dir())
DRAWS = {"matplotlib", "ipywidgets", "anywidget", "IPython", "PIL"}


def imports(path, top_level_only=False):
    """Dotted names of the modules that a module imports."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for node in tree.body if top_level_only else ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, f"{path.name}: import by the whole name, from hipmech... import"
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def known(path, *rooms):
    """What a module imports from these rooms of the package."""
    heads = tuple(f"hipmech.{room}" for room in rooms)
    return {
        name
        for name in imports(path)
        if name in heads or name.startswith(tuple(f"{h}." for h in heads))
    }


def name(path):
    return path.relative_to(PACKAGE).with_suffix("").as_posix()


@pytest.mark.parametrize("path", MODEL, ids=name)
def test_the_model_draws_nothing_and_knows_no_kit(path):
    assert not {module.split(".")[0] for module in imports(path)} & DRAWS
    assert not known(path, *KITS)


@pytest.mark.parametrize("path", MODEL, ids=name)
def test_sympy_is_imported_only_when_an_equation_is_needed(path):
    assert "sympy" not in {module.split(".")[0] for module in imports(path, top_level_only=True)}


@pytest.mark.parametrize("path", sorted((PACKAGE / "drawing").glob("*.py")), ids=name)
def test_drawing_knows_neither_live_nor_lessons(path):
    assert not known(path, "live", "feedback", "lessons", "research")


@pytest.mark.parametrize("path", sorted((PACKAGE / "live").glob("*.py")), ids=name)
def test_live_knows_no_lesson(path):
    assert not known(path, "feedback", "lessons", "research")


@pytest.mark.parametrize("path", sorted((PACKAGE / "feedback").glob("*.py")), ids=name)
def test_feedback_knows_no_lesson_and_nothing_live(path):
    assert not known(path, "drawing", "live", "lessons", "research")


MATERIALS = {  # colours without a meaning: bone and body, the edges of what a cell prints
    "drawing/anatomy", "drawing/bones", "drawing/person", "drawing/side_bones", "drawing/walker",
    "feedback/paper", "feedback/session", "lessons/start/course_map",
}  # fmt: skip


@pytest.mark.parametrize("path", MODULES, ids=name)
def test_colours_with_a_meaning_have_their_name_in_style(path):
    told = path.read_text("utf-8").split("\n")
    found = [line for line in told if re.search(r"#([0-9A-Fa-f]{6}|[0-9A-Fa-f]{3})\b", line)]
    assert not found or name(path) in MATERIALS | {"drawing/style"}


@pytest.mark.parametrize("room", LESSONS, ids=lambda path: path.name)
def test_a_lesson_knows_no_other_lesson_and_its_picture_nothing_live(room):
    others = [f"lessons.{other.name}" for other in LESSONS if other != room]
    for path in room.glob("*.py"):
        assert not known(path, *others)
        if path.name != "explorer.py":
            assert not known(path, "live")


def test_no_two_rooms_know_each_other():
    names = {
        ".".join(("hipmech", *path.relative_to(PACKAGE).with_suffix("").parts)): path
        for path in MODULES
        if path.name != "__init__.py"
    }
    known_rooms = {n: set(imports(path, top_level_only=True)) for n, path in names.items()}
    order = TopologicalSorter({n: rooms & set(names) for n, rooms in known_rooms.items()})
    assert set(order.static_order()) == set(names)


def test_importing_hipmech_is_light():
    code = (
        "import sys, hipmech; print([m for m in ('numpy', 'pandas', 'sympy') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_the_face_has_what_it_names():
    for public in hipmech.__all__:
        assert callable(getattr(hipmech, public))
    with pytest.raises(AttributeError, match=r"no 'Objekt'; it has .*MuscleSet, Subject"):
        hipmech.Objekt  # noqa: B018


def test_completion_shows_rooms_and_names_and_both_work_by_attribute():
    shown = dir(hipmech)
    assert {"Subject", "MuscleSet", "single_leg_stance", "__version__"} <= set(shown)
    code = "import hipmech; [getattr(hipmech, name) for name in dir(hipmech)]; hipmech.lessons"
    subprocess.run([sys.executable, "-c", code], check=True)


def test_the_map_names_every_room():
    rooms = {path.relative_to(PACKAGE).parts[0].removesuffix(".py") for path in MODULES}
    told = set(re.findall(r"[a-z_]+", hipmech.__doc__.split("The ground")[1]))
    assert rooms - {"__init__"} <= told, "a room is missing in hipmech.__doc__"


def test_help_on_the_stance_opens_with_a_readable_signature():
    text = str(inspect.signature(hipmech.single_leg_stance))
    assert "ArrayLike" in text and len(text) < 600
