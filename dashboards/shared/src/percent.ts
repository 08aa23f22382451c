// SPDX-License-Identifier: Apache-2.0
// Percentages as the server computes them: from integers, rounded half up to two decimals, once.
// Floating point never decides a digit.

// 13553 for 135.53 %; null where there is no denominator.
export function percentHundredths(part: number, whole: number): number | null {
  if (!(whole > 0)) return null;
  const scaled = BigInt(part) * 20_000n + BigInt(whole);
  const divisor = 2n * BigInt(whole);
  const quotient = scaled / divisor;
  // BigInt division truncates towards zero; half up needs the floor.
  return Number(scaled < 0n && quotient * divisor !== scaled ? quotient - 1n : quotient);
}

// "135.53", the form of GET /v1/totals.
export function percentText(hundredths: number, decimalMark = "."): string {
  const sign = hundredths < 0 ? "-" : "";
  const digits = Math.abs(hundredths).toString().padStart(3, "0");
  return `${sign}${digits.slice(0, -2)}${decimalMark}${digits.slice(-2)}`;
}
