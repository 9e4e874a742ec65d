// SPDX-License-Identifier: Apache-2.0
/// The values of a field as a menu: its codes by name, and a line for any number.
#pragma once

#include "seatape/esr/syndrome.h"

#include <QMenu>

namespace seatape::gui {

/// Deletes itself when it is closed.
class FieldMenu final : public QMenu {
    Q_OBJECT

public:
    FieldMenu(const FieldValue& field, const EsrContext& context, QWidget* parent);

Q_SIGNALS:
    /// The user wants the field to hold this, right-aligned.
    void chosen(uint64_t code);

private:
    void addChoices(const FieldValue& field, const EsrContext& context);
    void addNumberLine(const FieldValue& field);
};

} // namespace seatape::gui
