// SPDX-License-Identifier: Apache-2.0
/// How a member goes into an archive: the only place that trades a plain form for a shorter one.
/// Private to traces/.
///
/// Every function works with any Boost archive and both directions; the short forms of predicted
/// words, register lists and kvm_vcpu_events are for our own archives only. docs/trace-format.md
/// describes them.
#pragma once

#include "traces/container/archive.h"
#include "traces/container/trace_format.h"

#include "seatape/core/scenario.h"

#include <boost/serialization/nvp.hpp>

#include <cstdint>
#include <optional>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

namespace seatape::trace {

/// Our archives, which know the short forms.
template <class Archive>
inline constexpr bool isShort =
    std::is_same_v<Archive, OutArchive> || std::is_same_v<Archive, InArchive>;

// The last enumerator of each enumeration that is stored: a greater number is refused on reading.
template <class Enum>
inline constexpr Enum kLast{};
template <>
inline constexpr auto kLast<MemoryAction::Kind> = MemoryAction::Kind::Unmap;
template <>
inline constexpr auto kLast<Verdict> = Verdict::Kill;
template <>
inline constexpr auto kLast<Dialect> = Dialect::LayoutB;
template <>
inline constexpr auto kLast<Apei> = Apei::Claims;
template <>
inline constexpr auto kLast<RunEnd> = RunEnd::Interrupted;

// The short forms.
void codeShort(OutArchive& ar, uint64_t& value, size_t slot);
void codeShort(InArchive& ar, uint64_t& value, size_t slot);
void codeShort(OutArchive& ar, std::vector<RegChange>& list, Slot slots);
void codeShort(InArchive& ar, std::vector<RegChange>& list, Slot slots);
void codeShort(OutArchive& ar, RawVcpuEvents& raw);
void codeShort(InArchive& ar, RawVcpuEvents& raw);

/// Codes a value as the archive does by itself.
template <class Archive, class T>
void plain(Archive& ar, const char* name, T& value) {
    static_cast<void>(ar & boost::serialization::make_nvp(name, value));
}

/// Codes an enumerator as one byte.
template <class Archive, class Enum>
void enumField(Archive& ar, const char* name, Enum& value) {
    static_assert(kLast<Enum> != Enum{} && sizeof(Enum) == 1, "give the enumeration its kLast");
    auto number = static_cast<uint8_t>(value);
    plain(ar, name, number);
    if (number > static_cast<uint8_t>(kLast<Enum>))
        throw BadPayload(std::string("unknown value of ") + name);
    if constexpr (Archive::is_loading::value)
        value = static_cast<Enum>(number);
}

/// Codes a member in the form that suits its type.
template <class Archive, class T>
void field(Archive& ar, const char* name, T& value) {
    if constexpr (std::is_enum_v<T>)
        enumField(ar, name, value);
    else if constexpr (std::is_same_v<T, RawVcpuEvents> && isShort<Archive>)
        codeShort(ar, value);
    else
        plain(ar, name, value);
}

/// Codes a member with a prediction of its own: a word by its slot, a list of registers by the
/// first of its slots.
template <class Archive, class T, class SlotNumber>
void field(Archive& ar, const char* name, T& value, SlotNumber slot) {
    if constexpr (isShort<Archive>)
        codeShort(ar, value, slot);
    else
        plain(ar, name, value);
}

/// Codes a member that mostly has its default: a flag, and the value only if it differs. `slot` is
/// as with field().
template <class Archive, class T, class... SlotNumber>
void rare(Archive& ar, const char* name, T& value, SlotNumber... slot) {
    bool present = value != T{};
    plain(ar, "present", present);
    if (present)
        field(ar, name, value, slot...);
    else if constexpr (Archive::is_loading::value)
        value = T{};
}

/// Codes an optional member: a flag, and the value if there is one.
template <class Archive, class T, class... SlotNumber>
void rare(Archive& ar, const char* name, std::optional<T>& value, SlotNumber... slot) {
    bool present = value.has_value();
    plain(ar, "present", present);
    if constexpr (Archive::is_loading::value)
        value = present ? std::optional<T>(T{}) : std::nullopt;
    if (present)
        field(ar, name, *value, slot...);
}

/// Makes the alternative with the given number the current one.
template <class Variant, size_t... I>
void emplaceAlternative(Variant& value, size_t number, std::index_sequence<I...>) {
    (void)((I == number && (value.template emplace<I>(), true)) || ...);
}

/// Codes a variant as the number of its alternative, one byte, and the alternative.
template <class Archive, class Variant>
void variantField(Archive& ar, const char* name, Variant& value) {
    constexpr size_t kAlternatives = std::variant_size_v<Variant>;
    auto number = static_cast<uint8_t>(value.index());
    plain(ar, "alternative", number);
    if (number >= kAlternatives)
        throw BadPayload(std::string("unknown alternative of ") + name);
    if constexpr (Archive::is_loading::value)
        emplaceAlternative(value, number, std::make_index_sequence<kAlternatives>{});
    std::visit([&](auto& v) { plain(ar, name, v); }, value);
}

/// Chooses the vCPU whose words are predicted from here on.
template <class Archive>
void startFrame(Archive& ar, uint32_t vcpu) {
    if (vcpu >= kMaxVcpus)
        throw BadPayload("unknown vCPU number");
    if constexpr (isShort<Archive>)
        ar.prediction().startFrame(vcpu);
}

/// Codes a number without structure, such as a hash: 8 bytes, since nothing shorter would do.
template <class Archive>
void fixedField(Archive& ar, const char* name, uint64_t& value) {
    if constexpr (std::is_same_v<Archive, OutArchive>)
        ar.fixed(value, 8);
    else if constexpr (std::is_same_v<Archive, InArchive>)
        value = ar.fixed(8);
    else
        plain(ar, name, value);
}

} // namespace seatape::trace
