// SPDX-License-Identifier: Apache-2.0
/// The codes of an SError's syndrome, which ESR_ELx and DISR_EL1 share. Internal to esr.
#pragma once

#include "seatape/esr/field_row.h"

namespace seatape {

inline constexpr ValueName kWriteUpdate[] = {
    {0, "UNKNOWN", "not a store, or not known whether the location was updated"},
    {2, "NOT_UPDATED", "the store did not update the location"},
    {3, "UPDATED", "the store may have updated the location"},
};

inline constexpr ValueName kAsyncErrorType[] = {
    {0, "UC", "uncontainable"},
    {1, "UEU", "unrecoverable: the PE's state is lost"},
    {2, "UEO", "restartable: the PE's state is intact"},
    {3, "UER", "recoverable: the PE may go on once software has acted"},
    {6, "CE", "corrected"},
};

inline constexpr ValueName kSErrorStatus[] = {
    {0x00, "UNCATEGORIZED", "Uncategorized error"},
    {0x11, "ASYNC_SERROR", "Asynchronous SError exception"},
};

} // namespace seatape
