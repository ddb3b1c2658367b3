"""Rules for what is not a number: which words and looks follow from the numbers beside them."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

DEEPEST = 24


def grow(features: NDArray, labels: NDArray, deep: int = 0) -> Any:
    """Return a tree that tells labels (s) from features (s, f): a label, or a split.

    A split is [feature, other feature or -1, limit, tree where their difference is at most the
    limit, tree where it is more].

    >>> grow(np.array([[1.0], [2.0], [5.0]]), np.array([0, 0, 1]))
    [0, -1, 3.5, 0, 1]
    """
    kinds, counts = np.unique(labels, return_counts=True)
    if len(kinds) == 1 or deep == DEEPEST:
        return int(kinds[counts.argmax()])
    best = _best(features, labels)
    if best[0] > 0:  # no single number tells: differences of the most telling ones
        single = [_best(features[:, [f]], labels)[0] for f in range(features.shape[1])]
        few = np.argsort(single)[:24]
        pairs = [(i, j) for n, i in enumerate(few) for j in few[:n]]
        differences = np.column_stack(
            [features[:, i] - features[:, j] for i, j in pairs] or [labels]
        )
        second = _best(differences, labels)
        if pairs and second[0] < 0.7 * best[0]:
            i, j = pairs[second[1]]
            best, column, split = second, differences[:, second[1]], [int(i), int(j)]
        else:
            column, split = features[:, best[1]], [int(best[1]), -1]
    else:
        column, split = features[:, best[1]], [int(best[1]), -1]
    low = column <= best[2]
    if low.all() or not low.any():
        return int(kinds[counts.argmax()])
    return [*split, float(best[2]), grow(features[low], labels[low], deep + 1),
            grow(features[~low], labels[~low], deep + 1)]  # fmt: skip


def _best(features: NDArray, labels: NDArray) -> tuple[float, int, float]:
    """Return the least impurity that a limit of one feature leaves, the feature, the limit."""
    kinds, numbers = np.unique(labels, return_inverse=True)
    n = len(labels)
    best = (np.inf, 0, 0.0)
    after = np.arange(1, n)
    one_hot = np.eye(len(kinds))[numbers]
    total = one_hot.sum(axis=0)
    for f in range(features.shape[1]):
        order = np.argsort(features[:, f], kind="stable")
        x = features[order, f]
        left = np.cumsum(one_hot[order], axis=0)[:-1]
        right = total - left
        impurity = n - (left**2).sum(1) / after - (right**2).sum(1) / (n - after)
        impurity[x[1:] - x[:-1] <= 1e-9 * (1 + np.abs(x[1:]))] = np.inf
        at = int(impurity.argmin())
        if impurity[at] < best[0] - 1e-9 or (
            impurity[at] < 1e-9 and best[0] < 1e-9 and _gap(x, at) > best[3]  # type: ignore[misc]
        ):
            best = (impurity[at], f, float((x[at] + x[at + 1]) / 2), _gap(x, at))  # type: ignore[assignment]
    return max(best[0], 0.0) if best[0] > 1e-9 else 0.0, best[1], best[2]


def _gap(x: NDArray, at: int) -> float:
    """Width of a gap between sorted numbers, as a share of their range."""
    return float((x[at + 1] - x[at]) / (x[-1] - x[0]))


def decide(tree: Any, features: NDArray) -> NDArray:
    """Return the label (s) of features (s, f)."""
    if not isinstance(tree, list):
        return np.full(len(features), tree)
    i, j, limit, low, high = tree
    value = features[:, i] - (features[:, j] if j >= 0 else 0)
    return np.where(value <= limit, decide(low, features), decide(high, features))
