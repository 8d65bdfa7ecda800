"""A label is found by its synonyms and by the words above it, each in the right sense."""

import subprocess
import sys

import pytest

from shared import lexicon
from tests.conftest import ROOT

COVERED = {
    "gown": "dress clothing clothes",
    "dog": "animal",
    "golden retriever": "retriever dog animal",
    "tabby": "cat feline animal",
    "king penguin": "penguin bird animal",
    "great white shark": "shark fish animal",
    "mouse": "computer-mouse electronics",
    "crane (bird)": "crane bird animal",
    "crane (machine)": "crane construction",
    "kite": "toy",
    "kite (bird)": "bird animal",
    "remote": "remote-control electronics",
    "keyboard": "computer",
    "computer keyboard": "keyboard electronics",
    "tie": "necktie clothing garment",
    "bow tie": "tie clothing",
    "bow": "weapon",
    "orange": "fruit citrus food",
    "baseball bat": "baseball sports-equipment",
    "boxer": "dog animal",
    "Cardigan Welsh corgi": "dog animal",
    "cardigan": "sweater clothing",
    "organ": "musical-instrument",
    "cornet": "musical-instrument trumpet",
    "tank": "military-vehicle vehicle",
    "carpenter's plane": "tool",
    "airplane": "aircraft vehicle plane",
    "jersey": "shirt clothing",
    "hot dog": "sandwich food dinner",
    "church": "monastery building place-of-worship",
    "motorcycle": "motorbike bike vehicle",
    "couch": "sofa furniture seat",
    "monitor": "electronics",
    "cougar": "puma feline animal",
    "woman": "female lady girl",
    "happy": "smiling joyful",
    "grey": "gray",
}

NOT = {
    "mouse": "animal rodent",
    "orange": "colour",
    "bow": "ribbon",
    "hot dog": "animal",
    "teddy bear": "animal",
    "kite": "animal bird",
    "boxer": "person athlete",
    "Cardigan Welsh corgi": "clothing sweater",
    "cardigan": "animal dog",
    "cougar": "painter",
    "hippopotamus": "horse",
    "tank": "container",
    "drumstick": "food",
    "baseball bat": "animal",
    "home theater": "building",
    "seat belt": "clothing",
    "gown": "university",
}


@pytest.mark.parametrize("label", COVERED)
def test_a_label_is_found_by_wider_words(label):
    wider = lexicon.wider(label)
    words = [word.replace("-", " ") for word in COVERED[label].split()]
    assert {*words} <= {*wider}
    assert all(label in lexicon.narrower(word) for word in words)


@pytest.mark.parametrize("label", NOT)
def test_a_label_is_not_found_by_another_sense_of_its_word(label):
    assert not {*NOT[label].split()} & {*lexicon.wider(label)}


@pytest.mark.parametrize("word", ["", "entity", "object", "artifact", "whole", "thing", "organism", "xyzzy"])
def test_a_word_that_covers_everything_or_nothing_covers_no_label(word):
    assert lexicon.narrower(word) == ()


def test_a_word_may_stand_in_the_plural_and_in_capitals():
    assert lexicon.narrower("Animals") == lexicon.narrower("animal")
    assert lexicon.narrower("women") == lexicon.narrower("woman")
    assert lexicon.narrower("knives")[0] == "knife"
    assert "strawberry" in lexicon.narrower("strawberries")


def test_a_word_of_a_label_names_it_first():
    assert lexicon.narrower("dog")[0] == "dog"
    assert lexicon.narrower("bicycle")[0] == "bicycle"


def test_a_label_has_at_most_three_parents_and_never_itself():
    for line in lexicon.FILE.read_text().splitlines():
        label, same, above = line.split("\t")
        parents = {entry for entry in above.split(", ") if entry}
        assert len(parents) <= 3 + 4, label  # some parents have two names
        assert label not in {*same.split(", "), *parents}


def test_no_class_that_the_models_know_is_missing():
    labels = {line.split("\t")[0] for line in lexicon.FILE.read_text().splitlines()}
    assert len(labels) > 1050
    assert {"person", "traffic light", "toothbrush", "tench", "toilet tissue", "abaya"} <= labels


def test_the_table_is_what_its_script_makes(tmp_path):
    out = tmp_path / "words.tsv"
    subprocess.run([sys.executable, ROOT / "scripts/lexicon", "--out", out], check=True)
    assert out.read_bytes() == lexicon.FILE.read_bytes()
