/* Reads a reply's plain text into blocks that can be drawn as cards. Knows the shapes of the
   phrasebook's bullet lines by their signs (•, ₹, GST, CB-), which are the same in every language;
   what has no known shape stays text. Touches no document. */

const RUPEES = String.raw`₹[\d,]+(?:\.\d+)?`;
const BULLET = "• ";
const PRICE = new RegExp(`^(.+): (${RUPEES})(?: \\((\\S+) (${RUPEES})\\))? \\+ (\\d+% GST) = (${RUPEES})$`);
const BOOKING = new RegExp(`^(CB-\\d+): (.+), ([^,]+), ([^,]+), ([^,]+), (${RUPEES})$`);
const FACT = /^([^:₹]{1,48}): (.+)$/;
const AMOUNT = new RegExp(`^(.+) (${RUPEES})$`);
const TOTAL = new RegExp(`^(\\S+) (${RUPEES}), (.+)$`);

/* The blocks of `text`, in order:
   {kind: "text", text}
   {kind: "prices", rows: [{name, price, usually, before, tax, total}]}
   {kind: "bookings", rows: [{number, services, date, window, status, total}]}
   {kind: "facts", rows: [{label, value, total?}]}
   {kind: "list", rows: [text]} */
export function blocksOf(text) {
  const blocks = [];
  for (const line of text.split("\n")) {
    const kind = line.startsWith(BULLET) ? "list" : "text";
    const last = blocks.at(-1);
    if (last?.kind !== kind) blocks.push({ kind, lines: [line] });
    else last.lines.push(line);
  }
  return blocks.map(({ kind, lines }) =>
    kind === "text" ? { kind, text: lines.join("\n") } : shapeOf(lines.map((line) => line.slice(BULLET.length))),
  );
}

function shapeOf(lines) {
  return (
    all("prices", lines, price) ??
    all("bookings", lines, booking) ??
    all("facts", lines, facts) ?? { kind: "list", rows: lines }
  );
}

/* The block if `read` finds its shape in every line. */
function all(kind, lines, read) {
  const rows = lines.map(read);
  return rows.every(Boolean) ? { kind, rows: rows.flat() } : null;
}

function price(line) {
  const found = PRICE.exec(line);
  if (!found) return null;
  const [, name, now, usually, before, tax, total] = found;
  return { name, price: now, usually, before, tax, total };
}

function booking(line) {
  const found = BOOKING.exec(line);
  if (!found) return null;
  const [, number, services, date, window, status, total] = found;
  return { number, services, date, window, status, total };
}

/* "When: Sat", "Total ₹9, payment by cash", or a sum written out: "Price ₹9 + GST ₹2". */
function facts(line) {
  const fact = FACT.exec(line);
  if (fact) return [{ label: fact[1], value: fact[2] }];
  const total = TOTAL.exec(line);
  if (total) return [{ label: total[1], value: total[2], note: total[3], total: true }];
  const parts = line.split(" + ").map((part) => AMOUNT.exec(part));
  return parts.every(Boolean) ? parts.map(([, label, value]) => ({ label, value })) : null;
}
