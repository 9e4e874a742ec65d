# SPDX-License-Identifier: Apache-2.0
# Installs seatape::core, and the libraries below it, for other programs: find_package(seatape) and
# #include <seatape/core/…>.

include_guard()
include(CMakePackageConfigHelpers)
include(GNUInstallDirs)

set(package_dir ${CMAKE_INSTALL_LIBDIR}/cmake/seatape)

install(TARGETS seatape_base seatape_esr seatape_arch seatape_core
    EXPORT seatapeTargets
    ARCHIVE COMPONENT development
    FILE_SET HEADERS DESTINATION ${CMAKE_INSTALL_INCLUDEDIR} COMPONENT development)

install(EXPORT seatapeTargets NAMESPACE seatape:: DESTINATION ${package_dir} COMPONENT development)
configure_package_config_file(${CMAKE_CURRENT_LIST_DIR}/seatapeConfig.cmake.in
    ${PROJECT_BINARY_DIR}/seatapeConfig.cmake INSTALL_DESTINATION ${package_dir})
# Before 1.0 every minor version may change the API.
write_basic_package_version_file(${PROJECT_BINARY_DIR}/seatapeConfigVersion.cmake
    COMPATIBILITY SameMinorVersion)
install(FILES ${PROJECT_BINARY_DIR}/seatapeConfig.cmake ${PROJECT_BINARY_DIR}/seatapeConfigVersion.cmake
    DESTINATION ${package_dir} COMPONENT development)
