// SPDX-License-Identifier: Apache-2.0
// The frame of the HTML report: one page in the type and colours of the screens, light and dark,
// for a phone, a desk and two sheets of A4. `#en` shows the English words, without a script.
#pragma once

namespace sejuta::sim {

inline constexpr char const* page_head = R"(<!doctype html>
<html lang="id"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<style>
:root { color-scheme: light dark; --paper: #faf7f1; --ink: #1b1a17; --soft: #5a554b;
  --hairline: #d8d2c4; --good: #0f6a66; --vermilion: #b3301a; --gold: #8a5a00; --teal: #0b5957; }
@media (prefers-color-scheme: dark) { :root { --paper: #151410; --ink: #f3eee3; --soft: #b3ab9b;
  --hairline: #37332b; --good: #6cc4b8; --vermilion: #ff8a70; --gold: #e0b04a; --teal: #6cc4b8; } }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 1200px; padding: 32px 24px 64px; background: var(--paper);
  color: var(--ink); font: 16px/1.5 "Libre Franklin", system-ui, sans-serif;
  font-variant-numeric: tabular-nums; }
h1 { font-size: 24px; line-height: 1.3; margin: 8px 0 0; font-weight: 600; }
h2 { font-size: 24px; margin: 0 0 8px; font-weight: 650; }
h3 { font-size: 16px; margin: 0 0 8px; font-weight: 650; }
p { margin: 0; } .soft, small, .brand { color: var(--soft); } small { font-weight: 400; }
.brand { font-size: 14px; } a { color: inherit; }
.number { font-size: clamp(56px, 12vw, 96px); line-height: 1.1; font-weight: 650;
  letter-spacing: -0.02em; margin-top: 24px; }
i { font-style: normal; } .good i, .good h2 { color: var(--good); }
.bad i, .bad h2 { color: var(--vermilion); }
.verdict { border-top: 2px solid var(--ink); padding-top: 16px; margin-top: 32px; }
.findings { margin-top: 16px; max-width: 720px; } .verdict p.note { margin-top: 8px; }
.verdict ul { margin: 8px 0 0; padding-left: 24px; overflow-wrap: anywhere; }
.columns { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 400px), 1fr));
  gap: 0 48px; }
section { margin-top: 32px; min-width: 0; }
table { border-collapse: collapse; width: 100%; }
td, th { padding: 4px 0 4px 16px; border-bottom: 1px solid var(--hairline); vertical-align: top; }
td:first-child, th:first-child { padding-left: 0; } td:has(i) { width: 24px; }
th { font-weight: 400; color: var(--soft); text-align: right; font-size: 14px; }
.n { text-align: right; white-space: nowrap; }
.wide, details { overflow-x: auto; }
.wide :is(td, th) { font-size: 14px; padding-left: 8px; }
.wide :is(td, th):first-child { padding-left: 0; min-width: 88px; }
.charts { display: grid; gap: 32px 48px;
  grid-template-columns: repeat(auto-fit, minmax(min(100%, 400px), 1fr)); }
figure { margin: 0; } figcaption { font-weight: 650; }
svg { width: 100%; height: auto; display: block; }
svg text { font-size: 12px; fill: var(--soft); } .grid { stroke: var(--hairline); }
.note { max-width: 64ch; margin: 0 0 8px; font-size: 14px; } header .note { margin-top: 8px; }
.happened i, .unjudged i { color: var(--gold); }
.happened td:first-child { width: 72px; text-align: left; }
.band { fill: var(--gold); opacity: .18; }
.axis { stroke: var(--soft); } .limit { stroke: var(--vermilion); stroke-dasharray: 4 4; }
.line { fill: none; stroke-width: 2; stroke-linejoin: round;
  stroke-linecap: round; }
.teal { stroke: var(--teal); } .vermilion { stroke: var(--vermilion); }
.gold { stroke: var(--gold); } .ink { stroke: var(--ink); }
svg text.name { stroke: none; font-weight: 650; fill: var(--ink); }
svg text.teal { fill: var(--teal); } svg text.vermilion { fill: var(--vermilion); }
svg text.gold { fill: var(--gold); }
details { margin-top: 32px; } summary { cursor: pointer; font-weight: 650; }
[lang="en"], .to-id { display: none; }
html:has(#en:target) [lang="id"]:not(html), html:has(#en:target) .to-en { display: none; }
html:has(#en:target) [lang="en"], html:has(#en:target) .to-id { display: inline; }
#en { position: absolute; top: 0; }
@media (max-width: 520px) { body { padding: 24px 16px 48px; } svg text { font-size: 15px; }
  td, th { padding-left: 8px; }
  .wide :is(td, th):is(:nth-child(3), :nth-child(5), :nth-child(7)) { display: none; } }
@media print { body { padding: 0; font-size: 11px; }
  section { margin-top: 12px; } figure, tr { break-inside: avoid; }
  td, th { padding-top: 2px; padding-bottom: 2px; font-size: 10px; }
  .columns, .charts { grid-template-columns: 1fr 1fr; gap: 12px 24px; }
  .number { font-size: 48px; margin-top: 8px; } details, .brand a, .note { display: none; } }
</style>
)";

}  // namespace sejuta::sim
