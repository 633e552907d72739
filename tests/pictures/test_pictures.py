"""Pictures: whatever comes in never raises, and what goes on can be shown by every reader and by the press."""

from __future__ import annotations

import io
import itertools
import struct
import warnings
from pathlib import Path

import pytest
from conftest import SHARED
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageFile, features

from book.messages import Message
from book.pictures.decode import Picture, prepare

ROBUST = SHARED / "robust" / "images"
SHOWN = {
    "image/jpeg": ("JPEG", {"RGB", "L"}),
    "image/png": ("PNG", {"1", "L", "LA", "P", "RGB", "RGBA", "I;16"}),
    "image/gif": ("GIF", {"P", "L", "1", "RGB", "RGBA"}),
}


def picture(mode: str, form: str, **more: object) -> bytes:
    """A real picture with a gradient, 40 by 30 pixels."""
    out = io.BytesIO()
    gradient = Image.linear_gradient("L").resize((40, 30))
    if mode == "I;16":
        whole = Image.new("I;16", (40, 30), 40_000)
    elif mode == "PA":
        whole = gradient.convert("P").convert("PA")
    elif mode == "LAB":
        whole = Image.new("LAB", (40, 30), (120, 10, 20))
    else:
        whole = gradient.convert("RGB" if mode in ("YCbCr", "HSV") else mode).convert(mode)
    if mode == "RGBA":
        whole.putalpha(gradient)
    whole.save(out, form, **more)
    return out.getvalue()


def animation() -> bytes:
    out = io.BytesIO()
    frames = [Image.new("P", (40, 30), shade) for shade in (1, 90, 200)]
    frames[0].save(out, "GIF", save_all=True, append_images=frames[1:], duration=80)
    return out.getvalue()


def see_through_palette() -> bytes:
    out = io.BytesIO()
    whole = Image.linear_gradient("L").resize((40, 30)).convert("P")
    whole.save(out, "PNG", transparency=7)
    return out.getvalue()


#: What comes in, the kind that goes on, and whether the bytes are the same.
FORMS: dict[str, tuple[bytes, str, bool]] = {
    "JPEG": (picture("RGB", "JPEG"), "image/jpeg", True),
    "grey JPEG": (picture("L", "JPEG"), "image/jpeg", True),
    "CMYK JPEG": (picture("CMYK", "JPEG"), "image/jpeg", False),
    "PNG": (picture("RGB", "PNG"), "image/png", True),
    "PNG with alpha": (picture("RGBA", "PNG"), "image/png", True),
    "PNG of two colours": (picture("1", "PNG"), "image/png", True),
    "16-bit PNG": (picture("I;16", "PNG"), "image/png", True),
    "palette with a transparent colour": (see_through_palette(), "image/png", True),
    "GIF": (picture("P", "GIF"), "image/gif", True),
    "animated GIF": (animation(), "image/gif", True),
    "BMP": (picture("RGB", "BMP"), "image/png", False),
    "TIFF": (picture("RGB", "TIFF"), "image/jpeg", False),
    "CMYK TIFF": (picture("CMYK", "TIFF"), "image/jpeg", False),
    "16-bit TIFF": (picture("I;16", "TIFF"), "image/jpeg", False),
    "LAB TIFF": (picture("LAB", "TIFF"), "image/jpeg", False),
    "ICO": (picture("RGBA", "ICO", sizes=[(24, 24)]), "image/png", False),
    "PPM": (picture("RGB", "PPM"), "image/png", False),
}  # fmt: skip
if features.check("webp"):
    FORMS |= {
        "WebP": (picture("RGB", "WEBP"), "image/jpeg", False),
        "WebP with alpha": (picture("RGBA", "WEBP"), "image/png", False),
    }


def sound(made: Picture) -> Image.Image:
    """The picture read back, after a look at what is said of it."""
    form, modes = SHOWN[made.asset.media_type]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of odd but harmless metadata
        whole = Image.open(io.BytesIO(made.body))
        whole.load()
    assert (whole.format, whole.size) == (form, (made.asset.width, made.asset.height))
    assert whole.mode in modes
    assert made.asset.size == len(made.body)
    return whole


@pytest.mark.parametrize(("body", "kind", "same"), FORMS.values(), ids=FORMS)
def test_every_form_goes_on_as_one_that_is_shown(body: bytes, kind: str, same: bool) -> None:
    made = prepare(body)
    assert isinstance(made, Picture), made
    sound(made)
    assert made.asset.media_type == kind
    assert (made.body == body) == same == (not made.converted)
    assert prepare(body) == made, "the same bytes every time"
    again = prepare(made.body)
    assert isinstance(again, Picture)
    assert again.body == made.body


@pytest.mark.skipif(not features.check("webp"), reason="this Pillow reads no WebP")
def test_a_photograph_of_a_telephone_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    body = (Path(__file__).parents[1] / "data" / "sources" / "open-book.heic").read_bytes()
    shown = prepare(body)
    assert isinstance(shown, Picture)
    assert (shown.asset.media_type, shown.converted) == ("image/jpeg", "HEIF")
    made = Image.open(io.BytesIO(shown.body)).convert("RGB")
    blue, paper = made.getpixel((30, 30)), made.getpixel((66, 30))
    assert blue[2] > blue[0] + 30, "the left page is blue"  # type: ignore[index]
    assert paper[0] > 200, "the right page is paper"  # type: ignore[index]
    monkeypatch.setattr("book.pictures.decode.HEIC", False)
    assert "pi-heif" in str(prepare(body))


