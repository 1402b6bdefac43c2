# The server takes its password from the environment only; this way it is not in the container's configuration.
set -eu
POSTGRES_PWD=$(cat /secrets/postgres_password)
export POSTGRES_PWD
exec /etc/temporal/entrypoint.sh
