import { table, term } from "../parts.js";
import { called, count, decimal, percent, say, yuan } from "../words.js";

/** A difference with its interval; nothing where there are too few customers to tell. */
const between = format => difference => (difference.low === null ? "–"
  : `${format(difference.difference)} (${format(difference.low)} … ${format(difference.high)})`);

const format = { treated: count, heldOut: count, returned: between(percent), orders: between(decimal), margin: between(yuan), verdict: word => called(word) };

/** What the treated came to beyond those held out, a line for each of what they are sorted by. */
export const liftTable = (title, rows, ...columns) => table(title, [...columns,
  ...Object.keys(format).map(number => ({ head: term("holdout", number), text: number === "verdict", cell: row => format[number](row[number]) }))], rows);

export const bySubject = head => ({ head, cell: row => called(row.subject) });
export const byWhat = { get head() { return say("by"); }, text: true, cell: row => called(row.by) };
