"""Questions of the query language, and the letters of the files that answer each (see `test_queries`).

Where a question says its order, the letters stand in it; elsewhere they stand in that of the alphabet.
"""

ALL = "abcdefghijkl"

WORDS = [
    ("", ALL), ("dog", "abfg"), ("dog ", "abfg"), ("DOG", "abfg"), ("dog cat", "a"), ("dog and cat", "a"),
    ("dog AND cat", "a"), ("dog or cat", "abcfg"), ("dog OR car ", "abdfg"), ("dog not cat", "bfg"),
    ("dog -cat", "bfg"), ("not dog", "cdehijkl"), ("-dog", "cdehijkl"), ("not not dog", "abfg"),
    ("(dog or cat) person", "bcf"), ("dog or cat person", "abcfg"), ("-(dog or cat)", "dehijkl"),
    ("not (dog and cat)", "bcdefghijkl"), ('"happy birthday"', "fi"), ('"birthday happy"', ""),
    ('-"happy birthday"', "abcdeghjkl"), ("birth", "fi"), ("birth ", ""), ("birth*", "fi"),
    ("bir* café", "i"), ("CAFE ", "i"), ("cafÉ", "i"), ("zurich", "a"), ("ZÜRICH ", "a"), ("0042", "a"),
    ("ete", "a"), ("eos-5d", "ab"), ("dsc-rx100 ", "j"), ("rx100", "j"), ("invoice", "dg"),
    ("invoice no ", "d"), ("elephants", ""), ("eleph", "k"), ("zebra elephant", "k"), ("!!", ""),
    ("dog !!", "abfg"), ("dog and", ""), ("party.mp4 ", "f"), ('"the invoice of"', "g"),
    ('"invoice" or "best day"', "cdg"), ("rock or dog or car", "abdfg"), ("dog (cat or person)", "abf"),
    ("(dog)", "abfg"), ("((dog)) or ((car))", "abdfg"), ("naive", "c"),
]  # fmt: skip
COMPARED = [
    ("iso:100", "a"), ("iso=100", "a"), ("iso >= 800", "bck"), ("iso > 800", "ck"), ("iso<100", "e"),
    ("iso <= 100", "ae"), ("iso != 100", "bcdefghijkl"), ("not iso > 800", "abdefghijl"),
    ("iso in (100, 3200)", "ac"), ("iso in [100:1600]", "abk"), ("iso in [:100]", "ae"),
    ("iso in [1600:]", "ck"), ("iso in [:]", "abcek"), ("width >= 4000", "ace"), ("height = 1000", "dk"),
    ("width:500", "j"), ("filesize > 10m", "bfg"), ("filesize < 2k", "l"), ("filesize:2k", "d"),
    ("filesize <= 2048", "dl"), ("filesize in [1m:4m]", "e"), ("size > 0.5g", "g"),
    ("duration > 1:30", "fg"), ("duration:30", "h"), ("duration = 1:02:03", "g"), ("duration < 1m", "h"),
    ("duration >= 1h", "g"), ('duration in ["0:10":"2:00"]', "fh"), ("ratio:panorama", "ck"),
    ("ratio:landscape", "acefgk"), ("ratio:square", "d"), ("ratio:portrait", "bj"), ("ratio:16/9", "fg"),
    ("ratio:4/3", "ae"), ("ratio > 2", "ck"), ("ratio < 0.8", "bj"), ("shape:square", "d"),
    ("aperture <= 2", "b"), ("aperture:2.8", "a"), ("exposure:1/125", "a"), ("exposure < 1/100", "a"),
    ("focal:50", "a"), ("latitude > 50", "g"), ("latitude < 0", "k"), ("lat in [25:43]", "bcde"),
    ("longitude < -80", "de"), ("rating:5", "a"), ("rating >= 4", "ab"), ("stars > 4", "a"),
    ("rating = 1", "c"), ("rating < 4", "cdefghijkl"), ("rating:0", "defghijkl"), ("rating in [1:4]", "bc"),
    ("id:#c", "c"), ("id in (#a, #b)", "ab"), ("id != #a", "bcdefghijkl"), ("hash:ababab", "l"),
    ("hash:ababac", ""), ("batch:999", ""),
]  # fmt: skip
DATED = [
    ("date:2019", "abc"), ("date:2019-05", "ab"), ("date:2019-05-31", "b"), ("date = 2019-5-1", "a"),
    ("date < 2000", "l"), ("date <= 2019-05", "abl"), ("date > 2021", "hijk"), ("date >= 2021", "fghijk"),
    ("date > 2019-05-31", "cdefghijk"), ("date != 2019", "defghijkl"), ("date in [2019-06:2020-03]", "cd"),
    ("date in (2019-05-01, 2020-02)", "ad"), ("date in [:1999]", "l"), ('date:"2019-05-31 23:59"', "b"),
    ("not date:2019", "defghijkl"), ("year:2020", "de"), ("year in [2021:2022]", "fghjk"),
    ("year < 2019", "l"), ("year != 2022", "abcdefgil"), ("year in (1999, 2023)", "il"), ("year:99999", ""),
    ("year < 99999", ALL), ("month:5", "abjk"), ("month in [11:12]", "c"), ("day:29", "d"),
    ("day >= 30", "b"), ("month:2 day:29", "d"), ("hour >= 20", "bf"), ("hour < 6", "djkl"),
    ("minute:5", "jk"), ("minute = 59", "b"), ("added:2024-02", "l"), ("added < 2024-03", "l"),
    ("updated:2024-02-03", "l"), ("undated:yes", "i"), ("undated:no", "abcdefghjkl"),
    ("exists(date)", "abcdefghjkl"),
]  # fmt: skip
KNOWN = [
    ('camera:"Canon EOS 5D"', "ab"), ("camera:canon", "ab"), ("camera:nikon", "ck"), ("camera:apple", "de"),
    ("camera:iphone", "de"), ("camera~90", "ck"), ("camera=nikon", ""), ("camera:*5D", "ab"),
    ('camera != "NIKON D90"', "abdefghijl"), ("camera in (canon, DSC-RX100)", "abj"), ("model:EOS", "ab"),
    ("camera:leica", ""), ("not camera:canon", "cdefghijkl"), ("make:canon", "ab"), ("make:nikon", "ck"),
    ("lens:50mm", "ab"), ("lens~35", "ck"), ("software:gimp", "de"), ("kind:video", "fg"),
    ("type:photo", "abcdejkl"), ("kind in (audio, other)", "hi"), ("-kind:image", "fghi"),
    ("kind != video", "abcdehijkl"), ("format:png", "d"), ("format:image/heic", "e"), ("mime:video", "fg"),
    ("ext:jpg", "abcjkl"), ("ext:JPG", "abcjkl"), ("ext in (mp4, .mov)", "fg"), ("ext != jpg", "defghi"),
    ("source:scanner", "i"), ("source in (scanner, phone)", "ij"), ("path:2019/rome", "ab"),
    ("path:rome", "ab"), ("path~ome", "ab"), ("path=films/party.mp4", "f"), ("path:2019/*/IMG*", "bc"),
    ("folder:2019", "abc"), ("folder:2019/xmas", "c"), ("folder:/2020/", "de"),
    ("folder:2019 or folder:films", "abcfg"), ("folder in (2020, films)", "defg"),
    ("filename:IMG_1.jpg", "b"), ("filename:IMG*", "bcde"), ("filename:*.mov", "g"),
    ("filename~ecture", "g"), ("name:img", "bcde"), ("filename:100%", ""), ("favourite:yes", "af"),
    ("favorite:no", "bcdeghijkl"), ("-favourite:true", "bcdeghijkl"),
]  # fmt: skip
CURATED = [
    ("tag:holiday", "ab"), ("tag:Holiday", "ab"), ('tag:"new york"', "b"), ("tag~york", "b"),
    ("tag:ro*", "ae"), ("tag in (rome, New York)", "abe"), ("tag all in (holiday, rome)", "a"),
    ("-tag:rome", "bcdfghijkl"), ("tag:unknown", ""), ("tag:rome or rating:4", "abe"),
    ("comment:best", "c"), ('comment:"best day"', "c"), ("comment:naive", "c"), ("description~bes", "c"),
    ("comment:worst", ""), ('album:"summer days"', "ae"), ("album:winter", ""),
    ('-album:"Summer Days"', "bcdfghijkl"), ('album:"Summer Days" or tag:holiday', "abe"),
]  # fmt: skip
SEEN = [
    ("object:dog", "abf"), ("object:DOG", "abf"), ("object in (cat, car)", "acd"),
    ("object all in (cat, dog)", "a"), ("object:dog -object:cat", "bf"), ("not object:person", "adghijkl"),
    ("object:unicorn", ""), ("object~zeb", "k"), ("object:dog object:person", "bf"), ("said:birthday", "f"),
    ('said:"happy birthday"', "f"), ("said:invoice", "g"), ("text:invoice", "d"), ("text:birth*", "i"),
    ("text~birth", "i"), ("said:invoice or text:invoice", "dg"), ("text:cafe", "i"), ("text:dog", ""),
    ("-said:dog kind:video", "f"), ("count(person) >= 3", "b"), ("count(person) >= 2", "be"),
    ("count(person) = 1", "cf"), ("count(person) > 1", "be"), ("count(person) != 0", "bcef"),
    ("count(person) < 2", "acdfghijkl"), ("count(person) <= 0", "adghijkl"), ("count(zebra):3", "k"),
    ("count(faces) >= 2", "j"), ("count(faces) = 0", "abcdefghikl"), ("count(objects) >= 4", "bk"),
    ("count(objects) = 0", "ghijl"), ("count(tags) >= 2", "ab"), ("count(tags) = 1", "e"),
    ("count(tags) > 2", ""), ("count(comments) = 2", "c"), ("count(albums) >= 1", "ae"),
    ("count(files) >= 2", "d"), ("not count(person) >= 1", "adghijkl"),
    ("count(person) >= 2 or count(zebra) >= 3", "bek"), ("exists(gps)", "bcdegk"),
    ("not exists(gps)", "afhijl"), ("exists(latitude)", "bcdegk"), ("exists(faces)", "j"),
    ("exists(objects)", "abcdefk"), ("exists(tags)", "abe"), ("exists(comments)", "c"),
    ("exists(camera)", "abcdejk"), ("exists(make)", "abcdek"), ("exists(lens)", "abck"),
    ("exists(duration)", "fgh"), ("exists(text)", "di"), ("exists(said)", "fg"), ("exists(files)", ALL),
    ("exists(rating)", "abc"), ("exists(album)", "ae"),
]  # fmt: skip
PEOPLE = [
    ('person:"Anna Berg"', "bcf"), ("person:anna", "bcf"), ("person:Ben", "be"), ("person:Carl", ""),
    ("person:An", ""), ("person:An*", "bcf"), ("person~nna", "bcf"), ("person:anna person:ben", "b"),
    ("person in (anna, ben)", "bcef"), ("person all in (anna, ben)", "b"), ("person:anna -person:ben", "cf"),
    ("only:anna", "f"), ("only:(Anna, Ben)", "b"), ("only:Ben", ""), ("only:Carl", ""),
    ("-only:anna year:2021", "g"),
    ("who:anna", "bcf"), ("exists(people)", "bcef"), ("count(people) >= 2", "bc"),
    ("count(people) = 0", "adghijkl"),
    ("look:smiling", "be"), ("look:20s look:smiling", "b"), ("colour:red", "a"), ("color:RED", "a"),
    ("scene:outdoors", "k"), ("object:smiling", ""), ("-look:smiling person:anna", "cf"),
    ("object:animal", "abcfk"), ("object:animals -object:dog", "ck"), ("object:vehicle", "d"),
    ("similar:#a", "ab"), ("similar:#c", "c"), ("similar:#l", ""), ("similar:999999", ""), ("face:1", ""),
    ("similar:#a -tag:rome", "b"), ("alike:#e", "e"), ("alike:#l", ""), ("alike:999999", ""),
    ("alike:#f", "f"), ("object:cat alike:#a", "a"),
]  # fmt: skip
PLACED = [
    ("country:France", "bc"), ("country:fr", "bc"), ("country:norway", "g"), ("country:Italy", ""),
    ("region:corsica", "bc"), ("state:Corsica -city:Bastia", ""), ("city:oslo", "g"), ("city:Bastia", "bc"),
    ('city:"ile-rousse"', "c"), ("city:*rousse", "c"), ("location:corsica", "bc"), ("location:Norway", "g"),
    ("location~ors", "bc"), ("country in (France, Norway)", "bcg"), ("exists(city)", "bcg"),
    ("exists(country)", "bcg"), ("not exists(country) exists(gps)", "dek"),
    ("country != France", "adefghijkl"),
    ('near:"Bastia" within 20km', "bc"), ("near:Bastia within 2km", "b"), ("near:Miami", "de"),
    ("near:oslo", "g"), ("near:42.7,9.45 within 500m", "b"), ("near:59.9,10.7 within 3000km", "bcg"),
    ("-near:Miami exists(gps)", "bcgk"), ("near:Miami or near:Oslo", "deg"),
    ("near:-17.7,-179.9 within 50km", "k"), ("near:90,0 within 4000km", "g"), ("near:0,0 within 100m", ""),
]  # fmt: skip
ORDERED = [
    ("kind:video order by date", "gf"), ("kind:video order by date asc", "fg"),
    ("year:2019 order by filesize desc", "bac"), ("IMG ORDER BY name", "bcde"),
    ("rating >= 1 order by rating desc", "abc"), ("order by date asc", "labcdefghjki"),
    ("order by count(person)", "befcikjhgdal"), ("order by count(person) asc", "ladghjkicfeb"),
    ("person order by count(person) desc", "befcj"), ("object:person order by count(Person)", "befc"),
    ("count(person) >= 2 order by count(person) asc", "eb"), ("year:2022 order by count(faces)", "jkh"),
    ("kind:video order by count(dog)", "fg"), ("exists(tags) order by count(tags)", "bae"),
    ("year in [2019:2020] order by count(tags) asc", "cdeab"), ("year:2022 order by count(objects)", "kjh"),
    ("exists(gps) order by count(files) desc", "dkgecb"), ("rating >= 1 order by count(people)", "cba"),
    ("year:2019 order by count(comments)", "cba"), ("year:2019 order by count(albums) desc", "acb"),
    ("dog order by count(unicorn)", "gfba"), ("order by count(person) limit:2", "be"),
    ("limit:1 order by count(zebra)", "k"), ("order by count(person) asc limit:3", "lad"),
]  # fmt: skip
LIMITED = [
    ("limit:3", "ijk"), ("limit:3 order by date asc", "lab"), ("order by date limit:1", "i"),
    ("order by filesize limit:2", "gf"), ("limit:1 object:dog", "f"), ("dog limit:2", "fg"),
    ("kind:photo or kind:video limit:4", "fgjk"), ("limit:100 camera:canon", "ab"),
    ("limit:1 tag:unknown", ""), ("tag:rome limit:1 order by name", "e"), ("exists(gps) limit:2", "gk"),
    ("not object:person limit:2", "ik"), ("near:Miami limit:1", "e"), ("similar:#a limit:1", "b"),
    ("similar:#a order by similar limit:1", "a"),
    ("order by rating limit:2", "ab"), ("folder:2019 limit:2", "bc"), ("person:anna limit:2", "cf"),
]  # fmt: skip
MIXED = [
    ("camera:canon dog", "ab"), ("camera:canon dog -cat", "b"), ("dog or camera:nikon", "abcfgk"),
    ("(dog or camera:nikon) year:2019", "abc"), ("kind:video or (kind:photo iso > 800)", "cfgk"),
    ("not (kind:photo or kind:video)", "hi"), ("dog and not (cat or said:birthday)", "bg"),
    ("camera:canon camera:nikon", ""), ("camera:canon or camera:nikon", "abck"),
    ("object:dog or object:elephant or text:invoice or tag:rome", "abdefk"),
    ('(tag:holiday or "happy birthday") favourite:yes', "af"),
    ("-camera:canon -exists(gps) -kind:audio", "fijl"), ("birthday kind:other", "i"),
    ("ratio:portrait or duration > 1h", "bgj"), ("rome -tag:rome", "b"),
]  # fmt: skip

QUESTIONS = [*WORDS, *COMPARED, *DATED, *KNOWN, *CURATED, *SEEN, *PEOPLE, *PLACED, *ORDERED, *LIMITED, *MIXED]
