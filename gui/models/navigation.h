// SPDX-License-Identifier: Apache-2.0
/// Where one can go from a frame, and where one has been.
#pragma once

#include "gui/models/document.h"
#include "gui/models/frame_list_model.h"

#include <QObject>

#include <cstdint>
#include <optional>
#include <vector>

namespace seatape::gui {

/// What a jump looks for.
enum class Landmark : uint8_t { Frame, SameVcpu, Sea, Injection, Divergence, Note, Edit };
enum class Direction : uint8_t { Previous, Next };

/// Finds the nearest frame of a kind. Frames that a filter hides count only for Landmark::Frame.
std::optional<uint64_t> findLandmark(Document& document, const FrameListModel& rows, uint64_t from,
                                     Landmark landmark, Direction direction);

/// The current frame, and a history like a browser's.
class Navigator final : public QObject {
    Q_OBJECT

public:
    using QObject::QObject;

    std::optional<uint64_t> current() const;
    /// Goes to a frame; what was ahead in the history is forgotten.
    void go(uint64_t frame);
    bool canGoBack() const { return m_place > 1; }
    bool canGoForward() const { return m_place < m_history.size(); }
    void back();
    void forward();

Q_SIGNALS:
    void moved(quint64 frame);

private:
    static constexpr size_t kMostHistory = 10'000;

    std::vector<uint64_t> m_history;
    size_t m_place = 0; // after the current one
};

} // namespace seatape::gui
