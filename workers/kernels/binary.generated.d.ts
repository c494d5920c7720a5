/** The two builds of assembly/, written by scripts/kernels.ts (base64), and the digest of what they were built from. */
export const digest: string;
export const simd: string;
export const fma: string;
