/** The data inside the script: the design matrix and target exactly as the engine saw them, compressed. */

import { zlibSync } from 'fflate';
import { LabError } from '#contract/errors.ts';
import type { Design, Sample } from '#workers/data/problem.ts';

/** Numbers that a script should hold at most: 16 MB before compression. */
const mostNumbers = 2_000_000;
const lineLength = 100;

export function dataSection({ design, target }: Sample, start: Float64Array): string {
  const { rows, columns } = design;
  if (rows * columns > mostNumbers) {
    throw new LabError(
      'too-large',
      `Copy as Python: the design matrix has ${rows} x ${columns} numbers, and a script holds ${mostNumbers} at most`,
    );
  }
  return `
def numbers(text):
    """Float64 values, little-endian, compressed by zlib, in base64."""
    return np.frombuffer(zlib.decompress(base64.b64decode(text)), dtype="<f8")


# The data as the run saw them: ${rows} rows x_n (preprocessed, the bias column of ones last if there is one), targets y_n.
X = numbers(${packed(denseValues(design))}).reshape(${rows}, ${columns})
y = numbers(${packed(target)})
theta_start = numbers(${packed(start)})
`;
}

function denseValues(design: Design): Float64Array {
  if (design.kind === 'dense') return design.values;
  const dense = new Float64Array(design.rows * design.columns);
  for (let n = 0; n < design.rows; n++) {
    for (let k = design.rowStart[n]!; k < design.rowStart[n + 1]!; k++) {
      dense[n * design.columns + design.columnIndex[k]!] = design.values[k]!;
    }
  }
  return dense;
}

function packed(values: Float64Array): string {
  const bytes = new Uint8Array(values.length * 8);
  const view = new DataView(bytes.buffer);
  values.forEach((value, i) => view.setFloat64(i * 8, value, true));
  const text = Buffer.from(zlibSync(bytes, { level: 9 })).toString('base64');
  if (text.length <= lineLength) return `"${text}"`;
  const lines = text.match(new RegExp(`.{1,${lineLength}}`, 'g')) ?? [];
  return `"""\n${lines.join('\n')}\n"""`;
}
