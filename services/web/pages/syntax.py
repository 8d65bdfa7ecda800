"""The short form of the query language, as the help of the search box shows it."""

from services.web.words import _


def syntax() -> list[tuple[str, str]]:
    """Examples, and what each of them finds."""
    return [
        ("dog beach", _("both words")),
        ('"happy birthday"', _("words in a row")),
        ("dog or cat", _("one of them")),
        ("dog -cat", _("the one without the other")),
        ("(dog or cat) beach", _("first what is in the parentheses")),
        ("camera:Canon", _("a key and its value; also lens, tag, album, folder, ext, source")),
        ("object:dog", _("seen in the picture")),
        ("person:Anna", _("somebody whom you named; only:(Anna, Ben) for no one else")),
        ("count(person) >= 3", _("how many at once")),
        ("text:invoice", _("printed words; said: for spoken ones")),
        ("date:2019-05", _("a year, a month or a day; date >= 2019")),
        ("iso > 800", _("also width, filesize, duration, rating, year, hour")),
        ("year in [2015:2019]", _("from one to another")),
        ("tag in (rome, paris)", _("one of several; all in (…) for every one")),
        ("near:Bastia within 20km", _("around a place")),
        ("not exists(gps)", _("what is not known of a file")),
        ("kind:video order by filesize", _("in which order; also order by count(dog)")),
        ("limit:20", _("the first so many and no more")),
    ]
