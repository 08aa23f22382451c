// SPDX-License-Identifier: Apache-2.0
// What the app uses and a phone's browser of 2020 (Chrome 87) does not have yet. Imported first.
function at<T>(this: ArrayLike<T>, index: number): T | undefined {
  return this[index < 0 ? this.length + index : index];
}

if (!Array.prototype.at) {
  Object.defineProperty(Array.prototype, "at", { value: at, writable: true, configurable: true });
}
