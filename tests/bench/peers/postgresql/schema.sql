-- SPDX-License-Identifier: Apache-2.0
-- The dedupe key is the primary key; hash partitions or other types brought nothing here.
create table reports (
    terminal text not null,
    seq integer not null,
    content text not null,
    cell text not null,
    acceptors integer not null,
    revision bigint not null,
    recorded_at bigint not null,
    primary key (terminal, seq)
);
create table cells (
    cell text primary key,
    acceptors bigint not null
) with (fillfactor = 50);
create sequence revisions;
