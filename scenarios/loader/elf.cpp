// SPDX-License-Identifier: Apache-2.0
#include "scenarios/loader/elf.h"

#include <algorithm>
#include <array>
#include <fstream>
#include <optional>
#include <system_error>

#include <fmt/format.h>

namespace seatape::scenario {
namespace {

using Bytes = std::span<const uint8_t>;

constexpr uint64_t kMaxElfSize = uint64_t{64} << 20;
constexpr uint64_t kMaxSymbols = 100'000;
constexpr size_t kMaxNameLength = 4096;
constexpr size_t kMaxSegments = 64;
constexpr std::string_view kRemedy = "link it statically with aarch64-linux-gnu-gcc";

// System V ABI, "Object Files": offsets in Elf64_Ehdr, Elf64_Phdr, Elf64_Shdr and Elf64_Sym.
constexpr size_t kHeaderSize = 64, kProgramHeaderSize = 56, kSectionHeaderSize = 64,
                 kSymbolSize = 24;
constexpr uint64_t kTypeExec = 2, kMachineAArch64 = 183, kSegmentLoad = 1, kSegmentDynamic = 2,
                   kSegmentInterp = 3, kSectionSymbols = 2;

/// Little-endian number of `size` bytes; the caller has checked the bounds.
uint64_t number(Bytes from, size_t offset, unsigned size) {
    uint64_t value = 0;
    for (unsigned i = 0; i < size; ++i)
        value |= uint64_t{from[offset + i]} << (8 * i);
    return value;
}

/// Part of a file, or nothing if it is not wholly inside.
std::optional<Bytes> part(Bytes file, uint64_t offset, uint64_t size) {
    if (offset > file.size() || size > file.size() - offset)
        return std::nullopt;
    return file.subspan(static_cast<size_t>(offset), static_cast<size_t>(size));
}

tl::unexpected<Error> bad(const std::string& name, std::string what,
                          std::string_view remedy = kRemedy) {
    return failure(std::move(what), name, std::string(remedy));
}

Result<void> checkIdentification(Bytes file, const std::string& name) {
    constexpr std::array<uint8_t, 4> magic{0x7f, 'E', 'L', 'F'};
    if (file.size() < magic.size() || !std::equal(magic.begin(), magic.end(), file.begin()))
        return bad(name, "this is no ELF file",
                   "name an ELF file, or load raw bytes by [[guest.raw]]");
    if (file.size() < kHeaderSize)
        return bad(name, fmt::format("the file is truncated: {} bytes, the ELF header has {}",
                                     file.size(), kHeaderSize));
    if (file[4] != 2)
        return bad(name, "this is not a 64-bit ELF file");
    if (file[5] != 1)
        return bad(name, "this ELF file is not little-endian");
    if (const uint64_t machine = number(file, 18, 2); machine != kMachineAArch64)
        return bad(name,
                   fmt::format("the program is for machine {}, not for AArch64 (183)", machine));
    if (const uint64_t type = number(file, 16, 2); type != kTypeExec)
        return bad(
            name,
            fmt::format("the file type is {}, not a fixed-address program (ET_EXEC, 2)", type),
            "link it with -static -no-pie");
    return {};
}

Result<ElfSegment> parseSegment(Bytes file, Bytes header, const std::string& name) {
    const uint64_t offset = number(header, 8, 8);
    const uint64_t fileSize = number(header, 32, 8);
    ElfSegment segment{number(header, 16, 8), number(header, 24, 8), number(header, 40, 8), {}};
    if (fileSize > segment.memorySize)
        return bad(name,
                   fmt::format("the segment at {:#x} has more bytes in the file ({:#x}) than in "
                               "memory ({:#x})",
                               segment.gpa, fileSize, segment.memorySize));
    if (segment.gpa + (segment.memorySize - 1) < segment.gpa ||
        segment.vaddr + (segment.memorySize - 1) < segment.vaddr)
        return bad(name,
                   fmt::format("the segment at {:#x} wraps around the address space", segment.gpa));
    const auto bytes = part(file, offset, fileSize);
    if (!bytes) // segments may share bytes of the file, but there are few of them
        return bad(name,
                   fmt::format("the file is truncated: the segment at {:#x} needs {:#x} bytes at "
                               "offset {:#x}",
                               segment.gpa, fileSize, offset));
    segment.bytes.assign(bytes->begin(), bytes->end());
    return segment;
}

/// Checks the table's place and entry size; gives its bytes, empty if there are no entries.
Result<Bytes> headerTable(Bytes file, uint64_t offset, uint64_t count, uint64_t entrySize,
                          size_t expected, const std::string& name, std::string_view what) {
    if (count == 0)
        return Bytes{};
    if (entrySize != expected)
        return bad(name, fmt::format("{} headers of {} bytes, not {}", what, entrySize, expected));
    const auto table = part(file, offset, count * entrySize);
    if (!table)
        return bad(name, fmt::format("the file is truncated: the {} headers are at offset {:#x}",
                                     what, offset));
    return *table;
}

bool overlap(const ElfSegment& a, const ElfSegment& b) {
    return a.gpa < b.gpa ? b.gpa - a.gpa < a.memorySize : a.gpa - b.gpa < b.memorySize;
}

Result<void> addSegment(ElfProgram& program, ElfSegment segment, const std::string& name) {
    if (program.segments.size() == kMaxSegments)
        return bad(name, fmt::format("more than {} segments", kMaxSegments));
    for (const ElfSegment& other : program.segments)
        if (overlap(segment, other))
            return bad(name, fmt::format("the segments at {:#x} and {:#x} overlap", other.gpa,
                                         segment.gpa));
    program.segments.push_back(std::move(segment));
    return {};
}

Result<void> readSegments(ElfProgram& program, Bytes file, const std::string& name) {
    const auto table = headerTable(file, number(file, 32, 8), number(file, 56, 2),
                                   number(file, 54, 2), kProgramHeaderSize, name, "program");
    if (!table)
        return tl::unexpected(table.error());
    for (size_t at = 0; at < table->size(); at += kProgramHeaderSize) {
        const Bytes header = table->subspan(at, kProgramHeaderSize);
        const uint64_t type = number(header, 0, 4);
        if (type == kSegmentDynamic || type == kSegmentInterp)
            return bad(name, "the program is dynamically linked");
        if (type != kSegmentLoad || number(header, 40, 8) == 0)
            continue;
        auto segment = parseSegment(file, header, name);
        if (!segment)
            return passOn(segment);
        if (auto ok = addSegment(program, std::move(*segment), name); !ok)
            return ok;
    }
    if (program.segments.empty())
        return bad(name, "the program has nothing to load");
    return {};
}

/// Returns the zero-terminated text at `offset`, or nothing if it runs off the table.
std::optional<std::string_view> textAt(Bytes strings, uint64_t offset) {
    if (offset >= strings.size())
        return std::nullopt;
    const Bytes rest = strings.subspan(static_cast<size_t>(offset));
    const Bytes tail = rest.first(std::min(rest.size(), kMaxNameLength));
    const auto end = std::find(tail.begin(), tail.end(), uint8_t{0});
    if (end == tail.end())
        return std::nullopt;
    return std::string_view(reinterpret_cast<const char*>(tail.data()),
                            static_cast<size_t>(end - tail.begin()));
}

Result<void> readSymbol(ElfProgram& program, Bytes symbol, Bytes strings, const std::string& name) {
    const auto text = textAt(strings, number(symbol, 0, 4));
    if (!text)
        return bad(name, "a symbol's name is outside the string table");
    const bool isDefined = number(symbol, 6, 2) != 0;
    const uint64_t type = number(symbol, 4, 1) & 0xf; // STT_SECTION 3, STT_FILE 4
    if (isDefined && !text->empty() && text->front() != '$' && type != 3 && type != 4)
        program.symbols.emplace(*text, number(symbol, 8, 8));
    return {};
}

Result<void> readSymbolTable(ElfProgram& program, Bytes file, Bytes sections, size_t at,
                             const std::string& name) {
    const Bytes header = sections.subspan(at, kSectionHeaderSize);
    const auto symbols = part(file, number(header, 24, 8), number(header, 32, 8));
    const uint64_t link = number(header, 40, 4);
    if (!symbols || link >= sections.size() / kSectionHeaderSize)
        return bad(name, "the symbol table is outside the file");
    const Bytes stringHeader = sections.subspan(static_cast<size_t>(link) * kSectionHeaderSize);
    const auto strings = part(file, number(stringHeader, 24, 8), number(stringHeader, 32, 8));
    if (!strings)
        return bad(name, "the symbols' string table is outside the file");
    if (symbols->size() / kSymbolSize > kMaxSymbols)
        return bad(name, fmt::format("more than {} symbols", kMaxSymbols), "strip the program");
    for (size_t s = 0; s + kSymbolSize <= symbols->size(); s += kSymbolSize)
        if (auto ok = readSymbol(program, symbols->subspan(s, kSymbolSize), *strings, name); !ok)
            return ok;
    return {};
}

Result<void> readSymbols(ElfProgram& program, Bytes file, const std::string& name) {
    const auto table = headerTable(file, number(file, 40, 8), number(file, 60, 2),
                                   number(file, 58, 2), kSectionHeaderSize, name, "section");
    if (!table)
        return tl::unexpected(table.error());
    for (size_t at = 0; at < table->size(); at += kSectionHeaderSize)
        if (number(*table, at + 4, 4) == kSectionSymbols)
            return readSymbolTable(program, file, *table, at, name);
    return {};
}

} // namespace

uint64_t ElfProgram::gpaOf(uint64_t vaddr) const {
    for (const ElfSegment& segment : segments)
        if (vaddr >= segment.vaddr && vaddr - segment.vaddr < segment.memorySize)
            return segment.gpa + (vaddr - segment.vaddr);
    return vaddr;
}

std::vector<GuestImage> ElfProgram::images(const std::string& name) const {
    std::vector<GuestImage> result;
    for (const ElfSegment& segment : segments)
        if (!segment.bytes.empty())
            result.push_back({name, segment.gpa, segment.bytes});
    return result;
}

Result<ElfProgram> parseElf(std::span<const uint8_t> file, const std::string& name) {
    if (auto ok = checkIdentification(file, name); !ok)
        return passOn(ok);
    ElfProgram program;
    program.entry = number(file, 24, 8);
    if (auto ok = readSegments(program, file, name); !ok)
        return passOn(ok);
    if (auto ok = readSymbols(program, file, name); !ok)
        return passOn(ok);
    return program;
}

Result<std::vector<uint8_t>> readWholeFile(const std::filesystem::path& path, uint64_t maxSize) {
    std::error_code error;
    if (!std::filesystem::is_regular_file(path, error))
        return failure("there is no such file", path.string(), "check the path");
    const uint64_t size = std::filesystem::file_size(path, error);
    if (error || size > maxSize)
        return failure(error ? error.message()
                             : fmt::format("the file has more than {} bytes", maxSize),
                       path.string());
    std::vector<uint8_t> bytes(static_cast<size_t>(size));
    std::ifstream in(path, std::ios::binary);
    if (!in.read(reinterpret_cast<char*>(bytes.data()), static_cast<std::streamsize>(bytes.size())))
        return failure("the file cannot be read", path.string(), "check its permissions");
    return bytes;
}

Result<ElfProgram> loadElf(const std::filesystem::path& path) {
    auto bytes = readWholeFile(path, kMaxElfSize);
    if (!bytes)
        return passOn(bytes);
    return parseElf(*bytes, path.string());
}

} // namespace seatape::scenario
