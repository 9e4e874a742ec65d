// SPDX-License-Identifier: Apache-2.0
/// A register as a picture to read and to edit: every field a coloured box, every bit a cell.
#pragma once

#include "gui/widgets/picture.h"
#include "gui/widgets/syndrome/bit_layout.h"
#include "gui/widgets/syndrome/bit_painter.h"
#include "gui/widgets/syndrome/register_decoder.h"

#include <QWidget>

#include <optional>

namespace seatape::gui {

/// Click or Space flips a bit; a click on a name, or Enter, opens the field's values. The arrows go
/// from field to field, with Shift from bit to bit.
class BitDiagram final : public QWidget {
    Q_OBJECT

public:
    explicit BitDiagram(QWidget* parent = nullptr);

    /// Shows a value; sends no signal. `context` says which codes of a field are usual.
    void setDecoder(Decoder decoder, const EsrContext& context = kNothingKnown);
    void setValue(uint64_t value);
    uint64_t value() const { return m_value; }
    /// Marks the bits that differ from another value; nothing: compares with none.
    void setReference(std::optional<uint64_t> value);
    void setReadOnly(bool readOnly);
    bool isReadOnly() const { return m_isReadOnly; }

    /// Returns the register, without a cursor, in the diagram's present size.
    Picture picture(const QString& title) const;

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;
    bool hasHeightForWidth() const override { return true; }
    int heightForWidth(int width) const override;

    /// Returns the geometry at the present size, for tests.
    const BitLayout& layoutNow() const { return m_layout; }

Q_SIGNALS:
    /// The user has changed the value.
    void valueEdited(uint64_t value);

protected:
    bool event(QEvent* event) override;
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void changeEvent(QEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void leaveEvent(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    void decode();
    void place();
    BitMarks changes() const;
    TextMeasure measure() const;
    void edit(uint64_t value);
    void flip(unsigned bit);
    void openChoices(size_t field);
    void moveToField(int step);
    void moveToBit(int step);
    void setCursorBit(unsigned bit);
    size_t cursorField() const;
    void tellAccessibility();

    Decoder m_decoder;
    EsrContext m_context;
    DecodedValue m_decoded;
    BitLayout m_layout;
    uint64_t m_value = 0;
    std::optional<uint64_t> m_reference;
    unsigned m_cursor = 0; ///< the bit that the keyboard is at
    std::optional<unsigned> m_hoverBit;
    bool m_isReadOnly = false;
};

} // namespace seatape::gui
