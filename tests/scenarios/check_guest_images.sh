#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Compares scenarios/guests/*.elf with what scripts/build-guests makes of the sources.
# Exit 0: equal; 1: different; 77: this machine has no cross compiler of the recorded version.
set -eu

source_dir=$1
guests=$source_dir/scenarios/guests
if ! version=$("$source_dir/scripts/build-guests" --version 2>/dev/null); then
    echo "skipped: no aarch64-linux-gnu-gcc (Debian: gcc-aarch64-linux-gnu)"
    exit 77
fi
if [ "$version" != "$(cat "$guests/COMPILER")" ]; then
    echo "skipped: the images were built by another compiler:"
    cat "$guests/COMPILER"
    echo "this machine has:"
    echo "$version"
    exit 77
fi

out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT
"$source_dir/scripts/build-guests" "$out"
status=0
for source in "$guests"/*.c; do
    name=$(basename "$source" .c).elf
    if ! cmp "$guests/$name" "$out/$name"; then
        status=1
    fi
done
for image in "$guests"/*.elf; do
    if [ ! -f "${image%.elf}.c" ]; then
        echo "$image has no source"
        status=1
    fi
done
[ $status = 0 ] || echo "run scripts/build-guests and commit the images"
exit $status
