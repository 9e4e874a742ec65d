// SPDX-License-Identifier: Apache-2.0
#include "bench/peers.h"
#include "traces/container/serialize.h"

#include <boost/archive/binary_oarchive.hpp>
#include <boost/serialization/array.hpp>
#include <boost/serialization/string.hpp>
#include <boost/serialization/vector.hpp>

#include <fstream>

namespace seatape::bench {

void writeBoostArchive(const std::string& path, std::span<const Frame> frames, size_t times) {
    std::ofstream file(path, std::ios::binary);
    boost::archive::binary_oarchive archive(file);
    for (size_t i = 0; i < times; ++i)
        for (const Frame& frame : frames)
            archive << boost::serialization::make_nvp("frame", frame);
}

} // namespace seatape::bench
