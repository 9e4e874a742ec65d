// SPDX-License-Identifier: Apache-2.0
/// A file of its own for a test, removed afterwards.
#pragma once

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include <unistd.h>

namespace seatape::test {

class TempFile {
public:
    TempFile()
        : m_path((std::filesystem::temp_directory_path() /
                  ("seatape-test-" + std::to_string(::getpid()) + ".seatape"))
                     .string()) {}
    ~TempFile() { std::filesystem::remove(m_path); }
    TempFile(const TempFile&) = delete;
    TempFile& operator=(const TempFile&) = delete;

    const std::string& path() const { return m_path; }

    std::vector<uint8_t> bytes() const {
        std::ifstream in(m_path, std::ios::binary);
        return {std::istreambuf_iterator<char>(in), {}};
    }
    void write(const std::vector<uint8_t>& bytes) const {
        std::ofstream out(m_path, std::ios::binary);
        out.write(reinterpret_cast<const char*>(bytes.data()),
                  static_cast<std::streamsize>(bytes.size()));
    }

private:
    std::string m_path;
};

} // namespace seatape::test
