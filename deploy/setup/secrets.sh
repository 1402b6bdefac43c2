# Makes the secrets that nobody has to choose, each once: for the databases in /secrets, for worker and bridge in /platform.
# Readable for all users of the containers that get the volume: each image has its own.
set -eu
umask 022

# make FILE COMMAND…: keeps what the command prints in the file, whole or not at all, unless there is something in it.
make() {
  file=$1
  shift
  [ ! -s "$file" ] || return 0
  "$@" >"$file.new"
  [ -s "$file.new" ] || { echo "$file could not be made" >&2; exit 1; }
  mv "$file.new" "$file"
}

# hex N: that many random digits, four bits in each
hex() { od -An -v -tx1 -N"$1" /dev/urandom | tr -d ' \n' | head -c "$1"; }
key() { head -c 32 /dev/urandom | base64; }
store() { echo "postgres://wxrelease:$(cat /secrets/store_password)@postgres:5432/wxrelease"; }

make /secrets/postgres_password hex 48
make /secrets/store_password hex 48
make /platform/store store
make /platform/store_key key

# What WeChat's console would show of the simulated platform.
make /platform/platform_secret hex 32
make /platform/push_token hex 32
make /platform/push_key hex 43
