// SPDX-License-Identifier: Apache-2.0
/// What else could hold frames: the peers of the trace container in bench_traces.
#pragma once

#include "seatape/core/frame.h"

#include <optional>
#include <span>
#include <string>

namespace seatape::bench {

/// Writes the frames so many times into a Boost binary archive.
void writeBoostArchive(const std::string& path, std::span<const Frame> frames, size_t times);

/// Returns whether SQLite was found when this program was built.
bool hasSqlite();

/// Writes the frames so many times into a new SQLite database (WAL, synchronous=NORMAL, a thousand
/// frames a transaction).
void writeSqlite(const std::string& path, std::span<const Frame> frames, size_t times);

} // namespace seatape::bench
