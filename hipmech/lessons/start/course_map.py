"""The lessons at a glance: a drawn icon and a link each."""

from __future__ import annotations

from base64 import b64encode
from html import escape

from hipmech.drawing.anatomy import BONE_EDGE, DEEP, OUTLINE_WIDTH, SHADE, bone_lines
from hipmech.drawing.style import COMPRESSION, FORCES, INK, MUSCLES, QUIET, TENSION

_W, _F, _R = (FORCES[name].colour for name in ("body_weight", "abductors", "contact"))


def _line(x1: float, y1: float, x2: float, y2: float, colour: str, width: float = 4) -> str:
    return (
        f'<line x1="{x1}" y1="{y1}" x2="{x2}" y2="{y2}" stroke="{colour}" stroke-width="{width}" '
        'stroke-linecap="round"/>'
    )


def _dot(x: float, y: float, radius: float, colour: str) -> str:
    return f'<circle cx="{x}" cy="{y}" r="{radius}" fill="{colour}"/>'


def _arrow(x1: float, y1: float, x2: float, y2: float, colour: str) -> str:
    dx, dy = x2 - x1, y2 - y1
    size = (dx**2 + dy**2) ** 0.5
    ux, uy = 10 * dx / size, 10 * dy / size
    head = f"{x2 + ux},{y2 + uy} {x2 - 0.7 * uy},{y2 + 0.7 * ux} {x2 + 0.7 * uy},{y2 - 0.7 * ux}"
    return _line(x1, y1, x2, y2, colour, 5) + f'<polygon points="{head}" fill="{colour}"/>'


def _path(d: str, colour: str, width: float = 4) -> str:
    return f'<path d="{d}" fill="none" stroke="{colour}" stroke-width="{width}"/>'


def _bone(bone: str, hip: tuple[float, float], scale: float, mirrored: bool = False) -> str:
    """Return the outline of a bone, the stance hip here, so many units a metre."""
    parts = []
    for line in bone_lines(bone)["outline"]:
        across = OUTLINE_WIDTH - line[:, 0] if mirrored else line[:, 0]
        points = zip(hip[0] + scale * across, hip[1] - scale * line[:, 1], strict=True)
        parts.append("M" + " ".join(f"{x:.1f} {y:.1f}" for x, y in points) + "Z")
    face = DEEP if bone == "sacrum" else SHADE
    return (
        f'<path d="{"".join(parts)}" fill="{face}" fill-rule="evenodd" stroke="{BONE_EDGE}" '
        'stroke-width="1.2"/>'
    )


def _pelvis(hip: tuple[float, float], scale: float) -> str:
    halves = (_bone("hip_bone", hip, scale, mirrored) for mirrored in (False, True))
    return _bone("sacrum", hip, scale) + "".join(halves)


_FEMUR = _bone("femur", (60, 36), 560)
_STRIDE = _dot(46, 10, 7, INK) + _line(46, 18, 50, 46, INK, 6)

LESSONS = {  # notebook → question, drawing on 100 × 96
    "01_where_is_the_hip": (
        "Where is the hip?",
        _pelvis((25, 62), 325)
        + _dot(25, 62, 7, _R)
        + _line(25, 49, 25, 75, _R, 2)
        + _line(12, 62, 38, 62, _R, 2),
    ),
    "02_the_hip_as_a_fulcrum": (
        "Why does the hip carry more than the body weighs?",
        _line(10, 44, 90, 44, INK, 6)
        + f'<polygon points="36,46 24,74 48,74" fill="{_R}"/>'
        + _arrow(84, 44, 84, 66, _W)
        + _arrow(14, 44, 14, 80, _F),
    ),
    "03_hip_drop": (
        "What happens when the hip drops?",
        _bone("femur", (30, 52), 270)
        + f'<g transform="rotate(14 30 52)">{_pelvis((30, 52), 270)}</g>',
    ),
    "04_walking_to_jogging": (
        "How much more does the hip carry in jogging?",
        _STRIDE
        + _line(50, 46, 66, 62, INK, 6)
        + _line(66, 62, 60, 84, INK, 6)
        + _line(50, 46, 38, 66, INK, 6)
        + _line(38, 66, 20, 70, INK, 6)
        + _line(10, 90, 90, 90, QUIET, 2)
        + _arrow(72, 6, 56, 36, _R),
    ),
    "05_lines_of_pull": (
        "What does a hip muscle pull, and which way?",
        _FEMUR
        + "".join(
            _line(x, 6, 30, 40, colour, 3)
            for x, colour in zip((88, 70, 50, 30, 12), MUSCLES.values(), strict=False)
        ),
    ),
    "06_tug_of_war": (
        "Who wins the tug of war at the hip?",
        _line(50, 20, 50, 86, INK, 7)
        + _line(8, 40, 50, 36, _F, 7)
        + _line(50, 36, 92, 40, MUSCLES["adductors"], 3)
        + _dot(50, 36, 6, _R)
        + _line(30, 88, 70, 88, QUIET, 3),
    ),
    "07_length_and_recoil": (
        "What does a stretch lengthen, and what springs back?",
        _path("M8 50 H20 L26 34 L36 66 L46 34 L56 66 L66 34 L72 50 H92", MUSCLES["flexors"], 5),
    ),
    "08_direction_specific_loading": (
        "Does bone grow only where it is stressed?",
        _FEMUR
        + _path("M50 30 Q44 36 38 36", TENSION, 5)
        + _path("M60 49 Q53 54 50 66", COMPRESSION, 5)
        + _arrow(70, 2, 65, 17, _R),
    ),
    "09_exercise_planner": (
        "Which exercise loads which side of the hip?",
        f'<rect x="12" y="16" width="76" height="68" fill="none" stroke="{INK}" stroke-width="3"/>'
        + _line(12, 34, 88, 34, INK, 3)
        + "".join(_dot(x, y, 5, _F) for x, y in ((26, 46), (50, 46), (74, 60), (38, 72), (62, 72))),
    ),
    "10_your_own_data": (
        "How do I bring my own walk, and what may I believe of it?",
        f'<path d="M22 6 H64 L80 22 V90 H22Z" fill="white" stroke="{INK}" stroke-width="3"/>'
        + _path("M28 78 Q36 34 44 58 T60 44 T74 76", _R, 4),
    ),
}


class CourseMap:
    """Icons of all lessons, each a link to its notebook beside this one."""

    def __repr__(self) -> str:
        return "\n".join(f"{_title(name)}: {question}" for name, (question, _) in LESSONS.items())

    def _repr_html_(self) -> str:
        return (
            '<div class="hipmech-map" style="display: flex; flex-wrap: wrap; gap: 12px">'
            + "".join(_card(name, question) for name, (question, _) in LESSONS.items())
            + "</div>"
        )


def _title(name: str) -> str:
    number, _, words = name.replace("_", " ").partition(" ")
    return f"{number} {words.capitalize()}"


def icon(name: str) -> str:
    """Return the drawing of a lesson as the address of an image."""
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 96">{LESSONS[name][1]}</svg>'
    return f"data:image/svg+xml;base64,{b64encode(svg.encode()).decode()}"


def _card(name: str, question: str) -> str:
    return (
        f'<a href="{name}.ipynb" style="width: 138px; text-align: center; padding: 8px; '
        "border: 1px solid #c9c9c9; border-radius: 8px; text-decoration: none; color: #222; "
        'background: white">'
        f'<img alt="" width="96" height="92" src="{icon(name)}">'
        f"<br><b>{escape(_title(name))}</b><br>{escape(question)}</a>"
    )
