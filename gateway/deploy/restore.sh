#!/bin/sh
# Restores every database of Wasl from a folder that backup.sh made, into databases that are not there yet:
# `WASL_RESTORE_SERVER=postgres://postgres@db sh gateway/deploy/restore.sh /backups/2026-11-26`. WASL_RESTORE_PREFIX stands before
# their names: for a rehearsal beside what runs. The roles that own them have to be there: roles.sql.
set -eu
folder=$1
prefix=${WASL_RESTORE_PREFIX:-}
(cd "$folder" && sha256sum --check --quiet SHA256SUMS)
for name in health_id clinical_records pharmacy identity audit; do
  createdb --maintenance-db="$WASL_RESTORE_SERVER/postgres" "$prefix$name"
  pg_restore --exit-on-error --jobs=2 --dbname="$WASL_RESTORE_SERVER/$prefix$name" "$folder/$name.dump"
  psql --quiet --dbname="$WASL_RESTORE_SERVER/$prefix$name" --command='ANALYZE'
  echo "$name is restored."
done
