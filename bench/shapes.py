"""What pages and the map are asked for while they are timed, and by whom."""

from dataclasses import dataclass

# `{n}` differs from request to request and is small, `{month}` is 1 to 12, `{yy}` and `{later}` are years.
PAGES = {
    "library": "/",
    "library, a label": "/?object=cat",
    "library, two labels": "/?object=person&object=face",
    "library, two labels and a year": "/?object=cat&object=dog&from=20{yy}-01-01&to=20{yy}-12-31",
    "library, none of a label": "/?object=cat%3D0",
    "library, three or more": "/?object=person%3E%3D3&faces=%3E%3D2",
    "library, a label in a folder": "/?object=heron&folder=archive",
    "library, a frequent label in a folder": "/?object=person&folder=archive",
    "library, a folder": "/?folder=archive",
    "library, a folder in a folder": "/?folder=archive%2F3",
    "library, odd dates": "/?from=20{yy}-01-17&to=20{later}-11-05",
    "library, three filters": "/?camera=Model+{n}&kind=image&favourite=1",
    "library, a tag": "/?tag=tag+{n}",
    "library, an album": "/?album={album}",
    "library, no place": "/?noplace=1",
    "library, a place": "/?place=Country+{n}",
    "library, a place and a label": "/?place=Country+{n}&object=dog",
    "library, a word": "/?q=lighthouse",
    "library, a frequent word": "/?q=cat",
    "library, a word and a label": "/?q=lighthouse&object=person",
    "library, a frequent word and a camera": "/?q=cat&camera=Model+{n}",
    "library, shows much the same": "/?like={media}&by=description&sort=like",
    "library, shows much the same, asked": "/?q=alike%3A{media}",
    "library, by name": "/?sort=name",
    "library, by size": "/?sort=size",
    "library, by stars, a label": "/?sort=rating&object=cat",
    "library, last changed": "/?q=order+by+updated",
    "library, most of a label": "/?q=order+by+count%28person%29",
    "library, most of a label in a folder": "/?q=order+by+count%28person%29&folder=archive",
    "library, the first of a label": "/?q=object%3Acat+limit%3A200",
    "library, the first by stars": "/?q=order+by+rating+limit%3A200",
    "library, an area": "/?area=40,5,50,15",
    "library, an area and a label": "/?area=40,5,50,15&object=cat",
    "filters": "/filters",
    "filters, a label": "/filters?object=cat",
    "filters, two labels": "/filters?object=cat&object=dog",
    "filters, a camera and a year": "/filters?camera=Model+{n}&from=20{yy}-01-01&to=20{yy}-12-31",
    "filters, a label in a folder": "/filters?object=person&folder=archive",
    "filters, a folder": "/filters?folder=archive",
    "filters, a folder in a folder": "/filters?folder=archive%2F3",
    "filters, odd dates": "/filters?from=20{yy}-01-17&to=20{later}-11-05",
    "filters, odd dates and a label": "/filters?object=cat&from=20{yy}-01-17&to=20{later}-11-05",
    "filters, a tag": "/filters?tag=tag+{n}",
    "filters, an album": "/filters?album={album}",
    "filters, a word": "/filters?q=lighthouse",
    "filters, a frequent word": "/filters?q=cat",
    "filters, the first of a label": "/filters?q=object%3Acat+limit%3A200",
    "filters, an area": "/filters?area=40,5,50,15",
    "filters, a place": "/filters?place=Country+{n}",
    "filters, folders": "/filters/folders",
    "filters, folders, a label": "/filters/folders?object=cat",
    "filters, favourites": "/filters?favourite=1",
    "viewer": "/media/{media}",
    "viewer in a search": "/media/{media}?object=person",
    "viewer, analyses": "/media/{media}/analyses",
    "library, a label and a day of any year": "/?object=dog&day={month}-11",
    "moments, seen": "/moments?object=cat",
    "moments, seen and said at once": "/moments?q=(object:dog+said:%22thing+{n}%22)+within+5s",
    "on this day": "/on-this-day?day={month}-11",
    "folders": "/folders",
    "folders, in a folder": "/folders?folder=archive",
    "months": "/api/months",
    "months, a label": "/api/months?object=cat",
    "months, a frequent word": "/api/months?q=cat",
    "new files": "/fresh?seen={newest}",
    "albums": "/albums",
    "album": "/albums/{album}",
    "statistics": "/statistics",
    "statistics, a label": "/statistics?object=cat",
    "statistics, seen": "/statistics/seen",
    "statistics, kept": "/statistics/kept",
    "duplicates": "/duplicates",
    "trash": "/trash",
    "activity": "/status",
    "activity, work": "/status/work",
    "activity, failures": "/status/failed",
    "batches": "/status/batches",
    "upload": "/upload",
    "users": "/people",
    "settings": "/settings",
    "outbound": "/outbound",
    "shares": "/shares",
}
_WORLD = "south=-85&west=-180&north=85&east=180&zoom=2"
_COUNTRY = "south=42&west=4&north=50&east=14&zoom=6"
_CITY = "south=47&west=8&north=47.6&east=9&zoom=11"
MAPS = {
    "map": "/map",
    "map, clusters of the world": f"/api/map?{_WORLD}",
    "map, clusters of a country": f"/api/map?{_COUNTRY}",
    "map, clusters of a city": f"/api/map?{_CITY}",
    "map, world, a label": f"/api/map?{_WORLD}&object=cat",
    "map, world, a rare label": f"/api/map?{_WORLD}&object=heron",
    "map, world, a camera": f"/api/map?{_WORLD}&camera=Model+{{n}}",
    "map, world, photos": f"/api/map?{_WORLD}&kind=image",
    "map, world, favourites": f"/api/map?{_WORLD}&favourite=1",
    "map, world, a folder": f"/api/map?{_WORLD}&folder=archive",
    "map, world, a year": f"/api/map?{_WORLD}&from=20{{yy}}-01-01&to=20{{yy}}-12-31",
    "map, world, odd dates": f"/api/map?{_WORLD}&from=20{{yy}}-01-17&to=20{{later}}-11-05",
    "map, world, a word": f"/api/map?{_WORLD}&q=lighthouse",
    "map, world, a frequent word": f"/api/map?{_WORLD}&q=cat",
    "map, country, a label": f"/api/map?{_COUNTRY}&object=cat",
    "map, country, a frequent word": f"/api/map?{_COUNTRY}&q=cat",
    "map, city, a label": f"/api/map?{_CITY}&object=cat",
    "map, years": "/api/map/years",
    "map, years, a label": "/api/map/years?object=cat",
    "map, years, a frequent word": "/api/map/years?q=cat",
    "map, years, two labels": "/api/map/years?object=cat&object=dog",
    "map, strip": "/map/strip?area=40,5,50,15",
    "map, files without a place": "/map/tray",
}
# What people who see a part of the library ask for, each of them.
CONFINED = {
    "library": "/",
    "library, a label": "/?object=cat",
    "library, a word": "/?q=lighthouse",
    "filters": "/filters",
    "filters, a label": "/filters?object=dog",
    "viewer": "/media/{media}",
    "map, clusters of the world": f"/api/map?{_WORLD}",
    "map, clusters of a city": f"/api/map?{_CITY}",
    "map, years": "/api/map/years",
    "months": "/api/months",
    "albums": "/albums",
    "statistics": "/statistics",
    "folders": "/folders",
    "on this day": "/on-this-day?day={month}-11",
    "trash": "/trash",
}
SWAPPED = ("library", "library, a label", "library, a word", "on this day", "filters", "filters, a label")


@dataclass(frozen=True)
class Asker:
    """An account: what it sees at most, and how it is named in figures."""

    name: str
    words: str
    folder: str = ""
    query: str = ""


ASKERS = (
    Asker("bob", "who sees a folder", folder="archive"),
    Asker("cleo", "who sees a frequent word", query="q=cat"),
    Asker("dora", "who sees a label", query="object=dog"),
)
