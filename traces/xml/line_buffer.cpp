// SPDX-License-Identifier: Apache-2.0
#include "traces/xml/line_buffer.h"

namespace seatape::trace::xml {

LineBuffer::int_type LineBuffer::underflow() {
    if (m_status && *m_status)
        m_status = m_lines(m_text);
    if (!m_status || !*m_status)
        return traits_type::eof();
    ++m_line;
    if (m_text.size() >= m_left) {
        m_status = failure("a header or a frame takes too much text");
        return traits_type::eof();
    }
    m_text += '\n';
    m_left -= m_text.size();
    setg(m_text.data(), m_text.data(), m_text.data() + m_text.size());
    return traits_type::to_int_type(m_text.front());
}

} // namespace seatape::trace::xml
