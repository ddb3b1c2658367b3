"""The hip in 3-D: bones, muscles and posture sliders, drawn and moved in the browser."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

import anywidget
import ipywidgets
import numpy as np
import traitlets
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import LinearSegmentedColormap, to_hex
from matplotlib.figure import Figure

from hipmech.checks import by_name, checked, chosen
from hipmech.drawing.bones import VIEWS, HipPicture, knee_motion, load_bones, tube_radius
from hipmech.drawing.neck_surface import ANTEVERSION_DEG, NECK_SHAFT_ANGLE_DEG, neck_surface
from hipmech.drawing.picture import described
from hipmech.drawing.style import MOST_MPA, MUSCLES, RAMP, STRESS_COLOURS
from hipmech.femoral_neck import neck_axes
from hipmech.frames import POSTURE_RANGE_DEG
from hipmech.live.controls import Choice, Control
from hipmech.live.explorer import Explorer
from hipmech.muscles import FUNCTIONS, MuscleSet

_HERE = Path(__file__).parent
_BUNDLE = (_HERE / "scene.js").read_text("utf-8")
NECK_LENGTH = 0.055  # m, from the head's centre to where its axis meets that of the shaft
LEAST_PX_PER_INCH = 75  # of a picture beside a scene: in a narrower one the text is too small
_BODIES = ("pelvis", "femur", "tibia")
_WAYS = {
    "flexion_deg": ("Flexion / extension", "flexion", "extension"),
    "adduction_deg": ("Adduction / abduction", "adduction", "abduction"),
    "rotation_deg": ("Internal / external rotation", "internal rotation", "external rotation"),
    "knee_flexion_deg": ("Knee flexion", "knee flexion", ""),
}


def _main_groups(muscles: MuscleSet) -> list[str]:
    """Return the function of each muscle with its longest moment arm in the zero posture."""
    arms = muscles.moment_arms()
    axis = np.abs(arms).argmax(axis=1)
    longest = np.take_along_axis(arms, axis[:, None], axis=1)[:, 0]
    return [FUNCTIONS[a][int(arm > 0)] for a, arm in zip(axis, longest, strict=True)]


def _neck() -> dict[str, Any]:
    """Return the neck's surface for the browser; ``cover`` is 0.5 on its rim and more within."""
    surface = neck_surface()
    head, superior, _ = neck_axes(NECK_SHAFT_ANGLE_DEG, ANTEVERSION_DEG)
    arrays = {
        "corners": surface.corners,
        "normals": surface.normals,
        "angles_deg": surface.angles_deg,
        "cover": np.clip(0.5 + surface.inside / 0.004, 0, 1),
    }
    return {
        **{name: array.astype("<f4").tobytes() for name, array in arrays.items()},
        "head": head.tolist(),
        "superior": superior.tolist(),
        "length": NECK_LENGTH,
        "shaft_angle_deg": NECK_SHAFT_ANGLE_DEG,
        "most_mpa": MOST_MPA,
        "colours": [to_hex(STRESS_COLOURS(share)) for share in np.linspace(0, 1, 33)],
    }


def _points(muscles: MuscleSet, m: int) -> list[dict[str, Any]]:
    """Return the path of one muscle, body-fixed; ``at`` None is the point on the kneecap."""
    points: list[dict[str, Any]] = []
    rows = zip(
        muscles.points[m],
        muscles.body[m],
        np.degrees(muscles.active_from[m]),
        np.degrees(muscles.active_to[m]),
        strict=True,
    )
    for at, body, start, end in rows:
        kneecap = bool(np.isnan(at[0]))
        point = {
            "body": "femur" if kneecap else _BODIES[body],
            "at": None if kneecap else at.tolist(),
            "from_deg": float(start) if np.isfinite(start) else None,
            "to_deg": float(end) if np.isfinite(end) else None,
        }
        if point not in points[-1:]:
            points.append(point)
    return points


