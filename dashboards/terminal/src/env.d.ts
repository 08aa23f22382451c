// SPDX-License-Identifier: Apache-2.0
/// <reference types="vite/client" />
// Set by vite.config.ts: the version that Hello and the screen name.
declare const __APP_VERSION__: string;
