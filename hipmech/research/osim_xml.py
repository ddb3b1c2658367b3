"""XML opened safely: entities off, nothing executed, numbers checked where they are read."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import numpy as np

from hipmech.results import Array


def open_xml(path: Path) -> Any:
    """Return the first element of a file, damaged tags of OpenSim mended."""
    try:
        from defusedxml import DefusedXmlException
        from defusedxml.ElementTree import ParseError, fromstring
    except ImportError:
        raise ImportError("read_osim needs defusedxml: pip install 'hipmech[data]'") from None
    written = path.read_text(encoding="utf-8-sig", errors="replace")
    # tags such as <HuntCrossleyForce::ContactParameters>
    written = re.sub(r"(</?\w+)::", r"\1_", written)
    try:
        return fromstring(re.sub(r"^\s*<\?xml[^>]*\?>", "", written))
    except DefusedXmlException:
        raise ValueError("it declares XML entities, as no model needs; refused.") from None
    except ParseError as problem:
        raise ValueError(f"it is not well-formed XML: {problem}.") from None


def last(name: str) -> str:
    """Return the last part of a path."""
    return name.rstrip("/").split("/")[-1]


def first(node: Any, tag: str) -> Any:
    """Return the first element inside a tag."""
    return next(iter(node.find(tag)))


def text(node: Any, tag: str, missing: str = "") -> str:
    """Return what stands in a tag, without spaces around it."""
    return (node.findtext(tag) or missing).strip()


def numbers(node: Any, tag: str, missing: str = "", count: int | None = None) -> Array:
    """Return the numbers in a tag, so many where a count is given; a ValueError names the tag."""
    written = text(node, tag, missing)
    try:
        values = np.array(written.split(), float)
    except ValueError:
        values = np.array([np.nan])
    if not (np.isfinite(values).all() and len(values) == (count or len(values) or 1)):
        raise ValueError(f"<{tag}> holds {written!r}, expected {count or 'some'} numbers")
    return values


def known(node: Any, tag: str) -> float:
    """Return the number in a tag, NaN without such a tag."""
    return np.nan if node.find(tag) is None else number(node, tag)


def number(node: Any, tag: str, missing: str = "") -> float:
    """Return the only number in a tag."""
    return float(numbers(node, tag, missing, 1)[0])
