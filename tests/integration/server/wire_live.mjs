// SPDX-License-Identifier: Apache-2.0
// What a viewer sends, made from docs/PROTOCOL.md alone: a masked WebSocket frame with a Subscribe.

// ViewerFrame{subscribe: {regions}}: field 1, its field 2 once for each region.
export function encodeSubscribe(regions) {
  const inner = Buffer.concat(
    regions.map((region) =>
      Buffer.concat([Buffer.from([0x12, region.length]), Buffer.from(region)]),
    ),
  );
  const message = Buffer.concat([Buffer.from([0x0a, inner.length]), inner]);
  const mask = Buffer.from([1, 2, 3, 4]);
  const masked = message.map((byte, index) => byte ^ mask[index % 4]);
  return Buffer.concat([Buffer.from([0x82, 0x80 | message.length]), mask, masked]);
}
