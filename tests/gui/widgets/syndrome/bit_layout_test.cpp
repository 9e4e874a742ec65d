// SPDX-License-Identifier: Apache-2.0
#include "gui/widgets/syndrome/bit_layout.h"
#include "gui/widgets/syndrome/register_decoder.h"
#include "seatape/esr/register_layouts.h"
#include "tests/support/catch.h"

#include <algorithm>
#include <cmath>
#include <map>

using namespace seatape;
using namespace seatape::gui;

namespace {

const TextMeasure kText{17, 8, [](const QString& text) { return 7.0 * double(text.size()); }};

/// Syndromes of every class, with and without bits set, and every register with a layout.
std::vector<DecodedValue> values() {
    std::vector<DecodedValue> all;
    for (uint64_t ec = 0; ec < 64; ++ec)
        for (const uint64_t rest : {uint64_t{0}, uint64_t{0x10}, ~uint64_t{0}, uint64_t{1} << 24})
            all.push_back(esrDecoder()(withBits(rest, 31, 26, ec)));
    for (const Layout* layout : registerLayouts())
        for (const uint64_t value : {uint64_t{0}, ~uint64_t{0}, uint64_t{0x10}})
            all.push_back(layoutDecoder(*layout)(value));
    all.push_back(userIssDecoder(ExceptionClass::SERROR)(0x1000000));
    return all;
}

constexpr qreal kWidths[] = {120, 300, 400, 576, 640, 801, 1280, 3000};

/// Checks that the boxes of each row touch each other and reach from edge to edge.
void checkTiling(const BitLayout& layout) {
    std::map<qreal, qreal> rightEdge; // by the top of the row
    for (const FieldBox& box : layout.boxes) {
        const qreal left = rightEdge.contains(box.rect.top()) ? rightEdge[box.rect.top()] : 0;
        CHECK(std::abs(box.rect.left() - left) < 1e-6);
        CHECK(box.rect.width() > 0);
        rightEdge[box.rect.top()] = box.rect.right();
        CHECK(box.rect.contains(box.nameRect));
    }
    qreal bottom = 0;
    for (const FieldBox& box : layout.boxes) {
        CHECK(
            (box.rect.top() == bottom || box.rect.top() >= bottom || box.rect.bottom() >= bottom));
        bottom = std::max(bottom, box.rect.bottom());
    }
    CHECK(std::abs(layout.size.height() - bottom) < 1e-6);
}

} // namespace

TEST_CASE("the boxes of a register tile its rows and have no holes") {
    for (const DecodedValue& value : values())
        for (const qreal width : kWidths) {
            const BitLayout layout = layoutBits(value.notes, width, kText);
            INFO(value.notes.front().name << " at " << width);
            checkTiling(layout);
            CHECK(layout.size.width() <= std::max(width, 8 * 18.0) + 1e-6);
            unsigned bits = 0;
            for (const FieldBox& box : layout.boxes)
                bits += box.msb - box.lsb + 1;
            CHECK(bits == value.notes.front().msb - value.notes.back().lsb + 1);
        }
}

TEST_CASE("every bit can be clicked, and so can every field's name") {
    for (const DecodedValue& value : values())
        for (const qreal width : {300.0, 640.0, 1280.0}) {
            const BitLayout layout = layoutBits(value.notes, width, kText);
            for (unsigned bit = value.notes.back().lsb; bit <= value.notes.front().msb; ++bit) {
                const BitCell* cell = layout.bit(bit);
                REQUIRE(cell != nullptr);
                CHECK(layout.bitAt(cell->rect.center()) == cell);
                CHECK(layout.bitAt(cell->digitRect.center()) == cell);
                CHECK(value.notes[cell->field].lsb <= bit);
                CHECK(bit <= value.notes[cell->field].msb);
            }
            for (const FieldBox& box : layout.boxes) {
                CHECK(layout.boxAt(box.nameRect.center()) == &box);
                CHECK(layout.bitAt(box.nameRect.center()) == nullptr);
            }
        }
}

TEST_CASE("one-bit fields with long names stand upright, others do not") {
    const DecodedValue value = esrDecoder()(0x92000010);
    const BitLayout layout = layoutBits(value.notes, 640, kText);
    for (const FieldBox& box : layout.boxes) {
        CHECK((box.msb == box.lsb || !box.isUpright));
        if (box.name == "S1PTW")
            CHECK(box.isUpright);
        if (box.isUpright)
            CHECK(box.nameRect.height() >= kText.width(box.name));
    }
}

TEST_CASE("a narrow diagram has shorter rows") {
    const DecodedValue value = esrDecoder()(0x92000010);
    CHECK(layoutBits(value.notes, 1200, kText).bitsPerRow == 32);
    CHECK(layoutBits(value.notes, 400, kText).bitsPerRow == 16);
    CHECK(layoutBits(value.notes, 200, kText).bitsPerRow == 8);
    CHECK(layoutBits({}, 200, kText).size.isEmpty());
}

TEST_CASE("a field's menu contains all its codes, and what the CPU lacks is said") {
    size_t coded = 0;
    for (const DecodedValue& value : values())
        for (const FieldValue& field : value.fields) {
            const auto choices = fieldChoices(field, kNothingKnown);
            if (!isEditable(field)) {
                CHECK(choices.empty());
                continue;
            }
            for (const ValueName& code : field.row->values)
                if (!code.name.empty()) {
                    ++coded;
                    CHECK(std::ranges::count(choices, code.code, &FieldChoice::code) == 1);
                }
            if (field.row->width() == 1)
                CHECK(choices.size() == 2);
        }
    CHECK(coded > 1000);
    const DecodedValue abort = esrDecoder()(0x92000010);
    const auto codes = fieldChoices(*abort.fields.find("DFSC"), EsrContext::forCpu({}, 1));
    CHECK(std::ranges::any_of(codes, [](const FieldChoice& choice) { return !choice.isUsual; }));
    CHECK(std::ranges::any_of(codes, [](const FieldChoice& choice) { return choice.isUsual; }));
}

TEST_CASE("a field's tip names value, meaning, remark and source, and cannot be markup") {
    const DecodedValue abort = esrDecoder()(0x92000010 | 1 << 8);
    for (const FieldNote& note : abort.notes) {
        const std::string tip = fieldTip(note);
        INFO(tip);
        CHECK(tip.find(note.name.substr(0, 3)) != std::string::npos);
        CHECK(tip.find("small") != std::string::npos);
    }
    FieldNote evil;
    evil.name = "<b>";
    CHECK(fieldTip(evil).find("&lt;b&gt;") != std::string::npos);
}
