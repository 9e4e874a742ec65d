// SPDX-License-Identifier: Apache-2.0
#include "seatape/esr/syndrome.h"

#include "seatape/esr/kvm_sea.h"

#include <algorithm>

namespace seatape {

/// Takes a value apart row by row, and judges each field by what is known of its origin.
class FieldWalker {
public:
    FieldWalker(uint64_t value, const EsrContext& context, uint64_t hidden, FieldList& out)
        : m_value(value), m_present(context.present), m_absent(context.absent), m_hidden(hidden),
          m_targetEl(context.targetEl), m_out(out) {}

    /// Appends the fields of `layout` to the list. makeLayout() has proved that there is room.
    void append(const Layout& layout) {
        FieldValue* const first = m_out.m_fields.data();
        m_out.m_size = static_cast<size_t>(walk(layout.rows, first + m_out.m_size) - first);
    }

private:
    /// Writes the fields from `out` on and returns the new end. Where hidden bits decide what the
    /// parts of a hidden group are, the group is one field.
    FieldValue* walk(TableView<FieldRow> rows, FieldValue* out) const {
        for (const FieldRow& row : rows) {
            if (m_hidden != 0 && isHidden(row))
                hide(row, *out++);
            else if (const Overlay* active = activeOverlay(row, m_value))
                out = walk(active->rows, out);
            else
                judge(row, *out++);
        }
        return out;
    }

    bool isHidden(const FieldRow& row) const {
        const uint64_t mask = lowMask(row.width()) << row.lsb;
        const bool isPlain = row.alternatives.empty();
        return (mask & ~m_hidden) == 0 && (isPlain ? !row.isReserved() : dependsOnHidden(row));
    }

    bool dependsOnHidden(const FieldRow& row) const {
        for (const Overlay& alternative : row.alternatives)
            if ((m_hidden & alternative.when.field.mask()) != 0)
                return true;
        return false;
    }

    void hide(const FieldRow& row, FieldValue& out) const {
        const uint64_t value = bits(m_value, row.msb, row.lsb);
        const Remark remark = value != 0 ? Remark::HiddenBitSet : Remark::None;
        write(out, row, value, remark, FieldState::Hidden);
    }

    void judge(const FieldRow& row, FieldValue& out) const {
        const uint64_t value = bits(m_value, row.msb, row.lsb);
        Remark remark = remarkOn(row, value);
        for (const Contradiction& one : row.contradictions)
            if (remark == Remark::None && applies(one))
                remark = one.remark;
        write(out, row, value, remark, FieldState::Known);
    }

    /// Member by member: a whole FieldValue would be built on the stack from small stores and
    /// copied with wide loads, which the store buffer cannot forward.
    static void write(FieldValue& out, const FieldRow& row, uint64_t value, Remark remark,
                      FieldState state) {
        out.row = &row;
        out.value = value;
        out.remark = remark;
        out.state = state;
    }

    Remark remarkOn(const FieldRow& row, uint64_t value) const {
        switch (row.kind) {
        case FieldKind::Res0:
            return value == 0 ? Remark::None : Remark::ReservedBitSet;
        case FieldKind::Res1:
            return value == lowMask(row.width()) ? Remark::None : Remark::ReservedBitClear;
        case FieldKind::Coded:
            return codeRemark(row, value);
        default:
            return presenceRemark(row, value);
        }
    }

    Remark codeRemark(const FieldRow& row, uint64_t value) const {
        const ValueName* meaning = findCode(row, value);
        if (meaning == nullptr)
            return Remark::Unallocated;
        const Remark remark = featureRemark(meaning->needs, meaning->forbids, meaning->lowestEl);
        return remark == Remark::None ? presenceRemark(row, value) : remark;
    }

    /// A field that is 0 looks the same with and without its feature.
    Remark presenceRemark(const FieldRow& row, uint64_t value) const {
        const Remark remark = featureRemark(row.needs, {}, row.lowestEl);
        return value == 0 ? Remark::None : remark;
    }

    Remark featureRemark(FeatureSet needs, FeatureSet forbids, uint8_t lowestEl) const {
        if (needs.intersects(m_absent))
            return Remark::FeatureMissing;
        if (forbids.intersects(m_present))
            return Remark::FeatureExcludes;
        const bool tooLow = m_targetEl != 0 && m_targetEl < lowestEl;
        return tooLow ? Remark::WrongTargetEl : Remark::None;
    }

    bool applies(const Contradiction& one) const {
        const bool here = one.belowEl == 0 || (m_targetEl != 0 && m_targetEl < one.belowEl);
        const bool hasAll = (one.onlyWith.bits & ~m_present.bits) == 0;
        return here && hasAll && one.holds(m_value);
    }

