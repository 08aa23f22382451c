// SPDX-License-Identifier: Apache-2.0
// Small CSV for the data scripts: RFC 4180 quotes, BOM, LF or CRLF, comma. Rows become objects by
// the header, each with the line it began at, so that a refusal can name it.
export function parseCsv(text) {
  const records = [];
  let record = [], field = '', quoted = false, line = 1, beganAt = 1;
  const endField = () => { record.push(field); field = ''; };
  const endRecord = () => {
    endField();
    if (record.length > 1 || record[0] !== '') records.push({ line: beganAt, fields: record });
    record = [];
    beganAt = line;
  };
  const input = text.replace(/^\uFEFF/, '').replace(/\r\n/g, '\n');
  for (let i = 0; i < input.length; i++) {
    const c = input[i];
    if (c === '\n') line++;
    if (quoted) {
      if (c !== '"') field += c;
      else if (input[i + 1] === '"') { field += '"'; i++; }
      else quoted = false;
    } else if (c === '"' && field === '') quoted = true;
    else if (c === ',') endField();
    else if (c === '\n') endRecord();
    else field += c;
  }
  if (quoted) throw new Error(`line ${beganAt}: a quote is not closed`);
  if (field !== '' || record.length > 0) endRecord();
  const [header, ...rows] = records;
  return rows.map(({ line: at, fields }) => {
    if (fields.length !== header.fields.length)
      throw new Error(`line ${at}: ${fields.length} fields, the header has ${header.fields.length}`);
    return Object.fromEntries([['line', at], ...header.fields.map((name, i) => [name, fields[i]])]);
  });
}

function quote(value) {
  const text = String(value ?? '');
  return /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

// One table as text: the header, then the rows in the order given.
export function formatCsv(columns, rows) {
  const lines = [columns, ...rows.map((row) => columns.map((name) => row[name]))];
  return `${lines.map((fields) => fields.map(quote).join(',')).join('\n')}\n`;
}
