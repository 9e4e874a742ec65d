// SPDX-License-Identifier: Apache-2.0
#include "seatape/esr/find_in_text.h"

#include "seatape/base/ascii.h"

#include <array>
#include <charconv>
#include <cstring>
#include <utility>

namespace seatape {

namespace {

constexpr EsrPhrase kPhrases[] = {
    {"esr%n%s%e/%x", FoundKind::Esr, "QEMU -d int, target/arm/helper.c",
     "...with ESR 0x25/0x96000010"},
    {"esr%n%s%x", FoundKind::Esr,
     "Linux arch/arm64 mm/fault.c, kernel/traps.c, kvm; U-Boot, EDK2, TF-A, Xen, seL4",
     "  ESR = 0x0000000096000010"},
    {"esr%n%c%h", FoundKind::Esr, "Linux arch/arm64/kvm/handle_exit.c (HYP panic), FreeBSD",
     "PS:000003c9 PC:ffff800008e1c0a4 ESR:96000010"},
    {"hsr%n%s%x", FoundKind::Esr, "Linux arch/arm64/kvm/trace_arm.h, trace_handle_exit.h, Xen",
     "kvm_guest_fault: ipa 0x9000000, hsr 0x93c08007, hxfar 0xffff800008e1c018, pc 0x80081000"},
    {"TRAP: HSR_EC: %x", FoundKind::ExceptionClass, "Linux arch/arm64/kvm/trace_arm.h (kvm_exit)",
     "kvm_exit: TRAP: HSR_EC: 0x0024 (DABT_LOW), PC: 0xffff800008e1c0a4"},
    {"Internal error: %*: %h [#", FoundKind::Esr, "Linux arch/arm64/kernel/traps.c (die)",
     "Internal error: synchronous external abort: 0000000096000010 [#1] PREEMPT SMP"},
    {"CPU%d, code %x", FoundKind::Esr, "Linux arch/arm64/kernel/traps.c (SError, bad mode)",
     "SError Interrupt on CPU2, code 0x00000000be000011 -- SError"},
    {"Unhandled fault: %* (%X) at 0x", FoundKind::Esr, "Linux before 4.16, arch/arm64/mm/fault.c",
     "Unhandled fault: synchronous external abort (0x96000210) at 0xffffff8009ec8004"},
    {"pstate: %h", FoundKind::Pstate, "Linux arch/arm64/kernel/process.c (__show_regs)",
     "pstate: 60400009 (nZCv daif +PAN -UAO -TCO -DIT -SSBS BTYPE=--)"},
};
constexpr size_t kPhraseCount = std::size(kPhrases);

constexpr size_t kMaxSeparators = 32; ///< FreeBSD and TF-A align their columns
constexpr size_t kMaxSkipped = 160;   ///< of %*, so that no line costs more than its length

constexpr uint8_t fold(char c) {
    return static_cast<uint8_t>(c) | 0x20;
}

constexpr bool isWordCharacter(char c) {
    return isDigit(c) || (lowerCase(c) >= 'a' && lowerCase(c) <= 'z') || c == '_';
}

/// _EL1, or a name for any of them: _ELx, Zephyr's _ELn.
constexpr bool isLevel(char c) {
    return (c >= '0' && c <= '3') || lowerCase(c) == 'x' || lowerCase(c) == 'n';
}

constexpr bool isSeparator(char c) {
    return c == ' ' || c == '\t' || c == ':' || c == '=' || c == '"' || c == '\'';
}

/// A text, and how far a phrase has matched in it.
class Cursor {
public:
    Cursor(std::string_view text, size_t at) : m_text(text), m_at(at) {}

    size_t at() const { return m_at; }
    char peek() const { return m_at < m_text.size() ? m_text[m_at] : '\n'; }
    bool isAtWordEnd() const { return !isWordCharacter(peek()); }
    void skip(size_t count) { m_at += count; }

    bool take(char c) {
        const bool isEqual = lowerCase(peek()) == lowerCase(c);
        m_at += isEqual;
        return isEqual;
    }

