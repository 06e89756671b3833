#!/bin/sh
# Starts the course for students who open this machine by its address.
exec sh "$(dirname -- "$0")/start.sh" --classroom "$@"
