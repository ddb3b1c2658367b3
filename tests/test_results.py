import copy
import importlib
import inspect
import pickle
import pkgutil
from collections.abc import Mapping
from dataclasses import FrozenInstanceError, replace

import numpy as np
import pytest

import hipmech
from hipmech.results import Array, Result, frozen


class Inner(Result):
    values: Array


class Outer(Result):
    """A result with everything that results hold."""

    name: str
    number: float
    values: Array
    names: tuple[str, ...] = ("a", "b")
    inner: Inner | None = None


def outer(**changes):
    given = dict(name="x", number=1.0, values=np.array([1.0, np.nan]), inner=Inner(np.arange(3.0)))
    return Outer(**{**given, **changes})


def test_what_comes_in_is_copied_and_what_goes_out_is_read_only():
    mine = np.array([1.0, 2.0])
    result = outer(values=mine)
    mine[0] = 9.0
    assert result.values[0] == 1.0
    with pytest.raises(ValueError, match="read-only"):
        result.values[0] = 9.0
    with pytest.raises(FrozenInstanceError):
        result.number = 2.0
    assert frozen(result.values) is result.values
    view = frozen(result.values)[:1]
    assert not view.flags.writeable and not frozen(view).flags.writeable


def test_a_misspelt_field_is_answered_with_the_likely_one():
    with pytest.raises(TypeError, match=r"Outer has no 'value'; did you mean 'values'\?"):
        outer(value=np.zeros(1))
    assert list(inspect.signature(Inner).parameters) == ["values"]


def test_numbers_of_no_shape_are_plain_numbers():
    assert isinstance(outer(number=np.array(2.0)).number, np.float64)


@pytest.mark.parametrize("again", [copy.copy, copy.deepcopy, replace], ids=lambda f: f.__name__)
def test_copies_are_equal_and_read_only(again):
    result = outer()
    twin = again(result)
    assert twin == result and hash(twin) == hash(result) and twin is not result
    assert not twin.values.flags.writeable and not twin.inner.values.flags.writeable


def test_pickles_are_equal_and_read_only():
    result = Inner(np.arange(3.0))
    twin = pickle.loads(pickle.dumps(result))
    assert twin == result and not twin.values.flags.writeable


@pytest.mark.parametrize(
    "changes",
    [
        {"name": "y"},
        {"number": 2.0},
        {"number": np.nan},
        {"values": np.array([1.0, 2.0])},
        {"values": np.array([[1.0, np.nan]])},
        {"names": ("a",)},
        {"inner": Inner(np.zeros(3))},
        {"inner": None},
    ],
    ids=str,
)
def test_results_differ_when_any_field_does(changes):
    assert outer() != outer(**changes)


def test_equal_results_have_equal_hashes_whatever_the_kind_of_number():
    for a, b in ((0.0, -0.0), (1, 1.0), (np.nan, -np.nan), (np.float32(1), 1.0)):
        assert Inner(np.array([a])) == Inner(np.array([b]))
        assert hash(Inner(np.array([a]))) == hash(Inner(np.array([b])))
        assert outer(number=a) == outer(number=b) and hash(outer(number=a)) == hash(outer(number=b))
    assert outer() != "x" and Inner(np.zeros(1)) != outer()
    assert len({outer(), outer(), outer(number=3.0)}) == 2


def test_a_result_prints_in_three_short_lines_at_most():
    assert repr(outer(number=12345.6)) == (
        "Outer(name 'x', number 12300, values (2,) 1, names (2,), inner Inner)"
    )
    assert repr(Inner(np.linspace(0, 100, 101))) == "Inner(values (101,) 0 to 100)"
    long = outer(name="n" * 5000, values=np.zeros((7, 8)), names=("z",) * 1000)
    assert len(repr(long)) < 300
    Many = type("Many", (Result,), {"__annotations__": {f"field_{i}": float for i in range(99)}})
    lines = repr(Many(*np.linspace(-1e-7, 1e7, 99))).split("\n")
    assert len(lines) == 3 and max(map(len, lines)) <= 100 and lines[-1].endswith("…)")


def cached_functions():
    """Every public function of the package that remembers what it returned, with arguments."""
    some = {
        "bone_lines": ("hip bone",),
        "block": ("x", "normal", 1.2, "left", "top"),
        "side_lines": ("femur",),
        "faulty": ("forces too late",),
        "hardest_posture": ("lunge",),
    }
    for module in pkgutil.walk_packages(hipmech.__path__, "hipmech."):
        for name, thing in vars(importlib.import_module(module.name)).items():
            if hasattr(thing, "cache_info") and thing.__module__ == module.name and name[0] != "_":
                yield pytest.param(thing, some.get(name, ()), id=f"{module.name}.{name}")


def arrays_in(value):
    if isinstance(value, np.ndarray):
        yield value
    elif isinstance(value, Mapping):
        assert not isinstance(value, dict), "a dict that everybody shares can be written to"
        yield from (array for part in value.values() for array in arrays_in(part))
    elif isinstance(value, tuple | list):
        yield from (array for part in value for array in arrays_in(part))
    elif hasattr(value, "__dict__"):
        yield from (array for part in vars(value).values() for array in arrays_in(part))


@pytest.mark.parametrize(("function", "arguments"), list(cached_functions()))
def test_what_is_remembered_cannot_be_written_to(function, arguments):
    assert not any(array.flags.writeable for array in arrays_in(function(*arguments)))