    /// Steps over what `accept` takes, `most` characters at most, and returns them.
    std::string_view takeWhile(bool (*accept)(char), size_t most) {
        const size_t start = m_at;
        while (m_at - start < most && m_at < m_text.size() && accept(m_text[m_at]))
            ++m_at;
        return m_text.substr(start, m_at - start);
    }

    bool takePrefix() { return take('0') && take('x'); }

    /// Steps over _EL1, _EL12, _ELx, if there, to the end of the name.
    bool takeName() {
        if (take('_')) {
            const bool hasLevel = take('e') && take('l') && !takeWhile(isLevel, 1).empty();
            if (!hasLevel)
                return false;
            take('2');
        }
        return isAtWordEnd();
    }

private:
    std::string_view m_text;
    size_t m_at;
};

/// Matches one phrase; the number that it found.
class Matcher {
public:
    bool matches(std::string_view pattern, Cursor cursor) {
        for (; !pattern.empty(); pattern.remove_prefix(1)) {
            if (pattern.front() != '%') {
                if (!cursor.take(pattern.front()))
                    return false;
                continue;
            }
            pattern.remove_prefix(1);
            if (pattern.front() == '*')
                return matchesLater(pattern.substr(1), cursor);
            if (!takePart(pattern.front(), cursor))
                return false;
        }
        return true;
    }

    size_t offset() const { return m_offset; }
    size_t length() const { return m_length; }
    uint64_t value() const { return m_value; }

private:
    bool matchesLater(std::string_view pattern, Cursor cursor) {
        for (size_t i = 0; i < kMaxSkipped && cursor.peek() != '\n'; ++i, cursor.skip(1))
            if (matches(pattern, cursor))
                return true;
        return false;
    }

    bool takePart(char part, Cursor& cursor) {
        switch (part) {
        case 'n':
            return cursor.takeName();
        case 's':
            return !cursor.takeWhile(isSeparator, kMaxSeparators).empty();
        case 'c':
            return cursor.takeWhile(isSeparator, kMaxSeparators).find_first_of(":=") !=
                   std::string_view::npos;
        case 'd':
            return !cursor.takeWhile(isDigit, 20).empty();
        case 'e':
            return cursor.takePrefix() && !cursor.takeWhile(isHexDigit, 2).empty();
        default:
            return takeNumber(part, cursor);
        }
    }

    /// The number ends where the word ends: 0x1234_5678 or 12345678h is something else.
    bool takeNumber(char part, Cursor& cursor) {
        m_offset = cursor.at();
        if (part != 'h' && !cursor.takePrefix())
            return false;
        const std::string_view digits = cursor.takeWhile(isHexDigit, 16);
        if (digits.empty() || !cursor.isAtWordEnd())
            return false;
        m_length = cursor.at() - m_offset;
        std::from_chars(digits.data(), digits.data() + digits.size(), m_value, 16);
        return part == 'x' || digits.size() == 8 || digits.size() == 16;
    }

