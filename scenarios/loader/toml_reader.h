// SPDX-License-Identifier: Apache-2.0
/// Reads one TOML table key by key and reports the first mistake with its file, line, key and
/// remedy.
///
/// Reading goes on after a mistake with the defaults, so that callers need no checks of their own:
/// they look at Problems once, at the end. Every key that a caller asks for is an allowed key.
#pragma once

#include "seatape/arch/vcpu_state.h"
#include "seatape/base/result.h"

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <toml++/toml.h>

namespace seatape::scenario {

/// The first mistake in a file, and what is needed to describe it.
struct Problems {
    std::string file;                                                      ///< as errors call it
    const std::map<std::string, uint64_t, std::less<>>* symbols = nullptr; ///< of the guest, if any
    std::optional<Error> first;

    /// Records a mistake unless there is one already.
    void report(const toml::source_region& place, std::string what, std::string remedy);
};

/// Joins names for the remedy of an error: "a, b, c".
std::string joinNames(const std::vector<std::string>& names);

class TableReader {
public:
    /// `path` is the table's name as the user wrote it (`policy.script`), empty for the whole file.
    TableReader(Problems& problems, const toml::table& table, std::string path);

    bool has(std::string_view key) const { return m_table->contains(key); }
    /// Makes the absence of the key a mistake, reported by finish().
    void require(std::string_view key);

    // Each leaves `out` alone if the key is absent or its value is a mistake.
    void flag(std::string_view key, bool& out);
    void text(std::string_view key, std::string& out);
    /// Takes an integer, or a string with a number of up to 64 bits or `sym:NAME±OFFSET`.
    void number(std::string_view key, uint64_t& out, uint64_t min = 0, uint64_t max = UINT64_MAX);
    /// Takes pairs of hexadecimal digits; blanks between them do not matter.
    void hexBytes(std::string_view key, std::vector<uint8_t>& out);
    /// Takes one of `names`; gives its index.
    std::optional<size_t> choice(std::string_view key, const std::vector<std::string>& names);

    /// Calls `read` with a sub-table, if there is one, and finishes it.
    void table(std::string_view key, const std::function<void(TableReader&)>& read);
    /// Calls `read` with each table of an array of tables and finishes each.
    void tables(std::string_view key, const std::function<void(TableReader&)>& read);
    /// Calls `take` with each key and number of a sub-table, in the order of the file.
    void numbers(std::string_view key,
                 const std::function<void(const std::string& name, uint64_t value)>& take);
    /// Reads a sub-table of register names and values, in the order of the file.
    void registers(std::string_view key, std::vector<RegChange>& out);

    /// Reports a mistake in the value of a key, or in the whole table if the key is absent.
    void fail(std::string_view key, std::string what, std::string remedy = {});
    /// Reports a mistake at `name` inside the sub-table `key`.
    void failInside(std::string_view key, std::string_view name, std::string what,
                    std::string remedy);
    /// Reports keys that nobody asked for, then required keys that are absent.
    void finish();

private:
    const toml::node* take(std::string_view key);
    std::string nameOf(std::string_view key) const;
    std::optional<uint64_t> numberOf(const toml::node& node, const std::string& name);
    std::optional<uint64_t> numberFromText(const toml::node& node, const std::string& text,
                                           const std::string& name);
    std::optional<uint64_t> symbol(const toml::node& node, std::string_view text,
                                   const std::string& name);

    Problems* m_problems;
    const toml::table* m_table;
    std::string m_path;
    std::vector<std::string> m_known;
    std::vector<std::string> m_required;
};

} // namespace seatape::scenario
