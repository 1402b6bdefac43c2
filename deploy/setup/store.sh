# Creates the database of the platform's credentials and its owner where they are missing. The owner has no other rights,
# so that the bridge, which faces the internet, cannot read Temporal's databases.
set -eu
PGPASSWORD=$(cat /secrets/postgres_password)
export PGPASSWORD
psql --no-psqlrc --quiet --set=ON_ERROR_STOP=1 <<SQL
SELECT 'CREATE ROLE wxrelease' WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'wxrelease') \gexec
ALTER ROLE wxrelease LOGIN PASSWORD '$(cat /secrets/store_password)';
SELECT 'CREATE DATABASE wxrelease OWNER wxrelease' WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = 'wxrelease') \gexec
SQL
