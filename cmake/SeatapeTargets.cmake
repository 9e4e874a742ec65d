# SPDX-License-Identifier: Apache-2.0
# The two ways a Seatape target is made, so that warnings, language level and include root are said once.

include_guard()

if(NOT CMAKE_BUILD_TYPE AND NOT CMAKE_CONFIGURATION_TYPES)
    set(CMAKE_BUILD_TYPE RelWithDebInfo CACHE STRING "Build type" FORCE)
endif()

set(CMAKE_CXX_EXTENSIONS OFF)

function(seatape_target_defaults target)
    target_compile_features(${target} PUBLIC cxx_std_20)
    target_compile_options(${target} PRIVATE -Wall -Wextra -Wconversion -Wshadow
        $<$<BOOL:${SEATAPE_WERROR}>:-Werror>)
endfunction()

# seatape_library(core SOURCES … HEADERS … [PUBLIC lib…] [PRIVATE lib…] [INSTALLED])
#
# Makes the static library seatape_core with the alias seatape::core. HEADERS become a header set, so that
# the target seatape_core_verify_interface_header_sets proves that each of them compiles alone.
# Those of an INSTALLED library are included as "seatape/core/…", in the tree (by the links in include/seatape) as in
# other programs; those of the others as "simbackend/…".
function(seatape_library name)
    cmake_parse_arguments(ARG "INSTALLED" "" "SOURCES;HEADERS;PUBLIC;PRIVATE" ${ARGN})
    set(target seatape_${name})
    add_library(${target} STATIC ${ARG_SOURCES})
    add_library(seatape::${name} ALIAS ${target})
    set_target_properties(${target} PROPERTIES EXPORT_NAME ${name})
    seatape_target_defaults(${target})
    set(include_root ${PROJECT_SOURCE_DIR})
    if(ARG_INSTALLED)
        set(include_root ${PROJECT_SOURCE_DIR}/include)
        list(TRANSFORM ARG_HEADERS PREPEND ${include_root}/seatape/${name}/)
    endif()
    target_sources(${target} PUBLIC FILE_SET HEADERS BASE_DIRS ${include_root} FILES ${ARG_HEADERS})
    set_target_properties(${target} PROPERTIES VERIFY_INTERFACE_HEADER_SETS ON)
    target_link_libraries(${target} PUBLIC ${ARG_PUBLIC} PRIVATE ${ARG_PRIVATE})
endfunction()

# seatape_program(name SOURCES … LIBRARIES …)
function(seatape_program name)
    cmake_parse_arguments(ARG "" "" "SOURCES;LIBRARIES" ${ARGN})
    add_executable(${name} ${ARG_SOURCES})
    seatape_target_defaults(${name})
    target_include_directories(${name} PRIVATE ${PROJECT_SOURCE_DIR})
    target_link_libraries(${name} PRIVATE ${ARG_LIBRARIES})
endfunction()
