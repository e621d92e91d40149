"""Colour arithmetic for the tests of the tokens: WCAG contrast, CIE lightness, simulated colour vision."""

from __future__ import annotations

import re
from math import dist

__all__ = ["contrast", "lightness", "seen_apart", "token_colours"]

# Machado, Oliveira and Fernandes (2009), "A physiologically-based model for simulation of color vision
# deficiency", severity 1.0, on linear sRGB.
SIGHTS = {
    "protanopia": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    "deuteranopia": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
    "tritanopia": (
        (1.255528, -0.076749, -0.178779),
        (-0.078411, 0.930809, 0.147602),
        (0.004733, 0.691367, 0.303900),
    ),
}
# sRGB to XYZ (IEC 61966-2-1), white D65.
XYZ = ((0.4124, 0.3576, 0.1805), (0.2126, 0.7152, 0.0722), (0.0193, 0.1192, 0.9505))
WHITE = (0.9505, 1.0, 1.089)

Colour = tuple[float, float, float]


def token_colours(css: str) -> tuple[dict[str, str], dict[str, str]]:
    """Give the colour tokens of the light and of the dark theme by name."""
    root = css.partition("@layer tokens {")[2].partition("\n  }")[0]
    light, dark = {}, {}
    for name, value in re.findall(r"--([\w-]+):\s*([^;]+);", root):
        hexes = re.findall(r"#[0-9a-f]{6}\b", value)
        if hexes:
            light[name], dark[name] = hexes[0], hexes[-1]
    return light, dark


def contrast(one: str, other: str) -> float:
    """Give the contrast ratio of WCAG 2.2 (relative luminance)."""
    brighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (brighter + 0.05) / (darker + 0.05)


def lightness(colour: str) -> float:
    """Give CIE L*, 0 black to 100 white."""
    return _lab(_linear(colour))[0]


def seen_apart(one: str, other: str, sight: str) -> float:
    """Give the CIE76 difference of two colours as somebody with this sight sees them."""
    return dist(_lab(_seen(one, sight)), _lab(_seen(other, sight)))


def _luminance(colour: str) -> float:
    return _times(XYZ, _linear(colour))[1]


def _linear(colour: str) -> Colour:
    red, green, blue = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    return _opened(red), _opened(green), _opened(blue)


def _opened(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4


def _seen(colour: str, sight: str) -> Colour:
    red, green, blue = (min(1.0, max(0.0, channel)) for channel in _times(SIGHTS[sight], _linear(colour)))
    return red, green, blue


def _times(matrix: tuple[Colour, Colour, Colour], colour: Colour) -> Colour:
    first, second, third = (sum(a * b for a, b in zip(row, colour, strict=True)) for row in matrix)
    return first, second, third


def _lab(linear: Colour) -> Colour:
    x, y, z = (_curved(part / white) for part, white in zip(_times(XYZ, linear), WHITE, strict=True))
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


def _curved(share: float) -> float:
    return share ** (1 / 3) if share > (6 / 29) ** 3 else share / (3 * (6 / 29) ** 2) + 4 / 29
