"""A stored name is safe whatever arrives, and as near to its own as can be."""

import os
from itertools import islice
from pathlib import PurePosixPath

from hypothesis import given
from hypothesis import strategies as st

from shared.keeping import names

RAW = st.binary(min_size=1, max_size=600).filter(lambda raw: b"\0" not in raw)


@given(RAW)
def test_a_safe_path_stays_inside_fits_every_file_system_and_is_text(raw):
    safe = names.safe(os.fsdecode(raw))
    parts = PurePosixPath(safe).parts
    assert parts
    assert not {"..", ".", "/", ""} & set(safe.split("/"))
    assert all(len(part.encode()) <= 255 for part in parts)
    assert len(safe.encode()) <= 2000
    assert safe.isprintable() or not any(char < " " for char in safe)


@given(RAW)
def test_making_a_path_safe_twice_changes_nothing(raw):
    safe = names.safe(os.fsdecode(raw))
    assert names.safe(safe) == safe


@given(st.text("abc é日/.-_ ", min_size=1, max_size=40))
def test_ordinary_names_are_kept_as_they_are(path):
    kept = "/".join(part for part in path.split("/") if part not in {"", ".", ".."})
    if kept and ".." not in path.split("/"):
        assert names.safe(path) == kept


@given(RAW, st.binary(min_size=64, max_size=64))
def test_every_candidate_is_another_path_that_fits(raw, digest):
    path = names.safe(os.fsdecode(raw))
    found = list(names.candidates(path, digest.hex()))
    assert len(set(found)) == len(found)
    assert all(len(part.encode()) <= 255 for one in found for part in one.split("/"))


def test_the_mark_goes_before_the_extension_and_grows():
    found = islice(names.candidates("a/b.tar.jpg", "0123456789abcdef" * 8), 3)
    assert list(found) == ["a/b.tar.jpg", "a/b.tar~01234567.jpg", "a/b.tar~0123456789abcdef.jpg"]


def test_a_very_deep_path_keeps_its_name_and_its_nearest_folders():
    safe = names.safe("/".join(["folder" * 20] * 30) + "/near/photo.jpg")
    assert safe.endswith("/near/photo.jpg")
    assert safe.startswith("~")
