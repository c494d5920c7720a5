/** Which format and layout a file has, seen from its beginning, and why. */

import { isUtf8 } from 'node:buffer';
import type { FileFormat, Layout } from '#contract/data-file.ts';
import { separators } from '#contract/data-file.ts';
import type { ImportOptions } from '#contract/dataset-import.ts';
import { LabError } from '#contract/errors.ts';
import { isMissing, numberOf } from './cells.ts';
import { DelimitedParser, whitespaceParser } from './delimited.ts';
import { detectEncoding, encodingLabels } from './text.ts';

/** Bytes looked at. */
export const headLength = 256 * 1024;
/** Rows looked at to tell separators apart. */
const sampleRows = 100;

export interface Detected {
  readonly layout: Layout;
  /** One clause a decision. */
  readonly reasons: readonly string[];
}

/** Throws LabError 'invalid-data' for what is not a table in a format known here. */
export function detect(head: Uint8Array, name: string): Detected {
  const starts = (text: string) => Buffer.from(head.subarray(0, text.length)).toString('latin1') === text;
  const refuse = (what: string) => new LabError('invalid-data', `${name}: ${what}`);
  if (head.length === 0) throw refuse('the file is empty');
  if (starts('PAR1'))
    return { layout: layoutOf('parquet'), reasons: ['it begins with PAR1, as Parquet does'] };
  if (starts('PK\x03\x04')) {
    throw refuse('a zip archive or a spreadsheet; unpack it, or save the sheet as CSV');
  }
  if (starts('\x93NUMPY')) throw refuse('a NumPy array; save it as text (numpy.savetxt)');
  if (starts('\x1f\x8b')) throw refuse('compressed by gzip twice; unpack it once');
  if (starts('%PDF-') || starts('\x89PNG') || starts('\xff\xd8\xff')) {
    throw refuse('a document or a picture, not a table; save the numbers as CSV');
  }
  if (starts('BZh') || starts('\xfd7zXZ') || starts('\x28\xb5\x2f\xfd')) {
    throw refuse('compressed with bzip2, xz or zstd; unpack it, or use gzip');
  }
  const found = detectEncoding(head);
  if (found === null) throw refuse('not a text: it contains zero bytes');
  const { encoding } = found;
  const format = detectTextFormat(textOf(head, encoding), name);
  const encodingReason = encoding === 'utf-8' && isUtf8(head) ? [] : [`read as ${encoding}: ${found.why}`];
  return {
    layout: { ...format.layout, encoding },
    reasons: [...format.reasons, ...encodingReason],
  };
}

/** The head as text, without a last line that may be cut. */
function textOf(head: Uint8Array, encoding: Layout['encoding']): string {
  const text = new TextDecoder(encodingLabels[encoding])
    .decode(head, { stream: true })
    .replace(/\r\n?/g, '\n');
  const end = text.lastIndexOf('\n');
  return head.length < headLength || end < 0 ? text : text.slice(0, end + 1);
}

/** The detected layout with the user's choices in it; what a choice of format or encoding changes is detected anew. */
export function layoutWith(head: Uint8Array, name: string, choice: ImportOptions['layout']): Detected {
  const chosen = Object.fromEntries(
    Object.entries(choice).filter(([, value]) => value !== undefined),
  ) as Partial<Layout>;
  if (Object.keys(chosen).length === 0) return detect(head, name);
  const encoding = chosen.encoding ?? detectEncoding(head)?.encoding ?? 'latin-1';
  const reasons = Object.entries(chosen).map(([key, value]) => `${key} ${String(value)}: as you chose`);
  let detected: Detected;
  if (chosen.format === undefined && chosen.encoding === undefined) detected = detect(head, name);
  else if (chosen.format === undefined) detected = detectTextFormat(textOf(head, encoding), name);
  else detected = { layout: layoutOf(chosen.format), reasons: [] };
  const { format } = detected.layout;
  const separator =
    chosen.separator ??
    (format === 'tsv' ? '\t' : chosen.format === undefined ? detected.layout.separator : null);
  if (format !== 'csv' && format !== 'tsv' && format !== 'whitespace') {
    return {
      layout: { ...detected.layout, ...chosen, encoding },
      reasons: [...detected.reasons, ...reasons],
    };
  }
  const best = bestCandidate(
    textOf(head, encoding),
    format === 'whitespace' ? [null] : separator === null ? separators : [separator],
  );
  return {
    layout: { ...(best?.layout ?? detected.layout), ...chosen, format, encoding },
    reasons: best === null ? reasons : [...separatorReasons(best), ...reasons],
  };
}

export function layoutOf(format: FileFormat, more: Partial<Layout> = {}): Layout {
  return {
    format,
    encoding: 'utf-8',
    separator: format === 'tsv' ? '\t' : ',',
    header: false,
    decimalComma: false,
    ...more,
  };
}

function detectTextFormat(text: string, name: string): Detected {
  const start = text.trimStart();
  if (start === '') throw new LabError('invalid-data', `${name}: the file is empty`);
  if (/^<(?:!doctype|html|\?xml|svg)\b/i.test(start)) {
    throw new LabError(
      'invalid-data',
      `${name}: a web page or XML, not a table; if it was downloaded, the link leads to a page about the file`,
    );
  }
  if (/^(?:%[^\n]*\n\s*)*@relation\b/i.test(start)) {
    return { layout: layoutOf('arff'), reasons: ['it has an @relation line, as ARFF does'] };
  }
  if (start.startsWith('[') || start.startsWith('{')) return detectJson(start, name);
  if (looksLikeLibsvm(start)) {
    return {
      layout: layoutOf('libsvm'),
      reasons: ['its lines are a label and index:value pairs, as in LIBSVM'],
    };
  }
  return detectSeparator(text);
}

