# Makes the database's password, unless there is one. Readable for all users of the containers that get the volume: each
# image has its own.
set -eu
file=/secrets/postgres_password
[ ! -s "$file" ] || exit 0
umask 022
od -An -N24 -tx1 /dev/urandom | tr -d ' \n' >"$file.new"
mv "$file.new" "$file" # whole or not at all