    size_t m_offset = 0;
    size_t m_length = 0;
    uint64_t m_value = 0;
};

/// Returns whether the number can be what the phrase says.
bool isPlausible(FoundKind kind, uint64_t value) {
    return kind != FoundKind::ExceptionClass || value <= 0x3f;
}

constexpr size_t kNeedle = 3;

/// The first characters of a text of that length at least, without regard to case.
constexpr uint32_t needleOf(std::string_view text) {
    return uint32_t{fold(text[0])} | uint32_t{fold(text[1])} << 8 | uint32_t{fold(text[2])} << 16;
}

std::optional<FoundNumber> matchPhrase(std::string_view text, size_t at) {
    if (at > 0 && isWordCharacter(text[at - 1]))
        return std::nullopt;
    const uint32_t needle = needleOf(text.substr(at));
    for (const EsrPhrase& phrase : kPhrases) {
        Matcher matcher;
        if (needle == needleOf(phrase.pattern) &&
            matcher.matches(phrase.pattern, Cursor(text, at)) &&
            isPlausible(phrase.kind, matcher.value()))
            return FoundNumber{matcher.offset(), matcher.length(), matcher.value(), phrase.kind,
                               &phrase};
    }
    return std::nullopt;
}

// The search for places where a phrase may start: its first three characters are compared at 16
// places at once. Vector types are an extension that GCC and Clang share; without them the compiler
// makes a loop over bytes, which is twenty times as slow.

constexpr size_t kBlock = 64;

using Bytes [[gnu::vector_size(16)]] = uint8_t;

Bytes foldedBytes(const char* text) {
    Bytes bytes;
    std::memcpy(&bytes, text, sizeof bytes);
    return bytes | uint8_t{0x20};
}

/// The text from 16 places on, without regard to case: the first, second and third characters.
using Triple = std::array<Bytes, kNeedle>;

template <size_t I>
Bytes startsPhrase(const Triple& text) {
    constexpr std::string_view pattern = kPhrases[I].pattern;
    return reinterpret_cast<Bytes>((text[0] == fold(pattern[0])) & (text[1] == fold(pattern[1])) &
                                   (text[2] == fold(pattern[2])));
}

/// Returns whether an earlier phrase begins with the same three characters.
constexpr bool isRepeated(size_t index) {
    for (size_t i = 0; i < index; ++i)
        if (kPhrases[i].pattern.substr(0, kNeedle) == kPhrases[index].pattern.substr(0, kNeedle))
            return true;
    return false;
}

template <size_t I>
void addStarts(const Triple& text, Bytes& starts) {
    if constexpr (!isRepeated(I))
        starts |= startsPhrase<I>(text);
}

template <size_t... I>
Bytes startsAnyPhrase(const Triple& text, std::index_sequence<I...>) {
    Bytes starts{};
    (addStarts<I>(text, starts), ...);
    return starts;
}

/// Marks the places of a block where a phrase may start; returns whether there is one.
bool markBlock(const char* block, std::array<uint8_t, kBlock>& marks) {
    Bytes any{};
    for (size_t i = 0; i < kBlock; i += sizeof(Bytes)) {
        const Triple text{foldedBytes(block + i), foldedBytes(block + i + 1),
                          foldedBytes(block + i + 2)};
        const Bytes starts = startsAnyPhrase(text, std::make_index_sequence<kPhraseCount>());
        std::memcpy(&marks[i], &starts, sizeof starts);
        any |= starts;
    }
    std::array<uint64_t, 2> halves;
    std::memcpy(halves.data(), &any, sizeof any);
    return (halves[0] | halves[1]) != 0;
}

std::optional<FoundNumber> findInBlock(std::string_view text, size_t block,
                                       const std::array<uint8_t, kBlock>& marks) {
    for (size_t i = 0; i < kBlock; ++i) {
        const auto* next = static_cast<const uint8_t*>(std::memchr(&marks[i], 0xff, kBlock - i));
        if (next == nullptr)
            break;
        i = static_cast<size_t>(next - marks.data());
        if (const auto found = matchPhrase(text, block + i))
            return found;
    }
    return std::nullopt;
}

} // namespace

std::string_view foundKindName(FoundKind kind) {
    constexpr std::array<std::string_view, 3> kNames{"esr", "ec", "pstate"};
    return kNames[static_cast<size_t>(kind)];
}

TableView<EsrPhrase> esrPhrases() {
    return kPhrases;
}

std::optional<FoundNumber> findEsr(std::string_view text, size_t from) {
    std::array<uint8_t, kBlock> marks;
    size_t at = from;
    for (; at + kBlock + kNeedle <= text.size(); at += kBlock)
        if (markBlock(text.data() + at, marks))
            if (const auto found = findInBlock(text, at, marks))
                return found;
    for (; at + kNeedle <= text.size(); ++at)
        if (const auto found = matchPhrase(text, at))
            return found;
    return std::nullopt;
}

} // namespace seatape
