/** Plain twins of assembly/panels.ts and assembly/matvec.ts. */

import { padded, PANEL, type Kernels } from '../kernels.ts';

export const packPanels: Kernels['packPanels'] = (rows, columns, x, panels) => {
  const width = padded(columns);
  for (let j = 0; j < width; j++) {
    let to = (j >> 2) * PANEL * rows + (j & 3);
    for (let n = 0; n < rows; n++, to += PANEL) panels[to] = j < columns ? x[n * columns + j]! : 0;
  }
};

export const multiply: Kernels['multiply'] = (rows, columns, panels, v, out) => {
  out.fill(0, 0, rows);
  for (let j = 0; j < columns; j += PANEL) {
    const v0 = v[j]!;
    const v1 = v[j + 1]!;
    const v2 = v[j + 2]!;
    const v3 = v[j + 3]!;
    let at = j * rows;
    for (let n = 0; n < rows; n++, at += PANEL) {
      out[n] =
        out[n]! + (panels[at]! * v0 + panels[at + 1]! * v1 + panels[at + 2]! * v2 + panels[at + 3]! * v3);
    }
  }
};

export const multiplyTransposed: Kernels['multiplyTransposed'] = (rows, columns, panels, u, out) => {
  for (let j = 0; j < columns; j += PANEL) {
    let s0 = 0;
    let s1 = 0;
    let s2 = 0;
    let s3 = 0;
    let at = j * rows;
    for (let n = 0; n < rows; n++, at += PANEL) {
      const scale = u[n]!;
      s0 += scale * panels[at]!;
      s1 += scale * panels[at + 1]!;
      s2 += scale * panels[at + 2]!;
      s3 += scale * panels[at + 3]!;
    }
    out[j] = s0;
    out[j + 1] = s1;
    out[j + 2] = s2;
    out[j + 3] = s3;
  }
};
