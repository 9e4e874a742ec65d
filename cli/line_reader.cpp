// SPDX-License-Identifier: Apache-2.0
#include "cli/line_reader.h"

#include "cli/machine.h"

#include <algorithm>
#include <cerrno>
#include <cstring>

#include <unistd.h>

namespace seatape::cli {

Result<size_t> LineReader::readMore() {
    for (;;) {
        const ssize_t count =
            ::read(m_descriptor, m_buffer.data() + m_end, m_buffer.size() - m_end);
        if (count >= 0)
            return static_cast<size_t>(count);
        if (errno != EINTR)
            return failure(std::strerror(errno), m_name);
        if (wasInterrupted())
            return size_t{0};
    }
}

std::string_view LineReader::give(size_t end) {
    const std::string_view text(m_buffer.data() + m_begin, end - m_begin);
    m_begin = end;
    return text;
}

Result<std::string_view> LineReader::next() {
    std::copy(m_buffer.begin() + static_cast<std::ptrdiff_t>(m_begin),
              m_buffer.begin() + static_cast<std::ptrdiff_t>(m_end), m_buffer.begin());
    m_end -= m_begin;
    m_begin = 0;
    while (m_end < m_buffer.size()) {
        auto count = readMore();
        if (!count)
            return passOn(count);
        if (*count == 0)
            break;
        const void* newline = ::memrchr(m_buffer.data() + m_end, '\n', *count);
        m_end += *count;
        if (newline != nullptr)
            return give(static_cast<size_t>(static_cast<const char*>(newline) - m_buffer.data()) +
                        1);
    }
    return give(m_end);
}

} // namespace seatape::cli
