# Creates the namespace where it is missing. A server that has just started refuses for some seconds.
set -eu
for try in 1 2 3 4 5 6 7 8 9 10; do
  if temporal operator namespace describe --namespace "$TEMPORAL_NAMESPACE" >/dev/null 2>&1; then
    exit 0
  fi
  temporal operator namespace create --namespace "$TEMPORAL_NAMESPACE" --retention "$RETENTION" || echo "try $try failed" >&2
  sleep 3
done
echo "namespace $TEMPORAL_NAMESPACE could not be created" >&2
exit 1
