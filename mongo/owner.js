// Runs once, when the database is made: a user who may read and write this database and no other.
const password = require("fs").readFileSync("/run/secrets/mongo_password", "utf8").trim();
db.getSiblingDB("bowerbird").createUser({
    user: "bowerbird",
    pwd: password,
    roles: [{ role: "readWrite", db: "bowerbird" }],
});
