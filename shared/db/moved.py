"""SQL that puts what was said of places in one file to where they belong in another that shows the same.

Boxes are fractions of the picture, so they hold in a copy of another size.  In a copy of another shape the
finding that says the same there tells the place; without one the box stays as it is.
"""

SAME_SHAPE = """
    SELECT coalesce(abs(one.width::float8 * two.height - two.width::float8 * one.height)
                    <= 0.02 * one.width * two.height, true) AS same
      FROM media AS one, media AS two WHERE one.id = %(of)s AND two.id = %(to)s
    """
_EDGES = ("box_left", "box_top", "box_width", "box_height")


def moved(table: str, columns: str, twin: str) -> str:
    """These columns of `held`, what `table` says of the file `of`, and its box as it belongs in `to`.

    `twin` is what follows SELECT … in a query for the `finding` that says there what `held` says, the best
    first.
    """
    box = ", ".join(f"coalesce(found.{edge}, held.{edge}) AS {edge}" for edge in _EDGES)
    return f"""
        SELECT {columns}, {box}
          FROM {table} AS held
         CROSS JOIN ({SAME_SHAPE}) AS shape
          LEFT JOIN LATERAL (
            SELECT {", ".join(f"finding.{edge}" for edge in _EDGES)} {twin} LIMIT 1
          ) AS found ON NOT shape.same AND held.box_left IS NOT NULL AND held.start_second IS NULL
         WHERE held.media_id = %(of)s
        """
