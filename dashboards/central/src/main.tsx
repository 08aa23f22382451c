// SPDX-License-Identifier: Apache-2.0
// Puts the page into its document.
import { render } from "solid-js/web";
import { App } from "./app";
import { browserWorld } from "./connect/live_connection";
import "./style/tokens.css";
import "./style/page.css";
import "./style/header.css";
import "./style/headline.css";
import "./style/curve.css";
import "./style/tables.css";
import "./style/rank.css";
import "./style/print.css";

const root = document.getElementById("page");
if (!root) throw new Error("the document has no #page");
render(() => <App world={browserWorld()} />, root);
