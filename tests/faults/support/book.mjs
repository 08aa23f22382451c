// SPDX-License-Identifier: Apache-2.0
// The book of receipts: what the terminals of a fault reported and what they were promised. It is
// written before a report is sent and at once when its answer is read, so that a fault at any
// instant finds it complete. It knows nothing of the server's counting: truth.mjs compares.

const sameReceipt = ["revision", "eventTimeMs", "serviceDate", "late", "epoch"];

export class Book {
  constructor() {
    this.lines = new Map(); // "<terminal>/<seq>" -> line
    this.complaints = []; // what no answer may ever say
    this.sendings = 0;
    this.answers = 0;
    this.duplicates = 0;
    this.rejections = new Map(); // code -> how many
    this.corrected = new Map(); // "<terminal>/<seq>" -> the line that corrects it
  }

  // The same book once more, as each terminal's store is the same before another disaster.
  copy() {
    const book = new Book();
    for (const [key, line] of this.lines) {
      const same = { ...line, former: [...line.former] };
      book.lines.set(key, same);
      if (same.report.correction)
        book.corrected.set(`${line.terminal}/${same.report.correction.seq}`, same);
    }
    return book;
  }

  // A line: the report as sent, its receipt, the receipts that a restored ledger had forgotten.
  write(terminal, report) {
    const line = { terminal, report, sent: 0, receipt: null, former: [], refused: null };
    this.lines.set(`${terminal}/${report.seq}`, line);
    if (report.correction) this.corrected.set(`${terminal}/${report.correction.seq}`, line);
    return line;
  }

  line(terminal, seq) {
    return this.lines.get(`${terminal}/${seq}`);
  }

  sending(line) {
    line.sent += 1;
    this.sendings += 1;
  }

  receipt(terminal, receipt) {
    const line = this.line(terminal, receipt.seq);
    this.answers += 1;
    if (receipt.duplicate) this.duplicates += 1;
    if (!line || line.sent === 0) {
      this.complaints.push(`a receipt for ${terminal}/${receipt.seq}, which was never sent`);
      return;
    }
    if (line.receipt) {
      for (const field of sameReceipt)
        if (line.receipt[field] !== receipt[field])
          this.complaints.push(
            `${terminal}/${receipt.seq} got two receipts that differ in ${field}: ` +
              `${line.receipt[field]}, then ${receipt[field]}`,
          );
      return;
    }
    const first = line.former[0];
    if (first?.mac?.length > 0 && first.eventTimeMs !== receipt.eventTimeMs)
      this.complaints.push(
        `${terminal}/${receipt.seq} was healed at event time ${receipt.eventTimeMs} ` +
          `instead of its first one, ${first.eventTimeMs}`,
      );
    line.receipt = receipt;
  }

  // The ledger says that it lacks what had a receipt: the promise holds once it has one again.
  lacking(line) {
    if (!line.receipt) return;
    line.former.push(line.receipt);
    line.receipt = null;
  }

  rejection(line, rejection, final) {
    this.answers += 1;
    this.rejections.set(rejection.code, (this.rejections.get(rejection.code) ?? 0) + 1);
    if (final && line) line.refused = rejection;
  }

  count(of) {
    let found = 0;
    for (const line of this.lines.values()) if (of(line)) found += 1;
    return found;
  }
  get reports() {
    return this.lines.size;
  }
  get receipts() {
    return this.count((line) => line.receipt);
  }
  get healed() {
    return this.count((line) => line.receipt && line.former.length > 0);
  }
  get refused() {
    return this.count((line) => line.refused);
  }
  rejected(code) {
    return this.rejections.get(code) ?? 0;
  }
}
