// SPDX-License-Identifier: Apache-2.0
#include "explain/disassembly.h"

#include <array>

#include <capstone/capstone.h>
#include <fmt/format.h>

namespace seatape::explain {
namespace {

/// The handle of the library, opened once; 0 if it was built without AArch64.
class Disassembler {
public:
    Disassembler() {
        if (cs_open(CS_ARCH_ARM64, CS_MODE_LITTLE_ENDIAN, &m_handle) != CS_ERR_OK)
            m_handle = 0;
    }
    ~Disassembler() {
        if (m_handle != 0)
            cs_close(&m_handle);
    }
    Disassembler(const Disassembler&) = delete;
    Disassembler& operator=(const Disassembler&) = delete;

    std::string text(uint32_t word, uint64_t address) const {
        std::array<uint8_t, 4> bytes;
        for (unsigned i = 0; i < bytes.size(); ++i)
            bytes[i] = static_cast<uint8_t>(word >> (8 * i));
        cs_insn* insn = nullptr;
        if (m_handle == 0 ||
            cs_disasm(m_handle, bytes.data(), bytes.size(), address, 1, &insn) != 1)
            return fmt::format(".inst {:#010x}", word);
        std::string text = fmt::format("{} {}", insn->mnemonic, insn->op_str);
        cs_free(insn, 1);
        return text.back() == ' ' ? text.substr(0, text.size() - 1) : text;
    }

private:
    csh m_handle = 0;
};

} // namespace

std::string disassemble(uint32_t word, uint64_t address) {
    static const Disassembler disassembler;
    return disassembler.text(word, address);
}

} // namespace seatape::explain
