"""What the package promises is what it exports, and the other way round."""

from juncture.engine import grouping


def test_shop_window_is_complete_and_sorted() -> None:
    public = {
        name
        for name, thing in vars(grouping).items()
        if not name.startswith("_")
        and getattr(thing, "__module__", "").startswith("juncture.engine.grouping")
    }

    assert public == set(grouping.__all__)
    assert grouping.__all__ == sorted(grouping.__all__, key=lambda name: (name[0].islower(), name))
