// SPDX-License-Identifier: Apache-2.0
// ws + pg + protobufjs, batched and merged as node_ws_tuned. A batch is one prepared statement, so
// one round trip and one commit; receipts come after it, with fsync on.
import { readFileSync } from "node:fs";
import pg from "pg";
import { batches } from "../shared/batches.mjs";
import { announce, onStop } from "../shared/peer.mjs";
import { serve } from "../shared/server.mjs";

const statements_in_flight = 2;

// The order of the cells keeps two statements from waiting for each other for ever. `at` says which
// reports of the batch are new.
const record_sql = `
with sent as (
  select * from unnest($1::text[], $2::int[], $3::text[], $4::text[], $5::int[])
    with ordinality as t(terminal, seq, content, cell, acceptors, at)
), now as materialized (
  select nextval('revisions') as revision, (extract(epoch from clock_timestamp()) * 1000)::bigint as ms
), fresh as (
  insert into reports
  select terminal, seq, content, cell, acceptors, revision, ms from sent, now
  on conflict do nothing
  returning terminal, seq, cell, acceptors
), counted as (
  insert into cells select cell, sum(acceptors) from fresh group by cell order by cell
  on conflict (cell) do update set acceptors = cells.acceptors + excluded.acceptors
)
select revision, ms, (select count(*) from fresh) as fresh from now`;

const known_sql = `
select s.at, r.content, r.revision, r.recorded_at
from unnest($1::text[], $2::int[]) with ordinality as s(terminal, seq, at)
join reports r using (terminal, seq) order by s.at`;

const cluster = process.env.BENCH_CLUSTER;
const number = 20; // bigint: these stay below 2^53
pg.types.setTypeParser(number, Number);
const pool = new pg.Pool({
  host: cluster,
  user: "bench",
  database: "postgres",
  max: statements_in_flight,
});
pool.on("error", () => process.exit(1));
onStop(() => process.exit(0));
await pool.query(readFileSync(new URL("schema.sql", import.meta.url), "utf8"));

const column = (batch, key) => batch.map((report) => report[key]);

// What is recorded, where not every report of the batch was new. Of the same id twice in one batch
// the first is recorded: the second is its duplicate, or a conflict.
async function outcomesOf(batch, contents, now) {
  const { rows } = await pool.query({
    name: "known",
    text: known_sql,
    values: [column(batch, "terminal"), column(batch, "seq")],
  });
  const seen = new Set();
  return rows.map(({ at, content, revision, recorded_at }) => {
    const { terminal, seq } = batch[at - 1];
    const id = `${terminal}/${seq}`;
    const duplicate = revision !== now.revision || seen.has(id);
    seen.add(id);
    return content === contents[at - 1] ? { revision, time: recorded_at, duplicate } : null;
  });
}

async function record(batch) {
  const contents = batch.map(({ cell, site, count }) => `${cell}/${site}/${count}`);
  const { rows } = await pool.query({
    name: "record",
    text: record_sql,
    values: [
      column(batch, "terminal"),
      column(batch, "seq"),
      contents,
      column(batch, "cell"),
      column(batch, "count"),
    ],
  });
  const now = { revision: rows[0].revision, time: rows[0].ms, duplicate: false };
  if (rows[0].fresh === batch.length) return new Array(batch.length).fill(now);
  return outcomesOf(batch, contents, now);
}

const port = await serve(batches(record, statements_in_flight));
const postmaster = Number(readFileSync(`${cluster}/db/postmaster.pid`, "utf8").split("\n")[0]);
announce(port, { server: process.pid, store: `${postmaster}+` });
