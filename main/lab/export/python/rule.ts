/** The update rule's part of the script: its step, with the schedule, the damping rule and the line search. */

import type { Schedule, Structure } from '#contract/optimizers.ts';
import type { Damping } from '#contract/ranges.ts';
import { python } from './literal.ts';
import { matrixSection } from './matrices.ts';

export interface RuleSpec {
  readonly kind: 'gd' | 'newton' | 'ngd' | 'efgd' | 'ggn';
  readonly stepSize: number;
  readonly damping: Damping;
  readonly schedule: Schedule;
  readonly lineSearch: 'none' | 'armijo';
  readonly dampingRule?: 'fixed' | 'levenberg-marquardt';
  readonly rejectSteps?: boolean;
  readonly structure?: Structure;
  readonly cgIterations?: number;
  readonly cgTolerance?: number;
  readonly fisher?: 'exact' | 'monte-carlo' | 'mode-label';
  readonly split?: 'canonical' | 'trivial' | 'empirical';
}

const schedules: Readonly<Record<Schedule, string>> = {
  constant: 'step_size',
  'inverse-sqrt': 'step_size / math.sqrt(t)',
  inverse: 'step_size / t',
  cosine: '0.0 if t >= iterations else step_size * (1 + math.cos(math.pi * t / iterations)) / 2',
};

export function ruleSection(rule: RuleSpec): string {
  const parts = [singular];
  if (rule.kind !== 'gd') parts.push(matrixSection(rule));
  if (rule.lineSearch === 'armijo') parts.push(armijo);
  parts.push(stepOf(rule));
  return parts.join('\n');
}

const singular = `
class SingularMatrix(Exception):
    pass
`;

const armijo = `
def armijo(theta, direction, slope, size):
    """The first of size, size/2, ..., size/2^30 that decreases the loss by 1e-4 of the linear decrease; else 0."""
    loss = loss_of(theta)
    if not slope > 0:
        return 0.0
    for _ in range(31):
        if loss_of(theta - size * direction) <= loss - 1e-4 * size * slope:
            return size
        size /= 2
    return 0.0

`;

function stepOf(rule: RuleSpec): string {
  const { kind, damping, dampingRule, rejectSteps, lineSearch, schedule } = rule;
  const adapts = kind !== 'gd' && dampingRule === 'levenberg-marquardt';
  const lambda =
    typeof damping === 'number'
      ? python(damping)
      : `${python(damping.relative)} * matrix.trace() / len(theta)`;
  const lines = [
    ...(adapts
      ? ['damping_factor = 1.0  # what Levenberg-Marquardt has multiplied the damping by', '', '']
      : []),
    'def step(theta, t):',
    ...(adapts ? ['    global damping_factor'] : []),
    '    g = gradient_of(theta)',
    ...(kind === 'gd'
      ? ['    direction = g']
      : [
          '    matrix = Matrix(theta)',
          `    direction = matrix.solve(g, ${lambda}${adapts ? ' * damping_factor' : ''})`,
        ]),
    `    size = ${schedules[schedule]}`,
    ...(lineSearch === 'armijo' ? ['    size = armijo(theta, direction, g @ direction, size)'] : []),
    '    following = theta - size * direction',
    ...(adapts || rejectSteps === true ? ['    actual = loss_of(theta) - loss_of(following)'] : []),
    ...(adapts
      ? [
          '    predicted = size * (g @ direction) - 0.5 * size**2 * (direction @ matrix.times(direction))',
          '    with np.errstate(invalid="ignore"):',
          '        ratio = np.float64(actual) / np.float64(predicted) if predicted > 0 else math.nan',
          '    if ratio > 0.75:',
          '        damping_factor *= 2 / 3',
          '    elif not ratio >= 0.25:',
          '        damping_factor *= 3 / 2',
        ]
      : []),
    ...(rejectSteps === true ? ['    if not actual >= 0:', '        return theta'] : []),
    '    return following',
    '',
  ];
  return `\n${lines.join('\n')}`;
}
