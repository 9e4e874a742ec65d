// SPDX-License-Identifier: Apache-2.0
/// Finding syndromes in logs: kernel oopses, KVM's trace events, QEMU's -d int, boot loaders.
/// A number counts only where a known phrase announces it, so that addresses and registers are left
/// alone. Pure: text in, places out; the command line and the GUI do the reading.
#pragma once

#include "seatape/esr/table_view.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace seatape {

/// What the number after a phrase is.
enum class FoundKind : uint8_t {
    Esr,            ///< a whole ESR_ELx or HSR
    ExceptionClass, ///< ESR_ELx.EC alone
    Pstate,         ///< PSTATE, as an oops prints it
};

/// Returns "esr", "ec" or "pstate".
std::string_view foundKindName(FoundKind kind);

/// One way in which a program prints a syndrome.
struct EsrPhrase {
    /// Text without regard to case, with these parts: %n an optional _ELx and the end of the name;
    /// %s blanks, colons, equals signs and quotes; %c the same with a colon or an equals sign; %d a
    /// decimal number; %e a two-digit hexadecimal number with 0x; %* anything. The number to be
    /// found is %x (0x and up to 16 digits), %X (0x and 8 or 16 digits) or %h (8 or 16 digits).
    std::string_view pattern;
    FoundKind kind = FoundKind::Esr;
    std::string_view source;  ///< who prints it
    std::string_view example; ///< a line with one such number
};

/// Lists the phrases. Where two match at the same place, the earlier one counts.
TableView<EsrPhrase> esrPhrases();

/// A number in a text.
struct FoundNumber {
    size_t offset = 0; ///< of the number's first character, its 0x if it has one
    size_t length = 0;
    uint64_t value = 0;
    FoundKind kind = FoundKind::Esr;
    const EsrPhrase* phrase = nullptr; ///< never null in what findEsr() returns
};

/// Finds the first phrase that starts at `from` or after it. Go on at offset + length. A phrase
/// never spans lines. Speed: about two gigabytes a second where phrases are rare.
std::optional<FoundNumber> findEsr(std::string_view text, size_t from = 0);

} // namespace seatape
