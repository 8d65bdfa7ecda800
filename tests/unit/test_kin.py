"""Whose a face is, told from those most like it: rather nobody's than the wrong one's."""

from shared.kin import AMBIGUOUS, ANIMALS, FOUND, JOIN, Kin, Neighbour, kin


def near(distance, person_id=None, faces=3, finding_id=1):
    return Neighbour(finding_id, finding_id, distance, person_id, faces if person_id else 0)


def test_the_nearest_faces_of_one_person_decide():
    assert kin([near(0.4, 7), near(0.5, 7), near(0.52, 7)], (), ()).person_id == 7


def test_one_near_face_of_many_is_too_few():
    assert kin([near(0.3, 7)], (), ()) == Kin()


def test_the_only_face_of_somebody_is_enough():
    assert kin([near(0.3, 7, faces=1)], (), ()).person_id == 7


def test_faces_that_are_too_far_on_the_whole_do_not_chain():
    assert kin([near(0.4, 7), near(JOIN + 0.02, 7), near(0.7, 7)], (), ()).person_id == 7
    assert kin([near(JOIN, 7), near(JOIN + 0.03, 7)], (), ()) == Kin()


def test_a_face_between_two_people_is_nobodys():
    assert kin([near(0.4, 7, 1), near(0.39 + AMBIGUOUS, 8, 1)], (), ()) == Kin()
    assert kin([near(0.4, 7, 1), near(0.41 + AMBIGUOUS, 8, 1)], (), ()).person_id == 7


def test_who_is_barred_is_passed_over_also_where_nobody_else_is_near():
    assert kin([near(0.3, 7, 1), near(0.5, 8, 1)], {7}, ()).person_id == 8
    assert kin([near(0.3, 7, 1)], {7}, ()) == Kin()


def test_two_faces_of_nobody_make_a_group_where_they_are_very_near():
    other = near(FOUND - 0.01, finding_id=5)
    assert kin([other], (), ()).partner == other
    assert kin([near(FOUND + 0.01)], (), ()) == Kin()


def test_a_face_makes_no_group_with_the_one_beside_it():
    beside, other = near(0.2, finding_id=5), near(0.3, finding_id=6)
    assert kin([beside, other], (), {5}).partner == other
    assert kin([beside], (), {5}) == Kin()


def test_animals_must_be_nearer_than_faces():
    assert kin([near(0.49, 7, 1)], (), (), ANIMALS).person_id == 7
    assert kin([near(0.52, 7, 1)], (), ()).person_id == 7
    assert kin([near(0.52, 7, 1)], (), (), ANIMALS) == Kin()
    assert kin([near(0.47)], (), ()).partner
    assert kin([near(0.47)], (), (), ANIMALS) == Kin()
