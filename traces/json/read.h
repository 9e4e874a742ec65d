// SPDX-License-Identifier: Apache-2.0
/// From JSON objects to frames and headers: the inverse of export.cpp. Private to traces/. What is
/// wrong is a BadKey.
#pragma once

#include "traces/container/trace_header.h"
#include "traces/json/object.h"

#include "seatape/core/frame.h"

namespace seatape::trace::json {

Frame readFrame(Object& object, Dialect dialect);
Injection readInjection(Object& object, Dialect dialect);
TraceHeader readHeader(Object& object);

} // namespace seatape::trace::json
