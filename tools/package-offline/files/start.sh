#!/bin/sh
# Starts the course on this machine. Options: --classroom, --port 8080
here=$(CDPATH= cd -- "$(dirname -- "$0")" && pwd)
if ! node -e 'process.exit(parseInt(process.versions.node, 10) >= 20 ? 0 : 1)' 2>/dev/null; then
  cat "$here/server/no-node.txt"
  exit 1
fi
exec node "$here/server/offline.mjs" "$@"
