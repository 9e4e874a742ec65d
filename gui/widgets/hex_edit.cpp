#include "gui/widgets/hex_edit.h"

#include "gui/text.h"
#include "gui/widgets/theme.h"

#include "core/number_text.h"

#include <algorithm>

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
    const QByteArray digits = text.remove(QLatin1Char(' ')).toLatin1();
    const bool areAllHex = std::ranges::all_of(digits, [](char c) {
        return (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'f');
    });
    if (!areAllHex || digits.size() % 2 != 0)
        return std::nullopt;
    const QByteArray bytes = QByteArray::fromHex(digits);
    return std::vector<uint8_t>(bytes.begin(), bytes.end());
}

} // namespace seatape::gui
