"""SQL that asks whether what an analysis found is what people see."""


def serves(media_id: str, analysis_id: str) -> str:
    """That this analysis serves in this file, asked of each row that is met.

    That is one look into an index; `OFFSET 0` keeps the planner from gathering all that serves first.
    """
    return (
        f"EXISTS (SELECT FROM serving WHERE serving.media_id = {media_id}"
        f" AND serving.id = {analysis_id} OFFSET 0)"
    )
