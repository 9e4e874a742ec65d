// SPDX-License-Identifier: Apache-2.0
/// What `decode` and `encode` share: the context of a syndrome, and the registers they know.
#pragma once

#include "cli/command_line.h"

#include "seatape/base/result.h"
#include "seatape/esr/syndrome.h"

#include <string>
#include <string_view>
#include <vector>

namespace seatape::cli {

/// The context as the command line has it.
struct ContextOptions {
    uint8_t targetEl = 0;
    std::vector<std::string> cpu; ///< "RAS", "+RAS", "-RAS", "noRAS"
    std::string origin;           ///< a name of the table of origins; empty: hardware
};

/// Adds --el, --cpu and --origin.
void addContext(Verb& verb, ContextOptions& out);

/// Makes the context; fails on an unknown feature. KVM's exit implies EL2.
Result<EsrContext> contextOf(const ContextOptions& options);

/// What a register holds.
enum class RegisterKind { Esr, Fields, Address };

/// A register that the verbs know by name.
struct NamedRegister {
    std::string name; ///< as the user wrote it, in upper case
    RegisterKind kind = RegisterKind::Esr;
    const Layout* layout = nullptr; ///< set for Fields
    uint8_t el = 0;                 ///< of the name's _EL1, _EL2, _EL3; 0 without
};

/// Lists the registers that registerByName() knows, for people.
std::string registerNames();

/// Finds a register by its architectural name, in any case and with or without its _ELx.
Result<NamedRegister> registerByName(std::string_view name);

/// A register and what is in it.
struct RegisterValue {
    NamedRegister reg;
    uint64_t value = 0;
};

/// Reads "0x96000010" as a value of `standard`, and "FAR=0x1000" as one of FAR. Numbers as in
/// parseRegisterValue().
Result<RegisterValue> parseRegister(std::string_view text, const NamedRegister& standard);

} // namespace seatape::cli
