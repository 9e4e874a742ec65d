# SPDX-License-Identifier: Apache-2.0
# Shared by the scripts: where the tree is, what it needs, how it is built. To be sourced.

set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

library_packages="libfmt-dev libexpected-dev libxxhash-dev libzstd-dev libboost-serialization-dev nlohmann-json3-dev
    libtomlplusplus-dev libcli11-dev libcapstone-dev"
build_packages="cmake ninja-build g++ ccache pkg-config git $library_packages"
gui_packages="qt6-base-dev qt6-svg-dev"
# Clang and its runtime are for the fuzz targets, a cross compiler proves the guest images, scripts/foreign runs the
# trace format on other machines, scripts/lab builds a module and an initramfs (QEMU it brings itself), and SQLite is
# a peer in bench_traces, which does without it.
test_packages="catch2 clang libclang-rt-dev gcc-aarch64-linux-gnu g++-aarch64-linux-gnu g++-s390x-linux-gnu qemu-user
    make cpio libsqlite3-dev"

# With relative paths in its keys, ccache serves every clone of the tree on a machine.
export CMAKE_CXX_COMPILER_LAUNCHER=ccache CCACHE_BASEDIR=$PWD CCACHE_NOHASHDIR=1

say() { printf '\n== %s\n' "$*"; }

# Installs those of the named Debian packages that are missing.
install_packages() {
    local missing=() package
    for package in "$@"; do
        dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null | grep -qx installed ||
            missing+=("$package")
    done
    [ ${#missing[@]} -eq 0 ] && return
    say "installing ${missing[*]}"
    local root=()
    [ "$(id -u)" -eq 0 ] || root=(sudo)
    "${root[@]}" apt-get update -qq
    "${root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq \
        --no-install-recommends "${missing[@]}" >/dev/null
}

# Configures and builds a preset: build_preset dev [cmake options…]
build_preset() {
    local preset=$1
    shift
    say "building ($preset)"
    cmake --preset "$preset" "$@" >/dev/null
    cmake --build --preset "$preset"
}
