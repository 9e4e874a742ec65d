// SPDX-License-Identifier: Apache-2.0
#include "gui/widgets/answer/hex_edit.h"

#include "gui/text.h"
#include "gui/widgets/theme.h"

#include "seatape/base/hex_bytes.h"
#include "seatape/base/number_text.h"

#include <utility>

namespace seatape::gui {

HexEdit::HexEdit(QWidget* parent) : QLineEdit(parent) {
    setFont(monospaceFont(font()));
    setMinimumWidth(fontMetrics().horizontalAdvance(QStringLiteral("0x0000000000000000 ")));
    connect(this, &QLineEdit::textEdited, this, &HexEdit::check);
    connect(this, &QLineEdit::editingFinished, this, [this] { setValue(m_value); });
    setValue(0);
}

void HexEdit::setValue(uint64_t value) {
    m_value = value;
    if (parseNumber(text()) != value || !hasFocus())
        setText(hexText(value));
    setToolTip({});
    setPalette({});
}

void HexEdit::check() {
    const auto value = parseNumber(text());
    QPalette colors;
    if (!value)
        colors.setColor(QPalette::Text, Theme(palette())[Role::Bad]);
    setPalette(colors);
    setToolTip(value ? QString() : numberProblem(text()));
    if (!value || *value == m_value)
        return;
    m_value = *value;
    Q_EMIT valueEdited(*value);
}

std::optional<uint64_t> parseNumber(QString text) {
    return seatape::parseNumber(text.remove(QLatin1Char(' ')).toStdString());
}

QString numberProblem(const QString& text) {
    return HexEdit::tr("'%1' is no number of 64 bits; write 0x1f, 31 or 0b11111").arg(text);
}

std::optional<std::vector<uint8_t>> parseBytes(QString text) {
    auto bytes = parseHexBytes(text.remove(QLatin1Char(' ')).toLower().toStdString());
    return bytes ? std::optional(std::move(*bytes)) : std::nullopt;
}

} // namespace seatape::gui
