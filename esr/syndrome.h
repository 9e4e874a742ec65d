// SPDX-License-Identifier: Apache-2.0
/// Decoding a register value to its fields and back: the form that the CLI, the GUI, JSON, diff and
/// the tests share. Never fails and never allocates; what is odd about a value is a remark on the
/// field.
#pragma once

#include "seatape/base/seatape_assert.h"
#include "seatape/esr/class_table.h"
#include "seatape/esr/exception_class.h"
#include "seatape/esr/field_row.h"
#include "seatape/esr/field_value.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace seatape {

/// Where a syndrome comes from.
enum class EsrOrigin : uint8_t {
    Hardware,   ///< ESR_ELx as the PE wrote it
    KvmSeaExit, ///< kvm_run.arm_sea.esr, see kvm_sea.h for what KVM hides
    UserIss,    ///< offered by user space for injection; use decodeUserIss()
};

/// What is known about the place a value comes from. The default knows nothing and allows
/// everything.
struct EsrContext {
    uint8_t targetEl = 0;    ///< Exception level the exception was taken to, 1..3; 0 if unknown
    FeatureSet present = {}; ///< features that the CPU (for KvmSeaExit: the guest's CPU) has
    FeatureSet absent = {};  ///< features that it has not; in neither set = unknown
    EsrOrigin origin = EsrOrigin::Hardware;
    uint64_t accepted = ~uint64_t{0}; ///< for UserIss: the bits that the ABI dialect accepts

    /// Makes a context for a CPU whose features are all known.
    static constexpr EsrContext forCpu(FeatureSet features, uint8_t targetEl = 0) {
        return {targetEl, features, ~features, EsrOrigin::Hardware, ~uint64_t{0}};
    }

    /// Makes the context of kvm_run.arm_sea.esr.
    static constexpr EsrContext forSeaExit(bool guestHasRas) {
        EsrContext context;
        context.origin = EsrOrigin::KvmSeaExit;
        context.targetEl = 2;
        (guestHasRas ? context.present : context.absent) = Feature::RAS;
        return context;
    }
};

/// The context of a value of which nothing is known. A constant and not `{}` in the signatures:
/// filling one in for every call would cost a tenth of the decoding.
inline constexpr EsrContext kNothingKnown;

/// The fields of one value, most significant first, in place. Its elements are not initialised
/// until they are pushed: clearing 40 of them would cost more than a decode.
class FieldList {
public:
    static constexpr size_t kCapacity = kMaxFields;

    FieldList() {}

    size_t size() const { return m_size; }
    const FieldValue& operator[](size_t index) const {
        SEATAPE_ASSERT(index < m_size);
        return m_fields[index];
    }
    const FieldValue* begin() const { return m_fields.data(); }
    const FieldValue* end() const { return m_fields.data() + m_size; }
    FieldValue* begin() { return m_fields.data(); }
    FieldValue* end() { return m_fields.data() + m_size; }

    /// Returns the field called `name` (exact case), or nullptr if this value has none.
    const FieldValue* find(std::string_view name) const;

    /// Returns the field that bit `number` belongs to, or nullptr if the layout does not reach it.
    const FieldValue* atBit(unsigned number) const;

private:
    friend class FieldWalker;

    std::array<FieldValue, kCapacity> m_fields;
    size_t m_size = 0;
};

/// A decoded ESR_ELx.
struct Syndrome {
    uint64_t esr = 0;
    EsrContext context;
    const ClassInfo* info = nullptr; ///< never null after decodeEsr()
    FieldList fields;

    ExceptionClass ec() const { return esrClass(esr); }
    /// Returns the number of fields with a remark.
    size_t remarkCount() const;
};

/// Decodes all 64 bits of a syndrome. Never fails, never allocates.
Syndrome decodeEsr(uint64_t esr, const EsrContext& context = kNothingKnown);

/// Decodes what user space offers as ISS for an exception of class `ec`
/// (kvm_vcpu_events.serror_esr, the proposed ext_abt_esr). Bits outside `context.accepted` get the
/// remark NotAccepted; EC and IL are KVM's and shown as Implied.
Syndrome decodeUserIss(ExceptionClass ec, uint64_t iss, const EsrContext& context = kNothingKnown);

/// Decodes the value of any register that has a layout.
FieldList decodeFields(const Layout& layout, uint64_t value,
                       const EsrContext& context = kNothingKnown);

/// Puts the fields of a value together again; the inverse of the decoders.
uint64_t encodeFields(const FieldList& fields);

} // namespace seatape
