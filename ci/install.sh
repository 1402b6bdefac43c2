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
#   WXR_SHA256           the archive's checksum, for a mirror whose checksums.txt is not trusted
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
have() { command -v "$1" >/dev/null; }

if [ $# -ne 1 ] || [ -z "$1" ]; then fail "usage: sh install.sh FOLDER" 2; fi
case "$build" in auto | never | always) ;; *) fail "WXR_BUILD is auto, never or always, not '$build'" 2 ;; esac
case "$version" in
  latest) from=$downloads/latest/download number='*' ;;
  v[0-9]*) from=$downloads/download/$version number=${version#v} ;;
  *) fail "WXR_PROGRAM_VERSION is latest or a version such as v1.2.3, not '$version'" 2 ;;
esac
mkdir -p -- "$1"
folder=$(CDPATH='' cd -- "$1" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM

# get URL FILE: 0 it is there, 1 the server says that there is no such file, 2 it could not be read.
get() {
  if have curl; then
    status=$(curl -sSL --retry 3 --connect-timeout 20 --speed-limit 1 --speed-time 60 -o "$2" -w '%{http_code}' "$1") || return 2
    case "$status" in 200) return 0 ;; 404) return 1 ;; *) say "$1 answers $status"; return 2 ;; esac
  elif have wget; then
    # Without -T: the busybox of some distributions crashes on it.
    if LC_ALL=C wget -nv -t 3 -O "$2" "$1" 2>"$work/wget"; then return 0; fi
    # Each wget ends in a way of its own, but all print the status.
    if grep -Eq '(ERROR|ERROR response|HTTP/[0-9.]+) 404' "$work/wget"; then return 1; fi
    cat "$work/wget" >&2
    return 2
  fi
  fail "neither curl nor wget is there to download $1: install one of them"
}

sha256() {
  if have sha256sum; then sha256sum "$1"; elif have shasum; then shasum -a 256 "$1"; else openssl dgst -sha256 -r "$1"; fi | cut -d ' ' -f 1
}

# The names are those of .goreleaser.yaml.
system() {
  os=$(uname -s | tr '[:upper:]' '[:lower:]')
  program=wxrelease format=tar.gz
  case "$os" in mingw* | msys* | cygwin*) os=windows program=wxrelease.exe format=zip ;; esac
  arch=$(uname -m)
  case "$arch" in x86_64) arch=amd64 ;; aarch64) arch=arm64 ;; esac
}

# released finds this system's archive in checksums.txt: its name tells which version the latest one is.
released() {
  archive='' want=''
  while read -r sum name; do
    # shellcheck disable=SC2254 # for latest, number is a pattern
    case "${name#\*}" in wxrelease_${number}_"${os}_$arch.$format") archive=${name#\*} want=$sum ;; esac
  done <"$work/checksums.txt"
}

# download: 0 it is there, 1 there is no such release, or none for this system. Called as a condition, so each failure is looked at.
download() {
  system
  found=0
  get "$from/checksums.txt" "$work/checksums.txt" || found=$?
  case "$found" in
    1) say "there is no release at $from"; return 1 ;;
    2) fail "reading $from/checksums.txt failed; set WXR_DOWNLOADS to a mirror that can be reached, or WXR_BUILD=always" ;;
  esac
  grep -Eq '^[0-9a-f]{64} [ *]wxrelease' "$work/checksums.txt" ||
    fail "$from/checksums.txt is no list of checksums: something on the way, such as a proxy, answers in its place"
  released
  if [ -z "$archive" ]; then say "the release at $from has no program for $os $arch"; return 1; fi
  want=${WXR_SHA256:-$want}
  get "$from/$archive" "$work/$archive" || fail "downloading $from/$archive failed; run this again"
  got=$(sha256 "$work/$archive")
  [ -n "$got" ] || fail "sha256sum, shasum or openssl is needed to check $archive: install one of them"
  if [ "$got" != "$want" ]; then
    fail "$from/$archive does not match its checksum: it is $got, not $want. It was cut or changed on its way; nothing is installed"
  fi
  case "$format" in
    zip) unzip -q "$work/$archive" "$program" -d "$work" ;;
    *) tar -xzf "$work/$archive" -C "$work" "$program" ;;
  esac || fail "unpacking $archive failed"
  # In one step: a program that runs is never half written.
  new=$folder/.$program.new
  { mv "$work/$program" "$new" && chmod 755 "$new" && mv -f "$new" "$folder/$program"; } ||
    fail "writing $folder/$program failed"
  say "${archive%."$format"} is in $folder"
}

from_source() {
  have go || fail "to build it, Go is needed and not there: install Go, or give a wxrelease that is there in WXR_PROGRAM"
  if [ -n "${WXR_SOURCE:-}" ]; then
    say "building $WXR_SOURCE"
    (CDPATH='' cd -- "$WXR_SOURCE" && GOWORK=off go build -o "$folder/" .)
  else
    say "building $module@$version"
    GOWORK=off GOBIN="$folder" go install "$module@$version"
  fi
  say "wxrelease is in $folder"
}

if [ "$build" = always ]; then
  from_source
elif ! download; then
  [ "$build" = auto ] || exit 3
  from_source
fi
