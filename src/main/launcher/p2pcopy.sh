#!/bin/sh
exec java -Xmx256m -jar "$0" "$@"
