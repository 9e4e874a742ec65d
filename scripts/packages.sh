# SPDX-License-Identifier: Apache-2.0
# Debian packages of other machines and suites, unpacked privately: nothing is installed, and the machine's own
# apt is not touched. To be sourced after common.sh.

# apt-get or apt-cache with the machine's sources and keys but a state of its own:
# private_apt STATE_DIR 'ARCH …' [apt options…] apt-get update
private_apt() {
    local state=$1 arches=$2 options=() arch
    shift 2
    while [[ $1 == -* ]]; do
        options+=("$1" "$2")
        shift 2
    done
    local tool=$1
    shift
    mkdir -p "$state/lists/partial" "$state/archives/partial"
    : >"$state/status"
    for arch in $arches; do
        options+=(-o "APT::Architectures::=$arch")
    done
    "$tool" -qq -o Dir::State="$state" -o Dir::State::status="$state/status" -o Dir::Cache="$state" \
        -o APT::Architecture="${arches%% *}" -o Acquire::Languages=none -o APT::Sandbox::User= \
        "${options[@]}" "$@"
}

# Ends the script as one that cannot be run here: skip REASON
skip() {
    echo "skipped: $*" >&2
    exit 77
}

# Prints the mirror that this machine uses; fails if its apt names none.
machine_mirror() {
    apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' | grep -v security | head -n 1 | grep .
}

# Writes a source list of other suites at that mirror: write_sources FILE SUITE…
write_sources() {
    local file=$1 mirror suite
    shift
    mirror=$(machine_mirror) || return
    for suite in "$@"; do
        echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $mirror $suite main"
    done >"$file"
}

# Unpacks all packages in a folder: unpack DEBS_DIR ROOT_DIR
unpack() {
    local deb
    mkdir -p "$2"
    for deb in "$1"/*.deb; do
        dpkg-deb -x "$deb" "$2"
    done
}
