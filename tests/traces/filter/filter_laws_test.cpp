// SPDX-License-Identifier: Apache-2.0
// Laws of the filter language over random filters and frames.

#include "traces/filter/parser.h"
#include "traces/filter/program.h"

#include "tests/support/catch.h"
#include "tests/support/text.h"
#include "tests/traces/filter/filter_samples.h"

#include <memory>
#include <regex>

using namespace seatape;
using namespace seatape::trace;
using namespace seatape::trace::filter;
using namespace seatape::test;

namespace {

constexpr const char* kDocument = SEATAPE_SOURCE_DIR "/docs/filter.md";

bool isRegister(std::string_view name) {
    const size_t start = name.find_first_of(".(");
    if (start != std::string_view::npos)
        name = name.substr(start + 1, name.size() - start - (name.ends_with(')') ? 2 : 1));
    return regByName(name).has_value();
}

} // namespace

TEST_CASE("the document has every name but those of single registers") {
    const std::string text = contentOf(kDocument);
    for (const FilterName& name : filterNames()) {
        INFO(name.name);
        REQUIRE((isRegister(name.name) || contains(text, "`" + name.name + "`")));
    }
}

TEST_CASE("every example of the document compiles") {
    const std::string whole = contentOf(kDocument);
    const size_t start = whole.find("## Examples");
    const std::string text = whole.substr(start, whole.find("## Values") - start);
    const std::regex row("\n\\| `([^`]+)` \\|");
    size_t count = 0;
    for (auto it = std::sregex_iterator(text.begin(), text.end(), row);
         it != std::sregex_iterator(); ++it, ++count) {
        const std::string example = (*it)[1];
        INFO(example);
        if (const auto filter = Filter::compile(example); !filter)
            FAIL(formatFilterError(example, filter.error()));
    }
    REQUIRE(count > 10);
}

TEST_CASE("printing a filter and parsing it gives the same filter") {
    Sampler sampler(1);
    for (int i = 0; i < 3000; ++i) {
        const Node node = randomFilter(sampler, 4);
        const std::string text = print(node);
        INFO(text);
        const auto tokens = tokenize(text);
        REQUIRE(tokens.has_value());
        const auto again = parse(*tokens);
        REQUIRE(again.has_value());
        REQUIRE(*again == node);
        REQUIRE(print(*again) == text);
        REQUIRE(Filter::compile(text)->text() == text);
    }
}

TEST_CASE("a compiled filter means what its tree says") {
    Sampler sampler(2);
    size_t matched = 0;
    for (uint64_t i = 0; i < 20'000; ++i) {
        const Node node = randomFilter(sampler, 3);
        const Frame frame = frameForFilters(sampler, i);
        const auto state = std::make_unique<VcpuState>();
        for (uint64_t& word : state->words)
            word = sampler.word();
        Scenario scenario;
        scenario.dialect = kDialects[sampler.below(kDialects.size())];
        scenario.cpu.ras = sampler.coin();
        const FrameView view{frame, scenario, state.get()};
        INFO(print(node));
        REQUIRE(assemble(node).matches(view) == evaluate(node, view));
        matched += evaluate(node, view);
    }
    REQUIRE(matched > 2'000);
    REQUIRE(matched < 18'000);
}

TEST_CASE("every field can be named") {
    for (const Name& name : allNames()) {
        if (name.fields == nullptr)
            continue;
        for (const Field& field : *name.fields) {
            INFO(name.name << '.' << field.name);
            REQUIRE(findPlace(spell({&name, &field})) == Place{&name, &field});
            REQUIRE(!field.places.empty());
        }
    }
}

TEST_CASE("a symbol of a field means one number") {
    for (const Name& name : allNames()) {
        if (name.fields == nullptr)
            continue;
        for (const Field& field : *name.fields)
            for (const FieldPlace& place : field.places)
                for (const Symbol& symbol : field.symbols) {
                    INFO(name.name << '.' << field.name << ' ' << symbol.name);
                    REQUIRE(symbol.value <= lowMask(place.msb - place.lsb + 1u));
                }
    }
}

TEST_CASE("every name and every symbol is a word that compiles") {
    for (const Name& name : allNames()) {
        INFO(name.name);
        REQUIRE(findName(name.name) == &name);
        const auto filter = Filter::compile(name.name);
        REQUIRE(filter.has_value());
        REQUIRE(filter->text() == name.name);
        REQUIRE(filter->needsState() == name.needsState);
        const Place whole{&name, nullptr};
        for (const Symbol& symbol : whole.symbols())
            REQUIRE(Filter::compile(name.name + "==" + std::string(symbol.name)).has_value());
    }
    for (const auto* fields : {&esrFields(), &serrorIssFields(), registerFields("PSTATE")})
        for (const Field& field : *fields)
            for (const Symbol& symbol : field.symbols) {
                const auto tokens = tokenize(symbol.name);
                REQUIRE(tokens.has_value());
                REQUIRE(tokens->size() == 2);
            }
}

TEST_CASE("matching without registers makes their comparisons false") {
    const Frame frame = typicalSeaFrame(0);
    const Scenario scenario;
    REQUIRE(!Filter::compile("X0 >= 0")->matches({frame, scenario}));
    REQUIRE(Filter::compile("!(X0 >= 0)")->matches({frame, scenario}));
}
