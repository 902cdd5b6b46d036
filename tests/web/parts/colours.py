"""OKLCH to sRGB to a WCAG contrast ratio, read from tokens.css.

The matrices are Björn Ottosson's, the luminance is WCAG 2.2's.
"""

import math
import re
from pathlib import Path

PARTS = Path(__file__).parents[3] / "src/juncture/web/parts"
CSS = PARTS / "static/parts/css"

Rgb = tuple[float, float, float]


def themes() -> dict[str, dict[str, tuple[float, float, float]]]:
    """The colour tokens of both themes as (L, C, H); dark has the light ones where it says nothing."""
    text = (CSS / "tokens.css").read_text()
    light, dark = text.split("@media (prefers-color-scheme: dark)")
    return {"light": _tokens(light), "dark": _tokens(light) | _tokens(dark)}


def srgb_linear(colour: tuple[float, float, float]) -> Rgb:
    lightness, chroma, hue = colour
    a, b = chroma * math.cos(math.radians(hue)), chroma * math.sin(math.radians(hue))
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    medium = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return (
        4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short,
    )


def contrast(one: tuple[float, float, float], other: tuple[float, float, float]) -> float:
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: tuple[float, float, float]) -> float:
    red, green, blue = (min(max(part, 0), 1) for part in srgb_linear(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _tokens(text: str) -> dict[str, tuple[float, float, float]]:
    found = re.findall(r"--([\w-]+): oklch\(([\d.]+)% ([\d.]+) ([\d.]+)\);", text)
    return {
        name: (float(lightness) / 100, float(chroma), float(hue)) for name, lightness, chroma, hue in found
    }
