"""NumPy twins of the benchmark's rows, as a careful NumPy user would write them.

Reads one JSON request a line from stdin and answers with one line of JSON: {"prepare": row, ...sizes} makes the data,
{"time": row, "repeats": n} runs it n times and answers with the seconds of each. The benchmark alternates between
this process and its own, so both meet the same load. NumPy only.
"""
import json
import sys
import time

import numpy as np

rng = np.random.default_rng(0)
state = {}


def gram(n, d):
    x, w = rng.standard_normal((n, d)), rng.random(n)
    return lambda: (x.T * w) @ x


def cholesky_solve(d):
    x = rng.standard_normal((2 * d, d))
    a, b = x.T @ x / d + np.eye(d), rng.standard_normal(d)

    def run():
        l = np.linalg.cholesky(a)
        return np.linalg.solve(l.T, np.linalg.solve(l, b))

    return run


def solve(d):
    x = rng.standard_normal((2 * d, d))
    a, b = x.T @ x / d + np.eye(d), rng.standard_normal(d)
    return lambda: np.linalg.solve(a, b)


def matvec(n, d):
    x, v = rng.standard_normal((n, d)), rng.standard_normal(d)
    return lambda: x @ v


def sigmoid(n):
    f = rng.standard_normal(n)
    return lambda: 1 / (1 + np.exp(-f))


def step(x, y, logistic, empirical):
    n, d = x.shape
    damping, t = 1e-6 * np.eye(d), np.zeros(d)

    def run():
        f = x @ t
        if logistic:
            p = 1 / (1 + np.exp(-f))
            loss, r, w = np.mean(np.logaddexp(0, f) - y * f), p - y, p * (1 - p)
        else:
            r, w = f - y, np.ones(n)
            loss = 0.5 * np.mean(r * r)
        if empirical:
            w = r * r
        g = x.T @ r / n
        return loss, t - np.linalg.solve((x.T * w) @ x / n + damping, g)

    return run


def iteration(x, y, logistic):
    """The careful loop: outputs computed once for loss, gradient and Fisher."""
    return step(np.array(x, float), np.array(y, float), logistic, False)


def published_iteration(x, y, logistic):
    """The loop of the published program (its clipping left out): outputs computed for the step, again for the loss."""
    x, y = np.array(x, float), np.array(y, float)
    n, d = x.shape
    t, damping = np.zeros(d), 1e-6

    def loss(t):
        f = x @ t
        return np.mean(np.logaddexp(0, f) - y * f) if logistic else 0.5 * np.mean((f - y) ** 2)

    def parts(t):
        f = x @ t
        if not logistic:
            return f - y, np.ones(n)
        p = 1 / (1 + np.exp(-np.clip(f, -709, 709)))
        return p - y, p * (1 - p)

    def run():
        r, w = parts(t)
        g = x.T @ r / n
        return loss(t - np.linalg.solve(x.T * w @ x / n + damping * np.eye(d), g))

    return run


def comparison(x, y):
    """GD, NGD and EFGD, 100 iterations each."""
    x, y = np.array(x, float), np.array(y, float)
    n, d = x.shape

    def run():
        for kind, gamma in (("gd", 1e-5), ("ngd", 1.0), ("efgd", 0.01)):
            t = np.zeros(d)
            for _ in range(100):
                f = x @ t
                p = 1 / (1 + np.exp(-f))
                np.mean(np.logaddexp(0, f) - y * f)
                r = p - y
                g = x.T @ r / n
                if kind != "gd":
                    w = p * (1 - p) if kind == "ngd" else r * r
                    g = np.linalg.solve((x.T * w) @ x / n + 1e-6 * np.eye(d), g)
                t = t - gamma * g

    return run


def newton(n, d):
    """One exact NGD iteration of logistic regression, memory used with care: w scales a block at a time."""
    x = rng.standard_normal((n, d))
    y = (rng.random(n) < 0.5).astype(float)
    t = np.full(d, 0.01)

    def run():
        f = x @ t
        p = 1 / (1 + np.exp(-f))
        loss = np.mean(np.logaddexp(0, f) - y * f)
        g = x.T @ (p - y) / n
        w, fisher = p * (1 - p), np.zeros((d, d))
        for start in range(0, n, 8192):
            block = x[start : start + 8192]
            fisher += (block.T * w[start : start + 8192]) @ block
        return loss, t - np.linalg.solve(fisher / n + 1e-6 * np.eye(d), g)

    return run


