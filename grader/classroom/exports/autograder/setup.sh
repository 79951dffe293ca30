#!/usr/bin/env bash
# Runs once, as Gradescope builds the machine's image: a Python that the kit can use, and its libraries.
set -euo pipefail
source_folder="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"

new_enough() { "$1" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; }

python=""
for name in python3.14 python3.13 python3.12 python3.11 python3; do
    if command -v "$name" >/dev/null && new_enough "$name"; then python="$name"; break; fi
done
if [ -z "$python" ]; then
    export DEBIAN_FRONTEND=noninteractive
    apt-get update
    for name in python3.13 python3.12 python3.11; do
        if apt-get install -y --no-install-recommends "$name" "$name-venv" && new_enough "$name"; then
            python="$name"; break
        fi
    done
fi
if [ -z "$python" ]; then
    echo "No Python 3.11 or later can be installed: choose a newer Ubuntu as the autograder's base image." >&2
    exit 1
fi
"$python" -m venv "$source_folder/venv"
"$source_folder/venv/bin/python" -m pip install --disable-pip-version-check -q -r "$source_folder/requirements.txt"
