#!/bin/sh
# Copies everything one installation cannot do without: database, key, attached files.
#   backup.sh DATA TARGET            embedded SQLite
#   backup.sh DATA TARGET DATABASE   PostgreSQL, postgres://…
# It may run while madoguchi serves. Files are copied after the database, so that every file a submission
# names is in the copy. To restore, stop madoguchi, put the folder back as the data folder (and the dump into an
# empty database with pg_restore), and start it. The key opens what the database holds: keep copies as
# carefully as the original.
set -eu
umask 077
data=$1
target=$2/$(date +%Y%m%dT%H%M%S)
mkdir -p "$target"
if [ $# -ge 3 ]; then
    pg_dump --format=custom --file="$target/madoguchi.dump" "$3"
else
    sqlite3 "$data/madoguchi.db" ".backup '$target/madoguchi.db'"
    sqlite3 "$target/madoguchi.db" 'PRAGMA integrity_check' | grep -qx ok
fi
cp -p "$data/secret.key" "$target/"
cp -Rp "$data/files" "$target/"
# The key ring of files lies elsewhere in production and is backed up there. If it lies with the data it comes last,
# so that it holds every key a copied file may name.
if [ -f "$data/files.key" ]; then cp -p "$data/files.key" "$target/"; fi
echo "$target"