class HipScene(anywidget.AnyWidget):
    """Pelvis and right leg with muscles, to be turned, posed and pointed at.

    Parameters
    ----------
    muscles
        Names of the muscles of ``delp1990`` to show, in this order, all 27 if None, the bones alone
        if empty; or a `MuscleSet` with maximum forces, since thickness shows them.
    colour_by : {"group", "force", "own"}
        What each muscle does best standing, `values`, or ``colours``.
    height
        Of the picture, in pixels.
    follows
        Whether sliders elsewhere move the scene, so that it shows none of its own.
    view : {"front", "side", "back", "top"}
        Where the camera begins.
    colours
        One for each muscle, for ``colour_by="own"``: what a picture beside the scene gives it. Then
        `values` say which muscles are shown at all.

    Attributes
    ----------
    flexion_deg, adduction_deg, rotation_deg, knee_flexion_deg
        The posture; see `hipmech.frames`. Like all that follows, in step with the browser.
    values
        0 to 1 for every muscle shown: a list, an array, or by name from a dict or a pandas Series,
        where those left out are 0. Called ``values_label``.
    force
        The hip contact force on the femoral head (3) in body weights and pelvis axes, or empty.
    neck_stress
        MPa at equally spaced angles around the femoral neck as `hipmech.femoral_neck.NeckStress`
        has them, which colours the neck where there is WebGL and brings the camera near; or empty.
    neck_shaft_angle_deg
        Of the femur that is drawn where there is WebGL.
    selected
        Name of the chosen muscle, or "".

    Examples
    --------
    >>> scene = HipScene(["psoas", "peri"], colour_by="force")
    >>> scene.values = {"psoas": 0.8}
    >>> scene.values
    [0.8, 0.0]
    >>> HipScene(["biceps"])
    Traceback (most recent call last):
    ValueError: unknown muscle 'biceps' among the names for delp1990; expected ... glut_med1, ...
    """

    # text, not paths: anywidget would watch the files and keep every closed scene in memory
    _esm = (_HERE / "once.js").read_text("utf-8")
    _css = (_HERE / "scene.css").read_text("utf-8")
    flexion_deg = traitlets.CFloat().tag(sync=True)
    adduction_deg = traitlets.CFloat().tag(sync=True)
    rotation_deg = traitlets.CFloat().tag(sync=True)
    knee_flexion_deg = traitlets.CFloat().tag(sync=True)
    colour_by = traitlets.Any().tag(sync=True)
    values = traitlets.Any().tag(sync=True)
    values_label = traitlets.Unicode("activation").tag(sync=True)
    force = traitlets.Any([]).tag(sync=True)
    neck_shaft_angle_deg = traitlets.CFloat(NECK_SHAFT_ANGLE_DEG).tag(sync=True)
    neck_stress = traitlets.Any([]).tag(sync=True)
    selected = traitlets.Unicode().tag(sync=True)
    height = traitlets.Int().tag(sync=True)
    _muscles = traitlets.Any().tag(sync=True)
    _bones = traitlets.Any().tag(sync=True)
    _knee = traitlets.Any().tag(sync=True)
    _neck = traitlets.Any().tag(sync=True)
    _limits = traitlets.Any().tag(sync=True)
    _ramp = traitlets.Any().tag(sync=True)
    _alt = traitlets.Unicode().tag(sync=True)
    _follows = traitlets.Bool().tag(sync=True)
    _view = traitlets.Unicode().tag(sync=True)
    _module = traitlets.Unicode().tag(sync=True)

    def __init__(
        self,
        muscles: Iterable[str] | MuscleSet | None = None,
        colour_by: str = "group",
        height: int = 520,
        follows: bool = False,
        view: str = "front",
        colours: Iterable[str] = (),
    ) -> None:
        if not isinstance(muscles, MuscleSet):
            delp = MuscleSet.load("delp1990")
            muscles = delp if muscles is None else delp.select(muscles)
        self.muscles = muscles
        self.groups = dict(zip(self.muscles.names, _main_groups(self.muscles), strict=True))
        colours = list(colours)
        super().__init__(
            colour_by=colour_by,
            values=np.zeros(len(self.muscles.names)),
            height=height,
            _muscles=[
                {
                    "name": name,
                    "label": self.muscles.full_names[m],
                    "group": self.groups[name],
                    "colour": colour,
                    "radius": float(radius),
                    "points": _points(self.muscles, m),
                }
                for m, (name, colour, radius) in enumerate(
                    zip(
                        self.muscles.names,
                        colours or [MUSCLES[group] for group in self.groups.values()],
                        tube_radius(self.muscles),
                        strict=True,
                    )
                )
            ],
            _bones=[
                {
                    "name": bone.name,
                    "body": bone.body,
                    "vertices": bone.vertices.astype("<f4").tobytes(),
                    "triangles": bone.triangles.astype("<u2").tobytes(),
                }
                for bone in load_bones()
            ],
            _knee={name: table.round(6).tolist() for name, table in knee_motion().items()},
            _neck=_neck(),
            _limits={
                name: {
                    "minimum": low,
                    "maximum": high,
                    **dict(zip(("text", "positive", "negative"), _WAYS[name], strict=True)),
                }
                for name, (low, high) in POSTURE_RANGE_DEG.items()
            },
            _ramp=list(RAMP),
            _alt=f"Pelvis and right leg with {len(self.muscles.names)} muscles in 3-D.",
            _follows=follows,
            _view=chosen("view", view, VIEWS),
            _module=_BUNDLE,
        )
        self.on_msg(HipScene._send_picture)

    @property
    def posture(self) -> dict[str, float]:
        """The four angles, as every method of `hipmech.muscles.MuscleSet` takes them."""
        return {name: getattr(self, name) for name in POSTURE_RANGE_DEG}

    @traitlets.validate(*POSTURE_RANGE_DEG)
    def _check_angle(self, proposal: Any) -> float:
        name = proposal["trait"].name
        checked(name, proposal["value"], *POSTURE_RANGE_DEG[name], "degrees")
        return proposal["value"]

    @traitlets.validate("colour_by")
    def _check_colour_by(self, proposal: Any) -> str:
        return chosen("colour_by", proposal["value"], ("group", "force", "own"))

    @traitlets.validate("selected")
    def _check_selected(self, proposal: Any) -> str:
        if proposal["value"]:
            self.muscles.select([proposal["value"]])
        return proposal["value"]

    @traitlets.validate("values")
    def _check_values(self, proposal: Any) -> list[float]:
        values, names = proposal["value"], self.muscles.names
        if hasattr(values, "keys"):
            self.muscles.select(values.keys())
            values = {**dict.fromkeys(names, 0.0), **values}
        if not (len(names) or len(values)):
            return []
        return checked("values", by_name("values", values, names), 0, 1).tolist()

    @traitlets.validate("force", "neck_stress")
    def _check_numbers(self, proposal: Any) -> list[float]:
        name, values = proposal["trait"].name, proposal["value"]
        array = checked(name, values, -np.inf) if np.size(values) else np.zeros(0)
        if name == "force" and array.shape not in ((0,), (3,)):
            raise ValueError(
                "force must be three numbers in body weights (anterior, up, right) or empty, "
                f"got {values}."
            )
        if array.ndim != 1 or (0 < array.size < 4 and name == "neck_stress"):
            raise ValueError(
                "neck_stress must be four or more numbers in MPa, from superior over anterior "
                f"around the neck, or empty, got {values}."
            )
        return array.tolist()

    @property
    def colours(self) -> list[str]:
        """Colour of each muscle, as the browser shows it."""
        if self.colour_by == "force":
            ramp = LinearSegmentedColormap.from_list("force", RAMP)
            return [to_hex(ramp(value)) for value in self.values]
        return [muscle["colour"] for muscle in self._muscles]

    @property
    def shown(self) -> tuple[MuscleSet, list[str]]:
        """The muscles that are seen, and their colours."""
        if self.colour_by != "own":
            return self.muscles, self.colours
        seen = [name for name, value in zip(self.muscles.names, self.values, strict=True) if value]
        colours = dict(zip(self.muscles.names, self.colours, strict=True))
        return self.muscles.select(seen), [colours[name] for name in seen]

    def picture(self, *views: str) -> bytes:
        """PNG of the scene as it stands, from ``front``, ``side``, ``back`` or ``top``."""
        unknown = [view for view in views if view not in VIEWS]
        if unknown or not views:
            raise ValueError(f"unknown views {unknown}; expected some of {', '.join(VIEWS)}.")
        figure = Figure(figsize=(4.4 * len(views), 6.3))
        for axes, view in zip(np.atleast_1d(figure.subplots(1, len(views))), views, strict=True):
            HipPicture(axes, *self.shown, self.posture, view, self.force)
        figure.subplots_adjust(0, 0, 1, 1, 0, 0)
        FigureCanvasAgg(figure)
        stream = io.BytesIO()
        figure.savefig(stream, format="png", dpi=110, metadata={"Software": None})
        return stream.getvalue()

    def _send_picture(self, content: dict[str, Any], buffers: Any) -> None:
        """Send a browser without WebGL a picture from one view."""
        self.send({"png": True}, [self.picture(content["view"])])

    def _repr_mimebundle_(self, **kwargs: Any) -> Any:
        bundle = super()._repr_mimebundle_(**kwargs)
        data, metadata = bundle if isinstance(bundle, tuple) else (bundle, {})
        stand = ", ".join(
            f"{name.removesuffix('_deg').replace('_', ' ')} {angle:g}°"
            for name, angle in self.posture.items()
        )
        words = f"{self._alt} {stand}."
        return {**(data or {}), **described(self.picture("front", "side"), words, words)}, metadata


