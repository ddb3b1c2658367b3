"""A book as one file: what stands, what its controls are, and its tables."""

from __future__ import annotations

import base64
import gzip
import json
from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from hipmech.drawing.picture import alt_of
from hipmech.drawing.stage import own_style
from hipmech.live.book.build import Builder
from hipmech.live.book.squeeze import STEP, Blob, squeeze
from hipmech.live.controls import Control
from hipmech.live.scene import HipScene


def write(builder: Builder, notes: list[str]) -> bytes:
    """Return a book: its length as JSON, JSON, arrays; compressed."""
    sampler, blob = builder.sampler, Blob()
    explorer, stage, recorder = sampler.explorer, sampler.stage, sampler.recorder
    with own_style():
        standing = recorder.mark(stage.figure)
        stage._word.set_visible(True)
        word = recorder.mark(stage._word)
        stage._word.set_visible(False)
    looks: dict[str, int] = {}
    tables = squeeze(builder, blob)
    head: dict[str, Any] = {
        "width": recorder.width, "height": recorder.height, "point": recorder.dpi / 72,
        "alt": alt_of(stage.drawing),
        "notes": notes,
        "controls": [_control(sampler, k, c) for k, c in enumerate(explorer.controls.values())],
        "presets": explorer.presets,
        "standing": {**standing._asdict(),
                     "numbers": blob.real(np.frombuffer(standing.numbers, "<f4"))},
        "ghost": [stage.moving.index(part) for part in (stage._below, stage._above, stage._word)],
        "kept": {**word._asdict(), "numbers": np.frombuffer(word.numbers, "<f4").tolist()},
        "readout": sampler.readout,
        "slots": [[_state(entry, looks) for entry in entries] for entries in sampler.states],
        "first": builder.first.tolist(),
        "constants": blob.real(_short(builder)),
        "tables": tables,
        "picks": [{"controls": controls, "slots": slots,
                   "rows": blob.whole(states, [sampler.sizes[k] for k in controls])}
                  for controls, slots, states in builder.picks],
    }  # fmt: skip
    if sampler.scene is not None:
        head["scene"] = scene_state(sampler.scene)
    head["looks"] = [json.loads(look) for look in looks]
    text = json.dumps(head, ensure_ascii=False, separators=(",", ":"), default=float).encode()
    return gzip.compress(len(text).to_bytes(4, "little") + text + blob.bytes, 9, mtime=0)


def _short(builder: Builder) -> NDArray:
    """Return the numbers that never move, in steps: they compress better."""
    kinds = np.array(builder.sampler.kinds[: len(builder.constants)])
    numbers = np.nan_to_num(builder.constants).astype(float)
    for kind, step in STEP.items():
        numbers[kinds == kind] = np.round(numbers[kinds == kind] / step) * step
    return numbers


def _control(sampler: Any, number: int, control: Any) -> dict[str, Any]:
    steps = sampler.steps[number]
    name = sampler.names[number]
    if not isinstance(control, Control):
        return {"name": name, "text": control.text, "options": list(control.options),
                "default": control.default}  # fmt: skip
    is_even = np.ptp(np.diff(steps)) < 1e-6
    return {"name": name, "text": control.text, "unit": control.unit, "min": steps[0],
            "step": steps[1] - steps[0], "count": len(steps), "default": control.default,
            "decimals": control._decimals, "play": control.play,
            **({} if is_even else {"uneven": steps})}  # fmt: skip


def _state(entry: Mapping[str, Any], looks: dict[str, int]) -> dict[str, Any]:
    some = {key: entry[key] for key in ("words", "formats", "gaps") if entry[key]}
    return {
        "looks": [looks.setdefault(json.dumps(look), len(looks)) for look in entry["looks"]],
        "at": entry["at"],
        "count": entry["count"],
        "told": entry["told"],
        **some,
    }


def scene_state(scene: HipScene, *, common: bool = False) -> dict[str, Any]:
    """Return a scene's traits as JSON: those that all scenes share, or its own."""
    shared = ("_bones", "_knee", "_neck", "_limits", "_ramp")
    own = [name for name in HipScene.class_own_traits(sync=True) if name not in shared]
    return {n: _plain(getattr(scene, n)) for n in (shared if common else own) if n != "_module"}


def _plain(value: Any) -> Any:
    if isinstance(value, bytes | memoryview):
        return {"bytes": base64.b64encode(bytes(value)).decode()}
    if isinstance(value, dict):
        return {key: _plain(part) for key, part in value.items()}
    if isinstance(value, list | tuple | np.ndarray):
        return [_plain(part) for part in value]
    return value
