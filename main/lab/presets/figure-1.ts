/** Figure 1: vector fields and flows of GD, NGD and EF-preconditioning on linear least squares. */

import type { Verdict } from '#contract/api/presets.ts';
import type { VectorFieldResult } from '#contract/results.ts';
import { shortNumber } from '#figures/format.ts';
import { figure1 as drawFigure1 } from '#figures/paper/figure-1.ts';
import { distance, mean, pathLength } from './numbers.ts';
import { verdictOn, type PresetDefinition } from './preset.ts';
import { syntheticRows } from './synthetic-data.ts';

export const figure1: PresetDefinition = {
  id: 'figure-1',
  title: 'Vector fields of GD, NGD and EF-preconditioning',
  claim:
    'On linear least squares the natural gradient adapts to the curvature; preconditioning with the empirical Fisher distorts the gradient field.',
  section: 'Introduction, Figure 1',
  look: 'The flows: GD bends into the valley, NGD goes straight to the star, EF runs sideways to a ridge and then along it.',
  onMyData: null,
  panels: () => [
    {
      panel: 'fields',
      spec: {
        version: 1,
        kind: 'vector-field',
        name: 'Figure 1: vector fields on linear least squares',
        dataset: { synthetic: 'figure-1', n: 1000, seed: 0 },
        model: { kind: 'linear' },
        optimizers: [
          { id: 'gd', kind: 'gd', stepSize: 1 / 3 },
          { id: 'ngd', kind: 'ngd', stepSize: 1, damping: 1e-8 },
          { id: 'efgd', kind: 'efgd', stepSize: 3, damping: 1e-8 },
        ],
        bounds: [
          [-1, 5],
          [-1, 5],
        ],
        density: 15,
        flow: {
          steps: 50_000,
          stepSize: 1e-3,
          starts: [
            [2, 4.5],
            [1, 0],
            [4.5, 3],
            [-0.5, 3],
          ],
        },
      },
    },
  ],
  figures: (results, theme) => {
    const found = results.get('fields');
    if (found?.vectorField === undefined) return [];
    const rows = syntheticRows(found.spec).map(({ y, target }) => ({ x: y, y: target }));
    return [drawFigure1(found.vectorField, rows, theme)];
  },
  verdicts: (results) => [
    verdictOn(results, ['fields'], ({ vectorField }) => straightness(vectorField!)),
    verdictOn(results, ['fields'], ({ vectorField }) => alignment(vectorField!)),
  ],
};

/** How much longer than the straight line to the minimum the flows are. */
function straightness(field: VectorFieldResult): Verdict {
  const detour = (id: string) =>
    mean(field.flows[id]!.map(({ start, path }) => pathLength(path) / distance(start, path.at(-1)!)));
  const [gd, ngd, efgd] = [detour('gd'), detour('ngd'), detour('efgd')];
  const holds = ngd < 1.001 && efgd > gd;
  return {
    holds,
    statement: `The flows of NGD are ${ngd.toFixed(4)} times as long as the straight line, those of GD ${gd.toFixed(2)} times and those of EF ${efgd.toFixed(2)} times: NGD ${ngd < 1.001 ? 'goes straight' : 'bends'} and EF ${efgd > gd ? 'strays more than plain gradient descent' : 'strays no more than gradient descent'}.`,
  };
}

/** How well each field points at the minimum, over the grid. */
function alignment(field: VectorFieldResult): Verdict {
  const cosines = (id: string) => {
    const { u, v } = field.fields[id]!;
    return field.y.flatMap((y, j) =>
      field.x.map((x, i) => {
        const [dx, dy] = [field.minimum![0]! - x, field.minimum![1]! - y];
        return (u[j]![i]! * dx + v[j]![i]! * dy) / (Math.hypot(u[j]![i]!, v[j]![i]!) * Math.hypot(dx, dy));
      }),
    );
  };
  const [ngd, efgd] = [mean(cosines('ngd')), mean(cosines('efgd'))];
  const [aims, strays] = [ngd > 0.999, efgd < 0.9];
  return {
    holds: aims && strays,
    statement: `On the grid NGD's arrows ${aims ? 'point' : 'do not point'} at the minimum (mean cosine ${shortNumber(ngd, 4)}), EF's ${strays ? 'do not' : 'do'} (${shortNumber(efgd)}, lowest ${shortNumber(Math.min(...cosines('efgd')))}).`,
  };
}
