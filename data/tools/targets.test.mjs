// SPDX-License-Identifier: Apache-2.0
// Which printed rows become targets and which are refused, on the published tables themselves.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { formatCsv, parseCsv } from './csv.mjs';
import { EVENTS } from './sources.mjs';
import { makeCatalogue, resolve } from './targets.mjs';

const read = (path) => parseCsv(readFileSync(new URL(`../${path}`, import.meta.url), 'utf8'));
const catalogue = makeCatalogue(read('regions/2020-06/regions.csv'), read('regions/aliases.csv'));

function row(over) {
  return {
    at: 't.csv:2', set: 'Panitia Pusat', code_system: 'kemendagri', code: '15.08', name: 'Bungo',
    method_group: '', target: '1185', source: 'test', ...over,
  };
}

test('a row whose code and name agree passes, however the kind is written', () => {
  for (const name of ['Bungo', 'BUNGO', 'Kabupaten Bungo', 'KAB. BUNGO', 'kab bungo'])
    assert.equal(resolve(row({ name }), catalogue, false).row?.name, 'Bungo', name);
});

test('a name as printed passes only where aliases are accepted', () => {
  const printed = row({ code: '15.07', name: 'Tanjungjabung Timu' });
  assert.match(
    resolve(printed, catalogue, false).refused,
    /^t.csv:2: name "Tanjungjabung Timu" is an alias; code 15.07 is "Tanjung Jabung Timur"/,
  );
  assert.equal(resolve(printed, catalogue, true).row.name, 'Tanjung Jabung Timur');
});

test('an alias does not excuse another region’s code', () => {
  const printed = row({ code: '15.06', name: 'Tanjungjabung Timu' });
  assert.match(resolve(printed, catalogue, true).refused, /does not agree.*has code 15\.07$/);
});

test('BPS codes of Jambi are refused in four named rows, aliases accepted or not', () => {
  const bps = read('sources/jambi-code-trap.csv').map(({ code, bps_name, line }) =>
    row({ at: `trap.csv:${line}`, code: `${code.slice(0, 2)}.${code.slice(2)}`, name: bps_name }));
  for (const accept of [false, true]) {
    const refused = bps.map((printed) => resolve(printed, catalogue, accept).refused);
    assert.deepEqual(refused, [
      'trap.csv:2: name "Tanjung Jabung Timur" does not agree: code 15.06 is "Tanjung Jabung Barat"; "Tanjung Jabung Timur" has code 15.07',
      'trap.csv:3: name "Tanjung Jabung Barat" does not agree: code 15.07 is "Tanjung Jabung Timur"; "Tanjung Jabung Barat" has code 15.06',
      'trap.csv:4: name "Tebo" does not agree: code 15.08 is "Bungo"; "Tebo" has code 15.09',
      'trap.csv:5: name "Bungo" does not agree: code 15.09 is "Tebo"; "Bungo" has code 15.08',
    ]);
  }
});

test('another code system, an unknown code, group or number is refused', () => {
  const why = (over) => resolve(row(over), catalogue, true).refused;
  assert.match(why({ code_system: 'bps' }), /code_system "bps" is not "kemendagri"/);
  assert.match(why({ code: '93.01', name: 'Merauke' }), /code "93.01" is not in the region set/);
  assert.match(why({ method_group: 'mow' }), /method group "mow" is none of/);
  for (const target of ['12.5', '0', '-1', '', '1,185'])
    assert.match(why({ target }), /is not a whole number of acceptors/);
});

test('the committed targets are what the published tables say', () => {
  for (const event of EVENTS) {
    const own = makeCatalogue(read(`regions/${event.regions}/regions.csv`), read('regions/aliases.csv'));
    const made = event.tables
      .flatMap((table) => table((file) => read(`sources/${file}`)))
      .map((printed) => resolve(printed, own, true).row);
    const key = ({ set, code, method_group, target }) => [set, code, method_group, target].join('|');
    const committed = read(`events/${event.id}/targets.csv`);
    assert.deepEqual(committed.map(key).sort(), made.map(key).sort(), event.id);
  }
});

test('without the flag the script names seven rows, writes nothing and fails', () => {
  const script = fileURLToPath(new URL('make_targets.mjs', import.meta.url));
  const ran = spawnSync(process.execPath, [script], { encoding: 'utf8' });
  assert.equal(ran.status, 1);
  assert.match(ran.stderr, /7 rows refused, nothing written/);
  assert.equal(ran.stderr.split('\n').filter((line) => line.startsWith('data/sources/')).length, 7);
  assert.equal(ran.stdout, '');
});

test('CSV survives quotes, separators and newlines, and refuses ragged rows', () => {
  const rows = [{ a: 'x,"y"', b: 'one\ntwo' }, { a: '', b: '3' }];
  const again = parseCsv(`\uFEFF${formatCsv(['a', 'b'], rows).replaceAll('\n', '\r\n')}`);
  assert.deepEqual(again, [{ line: 2, ...rows[0] }, { line: 4, ...rows[1] }]);
  assert.throws(() => parseCsv('a,b\n1\n'), /line 2: 1 fields, the header has 2/);
  assert.throws(() => parseCsv('a,b\n"1,2\n'), /line 2: a quote is not closed/);
});
