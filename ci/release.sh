#!/bin/sh
# A release as one step of any CI system. Variables say what to do; one that is empty is as if it were not set:
#
#   WXR_COMMAND       start (default): begin the release or attach to it; wait: only wait for the one of WXR_APPID
#   WXR_FILE          release file, wxrelease.yaml by default
#   WXR_APPID         appid instead of the file's; for wait: whose release
#   WXR_APP           one of a file with several apps, by appid or name, or all
#   WXR_VERSION       version instead of the file's
#   WXR_WAIT          true: start also waits for the verdict
#   WXR_WAIT_TIMEOUT  stop waiting after this, 50m by default; the release goes on
#   WXR_ACCEPT        exit codes other than 0 with which the step succeeds, such as "3 5"
#   WXR_JUNIT         file for a JUnit report
#   WXR_DOTENV        file for the values of later steps, as NAME=VALUE
#   WXR_LANG          en (default) or zh
#   WXR_PROGRAM       the program, by default the one that install.sh has put into .wxrelease, else wxrelease in PATH
#
# How to reach Temporal is said by TEMPORAL_ADDRESS, TEMPORAL_NAMESPACE and TEMPORAL_API_KEY or TEMPORAL_TLS_CLIENT_CERT_DATA,
# TEMPORAL_TLS_CLIENT_KEY_DATA, TEMPORAL_TLS_SERVER_CA_CERT_DATA and TEMPORAL_TLS_SERVER_NAME, from the system's secrets, and
# WXRELEASE_PAYLOAD_KEY where the workers have one.
# It ends with the exit code of wxrelease.
set -eu

program=${WXR_PROGRAM:-}
if [ -z "$program" ]; then
  program=wxrelease
  if [ -x .wxrelease/wxrelease ]; then program=.wxrelease/wxrelease; fi
fi
timeout=${WXR_WAIT_TIMEOUT:-50m}
case "${WXR_COMMAND:-start}" in
  start)
    set -- start --file "${WXR_FILE:-wxrelease.yaml}"
    if [ -n "${WXR_APPID:-}" ]; then set -- "$@" --appid "$WXR_APPID"; fi
    case "${WXR_APP:-}" in
      "") ;;
      all) set -- "$@" --all ;;
      *) set -- "$@" --app "$WXR_APP" ;;
    esac
    if [ -n "${WXR_VERSION:-}" ]; then set -- "$@" --set-version "$WXR_VERSION"; fi
    if [ "${WXR_WAIT:-}" = true ]; then set -- "$@" --wait --wait-timeout "$timeout"; fi
    ;;
  wait) set -- wait "${WXR_APPID:-${WX_APPID:-}}" --timeout "$timeout" ;;
  *)
    if [ "${GITHUB_ACTIONS:-}" = true ]; then
      echo "::error title=wxrelease::the input command must be start or wait"
    else
      echo "WXR_COMMAND must be start or wait" >&2
    fi
    exit 2
    ;;
esac
if [ -n "${WXR_JUNIT:-}" ]; then set -- "$@" --junit "$WXR_JUNIT"; fi
if [ -n "${WXR_DOTENV:-}" ]; then set -- "$@" --dotenv "$WXR_DOTENV"; fi
code=0
"$program" "$@" --lang "${WXR_LANG:-en}" || code=$?
for accepted in $(printf %s "${WXR_ACCEPT:-}" | tr , ' '); do
  if [ "$code" = "$accepted" ]; then exit 0; fi
done
exit "$code"
