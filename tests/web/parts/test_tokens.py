"""Colours are legible, inside sRGB, and nowhere but in tokens.css."""

import re

import pytest

from tests.web.parts.colours import CSS, PARTS, contrast, srgb_linear, themes

TEXT = 4.5  # WCAG 1.4.3
EDGE = 3.0  # WCAG 1.4.11

READ_ON = {
    "ink-1": ["paper", "card", "ink-7", "accent-soft", "warn-soft", "stop-soft"],
    "ink-2": ["paper", "card", "ink-7", "accent-soft"],
    "ink-3": ["paper", "card", "ink-7", "accent-soft"],
    "accent": ["paper", "card", "accent-soft", "ink-7"],
    "accent-deep": ["paper", "card", "accent-soft", "ink-7"],
    "on-accent": ["accent", "accent-deep"],
    "warn": ["paper", "card", "warn-soft"],
    "stop": ["paper", "card", "stop-soft"],
    "on-stop": ["stop"],
} | {f"seat-{n}": ["paper", "card"] for n in range(1, 9)}
DRAWN_ON = {"ink-4": ["paper", "card"], "accent": ["paper", "card", "ink-6"]}

# The mails' own styles can't read variables; they repeat the light tokens.
MAIL = PARTS / "templates/parts/mail/style.css"


def pairs(table):
    return [(front, back) for front, backs in table.items() for back in backs]


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(("front", "back"), pairs(READ_ON))
def test_text_is_legible(theme, front, back):
    tokens = themes()[theme]

    ratio = contrast(tokens[front], tokens[back])

    assert ratio >= TEXT, f"{front} on {back} in {theme}: {ratio:.2f}"


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(("front", "back"), pairs(DRAWN_ON))
def test_edges_can_be_seen(theme, front, back):
    tokens = themes()[theme]

    ratio = contrast(tokens[front], tokens[back])

    assert ratio >= EDGE, f"{front} on {back} in {theme}: {ratio:.2f}"


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_colour_lies_inside_srgb(theme):
    tokens = themes()[theme]
    assert len(tokens) >= 26

    outside = {
        name: srgb_linear(colour)
        for name, colour in tokens.items()
        if any(part < -0.0005 or part > 1.0005 for part in srgb_linear(colour))
    }

    assert outside == {}


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_no_seat_shouts(theme):
    lightnesses = {themes()[theme][f"seat-{n}"][0] for n in range(1, 9)}

    assert len(lightnesses) == 1


def test_white_on_black_is_twenty_one():
    assert contrast((1, 0, 0), (0, 0, 0)) == pytest.approx(21, abs=0.01)


def test_the_dark_theme_is_written_once():
    text = "".join(file.read_text() for file in CSS.rglob("*.css"))

    assert text.count("prefers-color-scheme: dark") == 1


def test_the_dark_theme_renames_nothing():
    light, dark = (CSS / "tokens.css").read_text().split("@media (prefers-color-scheme: dark)")
    named = set(re.findall(r"(--[\w-]+):", light))

    assert set(re.findall(r"(--[\w-]+):", dark)) <= named


def screens_css():
    web = PARTS.parent
    return sorted(file for file in web.glob("*/static/**/*.css") if file != CSS / "tokens.css")


RAW = re.compile(
    r"#[0-9a-f]{3,8}\b|\b(?:rgb|hsl|hwb|lab|lch|oklab|oklch)a?\(|\b\d*\.?\d+px\b"
    r"|:\s*(?:white|black|red|green|blue|gr[ae]y|orange|teal)\b",
    re.IGNORECASE,
)


@pytest.mark.parametrize("file", screens_css(), ids=lambda file: file.name)
def test_colours_and_pixels_come_from_the_tokens(file):
    text = re.sub(r"/\*.*?\*/", "", file.read_text(), flags=re.DOTALL)

    assert RAW.findall(text) == []


def test_the_search_for_raw_values_finds_them():
    css = "a { color: #fff; width: 3px; background: white; border-color: rgb(1 2 3); fill: oklch(50% 0 0) }"

    assert len(RAW.findall(css)) == 5


@pytest.mark.parametrize("file", screens_css(), ids=lambda file: file.name)
def test_every_token_that_is_used_exists(file):
    known = set(
        re.findall(r"(--[\w-]+):", "".join(f.read_text() for f in [CSS / "tokens.css", *screens_css()]))
    )

    assert set(re.findall(r"var\((--[\w-]+)", file.read_text())) <= known


def test_every_component_is_listed_and_every_listed_file_exists():
    listed = set(re.findall(r'@import url\("([^"]+)"\)', (CSS / "all.css").read_text()))
    there = {str(file.relative_to(CSS)) for file in CSS.rglob("*.css")} - {"all.css"}

    assert listed == there


def test_mail_repeats_the_light_tokens():
    light = {_hex(colour) for colour in themes()["light"].values()}
    used = set(re.findall(r"#[0-9a-f]{6}", MAIL.read_text()))

    assert used
    assert used <= light


def _hex(colour):
    def encoded(part):
        part = min(max(part, 0), 1)
        curved = 12.92 * part if part <= 0.0031308 else 1.055 * part ** (1 / 2.4) - 0.055
        return f"{round(curved * 255):02x}"

    return "#" + "".join(encoded(part) for part in srgb_linear(colour))
