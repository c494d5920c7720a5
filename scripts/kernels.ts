/**
 * Compiles the AssemblyScript kernels (workers/kernels/assembly) into workers/kernels/binary.generated.js: twice,
 * with and without relaxed SIMD, as base64, so that they travel inside whatever bundle imports them and no reader
 * has to open a file. Takes a few seconds, and nothing when the sources have not changed.
 */

import { createHash } from 'node:crypto';
import { readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import asc from 'assemblyscript/asc';

const sources = new URL('../workers/kernels/assembly/', import.meta.url);
const output = new URL('../workers/kernels/binary.generated.js', import.meta.url);

const commonFlags = ['-O3', '--noAssert', '--runtime', 'stub', '--importMemory', '--sharedMemory'];
const memoryFlags = ['--initialMemory', '1', '--maximumMemory', '65536'];
const features = { simd: 'simd,threads', fma: 'simd,threads,relaxed-simd' };

/** Brings the generated module up to date. Throws with the compiler's messages when the sources do not compile. */
export async function buildKernels(): Promise<'built' | 'unchanged'> {
  const files = new Map<string, string>();
  for (const name of (await readdir(sources)).filter((name) => name.endsWith('.ts')).sort()) {
    files.set(name, await readFile(new URL(name, sources), 'utf8'));
  }
  const flags = [...commonFlags, ...memoryFlags];
  const digest = createHash('sha256')
    .update(JSON.stringify([asc.version, flags, features, ...files]))
    .digest('hex');
  const existing = await readFile(output, 'utf8').catch(() => '');
  if (existing.includes(digest)) return 'unchanged';

  const builds: string[] = [];
  for (const [name, enabled] of Object.entries(features)) {
    const binary = await compile(files, [...flags, '--enable', enabled]);
    builds.push(`export const ${name} = '${Buffer.from(binary).toString('base64')}';\n`);
  }
  // Written beside and renamed: two builds at once may race, but nobody reads half a file.
  const temporary = new URL(`binary.generated.js.${process.pid}`, output);
  await writeFile(temporary, `export const digest = '${digest}';\n${builds.join('')}`);
  await rename(temporary, output);
  return 'built';
}

async function compile(files: ReadonlyMap<string, string>, flags: readonly string[]): Promise<Uint8Array> {
  let binary: Uint8Array | null = null;
  const { error, stderr } = await asc.main(['index.ts', '--outFile', 'kernels.wasm', ...flags], {
    readFile: (name) => files.get(name) ?? null,
    writeFile: (name, contents) => {
      if (name === 'kernels.wasm' && typeof contents !== 'string') binary = contents;
    },
    listFiles: () => [],
  });
  if (error !== null || binary === null)
    throw new Error(`the kernels do not compile\n${stderr.toString()}`, { cause: error });
  return binary;
}

/** Vitest's global setup: tests always run the kernels of the present sources. */
export async function setup(): Promise<void> {
  await buildKernels();
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  console.log(`kernels: ${await buildKernels()}`);
}
