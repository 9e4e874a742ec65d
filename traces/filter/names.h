// SPDX-License-Identifier: Apache-2.0
/// What a filter can name, as one table built from core's tables. Private to traces/.
#pragma once

#include "traces/filter/fields.h"
#include "traces/filter/filter.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace seatape::trace::filter {

/// A row of the table: a value of a frame.
struct Name {
    std::string name; ///< `gpa`, `after.PC`, `changed(X0)`
    std::string help; ///< one line
    /// Returns the value, or nothing if the frame has none. `index` tells rows apart that share a
    /// function. For guest memory it is the number of actions.
    std::optional<uint64_t> (*read)(const FrameView& view, uint16_t index) = nullptr;
    uint16_t index = 0;
    const FieldSet* fields = nullptr;             ///< that may follow after a dot
    const std::vector<Symbol>* symbols = nullptr; ///< words for values
    bool needsState = false;
    bool isMemory = false; ///< stands for the addresses of memory actions; `index` is their kind
};

/// The kind of every memory action, in Name::index of a row with isMemory.
inline constexpr uint16_t kAnyMemory = 0xffff;

/// Lists every row.
const std::vector<Name>& allNames();

/// Finds a row by its exact name.
const Name* findName(std::string_view name);

/// A name of a filter, taken apart.
struct Place {
    const Name* name = nullptr;
    const Field* field = nullptr; ///< empty if the text names the whole value

    /// Returns the words for values.
    const std::vector<Symbol>& symbols() const;
    bool operator==(const Place&) const = default;
};

/// Finds `name` or `name.FIELD`.
std::optional<Place> findPlace(std::string_view text);

/// Returns the spelling that findPlace() takes.
std::string spell(const Place& place);

/// Returns the candidates that are most like `word`, best first, at most three; none if nothing is
/// near.
std::vector<std::string> nearest(std::string_view word,
                                 const std::vector<std::string_view>& candidates);

} // namespace seatape::trace::filter
