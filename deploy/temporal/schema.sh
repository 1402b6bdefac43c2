# Creates Temporal's two databases where they are missing and applies what their schema lacks.
set -eu
SQL_PASSWORD=$(cat /secrets/postgres_password)
export SQL_PASSWORD
for pair in temporal:temporal temporal_visibility:visibility; do
  database=${pair%:*}
  temporal-sql-tool --database "$database" create
  temporal-sql-tool --database "$database" setup-schema --version 0.0
  temporal-sql-tool --database "$database" update-schema --schema-name "postgresql/v12/${pair#*:}"
done