class SceneExplorer(Explorer):
    """An `Explorer` with a scene that follows its sliders, in one view with the picture.

    Parameters
    ----------
    controls, solve, figure_class, readout, presets
        As an `Explorer` takes them.
    scene
        A `HipScene` that ``follows``.
    shown
        What the scene shows of a result: its traits by name, such as ``force``.
    """

    children: Any

    def __init__(
        self,
        controls: Mapping[str, Control | Choice],
        solve: Callable[..., Any],
        figure_class: Callable[[Figure], Any],
        readout: Callable[[Any], str],
        scene: HipScene,
        shown: Callable[[Any], Mapping[str, Any]],
        presets: Mapping[str, Mapping[str, Any]] | None = None,
    ) -> None:
        self.scene, self._shown = scene, shown
        super().__init__(controls, solve, figure_class, readout, presets)
        grid, live = self.children
        live.layout.min_width = f"min(100%, {LEAST_PX_PER_INCH * self.figure.get_figwidth():.0f}px)"
        pair = ipywidgets.Box([live, scene])
        pair.add_class("hipmech-pair")
        self.children = (grid, pair)

    def _show(self, result: Any) -> None:
        super()._show(result)
        with self.scene.hold_sync():
            for name, value in self._shown(result).items():
                setattr(self.scene, name, value)
