#!/bin/sh
# Makes the secrets that compose.yaml mounts, one a file: `sh gateway/deploy/secrets.sh gateway/deploy/secrets`. Each password is new; a
# folder that is there already is left as it is. Needs node with a build of Wasl, and openssl.
set -eu
folder=$1
[ ! -e "$folder" ] || { echo "$folder is there already." >&2; exit 1; }
here=$(cd "$(dirname "$0")/../.." && pwd)
mkdir -p "$folder"
random() { openssl rand -hex 24; }
random >"$folder/postgres-password"
random >"$folder/gateway-secret"
openssl genpkey -algorithm ed25519 -out "$folder/audit-key.pem" 2>/dev/null
echo "redis://redis:6379" >"$folder/redis-url"
echo "nats://nats:4222" >"$folder/notices-url"

# The roles of docs/deploy.md, for Postgres to make at its first start.
sql="$folder/roles.sql"
: >"$sql"
for name in health-id clinical-records pharmacy identity audit; do
  database=$(echo "$name" | tr - _)
  for kind in owner runner; do
    password=$(random)
    echo "postgres://${database}_$kind:$password@postgres:5432/$database" >"$folder/$name-$kind-url"
    echo "CREATE ROLE ${database}_$kind LOGIN PASSWORD '$password';" >>"$sql"
  done
  cat >>"$sql" <<SQL
CREATE DATABASE $database OWNER ${database}_owner;
REVOKE ALL ON DATABASE $database FROM PUBLIC;
GRANT CONNECT ON DATABASE $database TO ${database}_runner;
\connect $database
ALTER SCHEMA public OWNER TO ${database}_owner;
REVOKE ALL ON SCHEMA public FROM PUBLIC;
\connect postgres
SQL
  WASL_GATEWAY_SECRET_FILE="$folder/gateway-secret" node "$here/gateway/bin/wasl.js" keys derive --subgraph "$name" >"$folder/$name-key"
done
# Containers read them as a user of their own.
chmod 755 "$folder"
chmod 644 "$folder"/*
echo "Secrets are in $folder. Keep it out of everybody's reach and out of version control."
