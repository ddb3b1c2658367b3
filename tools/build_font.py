"""Make the web font of the live pictures: DejaVu Sans, Matplotlib's own font, cut to what is used.

    python tools/build_font.py

writes ``hipmech/live/dejavu.woff`` and ``dejavu-bold.woff`` with their licence. fontTools comes
with Matplotlib. A test says when a character is missing.
"""

from pathlib import Path

import matplotlib
from fontTools import subset

LIVE = Path(__file__).parents[1] / "hipmech" / "live"
FONTS = Path(matplotlib.get_data_path()) / "fonts" / "ttf"
LATIN = "".join(map(chr, [*range(0x20, 0x7F), *range(0xA0, 0x180)]))
GREEK = "".join(map(chr, [*range(0x391, 0x3A2), *range(0x3A3, 0x3AA), *range(0x3B1, 0x3CA)]))
OTHERS = "–—‘’“”„•…′″⁰⁴⁵⁶⁷⁸⁹⁺⁻₀₁₂₃₄₅₆₇₈₉←↑→↓↔↻↺−∂∆∑√∞∫≈≠≤≥·×●○■□▲△▼▽◆◇►◄✓✗✕ᵐ⇄∅⋅◐"


def main() -> None:
    """Write both weights and the licence."""
    for source, name in (("DejaVuSans", "dejavu"), ("DejaVuSans-Bold", "dejavu-bold")):
        options = subset.Options(flavor="woff", hinting=False, layout_features=["kern"])
        options.drop_tables += ["FFTM"]
        font = subset.load_font(str(FONTS / f"{source}.ttf"), options)
        cutter = subset.Subsetter(options)
        cutter.populate(text=LATIN + GREEK + OTHERS)
        cutter.subset(font)
        font["head"].modified = font["head"].created  # the same bytes each time
        subset.save_font(font, str(LIVE / f"{name}.woff"), options)
    (LIVE / "dejavu.txt").write_bytes((FONTS / "LICENSE_DEJAVU").read_bytes())


if __name__ == "__main__":
    main()
