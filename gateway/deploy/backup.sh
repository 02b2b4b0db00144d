#!/bin/sh
# Dumps every database of Wasl into a new folder: `WASL_BACKUP_SERVER=postgres://backup@db sh gateway/deploy/backup.sh /backups/2026-11-26`.
# WASL_BACKUP_PREFIX stands before the databases' names, if anything does. Ends with 1 where anything fails, and leaves no folder that looks whole.
set -eu
folder=$1
prefix=${WASL_BACKUP_PREFIX:-}
mkdir "$folder" "$folder/unfinished"
# What refers to a patient before the register that knows the patient; last the audit, which then tells of all that the others hold.
for name in pharmacy clinical_records identity health_id audit; do
  pg_dump --format=custom --file="$folder/unfinished/$name.dump" --dbname="$WASL_BACKUP_SERVER/$prefix$name"
done
# Roles are the server's, not a database's. Their passwords are not here: they come from where secrets are kept.
pg_dumpall --roles-only --no-role-passwords --dbname="$WASL_BACKUP_SERVER/postgres" >"$folder/unfinished/roles.sql"
(cd "$folder/unfinished" && sha256sum ./* >SHA256SUMS && mv ./* ..)
rmdir "$folder/unfinished"
ls -l "$folder"
