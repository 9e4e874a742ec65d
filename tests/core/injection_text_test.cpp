// SPDX-License-Identifier: Apache-2.0
// Injections as text.

#include "seatape/core/injection_text.h"

#include "tests/core/fake_machine.h"
#include "tests/support/catch.h"

using namespace seatape;
using namespace seatape::test;

TEST_CASE("the summary names everything that the answer does") {
    CHECK(summarizeInjection({}, Dialect::Mainline) == "resume");
    CHECK(summarizeInjection(pendDabt(), Dialect::Mainline) == "ext_dabt_pending=1");
    Injection injection = pendDabt();
    injection.memory = {{MemoryAction::Kind::Unmap, 0x1000, 0x1000, {}}};
    injection.registers = {{Reg::PC, 0x200}};
    injection.mmioData = 5;
    injection.verdict = Verdict::Kill;
    (*injection.events)[20] = 1;
    CHECK(summarizeInjection(injection, Dialect::Mainline) ==
          "unmap 0x1000+0x1000 PC=0x200 ext_dabt_pending=1 bytes outside the members "
          "mmio_data=0x5 kill");
}
