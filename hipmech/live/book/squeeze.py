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

STEP = {PLACE: 1 / 16, COLOUR: 1 / 510}  # in which numbers are kept: px, share
COARSE = 2  # times that, where nothing is interpolated
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
        exact = _is_exact(builder, table)
        spread = np.ptp(table.values, axis=0)
        units = np.array(builder.sampler.units)[table.columns] / (1 if exact else 64)
        step = np.maximum(spread / 4000, 1e-9)
        for kind, size in STEP.items():
            step[kinds == kind] = size
        step = np.where(kinds == TOLD, units, step * (COARSE if exact else 1))
        self.step = step.astype(np.float32)
        self.sizes = [len(knots) for _, knots in table.axes]
        self.raw, self.same = _once(np.round(table.values / self.step).astype(int))
        self.size = HEAD + self._bytes(self.raw)
        is_told = exact and (kinds == TOLD).any()
        low = None if is_told else _low(table.values / self.step)
        if low:
            small = HEAD + sum(map(self._bytes, low[1:3])) + 4 * len(low[0])
            if small < self.size:
                self.low, self.size = low, small

    def _bytes(self, numbers: NDArray) -> int:
        is_grid = len(numbers) == len(self.table.values)
        grid = numbers.reshape(*self.sizes, -1) if is_grid else numbers
        return len(zlib.compress(packed(grid)[0]))

    def keep(self, blob: Blob) -> dict[str, Any]:
        """Put the numbers into a blob; afterwards the table's values are what the page has."""
        table, step = self.table, blob.real(self.step)
        if self.low:
            mean, numbers, basis, scale = self.low
            values = (mean + numbers @ (basis * scale).T) * self.step
            more = {"mean": blob.real(mean), "scale": blob.real(scale), "basis": blob.whole(basis)}
        else:
            numbers, values = self.raw, self.raw[:, self.same] * self.step
            more = {"same": blob.whole(self.same)}
        table.values = values.astype(np.float32)
        return {"step": step, "rows": blob.whole(numbers, self.sizes), **more}


def squeeze(builder: Builder, blob: Blob) -> list[dict[str, Any]]:
    """Keep all tables, each in whichever way is smaller; afterwards their values are the page's."""
    out, tables = [], []
    for table in _told_apart(builder):
        kinds = np.array(builder.sampler.kinds)[table.columns]
        if builder.is_whole and (kinds == COLOUR).all():
            palette, raw = _palette(table.values)
            table.values = (palette[raw] / 255).reshape(table.values.shape).astype(np.float32)
            kept, same = _once(raw)
            rows = blob.whole(kept, [len(knots) for _, knots in table.axes])
            told = {"palette": blob.whole(palette), "rows": rows, "same": blob.whole(same)}
            out.append(_head(builder, table, blob) | told)
            tables.append(table)
            continue
        for way in _ways(builder, table):
            out.append(_head(builder, way.table, blob) | way.keep(blob))
            tables.append(way.table)
    builder.tables = tables
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


def _head(builder: Builder, table: Table, blob: Blob) -> dict[str, Any]:
    sizes = builder.sampler.sizes
    return {
        "axes": [[k, 0 if len(knots) == sizes[k] else knots.tolist()] for k, knots in table.axes],
        "columns": blob.whole(table.columns),
        "regime": table.regime,
        "option": table.option,
    }


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


def _is_exact(builder: Builder, table: Table) -> bool:
    return all(len(knots) == builder.sampler.sizes[k] for k, knots in table.axes)


def _told_apart(builder: Builder) -> list[Table]:
    """Return the tables, numbers in sentences apart from the others; colours if sampled whole.

    Places stand in the order of x, then y, along each artist: those beside each other are alike.
    """
    tables, kinds = [], np.array(builder.sampler.kinds)
    for table in builder.tables:
        own = kinds[table.columns]
        told, colour = own == TOLD, (own == COLOUR) & builder.is_whole
        for part in (told, colour, ~(told | colour)):
            some = np.flatnonzero(part)
            if not (colour & part).any():
                columns = table.columns[some]
                owners = np.array(builder.sampler.owners)[columns]
                some = some[np.lexsort((columns, columns % 2, owners))]
            if len(some):
                tables.append(table.some(some))
    return tables
