# SPDX-License-Identifier: Apache-2.0
# Every third-party library, found once. All of them are Debian packages; scripts/common.sh lists the names.

include_guard()

find_package(PkgConfig REQUIRED)
find_package(fmt REQUIRED)
find_package(tl-expected REQUIRED)
find_package(tomlplusplus REQUIRED)
pkg_check_modules(xxhash REQUIRED IMPORTED_TARGET libxxhash)
pkg_check_modules(zstd REQUIRED IMPORTED_TARGET libzstd)
pkg_check_modules(capstone REQUIRED IMPORTED_TARGET capstone)
# 1.74 is Debian 12's. Only traces/ uses it.
find_package(Boost 1.74 REQUIRED CONFIG COMPONENTS serialization)
find_package(nlohmann_json 3.11 REQUIRED)
find_package(CLI11 REQUIRED)

if(SEATAPE_GUI)
    find_package(Qt6 6.4 QUIET COMPONENTS Core Gui Widgets Svg)
    if(NOT Qt6_FOUND)
        message(FATAL_ERROR "Qt 6.4 or newer is missing. Install qt6-base-dev and qt6-svg-dev, or configure "
            "with -DSEATAPE_GUI=OFF to build without the window.")
    endif()
endif()
