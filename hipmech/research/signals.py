"""Measured curves: smoothed without delay, their gaps, and when a foot is on the ground."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from scipy.interpolate import CubicSpline
from scipy.signal import butter, sosfiltfilt

from hipmech.results import Array


def lowpass(values: Array, rate: float, cut_off: float) -> Array:
    """Smooth along the first axis without delay: Butterworth, 2nd order forward and backward.

    The gain is −3 dB at ``cut_off`` in Hz: 6 for walking, 12 to 15 for running, the same for
    markers and forces (Kristianslund et al. 2012, J Biomech 45:666). Gaps (NaN) stay gaps; each
    piece between them is smoothed by itself, and pieces of 12 frames or fewer become gaps.
    """
    twice = (2**0.5 - 1) ** 0.25  # two passes: each −1.5 dB at cut_off
    if not 0 < cut_off < 0.8 * rate / 2:
        raise ValueError(
            f"cut_off must be above 0 and below {0.4 * rate:.0f} Hz for {rate:.0f} frames a "
            f"second, got {cut_off:g}."
        )
    if 2 * cut_off / twice >= rate:
        return values
    filter_ = _butter(2 * cut_off / twice / rate)
    result = np.full(values.shape, np.nan)
    whole = ~np.isnan(values.reshape(len(values), -1)).any(axis=1)
    for start, stop in _pieces(np.asarray(whole)):
        if stop - start > 12:
            pad = min(stop - start - 2, int(rate))
            result[start:stop] = sosfiltfilt(filter_, values[start:stop], axis=0, padlen=pad)
    return result


@lru_cache(50)
def _butter(share: float) -> NDArray:
    """2nd order, to this share of half the rate."""
    return butter(2, share, output="sos")


def fill_gaps(values: Array, rate: float, longest: float = 0.1) -> Array:
    """Close gaps (NaN) in (n, 3) of up to ``longest`` s by a cubic spline; longer ones stay."""
    seen = np.asarray(~np.isnan(values).any(axis=-1))
    if seen.all() or seen.sum() < 8:
        return values
    frames, filled = np.arange(len(values)), values.copy()
    spline = CubicSpline(frames[seen], values[seen])
    for start, stop in _pieces(~seen):
        if stop - start <= longest * rate and start > 0 and stop < len(values):
            filled[start:stop] = spline(frames[start:stop])
    return filled


def foot_contacts(
    time: Array, vertical: Array, threshold: float = 20.0, shortest: float = 0.1
) -> Array:
    """When (k, 2) in s a foot lands and leaves: above ``threshold`` N for ``shortest`` s or longer.

    The crossing is interpolated; where the recording begins or ends within a contact stands NaN.

    >>> foot_contacts(np.arange(6) / 10, np.array([0, 0, 40, 40, 40, 0.0]))
    array([[0.15, 0.45]])
    """

    def crossing(i: int) -> float:
        if i in (0, len(time)):
            return np.nan
        share = (threshold - vertical[i - 1]) / (vertical[i] - vertical[i - 1])
        return time[i - 1] + share * (time[i] - time[i - 1])

    found = [
        (crossing(start), crossing(stop))
        for start, stop in _pieces(np.greater(vertical, threshold))
        if time[stop - 1] - time[start] >= shortest
    ]
    return np.array(found).reshape(-1, 2)


def _pieces(true: NDArray[np.bool_]) -> NDArray[np.intp]:
    """First and one past the last index (k, 2) of every run of True."""
    return np.flatnonzero(np.diff(np.concatenate([[0], true.astype(int), [0]]))).reshape(-1, 2)
