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
# a peer in bench_traces, which does without it. zsh and fish are asked what they complete.
test_packages="catch2 clang clang-format clang-tidy libclang-rt-dev reuse appstream desktop-file-utils
    shared-mime-info gcc-aarch64-linux-gnu g++-aarch64-linux-gnu g++-s390x-linux-gnu qemu-user make cpio
    libsqlite3-dev zsh fish"

# What a file includes is known from the compiler's own list: to preprocess it for the key as well costs a fifth of
# compiling it.
export CMAKE_CXX_COMPILER_LAUNCHER=ccache CCACHE_BASEDIR=$PWD CCACHE_NOHASHDIR=1 CCACHE_DEPEND=1

# Prints the comment at the head of the script that runs, for --help and for misuse, and ends: usage ARGUMENT
usage() {
    sed -n '3,/^[^#]/s/^# \?//p' "scripts/${0##*/}"
    [ "$1" = --help ] || exit 2
    exit
}

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
    cmake --preset "$preset" "$@" >/dev/null
    cmake --build --preset "$preset"
}

step_times=""

# Runs a command that ends at its first failure: $(…) forgets that.
strictly() { (set -e; "$@"); }

# Runs a command under a title, and keeps what it took for say_times: step TITLE COMMAND…
step() {
    local title=$1 TIMEFORMAT='%R %U %S' status spent
    shift
    say "$title"
    exec 3>&1 4>&2
    set +e
    spent=$({ time strictly "$@" >&3 2>&4; } 2>&1)
    status=$?
    set -e
    exec 3>&- 4>&-
    step_times+=$(awk -v title="$title" '{ printf "%-44s %8.0f %8.0f", title, $1, $2 + $3 }' <<<"$spent")$'\n'
    return $status
}

# Prints what each step took.
say_times() {
    printf '\n%-44s %8s %8s\n%s' step 'wall s' 'CPU s' "$step_times"
}
