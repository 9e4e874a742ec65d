# SPDX-License-Identifier: Apache-2.0
# Builds for arm64 on another machine, against the Debian packages that scripts/lab unpacks into
# SEATAPE_ARM64_ROOT. Nothing of this machine's own libraries is seen.

set(CMAKE_SYSTEM_NAME Linux)
set(CMAKE_SYSTEM_PROCESSOR aarch64)
set(CMAKE_C_COMPILER aarch64-linux-gnu-gcc)
set(CMAKE_CXX_COMPILER aarch64-linux-gnu-g++)

set(CMAKE_TRY_COMPILE_PLATFORM_VARIABLES SEATAPE_ARM64_ROOT)

set(CMAKE_SYSROOT ${SEATAPE_ARM64_ROOT})
set(CMAKE_LIBRARY_ARCHITECTURE aarch64-linux-gnu)
set(CMAKE_FIND_ROOT_PATH_MODE_PROGRAM NEVER)
set(CMAKE_FIND_ROOT_PATH_MODE_LIBRARY ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_INCLUDE ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_PACKAGE ONLY)
set(ENV{PKG_CONFIG_SYSROOT_DIR} ${SEATAPE_ARM64_ROOT})
set(ENV{PKG_CONFIG_LIBDIR}
    ${SEATAPE_ARM64_ROOT}/usr/lib/aarch64-linux-gnu/pkgconfig:${SEATAPE_ARM64_ROOT}/usr/share/pkgconfig)
