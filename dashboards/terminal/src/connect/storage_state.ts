// SPDX-License-Identifier: Apache-2.0
// How much room the browser gives, and whether it may take it back.
import type { Format } from "@sejuta/shared/src/format";

export interface StorageState {
  readonly usedBytes: number;
  readonly freeBytes: number;
  readonly persisted: boolean;
}

// Below this a person is told before anything is lost; an entry takes less than 1 kB.
export const lowBytes = 5 * 1024 * 1024;

export async function storageState(): Promise<StorageState | null> {
  if (!navigator.storage?.estimate) return null;
  const { usage = 0, quota = 0 } = await navigator.storage.estimate();
  const persisted = (await navigator.storage.persisted?.()) ?? false;
  return { usedBytes: usage, freeBytes: Math.max(0, quota - usage), persisted };
}

// 12,3 kB
export function bytesText(bytes: number, format: Format): string {
  const [size, unit] =
    bytes >= 1e9 ? [1e9, "GB"] : bytes >= 1e6 ? [1e6, "MB"] : bytes >= 1e3 ? [1e3, "kB"] : [1, "B"];
  const value = bytes / Number(size);
  const digits = value < 10 && unit !== "B" ? 1 : 0;
  const locale = format.language === "id" ? "id-ID" : "en-GB";
  const number = new Intl.NumberFormat(locale, { maximumFractionDigits: digits }).format(value);
  return `${number}\u00a0${unit}`;
}
