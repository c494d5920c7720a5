/** Which kernels this machine runs, and one instance of them a thread. */

import { LabError } from '#contract/errors.ts';
import type { KernelName } from '../jobs.ts';
import { Arena, type Region } from './arena.ts';
import type { Kernels } from './kernels.ts';
import { plainKernels } from './plain/plain.ts';
import { instantiateKernels } from './wasm.ts';

const instances = new Map<KernelName, Kernels>();

/**
 * The kernels by name; `auto` takes the fastest that runs here: FMA, else SIMD, else plain TypeScript. The same
 * instance is returned every time. Throws a LabError `not-available` for a build that this run-time refuses.
 */
export async function loadKernels(choice: KernelName | 'auto'): Promise<Kernels> {
  if (choice !== 'auto') return instances.get(choice) ?? remember(await instantiate(choice));
  for (const name of ['fma', 'simd'] as const) {
    const known = instances.get(name);
    if (known !== undefined) return known;
    const binary = await binaryOf(name);
    if (binary !== null && WebAssembly.validate(binary)) return remember(await instantiate(name));
  }
  return loadKernels('js');
}

function remember(kernels: Kernels): Kernels {
  instances.set(kernels.name, kernels);
  return kernels;
}

/** A second instance of a build, on a part of the first one's memory: for a thread that helps it. */
export async function loadKernelsOn(region: Region, name: 'fma' | 'simd'): Promise<Kernels> {
  const binary = await binaryOf(name);
  return instantiateKernels(name, new WebAssembly.Module(binary!), new Arena(region));
}

async function instantiate(name: KernelName): Promise<Kernels> {
  if (name === 'js') return plainKernels();
  const binary = await binaryOf(name);
  if (binary === null) {
    throw new LabError('not-available', `kernel ${name}: not built; run npm run build, or choose auto or js`);
  }
  if (!WebAssembly.validate(binary)) {
    throw new LabError(
      'not-available',
      `kernel ${name}: this run-time has no ${name === 'fma' ? 'relaxed SIMD' : 'SIMD'}; choose auto or js`,
    );
  }
  return instantiateKernels(name, new WebAssembly.Module(binary));
}

/** The build's bytes, or null in a checkout where the kernels were never compiled. */
async function binaryOf(name: 'fma' | 'simd'): Promise<Uint8Array<ArrayBuffer> | null> {
  const builds = await import('./binary.generated.js').catch(() => null);
  if (builds === null) return null;
  return Uint8Array.from(atob(builds[name]), (character) => character.charCodeAt(0));
}
