/** The preconditioner's part of the script: the factors that the matrix is made of, and its damped solve. */

import type { Structure } from '#contract/optimizers.ts';
import { python } from './literal.ts';
import type { RuleSpec } from './rule.ts';

/** `Matrix(theta)` with `trace`, `times` and `solve`. */
export function matrixSection(rule: RuleSpec): string {
  return [raising, factorsOf(rule), structures[structureOf(rule)](rule)].join('\n');
}

/** One layer, no biases of its own: a block is the whole matrix. */
function structureOf({ structure = 'full' }: RuleSpec): Exclude<Structure, 'block'> {
  return structure === 'block' ? 'full' : structure;
}

const raising = `
def with_damping(damping, trace, attempt):
    """attempt(lambda), lambda raised by factors of 10 from max(damping, 1e-12 trace/D) where it fails."""
    result = attempt(damping)
    if result is not None:
        return result
    damping = max(damping, 1e-12 * trace / len(theta_start))
    if 0 < damping < math.inf:
        for _ in range(30):
            damping *= 10
            result = attempt(damping)
            if result is not None:
                return result
    raise SingularMatrix(f"no damping up to {damping} makes the matrix positive definite")


def cholesky(matrix):
    """The lower factor, or None where the matrix is not positive definite."""
    try:
        lower = np.linalg.cholesky(matrix)
    except np.linalg.LinAlgError:
        return None
    return lower if np.all(np.isfinite(lower)) else None


def solve_factored(lower, g):
    return np.linalg.solve(lower.T, np.linalg.solve(lower, g))

`;

/** The columns s_k of the matrix B = weight sum_n sum_k (J_n^T s_nk)(J_n^T s_nk)^T + l2 I. */
function factorsOf({ kind, fisher, split }: RuleSpec): string {
  const empirical = kind === 'efgd' || (kind === 'ggn' && split === 'empirical');
  const [what, factors] = empirical
    ? ['the empirical Fisher (Eq. 3): the residuals at the labels of the data', '[residuals(f, y)]']
    : kind === 'ngd' && fisher === 'mode-label'
      ? ['the mode-label Fisher: the residuals at the most likely labels', '[residuals(f, modes(f))]']
      : kind === 'ngd' || (kind === 'ggn' && split !== 'trivial')
        ? ['the Fisher (Eq. 12): the roots of Lambda_n', 'exact_factors(f)']
        : ['the Hessian, for a linear predictor the same as the Fisher', 'exact_factors(f)'];
  return `
def factors_at(theta):
    """Columns s_k (N x M each) of ${what}."""
    f = outputs(theta)
    return ${factors}


def rows_of(s):
    """J_n^T s_n, one row each: N x D."""
    return (s[:, :, None] * X[:, None, :]).reshape(len(X), -1)

`;
}

type Section = (rule: RuleSpec) => string;

