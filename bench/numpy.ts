/** The NumPy twins (twins.py) in a process of their own, and the alternating measurement against them. */

import { spawn, spawnSync, type ChildProcessByStdio } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';

/** What OpenBLAS reads from the environment that would slow it down, unset. */
function environment(threads: number): NodeJS.ProcessEnv {
  const { OPENBLAS_CORETYPE: _core, OPENBLAS_L2_SIZE: _cache, ...rest } = process.env;
  return { ...rest, OPENBLAS_NUM_THREADS: String(threads) };
}

/** The Python with NumPy: $PYTHON, else python3, else Debian's; null where none has it. */
export function pythonWithNumpy(): string | null {
  const candidates = [process.env['PYTHON'], 'python3', '/usr/bin/python3'].filter(
    (name) => name !== undefined,
  );
  return candidates.find((name) => spawnSync(name, ['-c', 'import numpy']).status === 0) ?? null;
}

export interface NumpyVersion {
  readonly numpy: string;
  readonly blas: string;
  readonly python: string;
}

export class Numpy {
  readonly #process: ChildProcessByStdio<Writable, Readable, null>;
  readonly #answers: AsyncIterator<string>;

  constructor(python: string, threads = 1) {
    const script = new URL('twins.py', import.meta.url).pathname;
    this.#process = spawn(python, [script], {
      env: environment(threads),
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    this.#answers = createInterface({ input: this.#process.stdout })[Symbol.asyncIterator]();
  }

  /** Must be called first: the process introduces itself. */
  async version(): Promise<NumpyVersion> {
    return (await this.#next()) as NumpyVersion;
  }

  async prepare(row: string, sizes: Readonly<Record<string, unknown>>): Promise<void> {
    await this.#ask({ prepare: row, ...sizes });
  }

  /** Seconds of each of `repeats` runs. */
  async time(repeats: number): Promise<number[]> {
    return ((await this.#ask({ time: true, repeats })) as { seconds: number[] }).seconds;
  }

  stop(): void {
    this.#process.kill();
  }

  #ask(request: unknown): Promise<unknown> {
    this.#process.stdin.write(`${JSON.stringify(request)}\n`);
    return this.#next();
  }

  async #next(): Promise<unknown> {
    const { value, done } = await this.#answers.next();
    if (done === true) throw new Error('the NumPy process ended');
    return JSON.parse(value) as unknown;
  }
}

/** Runs a script under this name in Python, and says on stderr which share of the time it had a processor. */
const wrapper = `
import resource, runpy, sys, time
start = time.perf_counter()
sys.argv = sys.argv[1:]
runpy.run_path(sys.argv[0], run_name="__main__")
usage = resource.getrusage(resource.RUSAGE_SELF)
print((usage.ru_utime + usage.ru_stime) / (time.perf_counter() - start), file=sys.stderr)
`;

/** Runs a script and reads the JSON that it prints; `share` is its processor time over its wall time. */
export function runPython(
  python: string,
  script: string,
  parameters: readonly string[],
): { readonly output: unknown; readonly share: number } {
  const { status, stdout, stderr } = spawnSync(python, ['-c', wrapper, script, ...parameters], {
    env: environment(1),
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
  });
  if (status !== 0) throw new Error(`${script} failed: ${stderr}`);
  return {
    output: JSON.parse(stdout) as unknown,
    share: Math.min(1, Number(stderr.trim().split('\n').at(-1))),
  };
}
