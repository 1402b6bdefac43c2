#!/bin/sh
# Puts the program wxrelease into a folder, for a CI job or a machine:
#
#   sh install.sh FOLDER
#
# It takes the released program of this system, checked against the release's checksums.txt. Where there is none it is built from
# source, if Go is there. A download that does not match its checksum is an error, never a reason to take something else.
#
#   WXR_PROGRAM_VERSION  which one: latest (default) or a version such as v1.2.3
#   WXR_DOWNLOADS        where releases are, for a mirror; below it are latest/download/FILE and download/VERSION/FILE
#   WXR_SOURCE           folder with the source to build instead of a published version
#   WXR_BUILD            auto (default), never, or always
#
# Exit codes: 0 it is there, 1 something failed, 2 wrong usage, 3 there is no released program and WXR_BUILD is never.
set -eu

module=github.com/wxrelease/wxrelease
version=${WXR_PROGRAM_VERSION:-latest}
downloads=${WXR_DOWNLOADS:-https://$module/releases}
build=${WXR_BUILD:-auto}

say() { printf 'wxrelease install: %s\n' "$1" >&2; }
fail() { say "$1"; exit "${2:-1}"; }

[ $# -eq 1 ] && [ -n "$1" ] || fail "usage: sh install.sh FOLDER" 2
case "$build" in auto | never | always) ;; *) fail "WXR_BUILD is auto, never or always, not '$build'" 2 ;; esac
case "$version" in
  latest) from=$downloads/latest/download ;;
  v[0-9]*) from=$downloads/download/$version ;;
  *) fail "WXR_PROGRAM_VERSION is latest or a version such as v1.2.3, not '$version'" 2 ;;
esac
mkdir -p "$1"
folder=$(cd "$1" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM

# get URL FILE: 0 it is there, 1 the server says that there is no such file, 2 it could not be read.
get() {
  if command -v curl >/dev/null; then
    code=$(curl -sSL --retry 3 --connect-timeout 20 -o "$2" -w '%{http_code}' "$1") || return 2
    case "$code" in 200) return 0 ;; 404) return 1 ;; *) say "$1 answers $code"; return 2 ;; esac
  elif command -v wget >/dev/null; then
    if wget -q -T 60 -O "$2" "$1" 2>"$work/wget"; then return 0; fi
    # What wgets print and how they end differs; all of them name the status.
    if wget -S -T 60 -O /dev/null "$1" 2>&1 | grep -q ' 404'; then return 1; fi
    return 2
  fi
  fail "neither curl nor wget is there to download $1: install one of them"
}

sha256() {
  if command -v sha256sum >/dev/null; then sha256sum "$1"; else shasum -a 256 "$1"; fi | cut -d ' ' -f 1
}

# The names are those of .goreleaser.yaml.
system() {
  os=$(uname -s | tr '[:upper:]' '[:lower:]')
  case "$os" in mingw* | msys* | cygwin*) os=windows ;; esac
  case "$(uname -m)" in
    x86_64 | amd64) arch=amd64 ;;
    aarch64 | arm64) arch=arm64 ;;
    *) arch=$(uname -m) ;;
  esac
  archive=wxrelease_${os}_$arch.tar.gz
  program=wxrelease
  if [ "$os" = windows ]; then program=wxrelease.exe; fi
}

# download: 0 it is there, 1 there is no such release, or none for this system.
download() {
  system
  code=0
  get "$from/checksums.txt" "$work/checksums.txt" || code=$?
  case "$code" in
    1) say "there is no release at $from"; return 1 ;;
    2) fail "reading $from/checksums.txt failed; set WXR_DOWNLOADS to a mirror that can be reached, or WXR_BUILD=always" ;;
  esac
  want=$(awk -v name="$archive" '$2 == name || $2 == "*" name { print $1 }' "$work/checksums.txt")
  if [ -z "$want" ]; then say "the release at $from has no $archive"; return 1; fi
  get "$from/$archive" "$work/$archive" || fail "downloading $from/$archive failed; run this again"
  got=$(sha256 "$work/$archive")
  if [ "$got" != "$want" ]; then
    fail "$from/$archive does not match its checksum: it is $got, checksums.txt says $want. It was cut or changed on its way; nothing is installed"
  fi
  tar -xzf "$work/$archive" -C "$work" "$program"
  # In one step: a program that runs is never half written.
  mv "$work/$program" "$folder/.$program.new"
  chmod 755 "$folder/.$program.new"
  mv -f "$folder/.$program.new" "$folder/$program"
}

from_source() {
  command -v go >/dev/null || fail "to build it, Go is needed and not there: install Go, or give a wxrelease that is there in WXR_PROGRAM"
  if [ -n "${WXR_SOURCE:-}" ]; then
    say "building $WXR_SOURCE"
    (cd "$WXR_SOURCE" && GOWORK=off go build -o "$folder/" .)
  else
    say "building $module@$version"
    GOWORK=off GOBIN="$folder" go install "$module@$version"
  fi
}

if [ "$build" = always ]; then
  from_source
elif ! download; then
  [ "$build" = auto ] || exit 3
  from_source
fi
say "$folder/wxrelease is there"
