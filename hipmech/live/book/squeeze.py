"""Tables as few bytes: differences of whole numbers, few directions of many numbers, a palette."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from hipmech.live.book.build import Builder
from hipmech.live.book.sample import COLOUR, PLACE, TOLD
from hipmech.live.book.table import Table

STEP = {PLACE: 1 / 8, COLOUR: 1 / 255}  # in which numbers are kept: px, share
FINE = 2000  # steps of a number of the scene
FINENESS = 0.8, 0.4, 0.2  # of coefficients, as a share of what is allowed
HEAD = 200  # bytes that a table takes beside its numbers
BESIDE = 64  # columns that tell which differences are small


class Blob:
    """Arrays one after the other, each known by where and how it stands."""

    def __init__(self) -> None:
        self._parts: dict[bytes, int] = {}  # what stands there already is not kept again
        self._length = 0

    def whole(self, numbers: NDArray, sizes: Sequence[int] = ()) -> list[Any]:
        """Keep whole numbers (rows, columns), the rows a grid of these sizes, as differences."""
        table = numbers.reshape(*(sizes or [len(numbers)]), -1)
        data, planes, orders = packed(table)
        return [self._put(data), table.shape, orders, planes]

    def real(self, numbers: NDArray) -> list[int]:
        """Keep real numbers in single precision."""
        return [self._put(np.ravel(numbers).astype("<f4").tobytes()), np.size(numbers)]

    def _put(self, data: bytes) -> int:
        if data not in self._parts:
            self._parts[data] = self._length
            self._length += len(data)
        return self._parts[data]

    @property
    def bytes(self) -> bytes:
        """All of it."""
        return b"".join(self._parts)


def packed(table: NDArray) -> tuple[bytes, int, list[int]]:
    """Return whole numbers as bytes, in how many planes, and as which differences.

    Along each axis they are those of no, first or second order, whichever are small.
    """
    steps: Any = table.astype(np.int64)
    orders = [0] * steps.ndim
    some, least = steps[..., -BESIDE:], np.inf
    while True:
        trials = [(_bits(np.diff(some, axis=k, prepend=0)), k)
                  for k, n in enumerate(some.shape) if orders[k] < 2 and n > 1]  # fmt: skip
        now = min(_bits(some), least)
        if not trials or min(trials)[0] >= 0.98 * now:
            break
        least, axis = min(trials)
        orders[axis] += 1
        some = np.diff(some, axis=axis, prepend=0)
        steps = np.diff(steps, axis=axis, prepend=0)
    steps = steps.reshape(-1, steps.shape[-1]).T.ravel()
    zigzag = ((steps << 1) ^ (steps >> 63)).astype(np.uint64)
    planes = 1
    while zigzag.size and int(zigzag.max()) >> 8 * planes:
        planes += 1
    return b"".join((zigzag >> np.uint64(8 * p)).astype(np.uint8).tobytes()
                    for p in range(planes)), planes, orders  # fmt: skip


def _bits(numbers: NDArray) -> float:
    return float(np.log2(1 + 2 * np.abs(numbers)).sum())


def _low(scaled: NDArray) -> tuple[NDArray, NDArray, NDArray, NDArray] | None:
    """Return mean (n), coefficients (rows, r), directions (n, r), their scale (r), or None.

    They give every number of a table (rows, n) within 1.
    """
    rows, n = scaled.shape
    if rows < 12 or n < 6:
        return None
    mean = scaled.mean(axis=0)
    rest = scaled - mean
    some = np.linspace(0, rows - 1, min(rows, 700)).astype(int)
    for _ in range(3):
        directions = np.linalg.svd(rest[some], full_matrices=False)[2]
        few, many = 1, min(len(directions), n // 2)
        if _off(rest[some], directions[:many]).max() > 0.6:
            return None
        while few < many:
            r = (few + many) // 2
            few, many = (few, r) if _off(rest[some], directions[:r]).max() <= 0.6 else (r + 1, many)
        off = _off(rest, directions[:many])
        if off.max() <= 0.6:
            return mean, *_in_steps(rest, directions[:many].T)
        some = np.union1d(some, np.argsort(off)[-200:])
    return None


def _off(rest: NDArray, directions: NDArray) -> NDArray:
    """Return by how much few directions miss the rows of a table."""
    return np.abs(rest - rest @ directions.T @ directions).max(axis=1)


def _in_steps(rest: NDArray, basis: NDArray) -> tuple[NDArray, NDArray, NDArray]:
    """Return coefficients (rows, r) and directions (n, r) as whole numbers, and their scale."""
    for fineness in FINENESS:
        fair = fineness / np.sqrt(basis.shape[1])
        fine = fair / np.abs(basis).max(axis=0)
        whole = np.round(rest @ basis / fine).astype(int)
        scale = fair / np.maximum(np.abs(whole).max(axis=0), 1)
        kept = np.round(basis * fine / scale).astype(int)
        if np.abs(rest - whole @ (kept * scale).T).max() <= 1:
            break
    return whole, kept, scale


class _Way:
    """A table as whole numbers: those of its columns, or of few directions if that is smaller.

    ``size``: about how many bytes it takes.
    """

    def __init__(self, builder: Builder, table: Table) -> None:
        self.table = table
        self.low: tuple[NDArray, NDArray, NDArray, NDArray] | None = None
        kinds = np.array(builder.sampler.kinds)[table.columns]
        units = np.array(builder.sampler.units)[table.columns]
        step = np.maximum(np.ptp(table.values, axis=0) / FINE, 1e-9)
        step[kinds == PLACE] = STEP[PLACE]
        self.step = np.where(kinds == TOLD, units, step).astype(np.float32)
        self.sizes = [builder.sampler.sizes[k] for k in table.controls]
        self.raw, self.same = _once(np.round(table.values / self.step).astype(int))
        self.size = HEAD + self._bytes(self.raw)
        low = None if (kinds == TOLD).any() else _low(table.values / self.step)
        if low:
            small = HEAD + sum(map(self._bytes, low[1:3])) + 4 * len(low[0])
            if small < self.size:
                self.low, self.size = low, small

    def _bytes(self, numbers: NDArray) -> int:
        is_grid = len(numbers) == len(self.table.values)
        grid = numbers.reshape(*self.sizes, -1) if is_grid else numbers
        return len(zlib.compress(packed(grid)[0]))

    def keep(self, blob: Blob) -> dict[str, Any]:
        """Put the numbers into a blob."""
        step = blob.real(self.step)
        if self.low:
            mean, numbers, basis, scale = self.low
            more = {"mean": blob.real(mean), "scale": blob.real(scale), "basis": blob.whole(basis)}
        else:
            numbers, more = self.raw, {"same": blob.whole(self.same)}
        return {"step": step, "rows": blob.whole(numbers, self.sizes), **more}


def squeeze(builder: Builder, blob: Blob) -> list[dict[str, Any]]:
    """Keep all tables, each in whichever way is smaller."""
    out = []
    for table in _told_apart(builder):
        kinds = np.array(builder.sampler.kinds)[table.columns]
        if (kinds == COLOUR).all():
            palette, raw = _palette(table.values)
            kept, same = _once(raw)
            rows = blob.whole(kept, [builder.sampler.sizes[k] for k in table.controls])
            told = {"palette": blob.whole(palette), "rows": rows, "same": blob.whole(same)}
            out.append(_head(table, blob) | told)
            continue
        out += [_head(way.table, blob) | way.keep(blob) for way in _ways(builder, table)]
    return out


def _ways(builder: Builder, table: Table) -> list[_Way]:
    """Return how a table is kept: as one, or each outline that has few directions by itself."""
    parts = np.array(builder.sampler.parts)[table.columns]
    ways, rest = [], np.ones(len(parts), bool)
    for part in np.unique(parts):
        way = _Way(builder, table.some(parts == part))
        if way.low:
            ways.append(way)
            rest &= parts != part
    if rest.any():
        ways.append(_Way(builder, table.some(rest)))
    one = _Way(builder, table) if len(ways) > 1 else None
    return [one] if one and one.size <= sum(way.size for way in ways) else ways


def _head(table: Table, blob: Blob) -> dict[str, Any]:
    columns = blob.whole(table.columns)
    return {"controls": table.controls, "columns": columns, "option": table.option}


def _once(numbers: NDArray) -> tuple[NDArray, NDArray]:
    """Return the columns of a table without those that stand there before, and which each is."""
    known: dict[bytes, int] = {}
    same = [known.setdefault(column.tobytes(), len(known)) for column in numbers.T.copy()]
    _, first = np.unique(same, return_index=True)
    return numbers[:, first], np.array(same, int)


def _palette(colours: NDArray) -> tuple[NDArray, NDArray]:
    """Return different colours (m, 4) of 0 to 255, those alike together, and which is where."""
    whole = np.round(255 * colours.reshape(-1, 4)).astype(int)
    palette, which = np.unique(whole, axis=0, return_inverse=True)
    far = palette - palette.mean(axis=0)
    order = np.argsort(far @ np.linalg.svd(far, full_matrices=False)[2][0], kind="stable")
    return palette[order], np.argsort(order)[which].reshape(len(colours), -1)


def _told_apart(builder: Builder) -> list[Table]:
    """Return the tables, numbers in sentences and colours apart from the others.

    Places stand in the order of x, then y, along each artist: those beside each other are alike.
    """
    tables, kinds = [], np.array(builder.sampler.kinds)
    for table in builder.tables:
        own = kinds[table.columns]
        told, colour = own == TOLD, own == COLOUR
        for part in (told, colour, ~(told | colour)):
            some = np.flatnonzero(part)
            if not (colour & part).any():
                columns = table.columns[some]
                owners = np.array(builder.sampler.owners)[columns]
                some = some[np.lexsort((columns, columns % 2, owners))]
            if len(some):
                tables.append(table.some(some))
    return tables
