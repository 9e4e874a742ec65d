// SPDX-License-Identifier: Apache-2.0
/// Objects of a JSON text, read strictly. Private to traces/.
#pragma once

#include "seatape/arch/vcpu_state.h"

#include <cstdint>
#include <optional>
#include <set>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json.hpp>

namespace seatape::trace::json {

using Json = nlohmann::json;

/// Says which key of a text is wrong; thrown inside traces/, converted to Result in
/// import_json.cpp.
struct BadKey : std::runtime_error {
    BadKey(std::string path, const std::string& what)
        : std::runtime_error(what), key(std::move(path)) {}
    std::string key; ///< with its parents: `injection.events.raw`
};

/// Parses one line. Fails on what is no JSON, nested deeper than a trace can be, or has a
/// key twice in one object.
Json parseLine(std::string_view line);

/// Reads the members of an object, and remembers which; done() refuses all others.
class Object {
public:
    /// `path` is the object's own key, empty for the whole line.
    Object(const Json& json, std::string path);

    bool has(const char* key) const { return m_json.contains(key); }

    /// Reads a plain number that is at most `most`.
    uint64_t number(const char* key, uint64_t most = UINT64_MAX);
    /// Reads a plain number of 32 bits.
    uint32_t number32(const char* key) { return static_cast<uint32_t>(number(key, UINT32_MAX)); }
    /// Reads a plain number that may be negative.
    int32_t signedNumber(const char* key);
    /// Reads a number in a string: "0x1f".
    uint64_t hex(const char* key);
    bool boolean(const char* key);
    std::string text(const char* key);
    /// Reads bytes as pairs of hexadecimal digits.
    std::vector<uint8_t> bytes(const char* key);
    /// Reads the index of a string among `names`.
    size_t choice(const char* key, const std::vector<std::string_view>& names);
    Object object(const char* key);
    /// Calls read(Object) for each element of a list of objects.
    template <class Read>
    void list(const char* key, Read read) {
        const Json& json = array(key);
        for (size_t i = 0; i < json.size(); ++i) {
            Object element(json[i], path(key) + "[" + std::to_string(i) + "]");
            read(element);
            element.done();
        }
    }
    std::vector<RegChange> registers(const char* key);

    /// Refuses members that nobody has asked for.
    void done() const;

    /// Throws BadKey for a member.
    [[noreturn]] void fail(std::string_view key, const std::string& what) const;

private:
    const Json& member(const char* key);
    const Json& array(const char* key);
    const std::string& string(const char* key);
    std::string path(std::string_view key) const;

    const Json& m_json;
    std::string m_path;
    std::set<std::string> m_read;
};

} // namespace seatape::trace::json
