// SPDX-License-Identifier: Apache-2.0
/// Fuzzes the ESR library: any 64 bits in any context, and any text as field assignments and as a
/// log.
///
/// The first bytes make a context and a value, the rest is text.

#include "fuzz/require.h"
#include "seatape/base/number_text.h"
#include "seatape/core/legality.h"
#include "seatape/esr/encode.h"
#include "seatape/esr/explain.h"
#include "seatape/esr/find_in_text.h"
#include "seatape/esr/format.h"
#include "seatape/esr/register_layouts.h"
#include "seatape/esr/sysreg_names.h"

#include <cstring>
#include <string>
#include <string_view>
#include <vector>

using namespace seatape;

namespace {

/// What an input begins with.
struct Head {
    uint64_t value = 0;
    uint64_t present = 0;
    uint64_t absent = 0;
    uint8_t targetEl = 0;
    uint8_t origin = 0;
    uint8_t dialect = 0;
    uint8_t kind = 0; ///< and in its upper bits: sourceEl, hostRas, whether there is an ISS
};

Head readHead(const uint8_t* data) {
    Head head;
    std::memcpy(&head.value, data, 8);
    std::memcpy(&head.present, data + 8, 8);
    std::memcpy(&head.absent, data + 16, 8);
    head.targetEl = data[24];
    head.origin = data[25];
    head.dialect = data[26];
    head.kind = data[27];
    return head;
}
constexpr size_t kHeadSize = 28;

EsrContext contextOf(const Head& head) {
    EsrContext context;
    context.targetEl = head.targetEl;
    context.present.bits = head.present;
    context.absent.bits = head.absent;
    context.origin = static_cast<EsrOrigin>(head.origin % 3);
    return context;
}

void coversAllBits(const FieldList& fields, uint64_t value) {
    require(encodeFields(fields) == value);
    int next = 63;
    for (const FieldValue& field : fields) {
        require(field.row->msb == next);
        next = field.row->lsb - 1;
    }
    require(next == -1);
}

void decodeAndPrint(uint64_t value, const EsrContext& context) {
    const Syndrome syndrome = decodeEsr(value, context);
    coversAllBits(syndrome.fields, value);
    require(!summarizeEsr(value, context).empty());
    require(!formatEsrTree(syndrome).empty());
    require(!explainEsr(value, context).meaning.empty());
    for (const FieldNote& note : describeFields(syndrome.fields))
        require(!note.name.empty());
    for (const Layout* layout : registerLayouts())
        coversAllBits(decodeFields(*layout, value, context), value);
    decodeUserIss(syndrome.ec(), value, context);
    trappedRegister(value);
}

void judge(const Head& head, const EsrContext& context) {
    InjectionOffer offer;
    offer.dialect = kDialects[head.dialect % kDialects.size()];
    offer.kind = static_cast<InjectionKind>(head.kind % 3);
    offer.sourceEl = (head.kind & 4) != 0;
    offer.hostRas = (head.kind & 8) != 0;
    if ((head.kind & 16) != 0)
        offer.iss = head.value;
    offer.guest = context;
    const InjectionJudgement verdict = judgeInjection(offer);
    require((verdict.legality == Legality::Refused) == (verdict.err != 0));
    require((verdict.err != 0) == !verdict.reason.empty());
    require((verdict.legality == Legality::Nonsense) ==
            (verdict.err == 0 && verdict.seen.remarkCount() != 0));
}

/// Splits the text at blanks, as a command line is.
std::vector<std::string_view> words(std::string_view text) {
    std::vector<std::string_view> found;
    while (!text.empty()) {
        const size_t end = text.find(' ');
        found.push_back(text.substr(0, end));
        text = end == std::string_view::npos ? std::string_view() : text.substr(end + 1);
    }
    return found;
}

void encodeText(uint64_t value, std::string_view text) {
    std::vector<FieldAssignment> assignments;
    for (const std::string_view word : words(text))
        if (auto assignment = parseAssignment(word))
            assignments.push_back(std::move(*assignment));
        else
            require(!assignment.error().message().empty());
    for (const Result<uint64_t>& made : {encodeEsr(assignments), editEsr(value, assignments)})
        require(made ? encodeFields(decodeEsr(*made).fields) == *made
                     : !made.error().message().empty());
    if (const Layout* layout = registerLayout(text))
        require(!layout->name.empty());
    sysregKeyOf(text);
}

/// Finds all numbers of a log; each lies after the last one, in one line, and is what it says.
void searchLog(std::string_view log) {
    size_t from = 0;
    while (const auto found = findEsr(log, from)) {
        require(found->offset >= from && found->length > 0);
        require(found->offset + found->length <= log.size());
        const std::string_view digits = log.substr(found->offset, found->length);
        const bool hasPrefix = digits.starts_with("0x") || digits.starts_with("0X");
        require(parseNumber(hasPrefix ? std::string(digits) : "0x" + std::string(digits)) ==
                found->value);
        from = found->offset + found->length;
    }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    if (size < kHeadSize)
        return 0;
    const Head head = readHead(data);
    const EsrContext context = contextOf(head);
    decodeAndPrint(head.value, context);
    judge(head, context);
    const std::string_view text(reinterpret_cast<const char*>(data) + kHeadSize, size - kHeadSize);
    encodeText(head.value, text);
    searchLog(text);
    return 0;
}
