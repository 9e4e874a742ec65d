// SPDX-License-Identifier: Apache-2.0
#include "traces/json/object.h"

#include "seatape/base/hex_bytes.h"
#include "seatape/base/number_text.h"

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace seatape::trace::json {
namespace {

constexpr int kMaxDepth = 16; // header, scenario, policy, script, answer, memory, action: 7

/// A key as a message shows it: no trace has a longer one.
std::string shortened(const std::string& key) {
    return key.substr(0, 40);
}

/// The keys of the objects that the parser is in: of two equal keys it would keep the last.
class OpenObjects {
public:
    void watch(int depth, Json::parse_event_t event, const Json& json) {
        if (depth > kMaxDepth)
            throw BadKey("", "lists and objects are nested too deep for a trace");
        if (event == Json::parse_event_t::object_start)
            m_keys.emplace_back();
        else if (event == Json::parse_event_t::object_end)
            m_keys.pop_back();
        else if (event == Json::parse_event_t::key)
            add(json.get_ref<const std::string&>());
    }

private:
    void add(const std::string& key) {
        if (!m_keys.back().insert(key).second)
            throw BadKey(shortened(key), "stands twice in its object");
    }

    std::vector<std::set<std::string>> m_keys;
};

} // namespace

Json parseLine(std::string_view line) {
    OpenObjects open;
    const auto watch = [&open](int depth, Json::parse_event_t event, const Json& json) {
        open.watch(depth, event, json);
        return true; // keep it
    };
    Json json = Json::parse(line, watch, false);
    if (json.is_discarded())
        throw BadKey("", "this is no JSON");
    return json;
}

Object::Object(const Json& json, std::string path) : m_json(json), m_path(std::move(path)) {
    if (!json.is_object())
        throw BadKey(m_path, "an object is expected here");
}

std::string Object::path(std::string_view key) const {
    return m_path.empty() ? std::string(key) : fmt::format("{}.{}", m_path, key);
}

void Object::fail(std::string_view key, const std::string& what) const {
    throw BadKey(path(key), what);
}

const Json& Object::member(const char* key) {
    const auto found = m_json.find(key);
    if (found == m_json.end())
        fail(key, "is missing");
    m_read.insert(key);
    return *found;
}

const Json& Object::array(const char* key) {
    const Json& json = member(key);
    if (!json.is_array())
        fail(key, "a list is expected here");
    return json;
}

const std::string& Object::string(const char* key) {
    const Json& json = member(key);
    if (!json.is_string())
        fail(key, "a string is expected here");
    return json.get_ref<const std::string&>();
}

uint64_t Object::number(const char* key, uint64_t most) {
    const Json& json = member(key);
    if (!json.is_number_unsigned())
        fail(key, "a number without sign and fraction is expected here");
    const auto value = json.get<uint64_t>();
    if (value > most)
        fail(key, fmt::format("{} is more than {}", value, most));
    return value;
}

int32_t Object::signedNumber(const char* key) {
    const Json& json = member(key);
    if (!json.is_number_integer())
        fail(key, "a whole number is expected here");
    const bool fits = json.is_number_unsigned() ? json.get<uint64_t>() <= INT32_MAX
                                                : json.get<int64_t>() >= INT32_MIN;
    if (!fits)
        fail(key, "the number does not fit 32 bits");
    return json.get<int32_t>();
}

uint64_t Object::hex(const char* key) {
    const std::string& text = string(key);
    const auto value = text.starts_with("0x") ? parseNumber(text) : std::nullopt;
    if (!value)
        fail(key, "a string with a 0x… number of 64 bits is expected here");
    return *value;
}

bool Object::boolean(const char* key) {
    const Json& json = member(key);
    if (!json.is_boolean())
        fail(key, "true or false is expected here");
    return json.get<bool>();
}

std::string Object::text(const char* key) {
    return string(key);
}

std::vector<uint8_t> Object::bytes(const char* key) {
    auto bytes = parseHexBytes(string(key));
    if (!bytes)
        fail(key, bytes.error().what);
    return std::move(*bytes);
}

size_t Object::choice(const char* key, const std::vector<std::string_view>& names) {
    const std::string& text = string(key);
    const auto found = std::ranges::find(names, text);
    if (found == names.end())
        fail(key, fmt::format("one of {} is expected here", fmt::join(names, ", ")));
    return static_cast<size_t>(found - names.begin());
}

Object Object::object(const char* key) {
    return {member(key), path(key)};
}

std::vector<RegChange> Object::registers(const char* key) {
    std::vector<RegChange> changes;
    list(key, [&changes](Object& each) {
        const auto reg = regByName(each.string("reg"));
        if (!reg)
            each.fail("reg", "there is no register of this name");
        changes.push_back({*reg, each.hex("value")});
    });
    return changes;
}

void Object::done() const {
    for (const auto& item : m_json.items())
        if (!m_read.contains(item.key()))
            fail(shortened(item.key()), "no trace has this key");
}

} // namespace seatape::trace::json
