// SPDX-License-Identifier: Apache-2.0
/// The one include for Catch2, whose header moved between version 2 (Debian 12) and 3 (Debian 13).
#pragma once

#if __has_include(<catch2/catch_all.hpp>)
#include <catch2/catch_all.hpp>
#else
#include <catch2/catch.hpp>
#endif
