/** The part of the WebAssembly API that the kernels use: neither ES2024's types nor Node's declare it. */
declare namespace WebAssembly {
  class Memory {
    readonly buffer: SharedArrayBuffer;
    constructor(descriptor: { initial: number; maximum: number; shared: true });
    /** Adds pages of 64 KiB; throws a RangeError where they cannot be had. */
    grow(pages: number): number;
  }
  interface Module {
    readonly [Symbol.toStringTag]: 'WebAssembly.Module';
  }
  const Module: new (bytes: Uint8Array<ArrayBuffer>) => Module;
  class Instance {
    readonly exports: Readonly<Record<string, unknown>>;
    constructor(module: Module, imports: Readonly<Record<string, Readonly<Record<string, unknown>>>>);
  }
  function validate(bytes: Uint8Array<ArrayBuffer>): boolean;
}