    uint64_t m_value;
    FeatureSet m_present;
    FeatureSet m_absent;
    uint64_t m_hidden;
    uint8_t m_targetEl;
    FieldList& m_out;
};

namespace {

uint64_t hiddenBits(uint64_t esr, const EsrContext& context) {
    if (context.origin != EsrOrigin::KvmSeaExit || !isKvmSeaClass(esrClass(esr)))
        return 0;
    return ~seaExitEsrMask(!context.absent.intersects(Feature::RAS));
}

/// Adds the remarks that only a KVM_EXIT_ARM_SEA can earn.
void judgeSeaExit(Syndrome& syndrome) {
    const bool seaClass = isKvmSeaClass(syndrome.ec());
    for (FieldValue& field : syndrome.fields) {
        const bool isClass = field.row->lsb == esr::EC.lsb;
        const bool isStatus = field.row->lsb == 0 && seaClass;
        if ((isClass && !seaClass) || (isStatus && !isKvmSeaFsc(esrFsc(syndrome.esr))))
            field.remark = Remark::NotAnSeaExit;
    }
}

Syndrome decodeWith(uint64_t esr, const EsrContext& context) {
    Syndrome syndrome;
    syndrome.esr = esr;
    syndrome.context = context;
    syndrome.info = &classInfo(esrClass(esr));
    FieldWalker walker(esr, context, hiddenBits(esr, context), syndrome.fields);
    walker.append(*syndrome.info->upper);
    walker.append(*syndrome.info->head);
    walker.append(*syndrome.info->iss);
    return syndrome;
}

} // namespace

const ValueName* findCode(const FieldRow& row, uint64_t code) {
    // Most tables list their codes from 0 without a gap, so that the code is the index.
    const ValueName* table = row.values.first;
    if (code < row.values.count && table[code].code == code)
        return table[code].name.empty() ? nullptr : &table[code];
    for (const ValueName& value : row.values)
        if (value.code == code)
            return &value;
    return nullptr;
}

Syndrome decodeEsr(uint64_t esr, const EsrContext& context) {
    Syndrome syndrome = decodeWith(esr, context);
    if (context.origin == EsrOrigin::KvmSeaExit)
        judgeSeaExit(syndrome);
    return syndrome;
}

Syndrome decodeUserIss(ExceptionClass ec, uint64_t iss, const EsrContext& context) {
    EsrContext userContext = context;
    userContext.origin = EsrOrigin::UserIss;
    Syndrome syndrome =
        decodeWith(makeEsr(ec, 0) | (iss & ~(esr::EC.mask() | esr::IL.mask())), userContext);
    const uint64_t refused = iss & ~context.accepted;
    for (FieldValue& field : syndrome.fields) {
        if (field.row->lsb == esr::EC.lsb || field.row->lsb == esr::IL.lsb)
            field.state = FieldState::Implied;
        if (bits(refused, field.row->msb, field.row->lsb) != 0)
            field.remark = Remark::NotAccepted;
    }
    return syndrome;
}

FieldList decodeFields(const Layout& layout, uint64_t value, const EsrContext& context) {
    FieldList fields;
    FieldWalker(value, context, 0, fields).append(layout);
    return fields;
}

uint64_t encodeFields(const FieldList& fields) {
    uint64_t value = 0;
    for (const FieldValue& field : fields)
        value = withBits(value, field.row->msb, field.row->lsb, field.value);
    return value;
}

const ValueName* FieldValue::meaning() const {
    return row->kind == FieldKind::Coded && state != FieldState::Hidden ? findCode(*row, value)
                                                                        : nullptr;
}

const FieldValue* FieldList::find(std::string_view name) const {
    for (const FieldValue& field : *this)
        if (field.row->name == name)
            return &field;
    return nullptr;
}

const FieldValue* FieldList::atBit(unsigned number) const {
    for (const FieldValue& field : *this)
        if (field.row->lsb <= number && number <= field.row->msb)
            return &field;
    return nullptr;
}

size_t Syndrome::remarkCount() const {
    size_t count = 0;
    for (const FieldValue& field : fields)
        count += field.remark != Remark::None;
    return count;
}

std::string_view remarkText(Remark remark) {
    switch (remark) {
    case Remark::None:
        return "";
    case Remark::ReservedBitSet:
        return "reserved, should be 0";
    case Remark::ReservedBitClear:
        return "reserved, should be 1";
    case Remark::Unallocated:
        return "the architecture gives this code no meaning";
    case Remark::FeatureMissing:
        return "the CPU lacks the feature for this";
    case Remark::FeatureExcludes:
        return "a feature of the CPU rules this out";
    case Remark::WrongTargetEl:
        return "cannot appear in a syndrome of this Exception level";
    case Remark::HiddenBitSet:
        return "KVM clears this bit in KVM_EXIT_ARM_SEA, so the value was changed on the way";
    case Remark::NotAccepted:
        return "refused from user space with EINVAL";
    case Remark::NotAnSeaExit:
        return "KVM_EXIT_ARM_SEA does not happen for this";
    case Remark::IsvOfExternalAbort:
        return "a CPU with the RAS extension reports ISV=0 for an external abort";
    case Remark::NotALoadOrStore:
        return "ISV=1 describes a load or store, CM=1 means it was neither";
    case Remark::EaOfOtherFault:
        return "classifies external aborts, and this fault status is none";
    case Remark::NotOnWalk:
        return "the fault status says that the fault was not on a walk";
    case Remark::MaintenanceIsWrite:
        return "with CM=1 it is always 1";
    case Remark::NoFarToBeNear:
        return "FnV=1 says that FAR holds nothing, so it cannot be near the address";
    case Remark::StoreCannotExtend:
        return "only a load can sign-extend, and WnR=1 says it was a store";
    case Remark::NarrowRegister:
        return "an access of 8 bytes needs a 64-bit register";
    case Remark::VncrFromLowerEl:
        return "an access through VNCR_EL2 is reported as if from the same Exception level";
    case Remark::NotAnExternalAbort:
        return "injected as an external abort, but this is the code of another fault";
    case Remark::MergedByKvm:
        return "KVM ORs its own code in, so the guest reads another one than was offered";
    case Remark::NobodysSyndrome:
        return "only a CPU's manual could explain this, and a virtual CPU has none";
    }
    return "";
}

} // namespace seatape
