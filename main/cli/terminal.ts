/** What the command line writes to: the process's own streams, or a test's. */

export interface Terminal {
  /** Results: what a script reads. */
  out(text: string): void;
  /** Progress and errors: what a person reads. */
  err(text: string): void;
  /** Whether `err` is a terminal that a line can be rewritten on. */
  readonly interactive: boolean;
  readonly columns: number;
  /** Folder that relative paths are taken from. */
  readonly directory: string;
  /** Calls back at the first request to stop (control-C, a termination signal); returns how to stop listening. */
  onInterrupt(listener: () => void): () => void;
}

export function processTerminal(): Terminal {
  return {
    out: (text) => void process.stdout.write(text),
    err: (text) => void process.stderr.write(text),
    interactive: process.stderr.isTTY === true,
    columns: process.stderr.columns ?? 80,
    directory: process.cwd(),
    onInterrupt(listener) {
      let asked = false;
      const handler = () => {
        // Who asks twice does not want to wait.
        if (asked) process.exit(130);
        asked = true;
        listener();
      };
      process.on('SIGINT', handler);
      process.on('SIGTERM', handler);
      return () => {
        process.off('SIGINT', handler);
        process.off('SIGTERM', handler);
      };
    },
  };
}
