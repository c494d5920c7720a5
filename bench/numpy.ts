/** The NumPy twins (twins.py) in a process of their own, and the alternating measurement against them. */

import { spawn, spawnSync, type ChildProcessByStdio } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';

/** What OpenBLAS reads from the environment that would slow it down, unset. */
function environment(threads: number): NodeJS.ProcessEnv {
  const { OPENBLAS_CORETYPE: _core, OPENBLAS_L2_SIZE: _cache, ...rest } = process.env;
  return { ...rest, OPENBLAS_NUM_THREADS: String(threads) };
}

/** Where a distribution puts its Python: with python3-numpy it is the yardstick that the targets were set against. */
const distributionPython = '/usr/bin/python3';

/**
 * The Python with NumPy that serves as the yardstick: $PYTHON where that is set; else the distribution's, or the first
 * on the path where the distribution's NumPy runs on the reference BLAS (ten times slower: nothing to compare with)
 * and the other one does not. null where none has NumPy.
 */
export function pythonWithNumpy(): string | null {
  const chosen = process.env['PYTHON'];
  const candidates = (chosen === undefined ? [distributionPython, 'python3'] : [chosen])
    .map((python) => ({ python, blas: blasOf(python) }))
    .filter(({ blas }) => blas !== null);
  const best = candidates.find(({ blas }) => isOptimised(blas!)) ?? candidates[0];
  return best?.python ?? null;
}

/** Asks as the twins do (twins.py): the names of the libraries that NumPy has loaded. null: no NumPy. */
function blasOf(python: string): string | null {
  const script = [
    'import numpy, os',
    'maps = "/proc/self/maps"',
    'print(open(maps).read() if os.path.exists(maps) else "")',
  ].join('\n');
  const { status, stdout } = spawnSync(python, ['-c', script], { encoding: 'utf8', env: environment(1) });
  return status === 0 ? stdout : null;
}

/** Whether one of the loaded libraries is more than the reference BLAS. */
function isOptimised(libraries: string): boolean {
  return /openblas|mkl|blis|atlas|accelerate/i.test(libraries);
}

export interface NumpyVersion {
  readonly numpy: string;
  readonly blas: string;
  readonly python: string;
  /** Whether it is the distribution's own package (Debian: python3-numpy on the system's OpenBLAS). */
  readonly distribution: boolean;
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