def test_what_is_see_through_stays_see_through() -> None:
    clear = io.BytesIO()
    Image.new("RGBA", (4, 4), (255, 0, 0, 0)).save(clear, "WEBP", lossless=True)
    made = prepare(clear.getvalue())
    assert isinstance(made, Picture)
    assert sound(made).convert("RGBA").getpixel((1, 1))[3] == 0  # type: ignore[index]


def test_colours_survive_conversion() -> None:
    for mode, form in itertools.product(("RGB", "CMYK"), ("TIFF",)):
        out = io.BytesIO()
        Image.new("RGB", (16, 16), (200, 40, 40)).convert(mode).save(out, form)
        made = prepare(out.getvalue())
        assert isinstance(made, Picture)
        seen = sound(made).convert("RGB").getpixel((8, 8))
        assert all(abs(a - b) < 12 for a, b in zip(seen, (200, 40, 40), strict=True))  # type: ignore[arg-type]


def test_deep_grey_is_not_cut_to_white() -> None:
    out = io.BytesIO()
    Image.new("I;16", (16, 16), 0x4000).save(out, "TIFF")
    made = prepare(out.getvalue())
    assert isinstance(made, Picture)
    assert abs(sound(made).convert("L").getpixel((8, 8)) - 0x40) < 8  # type: ignore[operator]


@pytest.mark.skipif(not features.check("webp"), reason="this Pillow reads no WebP")
def test_a_photograph_stands_upright_as_its_camera_said() -> None:
    out = io.BytesIO()
    tags = Image.Exif()
    tags[0x0112] = 6  # turn a quarter to the right
    Image.new("RGB", (40, 30), "white").save(out, "WEBP", exif=tags)
    made = prepare(out.getvalue())
    assert isinstance(made, Picture)
    assert sound(made).size == (30, 40)


@pytest.mark.parametrize("form", ["JPEG", "PNG", "GIF", "BMP", "TIFF"])
def test_damage_is_a_reason_and_never_an_exception(form: str) -> None:
    body = picture("P" if form == "GIF" else "RGB", form)
    for size in range(0, len(body), max(1, len(body) // 40)):
        made = prepare(body[:size])
        if isinstance(made, Picture):
            sound(made)
        else:
            assert made
    assert isinstance(prepare(body[: len(body) // 2]), Message)


def test_damage_behind_the_first_picture_of_a_file_costs_nothing() -> None:
    out = io.BytesIO()
    pages = [Image.new("RGB", (20, 10), shade) for shade in ("navy", "white")]
    pages[0].save(out, "TIFF", save_all=True, append_images=pages[1:])
    whole = out.getvalue()
    second = whole.rindex(struct.pack("<HHI", 256, 4, 1))  # the width of the second picture becomes something else
    made = prepare(whole[:second] + b"\xff\xff" + whole[second + 2 :])
    assert isinstance(made, Picture)
    assert (made.asset.media_type, made.frames) == ("image/jpeg", 1)


def test_damage_is_judged_alike_whatever_was_imported(monkeypatch: pytest.MonkeyPatch) -> None:
    body = picture("RGB", "PNG")[:70]
    monkeypatch.setattr(ImageFile, "LOAD_TRUNCATED_IMAGES", True)
    assert isinstance(prepare(body), Message)
    assert ImageFile.LOAD_TRUNCATED_IMAGES is True


@pytest.mark.parametrize("patch", [b"\x05\x00", b"\x00\x00\xff\xff"])
@pytest.mark.parametrize("sloppy", [True, False])
def test_damage_behind_the_picture_is_not_packed(monkeypatch: pytest.MonkeyPatch, sloppy: bool, patch: bytes) -> None:
    monkeypatch.setattr(ImageFile, "LOAD_TRUNCATED_IMAGES", sloppy)
    body = picture("RGB", "PNG")
    at = body.index(b"IEND") - 1
    made = prepare(body[:at] + patch + body[at + len(patch) :])
    assert isinstance(made, Picture)
    assert made.asset.media_type == "image/png"
    sound(made)


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(sorted(FORMS)), st.integers(0, 5000), st.binary(min_size=1, max_size=40))
def test_overwritten_bytes_never_raise(name: str, at: int, patch: bytes) -> None:
    body = FORMS[name][0]
    at %= len(body)
    made = prepare(body[:at] + patch + body[at + len(patch) :])
    if isinstance(made, Picture):
        sound(made)


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=300))
def test_any_bytes_never_raise(body: bytes) -> None:
    assert isinstance(prepare(body), Message | Picture)


@pytest.mark.skipif(not ROBUST.is_dir(), reason="../shared/robust is not beside the checkout")
def test_pictures_that_broke_others() -> None:
    seen = {path.name: prepare(path.read_bytes()) for path in sorted(ROBUST.iterdir())}
    assert seen
    for name, made in seen.items():
        if name.startswith("decompression_bomb.") or name == "broken.png":
            assert isinstance(made, Message), name
        elif isinstance(made, Picture):
            sound(made)


def test_a_bomb_is_refused_before_it_is_unpacked() -> None:
    out = io.BytesIO()
    Image.new("1", (10_000, 9_000)).save(out, "PNG")
    assert len(out.getvalue()) < 20_000
    made = prepare(out.getvalue())
    assert isinstance(made, Message)
    assert made.key in ("detail.many-pixels", "detail.pixels-over")
