// SPDX-License-Identifier: Apache-2.0
#include "seatape/core/divergence.h"

#include "seatape/core/injection_text.h"
#include "seatape/core/recorder.h"
#include "seatape/esr/format.h"

#include <algorithm>
#include <map>
#include <optional>

#include <fmt/format.h>

namespace seatape {
namespace {

constexpr const char* kNothing = "-";

/// Names the fields in which two syndromes differ: "EC: DABT_CUR, DABT_LOW".
std::string esrNote(uint64_t recorded, uint64_t observed) {
    const auto a = describeFields(decodeEsr(recorded).fields);
    const auto b = describeFields(decodeEsr(observed).fields);
    std::string note;
    for (const FieldNote& left : a) {
        const auto right = std::ranges::find(b, left.name, &FieldNote::name);
        if (right == b.end() || right->value == left.value)
            continue;
        const auto show = [](const FieldNote& f) {
            return f.valueName.empty() ? fmt::format("{:#x}", f.value) : std::string(f.valueName);
        };
        note += fmt::format("{}{}: {}, {}", note.empty() ? "" : "; ", left.name, show(left),
                            show(*right));
    }
    return note;
}

bool isSyndrome(std::string_view field) {
    return field == "ESR_EL1" || field == "esr";
}

class Comparison {
public:
    explicit Comparison(const Frame& recorded) : m_frame(recorded.index), m_vcpu(recorded.vcpu) {}

    void text(std::string_view field, const std::string& recorded, const std::string& observed) {
        if (recorded != observed)
            differs(field, recorded, observed);
    }

    /// Notes a difference even if both sides read alike (two writes of the same size).
    void differs(std::string_view field, const std::string& recorded, const std::string& observed) {
        m_found.push_back({m_frame, m_vcpu, std::string(field), recorded, observed, {}});
    }

    void number(std::string_view field, std::optional<uint64_t> recorded,
                std::optional<uint64_t> observed) {
        if (recorded == observed)
            return;
        const auto show = [](std::optional<uint64_t> value) {
            return value ? fmt::format("{:#x}", *value) : std::string(kNothing);
        };
        const bool explain = isSyndrome(field) && recorded && observed;
        m_found.push_back({m_frame, m_vcpu, std::string(field), show(recorded), show(observed),
                           explain ? esrNote(*recorded, *observed) : std::string()});
    }

    /// Compares two name-value lists as sets; a name that one side lacks counts as absent there.
    void numbers(const std::vector<NamedValue>& recorded, const std::vector<NamedValue>& observed) {
        using Sides = std::pair<std::optional<uint64_t>, std::optional<uint64_t>>;
        std::vector<std::pair<std::string, Sides>> rows;
        for (const NamedValue& value : recorded)
            rows.push_back({value.name, {value.value, std::nullopt}});
        for (const NamedValue& value : observed) {
            const auto row = std::ranges::find(rows, value.name, [](auto& r) { return r.first; });
            if (row == rows.end())
                rows.push_back({value.name, {std::nullopt, value.value}});
            else
                row->second.second = value.value;
        }
        for (const auto& [name, sides] : rows)
            number(name, sides.first, sides.second);
    }

    std::vector<Divergence> take() { return std::move(m_found); }

private:
    uint64_t m_frame;
    uint32_t m_vcpu;
    std::vector<Divergence> m_found;
};

/// The registers that a frame changed, at their final value.
std::vector<NamedValue> registersOf(const Frame& frame) {
    std::vector<NamedValue> values;
    for (const auto* changes : {&frame.ran, &frame.injected})
        for (const RegChange& change : *changes) {
            const std::string name(regInfo(change.reg).name);
            const auto known = std::ranges::find(values, name, &NamedValue::name);
            if (known == values.end())
                values.push_back({name, change.value});
            else
                known->value = change.value;
        }
    return values;
}

/// The one member of an exit that is text.
std::string detailOf(const Exit& exit) {
    const auto* error = std::get_if<InternalErrorExit>(&exit);
    return error != nullptr ? error->detail : std::string();
}

std::optional<uint64_t> asErrno(int32_t err) {
    return static_cast<uint64_t>(err);
}

/// The divergence of a frame that only one of two runs has.
std::vector<Divergence> onlyOne(const Frame& frame, std::string_view recorded,
                                std::string_view observed) {
    return {{frame.index, frame.vcpu, "exit", std::string(recorded), std::string(observed), {}}};
}

} // namespace

std::string Divergence::message() const {
    std::string line = fmt::format("frame {} vcpu{} {}: recorded {}, observed {}", frame, vcpu,
                                   field, recorded, observed);
    if (!note.empty())
        line += fmt::format(" ({})", note);
    return line;
}

std::vector<Divergence> compareFrames(const Frame& recorded, const Frame& observed, Dialect dialect,
                                      bool compareAnswers) {
    if (recorded == observed)
        return {};
    Comparison comparison(recorded);
    comparison.number("vcpu", recorded.vcpu, observed.vcpu);
    comparison.text("exit", std::string(exitName(recorded.exit)),
                    std::string(exitName(observed.exit)));
    if (recorded.exit.index() == observed.exit.index())
        comparison.numbers(exitFields(recorded.exit), exitFields(observed.exit));
    comparison.text("detail", detailOf(recorded.exit), detailOf(observed.exit));
    if (recorded.instructions != 0 && observed.instructions != 0)
        comparison.number("instructions", recorded.instructions, observed.instructions);
    if (compareAnswers && recorded.injection != observed.injection)
        comparison.differs("injection", summarizeInjection(recorded.injection, dialect),
                           summarizeInjection(observed.injection, dialect));
    comparison.numbers(registersOf(recorded), registersOf(observed));
    comparison.number("memory errno", asErrno(recorded.result.memoryErr),
                      asErrno(observed.result.memoryErr));
    comparison.number("KVM_SET_ONE_REG errno", asErrno(recorded.result.registersErr),
                      asErrno(observed.result.registersErr));
    comparison.number("KVM_SET_VCPU_EVENTS errno", asErrno(recorded.result.eventsErr),
                      asErrno(observed.result.eventsErr));
    comparison.number("digest", recorded.digest, observed.digest);
    return comparison.take();
}

Result<void> compareRuns(FrameSource& recorded, FrameSource& observed, Dialect dialect,
                         const std::function<bool(Divergence)>& found) {
    Frame left, right;
    while (true) {
        auto hasLeft = recorded.next(left);
        if (!hasLeft)
            return passOn(hasLeft);
        auto hasRight = observed.next(right);
        if (!hasRight)
            return passOn(hasRight);
        if (!*hasLeft && !*hasRight)
            return {};
        auto differences = *hasLeft && *hasRight ? compareFrames(left, right, dialect, true)
                           : *hasLeft            ? onlyOne(left, exitName(left.exit), kNothing)
                                                 : onlyOne(right, kNothing, exitName(right.exit));
        for (Divergence& difference : differences)
            if (!found(std::move(difference)))
                return {};
    }
}

std::vector<Divergence> compareRuns(const std::vector<Frame>& recorded,
                                    const std::vector<Frame>& observed, Dialect dialect) {
    FramesInMemory left(recorded), right(observed);
    std::vector<Divergence> found;
    const auto keep = [&found](Divergence divergence) {
        found.push_back(std::move(divergence));
        return true;
    };
    (void)compareRuns(left, right, dialect, keep); // memory does not fail
    return found;
}

} // namespace seatape