/** Most lines are a label and pairs; a few may be faulty, or labels alone (rows of zeros). */
function looksLikeLibsvm(text: string): boolean {
  const lines = text.split('\n', sampleRows).map((line) => line.replace(/#.*/, '').trim());
  const filled = lines.filter((line) => line !== '');
  const withPairs = filled.filter((line) => /^\S+(?:\s+qid:\d+)?(?:\s+\d+:\S+)+$/.test(line)).length;
  const labelsAlone = filled.filter((line) => !Number.isNaN(numberOf(line, false))).length;
  return withPairs >= filled.length / 4 && withPairs + labelsAlone > filled.length / 2;
}

/** A list of rows is JSON; a document a line is JSON Lines. */
function detectJson(start: string, name: string): Detected {
  const single = start.startsWith('{') ? parsed(start) : undefined;
  if (typeof single === 'object' && single !== null) refuseSingle(single, name);
  const first = parsed(start.split('\n', 1)[0]!);
  const rows = Array.isArray(first) && (first.length === 0 || typeof first[0] === 'object');
  return first === undefined || rows
    ? {
        layout: layoutOf('json'),
        reasons: [`it begins with ${start[0]} and goes on over lines, as JSON does`],
      }
    : { layout: layoutOf('jsonl'), reasons: ['its first line is a whole JSON document, as in JSON Lines'] };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/** Throws where a file of one JSON object is no row: an experiment, or a table by its columns. */
function refuseSingle(single: object, name: string): void {
  if ('version' in single && 'dataset' in single && 'model' in single) {
    throw new LabError(
      'invalid-data',
      `${name}: an experiment, not a table; drop it on the window or give it to fisher-lab run`,
    );
  }
  if (Object.values(single).some((value) => typeof value === 'object' && value !== null)) {
    throw new LabError(
      'invalid-data',
      `${name}: one JSON object; it must be a list of rows, or one row a line (pandas: orient="records")`,
    );
  }
}

interface Candidate {
  readonly layout: Layout;
  /** Share of the rows with the most common number of fields. */
  readonly consistency: number;
  readonly columns: number;
  /** Share of the cells (first row apart) that are numbers or missing. */
  readonly numeric: number;
}

function detectSeparator(text: string): Detected {
  const best = bestCandidate(text, [...separators, null]);
  if (best !== null) return { layout: best.layout, reasons: separatorReasons(best) };
  const header = !allNumbers(text.trim().split('\n', 1), false);
  return { layout: layoutOf('csv', { header }), reasons: ['it has one field a line'] };
}

/** The separator that makes the most regular table. Known separators first, blanks last: on a tie the earlier wins. */
function bestCandidate(text: string, choices: readonly (Layout['separator'] | null)[]): Candidate | null {
  const score = (candidate: Candidate) => candidate.consistency ** 2 * (1 + candidate.numeric);
  return choices
    .map((separator) => candidateOf(text, separator))
    .reduce((winner, candidate) => {
      if (winner === null || candidate === null) return winner ?? candidate;
      return score(candidate) > score(winner) + 1e-9 ? candidate : winner;
    }, null);
}

function separatorReasons({ layout, consistency, columns }: Candidate): string[] {
  const separatorName = { ',': 'commas', ';': 'semicolons', '\t': 'tabs', '|': 'bars' }[layout.separator];
  return [
    `${Math.round(100 * consistency)}% of its first lines have ${columns} fields between ${layout.format === 'whitespace' ? 'blanks' : separatorName}`,
    layout.header
      ? 'its first row is the header: not all its fields are numbers'
      : 'it has no header: the first row is all numbers',
    ...(layout.decimalComma ? ['numbers are written with a decimal comma'] : []),
  ];
}

/** How the text looks with a separator (null: blanks); null where it does not make columns. */
function candidateOf(text: string, separator: Layout['separator'] | null): Candidate | null {
  const rows: string[][] = [];
  const sink = { row: (cells: readonly unknown[]) => rows.push([...cells] as string[]) };
  const parser =
    separator === null ? whitespaceParser(sink) : new DelimitedParser(separator, sink, () => undefined);
  const lines = text.split('\n', sampleRows);
  parser.push(lines.map((line) => `${line}\n`).join(''));
  if (rows.length === 0) return null;
  const widths = new Map<number, number>();
  for (const row of rows) widths.set(row.length, (widths.get(row.length) ?? 0) + 1);
  const [columns, count] = [...widths].reduce((a, b) => (b[1] > a[1] ? b : a));
  if (columns < 2) return null;
  const body = rows.length > 1 ? rows.slice(1) : rows;
  const share = (decimalComma: boolean) => {
    const cells = body.flat();
    const good = cells.filter((cell) => isMissing(cell) || !Number.isNaN(numberOf(cell, decimalComma)));
    return good.length / cells.length;
  };
  const point = share(false);
  const comma = separator === ',' ? 0 : share(true);
  const decimalComma = comma > point;
  return {
    layout: {
      format: separator === null ? 'whitespace' : separator === '\t' ? 'tsv' : 'csv',
      encoding: 'utf-8',
      separator: separator ?? ',',
      header: !allNumbers(rows[0]!, decimalComma),
      decimalComma,
    },
    consistency: count / rows.length,
    columns,
    numeric: Math.max(point, comma),
  };
}

/** The header rule of the experiment file: a first row that is not all numbers is a header. */
function allNumbers(cells: readonly string[], decimalComma: boolean): boolean {
  return cells.every((cell) => !Number.isNaN(numberOf(cell, decimalComma)));
}
