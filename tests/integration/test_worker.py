"""What a worker makes of a file: findings, a reason, or a wait; on either broker."""


def test_a_file_is_analysed_and_its_findings_stored(crew):
    crew.dispatcher()
    crew.worker()
    photo = crew.wait(lambda: crew.value("SELECT 1 FROM analyzer")) and crew.add("label cat")
    row = crew.wait_for(photo, "done")
    assert (row.attempt, row.reason) == (1, None)
    assert crew.value("SELECT label FROM media_label WHERE media_id = %(id)s", id=photo) == "cat"
    assert crew.value("SELECT (engine, model)::text FROM analysis") == "(fake,none)"
