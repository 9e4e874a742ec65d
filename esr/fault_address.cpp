// SPDX-License-Identifier: Apache-2.0
#include "seatape/esr/fault_address.h"

namespace seatape {

namespace {

using enum FarValidity;

bool isSet(const Syndrome& syndrome, std::string_view name) {
    const FieldValue* field = syndrome.fields.find(name);
    return field != nullptr && field->value != 0;
}

/// Aborts and watchpoints, which have FnV and FnP where these mean something.
FarJudgement judgeAccess(const Syndrome& syndrome) {
    if (isSet(syndrome, "FnV"))
        return {NotValid, "FnV is 1"};
    if (isSet(syndrome, "FnP"))
        return {Imprecise, "FnP is 1: the address is near the one that faulted"};
    return {Valid, "the class writes FAR, and FnV is not set"};
}

FarJudgement judgeSError(const Syndrome& syndrome) {
    if (isSet(syndrome, "VFV"))
        return {Valid, "VFV is 1"};
    return {NotWritten, "an SError does not write FAR unless VFV is 1"};
}

} // namespace

FarJudgement judgeFar(const Syndrome& syndrome) {
    switch (syndrome.ec()) {
    case ExceptionClass::IABT_LOW:
    case ExceptionClass::IABT_CUR:
    case ExceptionClass::DABT_LOW:
    case ExceptionClass::DABT_CUR:
    case ExceptionClass::WATCHPT_LOW:
    case ExceptionClass::WATCHPT_CUR:
        return judgeAccess(syndrome);
    case ExceptionClass::PC_ALIGN:
        return {Valid, "a PC alignment fault writes the misaligned PC to FAR"};
    case ExceptionClass::GPC:
        return {Valid, "a granule protection check writes FAR"};
    case ExceptionClass::SERROR:
        return judgeSError(syndrome);
    default:
        return {NotWritten, "an exception of this class does not write FAR"};
    }
}

} // namespace seatape
