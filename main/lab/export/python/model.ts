/** The model's part of the script: outputs, loss, residuals, and the factors that every matrix is made of. */

interface Likelihood {
  /** -log p(y | f), summed over the rows. */
  readonly loss: string;
  /** r = df of it. */
  readonly residual: string;
  /** Second derivative Lambda (scalar outputs). */
  readonly curvature: string;
  /** The most likely label. */
  readonly mode: string;
}

const scalarLikelihoods: Readonly<Record<string, (noiseVariance: number) => Likelihood>> = {
  linear: (s2) => ({
    loss: `np.sum((f - y) ** 2) / (2 * ${s2})`,
    residual: `(f - label) / ${s2}`,
    curvature: `np.full_like(f, 1 / ${s2})`,
    mode: 'f',
  }),
  logistic: () => ({
    loss: 'np.sum(np.logaddexp(0, f) - y * f)',
    residual: 'np.where(label == 1, -sigmoid(-f), sigmoid(f))',
    curvature: 'sigmoid(f) * sigmoid(-f)',
    mode: '(f > 0).astype(float)',
  }),
  poisson: () => ({
    loss: 'np.sum(np.exp(f) - y * f)',
    residual: 'np.exp(f) - label',
    curvature: 'np.exp(f)',
    mode: 'np.floor(np.exp(f))',
  }),
};

export function modelSection(kind: string, noiseVariance: number, classes: number): string {
  return kind === 'softmax' ? softmaxModel(classes) : scalarModel(kind, noiseVariance);
}

function scalarModel(kind: string, noiseVariance: number): string {
  const { loss, residual, curvature, mode } = scalarLikelihoods[kind]!(noiseVariance);
  const sigmoid = `
def sigmoid(f):
    e = np.exp(-np.abs(f))
    return np.where(f >= 0, 1, e) / (1 + e)

`;
  return `${kind === 'logistic' ? sigmoid : ''}
def outputs(theta):
    """f_n, one number a row, as a column (N x 1)."""
    return (X @ theta)[:, None]


def loss_of(theta):
    with np.errstate(over="ignore", invalid="ignore"):
        f = X @ theta
        return weight * ${loss} + 0.5 * l2 * theta @ theta


def residuals(f, label):
    """r_n = d/df of -log p(label | f): N x 1."""
    f = f[:, 0]
    with np.errstate(over="ignore", invalid="ignore"):
        return (${residual})[:, None]


def exact_factors(f):
    """Columns s_k with Lambda_n = sum_k s_k s_k^T: here one, the root of the second derivative."""
    f = f[:, 0]
    with np.errstate(over="ignore", invalid="ignore"):
        return [np.sqrt(${curvature})[:, None]]


def modes(f):
    """The most likely label of each row."""
    f = f[:, 0]
    return ${mode}

${gradient}`;
}

function softmaxModel(classes: number): string {
  return `
classes = ${classes}


def outputs(theta):
    """f_n, one number a class: N x C."""
    return X @ theta.reshape(classes, -1).T


def probabilities(f):
    e = np.exp(f - f.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


def loss_of(theta):
    with np.errstate(over="ignore", invalid="ignore"):
        f = outputs(theta)
        highest = f.max(axis=1)
        log_sum = highest + np.log(np.sum(np.exp(f - highest[:, None]), axis=1))
        return weight * np.sum(log_sum - f[np.arange(len(y)), y.astype(int)]) + 0.5 * l2 * theta @ theta


def residuals(f, label):
    """r_n = p_n - e_label: N x C."""
    r = probabilities(f)
    r[np.arange(len(label)), label.astype(int)] -= 1
    return r


def exact_factors(f):
    """Columns s_k = sqrt(p_k) (e_k - p) with Lambda_n = diag(p) - p p^T = sum_k s_k s_k^T."""
    p = probabilities(f)
    return [np.sqrt(p[:, [k]]) * (np.eye(classes)[k] - p) for k in range(classes)]


def modes(f):
    """The most likely class of each row."""
    return np.argmax(f, axis=1).astype(float)

${gradient}`;
}

const gradient = `
def gradient_of(theta):
    return weight * (residuals(outputs(theta), y).T @ X).ravel() + l2 * theta

`;