def sparse_newton(n, d, per_row, damping):
    """One matrix-free NGD iteration on compressed rows, at most fifty steps of conjugate gradients."""
    columns = np.sort(rng.integers(0, d, (n, per_row)), axis=1).ravel()
    values, starts = rng.standard_normal(n * per_row), np.arange(0, n * per_row, per_row)
    y = (rng.random(n) < 0.5).astype(float)
    t = np.full(d, 0.01)

    def forward(v):
        return np.add.reduceat(values * v[columns], starts)

    def transposed(u):
        return np.bincount(columns, weights=values * np.repeat(u, per_row), minlength=d)

    def run():
        f = forward(t)
        p = 1 / (1 + np.exp(-f))
        loss = np.mean(np.logaddexp(0, f) - y * f)
        g, w = transposed(p - y) / n, p * (1 - p) / n
        x, r, direction = np.zeros(d), g.copy(), g.copy()
        square = limit = r @ r
        for _ in range(50):
            product = transposed(w * forward(direction)) + damping * direction
            length = square / (direction @ product)
            x += length * direction
            r -= length * product
            after = r @ r
            if after <= 1e-20 * limit:
                break
            direction = r + after / square * direction
            square = after
        return loss, t - x

    return run


def kfac(n, inputs, hidden, outputs):
    """One K-FAC step of a two-layer tanh network with exact Fisher factors, the constant input factor cached.

    The damping is split over the factors by pi, which moves with S, so both damped factors are solved anew.
    """
    x = np.hstack([rng.random((n, inputs)), np.ones((n, 1))])
    labels = rng.integers(0, outputs, n)
    w1 = rng.standard_normal((hidden, inputs + 1)) * 0.03
    w2 = rng.standard_normal((outputs, hidden + 1)) * 0.1
    damping = 1e-3
    a0 = x.T @ x / n

    def solve(s, a, g):
        pi = np.sqrt((np.trace(a) / len(a)) / (np.trace(s) / len(s)))
        root = np.sqrt(damping)
        u = np.linalg.solve(s + root / pi * np.eye(len(s)), g)
        return np.linalg.solve(a + pi * root * np.eye(len(a)), u.T).T

    def run():
        h = np.hstack([np.tanh(x @ w1.T), np.ones((n, 1))])
        f = h @ w2.T
        f -= f.max(1, keepdims=True)
        e = np.exp(f)
        p = e / e.sum(1, keepdims=True)
        r = p.copy()
        r[np.arange(n), labels] -= 1
        back = 1 - h[:, :-1] ** 2
        d1 = (r @ w2[:, :-1]) * back
        g1, g2 = d1.T @ x / n, r.T @ h / n
        s1, s2 = np.zeros((hidden, hidden)), np.zeros((outputs, outputs))
        root = np.sqrt(p)
        for k in range(outputs):
            s = -p * root[:, k : k + 1]
            s[:, k] += root[:, k]
            s2 += s.T @ s / n
            b = (s @ w2[:, :-1]) * back
            s1 += b.T @ b / n
        a1 = h.T @ h / n
        u1, u2 = solve(s1, a0, g1), solve(s2, a1, g2)
        return u1, u2

    return run


def grid_over_step_sizes(x, y):
    """Boston's search vectorised over the step sizes: all of them side by side for one damping."""
    x, y = np.array(x, float), np.array(y, float)
    n, d = x.shape
    gammas = np.logspace(-20, 10, 241)
    z = (x[:, :, None] * x[:, None, :]).reshape(n, d * d)

    def run():
        with np.errstate(all="ignore"):
            for kind in ("ngd", "efgd"):
                t = np.zeros((d, len(gammas)))
                for _ in range(100):
                    r = x @ t - y[:, None]
                    0.5 * np.mean(r * r, 0)
                    g = x.T @ r / n
                    w = np.ones_like(r) if kind == "ngd" else r * r
                    f = (z.T @ w / n).T.reshape(-1, d, d) + 1e-3 * np.eye(d)
                    f[~np.isfinite(f).all((1, 2))] = np.eye(d)
                    t = t - gammas * np.linalg.solve(f, g.T[:, :, None])[:, :, 0].T

    return run


rows = {
    name: globals()[name]
    for name in (
        "gram", "cholesky_solve", "solve", "matvec", "sigmoid", "iteration", "published_iteration", "comparison", "newton", "sparse_newton", "kfac",
        "grid_over_step_sizes",
    )
}


def blas():
    try:
        with open("/proc/self/maps") as maps:
            names = {line.split("/")[-1].strip() for line in maps if "blas" in line.split("/")[-1]}
        return ", ".join(sorted(names)) or "not found"
    except OSError:
        return "not known"


def answer(value):
    sys.stdout.write(json.dumps(value) + "\n")
    sys.stdout.flush()


answer(
    {
        "numpy": np.__version__,
        "blas": blas(),
        "python": sys.version.split()[0],
        "distribution": "/dist-packages/" in np.__file__,
    }
)
for line in sys.stdin:
    request = json.loads(line)
    if "prepare" in request:
        name = request.pop("prepare")
        state["run"] = rows[name](**request)
        state["run"]()
        answer({})
    else:
        seconds = []
        for _ in range(request["repeats"]):
            start = time.perf_counter()
            state["run"]()
            seconds.append(time.perf_counter() - start)
        answer({"seconds": seconds})
