// SPDX-License-Identifier: Apache-2.0
#include "traces/export/html_markup.h"

#include <fmt/format.h>

namespace seatape::trace::html {
namespace {

constexpr std::string_view kReplacement = "\xef\xbf\xbd"; // U+FFFD

bool isContinuation(char c) {
    return (static_cast<unsigned char>(c) & 0xc0) == 0x80;
}

/// The shortest first byte and the least second byte that a sequence of each length may have, so
/// that nothing is written longer than needed, no surrogate and nothing beyond U+10FFFF.
bool isSecondByteRight(unsigned char first, unsigned char second) {
    switch (first) {
    case 0xe0:
        return second >= 0xa0;
    case 0xed:
        return second < 0xa0;
    case 0xf0:
        return second >= 0x90;
    case 0xf4:
        return second < 0x90;
    default:
        return true;
    }
}

/// Returns the length of the UTF-8 sequence at the front of `text`, 0 if there is none.
size_t sequenceLength(std::string_view text) {
    const auto first = static_cast<unsigned char>(text.front());
    const size_t length = first < 0x80                    ? 1
                          : first >= 0xc2 && first < 0xe0 ? 2
                          : first >= 0xe0 && first < 0xf0 ? 3
                          : first >= 0xf0 && first < 0xf5 ? 4
                                                          : 0;
    if (length == 0 || length > text.size())
        return 0;
    for (size_t i = 1; i < length; ++i)
        if (!isContinuation(text[i]))
            return 0;
    const bool isRight =
        length == 1 || isSecondByteRight(first, static_cast<unsigned char>(text[1]));
    return isRight ? length : 0;
}

void appendEscaped(std::string& out, char c) {
    switch (c) {
    case '<':
        out += "&lt;";
        break;
    case '>':
        out += "&gt;";
        break;
    case '&':
        out += "&amp;";
        break;
    case '"':
        out += "&quot;";
        break;
    default:
        if (c == '\n' || c == '\t' || (c >= 0x20 && c < 0x7f))
            out += c;
        else
            out += kReplacement;
    }
}

} // namespace

std::string escape(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    while (!text.empty()) {
        const size_t length = sequenceLength(text);
        if (length > 1)
            out += text.substr(0, length);
        else
            appendEscaped(out, length == 0 ? '\0' : text.front());
        text.remove_prefix(length == 0 ? 1 : length);
    }
    return out;
}

std::string code(uint64_t value) {
    return fmt::format("<code>{:#x}</code>", value);
}

std::string code(std::string_view text) {
    return fmt::format("<code>{}</code>", escape(text));
}

const std::string_view kStyle = R"css(
:root { color-scheme: light dark; --bg: #fbfaf7; --card: #ffffff; --ink: #1d2327; --soft: #5f6b74;
  --line: #e0ddd5; --accent: #b3411c; --accent-bg: #fdf0ea; --guest: #2f6f9f; --host: #7a4fa3;
  --user: #2d7d46; --field: #eef3f7; --set: #dbe9f3; }
@media (prefers-color-scheme: dark) { :root { --bg: #14171a; --card: #1c2024; --ink: #e4e6e8;
  --soft: #98a3ab; --line: #31373d; --accent: #f0906a; --accent-bg: #33231c; --guest: #7db8e0;
  --host: #bf9be0; --user: #7fca95; --field: #242b31; --set: #2b4152; } }
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 2.5rem 1.5rem 5rem; max-width: 68rem; background: var(--bg);
  color: var(--ink); font: 16px/1.55 system-ui, "Segoe UI", Roboto, "Helvetica Neue", sans-serif; }
h1 { font-size: 1.9rem; line-height: 1.2; margin: 0 0 .3rem; letter-spacing: -.01em; }
h2 { font-size: 1.3rem; margin: 3rem 0 .8rem; }
h3 { font-size: 1.1rem; margin: 0 0 .2rem; }
h4 { font-size: .8rem; margin: 1.6rem 0 .5rem; color: var(--soft); text-transform: uppercase;
  letter-spacing: .07em; font-weight: 600; }
p { margin: .4rem 0; } .lead, .soft { color: var(--soft); }
code, pre, .mono { font: .875em/1.5 ui-monospace, "SF Mono", Menlo, Consolas, "DejaVu Sans Mono",
  monospace; }
pre { margin: 0; padding: 1rem 1.2rem; background: var(--card); border: 1px solid var(--line);
  border-radius: 8px; overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
th { text-align: left; font-size: .8rem; color: var(--soft); font-weight: 600; }
th, td { padding: .3rem .8rem .3rem 0; border-bottom: 1px solid var(--line); vertical-align: top; }
td.n, th.n { text-align: right; white-space: nowrap; }
.scroll { overflow-x: auto; }
.frames td { font-size: .9rem; } .frames tr.abort td { background: var(--accent-bg); }
.frames a { color: var(--accent); font-weight: 600; }
.tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(9.5rem, 1fr)); gap: .8rem;
  margin: 1.6rem 0; }
.tile { background: var(--card); border: 1px solid var(--line); border-radius: 10px;
  padding: .8rem 1rem; }
.tile b { display: block; font-size: 1.5rem; line-height: 1.3; overflow-wrap: anywhere; }
.tile span { color: var(--soft); font-size: .85rem; }
.card { background: var(--card); border: 1px solid var(--line); border-radius: 12px;
  padding: 1.4rem 1.6rem 1.6rem; margin: 1.2rem 0; }
.bits { display: grid; grid-template-columns: repeat(32, minmax(1.35rem, 1fr)); gap: 2px;
  min-width: 46rem; }
.bit { background: var(--field); border-radius: 4px; text-align: center; padding: .15rem 0 .25rem;
  font-size: .72rem; line-height: 1.35; overflow: hidden; }
.bit.set { background: var(--set); } .bit.odd { outline: 2px solid var(--accent); }
.bit.hidden { opacity: .45; }
.bit i { display: block; font-style: normal; color: var(--soft); font-size: .62rem; }
.bit b { display: block; font-weight: 600; font-family: ui-monospace, Menlo, Consolas, monospace; }
.bit.one span { writing-mode: vertical-rl; font-size: .66rem; min-height: 2.9rem; }
.bytes td { padding: .1rem .35rem; border: 0; font-family: ui-monospace, Menlo, Consolas, monospace;
  font-size: .8rem; } .bytes { width: auto; } .bytes td.member { background: var(--set);
  border-radius: 3px; } .bytes td.off { color: var(--soft); }
.remark { color: var(--accent); }
svg { display: block; width: 100%; min-width: 44rem; height: auto; }
svg text { font: 12px system-ui, sans-serif; fill: var(--ink); }
svg .lane { stroke: var(--line); stroke-width: 1; stroke-dasharray: 2 4; }
svg .name { fill: var(--soft); font-weight: 600; } svg .small { fill: var(--soft); font-size: 11px; }
svg path { fill: none; stroke-width: 2.5; stroke-linejoin: round; stroke-linecap: round; }
svg .guest { stroke: var(--guest); } svg .host { stroke: var(--host); }
svg .user { stroke: var(--user); } svg .bad { fill: var(--accent); }
svg .end { text-anchor: end; }
svg marker path { stroke: none; fill: var(--soft); }
)css";

} // namespace seatape::trace::html
