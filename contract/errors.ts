/** Errors as they cross every edge of the lab: what is wrong, where, and what would be right. */

export type ErrorCode =
  | 'invalid-input' // the experiment file, a form field or the arguments are wrong (exit code 2)
  | 'invalid-data' // a data file is wrong (exit code 3)
  | 'not-found'
  | 'not-available' // the engine cannot run this (yet), or not for this model
  | 'conflict' // the thing is in use, or was changed meanwhile
  | 'cancelled'
  | 'storage' // the disk or the database refused
  | 'too-large' // beyond a stated limit
  | 'unauthorized'
  | 'protocol' // a malformed or unknown frame
  | 'disconnected' // the lab went away before it answered
  | 'internal';

/** One thing that is wrong: the path of the value, what was found, what is allowed, all in one sentence. */
export interface Issue {
  /** JSON path, e.g. `optimizers[1].damping`; empty for the whole document. */
  readonly path: string;
  /** A whole sentence that starts with the path: `optimizers[1].damping: -1 is not a number >= 0`. */
  readonly message: string;
}

/** The one error type that services throw and transports carry. */
export class LabError extends Error {
  override readonly name = 'LabError';
  readonly code: ErrorCode;
  readonly issues: readonly Issue[];

  constructor(code: ErrorCode, message: string, issues: readonly Issue[] = [], options?: ErrorOptions) {
    super(message, options);
    this.code = code;
    this.issues = issues;
  }
}

/** A LabError that lists all issues of a document, one a line. */
export function issuesError(code: ErrorCode, issues: readonly Issue[]): LabError {
  return new LabError(code, issues.map((issue) => issue.message).join('\n'), issues);
}

/** What a parser of the contract gives: the value, or every issue at once. */
export type Parsed<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly issues: readonly Issue[] };
