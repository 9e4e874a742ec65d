// SPDX-License-Identifier: Apache-2.0
/// A view of a constant table. Depends on nothing but the language.
#pragma once

#include <array>
#include <cstddef>

namespace seatape {

/// A view of a constant array. Unlike std::span it may be a member of the element it views, which
/// rows with alternatives need.
template <class T>
struct TableView {
    const T* first = nullptr;
    size_t count = 0;

    constexpr TableView() = default;
    template <size_t N>
    constexpr TableView(const T (&table)[N]) : first(table), count(N) {}
    template <size_t N>
    constexpr TableView(const std::array<T, N>& table) : first(table.data()), count(N) {}

    /// Views a single element as a table of one.
    static constexpr TableView one(const T& element) {
        TableView view;
        view.first = &element;
        view.count = 1;
        return view;
    }

    constexpr const T* begin() const { return first; }
    constexpr const T* end() const { return first + count; }
    constexpr bool empty() const { return count == 0; }
};

} // namespace seatape