const structures: Readonly<Record<Exclude<Structure, 'block'>, Section>> = {
  full: () => `
class Matrix:
    """B itself, solved by Cholesky."""

    def __init__(self, theta):
        self.entries = l2 * np.eye(len(theta))
        for s in factors_at(theta):
            rows = rows_of(s)
            self.entries += weight * rows.T @ rows

    def trace(self):
        return np.trace(self.entries)

    def times(self, v):
        return self.entries @ v

    def solve(self, g, damping):
        lower = with_damping(damping, self.trace(), lambda d: cholesky(self.entries + d * np.eye(len(g))))
        return solve_factored(lower, g)

`,
  diagonal: () => `
class Matrix:
    """The diagonal of B."""

    def __init__(self, theta):
        self.entries = l2 + weight * sum((s**2).T @ X**2 for s in factors_at(theta)).ravel()

    def trace(self):
        return self.entries.sum()

    def times(self, v):
        return self.entries * v

    def solve(self, g, damping):
        def attempt(d):
            damped = self.entries + d
            return damped if np.all((damped > 0) & (damped < math.inf)) else None

        return g / with_damping(damping, self.trace(), attempt)

`,
  kronecker: () => `
class Matrix:
    """K-FAC: S (x) A, A the mean of x x^T, S the sum of s s^T; the damping is split over the factors by pi."""

    def __init__(self, theta):
        self.a = X.T @ X / len(X)
        self.s = weight * sum(s.T @ s for s in factors_at(theta))

    def trace(self):
        return np.trace(self.a) * np.trace(self.s) + l2 * len(theta_start)

    def times(self, v):
        return (self.s @ v.reshape(len(self.s), -1) @ self.a).ravel() + l2 * v

    def solve(self, g, damping):
        mean_a, mean_s = np.trace(self.a) / len(self.a), np.trace(self.s) / len(self.s)
        ratio = mean_a / mean_s if mean_s > 0 else math.inf
        pi = math.sqrt(ratio) if 0 < ratio < math.inf else 1.0

        def attempt(d):
            root = math.sqrt(d + l2)
            lower_a = cholesky(self.a + pi * root * np.eye(len(self.a)))
            lower_s = cholesky(self.s + root / pi * np.eye(len(self.s)))
            return None if lower_a is None or lower_s is None else (lower_a, lower_s)

        lower_a, lower_s = with_damping(damping, self.trace(), attempt)
        half = solve_factored(lower_s, g.reshape(len(self.s), -1))
        return solve_factored(lower_a, half.T).T.ravel()

`,
  ekfac: () => `
class Matrix:
    """EKFAC: the exact diagonal in the eigenbasis of K-FAC's factors."""

    def __init__(self, theta):
        factors = factors_at(theta)
        _, self.u_a = np.linalg.eigh(X.T @ X / len(X))
        _, self.u_s = np.linalg.eigh(weight * sum(s.T @ s for s in factors))
        inputs = (X @ self.u_a) ** 2
        self.diagonal = weight * sum(((s @ self.u_s) ** 2).T @ inputs for s in factors) + l2

    def trace(self):
        return self.diagonal.sum()

    def in_basis(self, v, change):
        there = self.u_s.T @ v.reshape(len(self.u_s), -1) @ self.u_a
        return (self.u_s @ change(there) @ self.u_a.T).ravel()

    def times(self, v):
        return self.in_basis(v, lambda there: there * self.diagonal)

    def solve(self, g, damping):
        def attempt(d):
            damped = self.diagonal + d
            return damped if np.all((damped > 0) & (damped < math.inf)) else None

        damped = with_damping(damping, self.trace(), attempt)
        return self.in_basis(g, lambda there: there / damped)

`,
  'low-rank': () => `
class Matrix:
    """V V^T + l2 I with one column of V a row (and class): by Woodbury where V is narrow, else whole."""

    def __init__(self, theta):
        self.v = math.sqrt(weight) * np.vstack([rows_of(s) for s in factors_at(theta)]).T

    def trace(self):
        return np.sum(self.v**2) + l2 * len(self.v)

    def times(self, v):
        return self.v @ (self.v.T @ v) + l2 * v

    def solve(self, g, damping):
        size, rank = self.v.shape
        if rank >= size:
            entries = self.v @ self.v.T + l2 * np.eye(size)
            return solve_factored(with_damping(damping, self.trace(), lambda d: cholesky(entries + d * np.eye(size))), g)

        def attempt(d):
            mu = d + l2
            lower = cholesky(self.v.T @ self.v + mu * np.eye(rank)) if mu > 0 else None
            return None if lower is None else (lower, mu)

        lower, mu = with_damping(damping, self.trace(), attempt)
        return (g - self.v @ solve_factored(lower, self.v.T @ g)) / mu

`,
  'matrix-free': ({ cgIterations = 50, cgTolerance = 1e-10 }) => `
class Matrix:
    """Products alone, solved by conjugate gradients."""

    def __init__(self, theta):
        self.rows = [rows_of(s) for s in factors_at(theta)]

    def trace(self):
        return weight * sum(np.sum(rows**2) for rows in self.rows) + l2 * len(theta_start)

    def times(self, v):
        return weight * sum(rows.T @ (rows @ v) for rows in self.rows) + l2 * v

    def solve(self, g, damping):
        return with_damping(damping, self.trace(), lambda d: self.conjugate_gradients(g, d))

    def conjugate_gradients(self, g, damping):
        x, residual, direction = np.zeros_like(g), g.copy(), g.copy()
        square = size = residual @ residual
        if size == 0:
            return x
        for _ in range(${cgIterations}):
            product = self.times(direction) + damping * direction
            curvature = direction @ product
            if not curvature > 0:
                return None
            x += square / curvature * direction
            residual -= square / curvature * product
            following = residual @ residual
            if math.sqrt(following / size) <= ${python(cgTolerance)}:
                break
            direction = residual + following / square * direction
            square = following
        return x

`,
};
