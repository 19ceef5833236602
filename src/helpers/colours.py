"""The colours of drawings on light and on dark paper: one drawing, in which each colour is a CSS variable."""

import re

import numpy as np

__all__ = ["as_variables", "dark_values", "to_dark"]

_HEX = re.compile(r"#([0-9a-fA-F]{6})\b")
_VARIABLE = re.compile(r"var\(--fz-([0-9a-f]{6}),")

# OKLab (Björn Ottosson, 2020, "A perceptual color space for image processing"): its first axis is lightness as seen.
_TO_LMS = np.array(
    [[0.4122214708, 0.5363325363, 0.0514459929],
     [0.2119034982, 0.6806995451, 0.1073969566],
     [0.0883024619, 0.2817188376, 0.6299787005]]
)  # fmt: skip
_TO_LAB = np.array(
    [[0.2104542553, 0.7936177850, -0.0040720468],
     [1.9779984951, -2.4285922050, 0.4505937099],
     [0.0259040371, 0.7827717662, -0.8086757660]]
)  # fmt: skip
# Lightness on white paper → on the dark page: paper is dark, ink is light, and middle tones stay clear of both. It falls
# steeply in the middle, where words on a ground change from dark to light.
_ON_LIGHT = [0.0, 0.26, 0.5, 0.545, 0.575, 0.66, 0.75, 0.88, 0.95, 1.0]
_ON_DARK = [0.96, 0.9, 0.74, 0.72, 0.62, 0.56, 0.51, 0.38, 0.29, 0.21]


def as_variables(style: str) -> str:
    """Return a CSS text in which each colour is a variable that falls back to that colour.

    >>> as_variables("fill: #0072B2")
    'fill: var(--fz-0072b2,#0072b2)'
    """
    return _HEX.sub(lambda found: f"var(--fz-{found[1].lower()},#{found[1].lower()})", style)


def dark_values(markup: str) -> str:
    """Return the CSS declarations that give the variables used in a markup their values on dark paper."""
    return "".join(f"--fz-{name}:{to_dark('#' + name)};" for name in sorted(set(_VARIABLE.findall(markup))))


def to_dark(colour: str) -> str:
    """Return the colour (#rrggbb) that plays the part of this one on a dark page: its hue, with lightness turned over.

    >>> to_dark("#ffffff")
    '#181818'
    """
    rgb = np.array([int(colour[i : i + 2], 16) for i in (1, 3, 5)]) / 255
    linear = np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)
    lightness, a, b = _TO_LAB @ np.cbrt(_TO_LMS @ linear)
    lightness = np.interp(lightness, _ON_LIGHT, _ON_DARK)
    strength = 1.0
    while True:  # as much of the hue as a screen can show at this lightness
        lab = np.array([lightness, strength * a, strength * b])
        turned = np.linalg.solve(_TO_LMS, np.linalg.solve(_TO_LAB, lab) ** 3)
        if strength < 0.05 or (turned.min() > -0.002 and turned.max() < 1.002):
            break
        strength -= 0.05
    turned = turned.clip(0, 1)
    shown = np.where(turned <= 0.0031308, 12.92 * turned, 1.055 * turned ** (1 / 2.4) - 0.055)
    return "#" + "".join(f"{round(float(part) * 255):02x}" for part in shown)
