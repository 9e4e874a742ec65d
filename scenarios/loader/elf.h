// SPDX-License-Identifier: Apache-2.0
/// Reads a statically linked A64 program into the bytes that go into guest memory, with its
/// symbols.
///
/// Every header is taken for hostile: no number is used before it is checked against the file.
#pragma once

#include "seatape/base/result.h"
#include "seatape/core/scenario.h"

#include <cstdint>
#include <filesystem>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace seatape::scenario {

/// A PT_LOAD segment. Its bytes are p_filesz long; the rest up to `memorySize` reads as zero.
struct ElfSegment {
    uint64_t vaddr = 0;
    uint64_t gpa = 0;        ///< p_paddr
    uint64_t memorySize = 0; ///< p_memsz, at least 1
    std::vector<uint8_t> bytes;
};

/// A program as scenarios need it.
struct ElfProgram {
    uint64_t entry = 0;
    std::vector<ElfSegment> segments;                     ///< none overlaps another in guest memory
    std::map<std::string, uint64_t, std::less<>> symbols; ///< defined names and their addresses

    /// Returns the guest physical address behind a symbol's address; the address itself if it is in
    /// no segment.
    uint64_t gpaOf(uint64_t vaddr) const;

    /// Returns the segments as images of a scenario; those without bytes are left out.
    std::vector<GuestImage> images(const std::string& name) const;
};

/// Parses an ELF64 little-endian EM_AARCH64 ET_EXEC file. `name` is what errors call the file.
Result<ElfProgram> parseElf(std::span<const uint8_t> file, const std::string& name);

/// Reads and parses a file; refuses one of more than 64 MiB.
Result<ElfProgram> loadElf(const std::filesystem::path& path);

/// Reads a whole file of at most `maxSize` bytes.
Result<std::vector<uint8_t>> readWholeFile(const std::filesystem::path& path, uint64_t maxSize);

} // namespace seatape::scenario
