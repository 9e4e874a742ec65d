// SPDX-License-Identifier: Apache-2.0
/// The way of one exception as a drawing: guest, KVM, user space, and back.
#pragma once

#include "explain/flow.h"
#include "gui/widgets/flow/flow_layout.h"
#include "gui/widgets/picture.h"
#include "gui/widgets/theme.h"

#include <QPainter>
#include <QWidget>

#include <vector>

namespace seatape::gui {

/// Draws steps; `current` is the row with the cursor, or -1.
void paintFlow(QPainter& painter, const std::vector<explain::FlowStep>& steps,
               const FlowLayout& layout, const Theme& theme, const QFont& font, int current);

/// Belongs in a QScrollArea. Up and Down go from step to step.
class FlowDiagram final : public QWidget {
    Q_OBJECT

public:
    explicit FlowDiagram(QWidget* parent = nullptr);

    void setSteps(std::vector<explain::FlowStep> steps);
    const std::vector<explain::FlowStep>& steps() const { return m_steps; }
    int currentStep() const { return m_current; }

    /// Returns everything, without a cursor, in the diagram's present size.
    Picture picture(const QString& title) const;

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;
    bool hasHeightForWidth() const override { return true; }
    int heightForWidth(int width) const override;

Q_SIGNALS:
    /// The cursor is on another step.
    void currentStepChanged(int step);

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void changeEvent(QEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    void place();
    void setCurrent(int step);
    TextMeasure measure() const;

    std::vector<explain::FlowStep> m_steps;
    FlowLayout m_layout;
    int m_current = -1;
};

} // namespace seatape::gui
