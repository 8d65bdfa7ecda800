"""Words that people use for the same thing, in groups, and the words that say nothing."""

_GROUPS = """
woman, female, lady, women, girl
man, male, men, boy, guy
child, kid, children, kids, baby, toddler
person, people
teen, teenager, teens
old, elderly, senior
happy, smiling, smile, joyful, happiness, laughing
sad, sadness, unhappy, crying
angry, anger, furious
surprised, surprise, astonished
fearful, fear, scared, afraid
disgusted, disgust
neutral, calm
building, house, skyscraper, buildings, houses
church, monastery, cathedral, chapel
food, meal, dinner, dining, lunch, breakfast
motorcycle, motorbike, bike
bicycle, cycle
car, automobile, cars
outdoors, outdoor, outside
indoors, indoor, inside
beach, seaside, shore
sea, ocean
forest, woods, wood
night, nighttime
sunset, sundown, dusk
sunrise, dawn
photo, picture
dress, gown
"""
GROUPS: dict[str, tuple[str, ...]] = {
    word: tuple(line.split(", ")) for line in _GROUPS.strip().splitlines() for word in line.split(", ")
}
_SILENT = """
in a the of with using wearing and at during on having eating an is are was were be her his their my our your
its me i we he she they it that which who from to for by as some any all show find give see taken shot there
where while into onto near around this these those please
"""
_IDLE = """
but just only also even very really quite some up down over above under behind beside between across along
together what did do does photograph photographed have had got been being can could you want would like search
look looking find finding taken made files file called named tagged about close sitting standing lying posing
holding playing walking sleeping running jumping swimming dancing riding driving drinking
"""
GROUPS["bike"] = ("bike", "motorcycle", "motorbike", "bicycle", "cycle")
STOP = frozenset(_SILENT.split())
IDLE = frozenset(_IDLE.split())
SEVERAL = {
    "one": 1, "a": 1, "an": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8,
    "nine": 9, "ten": 10, "twelve": 12, "fifteen": 15, "twenty": 20, "thirty": 30,
}  # fmt: skip
NUMBERS = {name: n for name, n in SEVERAL.items() if name != "a"} | {"couple": 2, "several": 3, "few": 3}
KINDS = {
    "photos": "image", "pictures": "image", "images": "image", "videos": "video", "films": "video",
    "movies": "video", "clips": "video", "video": "video", "film": "video", "recordings": "audio",
}  # fmt: skip
WITHOUT = frozenset({"without", "no", "not", "except", "neither", "nor", "never", "lacking"})
