// SPDX-License-Identifier: Apache-2.0
// From a printed row to a row of targets.csv, or to a refusal that says what the row says and what
// it should be. Pure: the caller reads files and decides whether aliases are accepted.
import { agrees, fold } from './names.mjs';

export const GROUPS = ['implan+iud', 'suntik', 'kondom+pil'];
export const COLUMNS = ['set', 'code_system', 'code', 'name', 'method_group', 'target', 'source'];

// regions: rows of a regions.csv; aliases: rows of aliases.csv.
export function makeCatalogue(regions, aliases) {
  return {
    byCode: new Map(regions.map((region) => [region.code, region])),
    regions,
    alias: (kind, printed) =>
      aliases.find((row) => row.kind === kind && fold(row.printed) === fold(printed))?.means,
  };
}

// printed: {at, set, code_system, code, name, method_group, target, source}. Answers {row} or
// {refused: sentence}. A printed name that is an alias passes only where aliases are accepted.
export function resolve(printed, catalogue, acceptAliases) {
  const { at, code, name } = printed;
  if (printed.code_system !== 'kemendagri')
    return refusal(at, `code_system "${printed.code_system}" is not "kemendagri"`);
  const region = catalogue.byCode.get(code);
  if (!region) return refusal(at, `code "${code}" is not in the region set`);
  const wrongName = checkName(name, region, catalogue, acceptAliases);
  if (wrongName) return refusal(at, wrongName);
  const group = resolveGroup(printed.method_group ?? '', catalogue, acceptAliases);
  if (group.wrong) return refusal(at, group.wrong);
  if (!/^[1-9][0-9]{0,9}$/.test(printed.target))
    return refusal(at, `target "${printed.target}" is not a whole number of acceptors, 1 or more`);
  const { set, code_system, target, source } = printed;
  return { row: { set, code_system, code, name: region.name, method_group: group.word, target, source } };
}

function refusal(at, why) {
  return { refused: `${at}: ${why}` };
}

function checkName(name, region, catalogue, acceptAliases) {
  if (agrees(name, region)) return null;
  const is = `code ${region.code} is "${region.name}"`;
  if (catalogue.alias('region', name) === region.code)
    return acceptAliases ? null : `name "${name}" is an alias; ${is}; --accept-aliases takes it`;
  const meant = catalogue.regions.find((other) => agrees(name, other))?.code ??
    catalogue.alias('region', name);
  const should = meant ? `; "${name}" has code ${meant}` : '';
  return `name "${name}" does not agree: ${is}${should}`;
}

function resolveGroup(printed, catalogue, acceptAliases) {
  if (printed === '' || GROUPS.includes(printed)) return { word: printed };
  const means = catalogue.alias('method_group', printed);
  if (!means) return { wrong: `method group "${printed}" is none of ${GROUPS.join(', ')}` };
  if (acceptAliases) return { word: means };
  return { wrong: `method group "${printed}" is an alias of "${means}"; --accept-aliases takes it` };
}
