#include "gui/widgets/hex_edit.h"

#include "gui/text.h"
#include "gui/widgets/theme.h"

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
    setToolTip(value ? QString() : tr("A number of 64 bits: 0x1f, 31 or 0b11111"));
    if (!value || *value == m_value)
        return;
    m_value = *value;
    Q_EMIT valueEdited(*value);
}

std::optional<uint64_t> parseNumber(QString text) {
    text.remove(QLatin1Char('_')).remove(QLatin1Char(' '));
    const bool isBinary = text.startsWith(QLatin1String("0b"), Qt::CaseInsensitive);
    const bool isHex = text.startsWith(QLatin1String("0x"), Qt::CaseInsensitive);
    bool isNumber = false;
    const QString digits = isBinary || isHex ? text.mid(2) : text;
    if (digits.startsWith(QLatin1Char('-')) || digits.startsWith(QLatin1Char('+')))
        return std::nullopt;
    const qulonglong value = digits.toULongLong(&isNumber, isBinary ? 2 : isHex ? 16 : 10);
    return isNumber ? std::optional<uint64_t>(value) : std::nullopt;
}

} // namespace seatape::gui
