/** What each optimizer is: names, update rule and style that forms, legends and documentation are built from. */

import type { OptimizerKind } from './optimizers.ts';

/** How a method is drawn, everywhere the same: light and dark colour, dash pattern (px), point shape. */
export interface MethodStyle {
  readonly light: string;
  readonly dark: string;
  /** On paper, where the light colour is a darker one for contrast on a screen. */
  readonly print?: string;
  readonly dash: readonly number[];
  readonly point: 'circle' | 'rect' | 'rectRot' | 'triangle' | 'cross' | 'crossRot' | 'star';
}

export interface OptimizerInfo {
  readonly name: string;
  /** Legend text: GD, NGD, EFGD, ... */
  readonly short: string;
  /** One plain sentence. */
  readonly summary: string;
  /** The update rule in TeX, with \gamma and \lambda for step size and damping. */
  readonly rule: string;
  readonly stochasticOnly: boolean;
  readonly style: MethodStyle;
}

export const optimizerInfo: Readonly<Record<OptimizerKind, OptimizerInfo>> = {
  gd: {
    name: 'Gradient descent',
    short: 'GD',
    summary: 'Follows the negative gradient.',
    rule: String.raw`\theta \leftarrow \theta - \gamma\, g`,
    stochasticOnly: false,
    style: { light: '#004488', dark: '#77AADD', dash: [8, 4], point: 'circle' },
  },
  newton: {
    name: 'Newton',
    short: 'Newton',
    summary: 'Preconditions with the Hessian.',
    rule: String.raw`\theta \leftarrow \theta - \gamma\, (H + \lambda I)^{-1} g`,
    stochasticOnly: false,
    style: { light: '#000000', dark: '#FFFFFF', dash: [2, 3], point: 'rect' },
  },
  ngd: {
    name: 'Natural gradient descent',
    short: 'NGD',
    summary: 'Preconditions with the Fisher information of the model.',
    rule: String.raw`\theta \leftarrow \theta - \gamma\, (F + \lambda I)^{-1} g`,
    stochasticOnly: false,
    style: { light: '#B58C1B', dark: '#E8C05A', print: '#DDAA33', dash: [], point: 'rectRot' },
  },
  efgd: {
    name: 'Empirical Fisher gradient descent',
    short: 'EFGD',
    summary: "Preconditions with the outer products of the data's own gradients.",
    rule: String.raw`\theta \leftarrow \theta - \gamma\, (\tilde F + \lambda I)^{-1} g`,
    stochasticOnly: false,
    style: { light: '#BB5566', dark: '#EE8899', dash: [8, 3, 2, 3], point: 'triangle' },
  },
  ggn: {
    name: 'Generalized Gauss-Newton',
    short: 'GGN',
    summary: 'Preconditions with the generalized Gauss-Newton matrix of a chosen split.',
    rule: String.raw`\theta \leftarrow \theta - \gamma\, (G + \lambda I)^{-1} g`,
    stochasticOnly: false,
    style: { light: '#228833', dark: '#66BB77', dash: [12, 4], point: 'rect' },
  },
  sgd: {
    name: 'Stochastic gradient descent',
    short: 'SGD',
    summary: 'Follows the gradient of a mini-batch.',
    rule: String.raw`\theta \leftarrow \theta - \gamma\, \hat g`,
    stochasticOnly: true,
    style: { light: '#4477AA', dark: '#88BBEE', dash: [], point: 'cross' },
  },
  momentum: {
    name: 'SGD with momentum',
    short: 'Momentum',
    summary: 'Follows a running sum of mini-batch gradients.',
    rule: String.raw`v \leftarrow \beta_1 v + \hat g,\quad \theta \leftarrow \theta - \gamma\, v`,
    stochasticOnly: true,
    style: { light: '#1F98BD', dark: '#66CCEE', dash: [6, 3], point: 'rectRot' },
  },
  sign: {
    name: 'Sign descent',
    short: 'Sign',
    summary: "Uses only the signs of the gradient's entries.",
    rule: String.raw`\theta \leftarrow \theta - \gamma\, \operatorname{sign}(\hat g)`,
    stochasticOnly: true,
    style: { light: '#777777', dark: '#BBBBBB', dash: [3, 3], point: 'crossRot' },
  },
  adagrad: {
    name: 'AdaGrad',
    short: 'AdaGrad',
    summary: 'Divides by the root of the sum of squared gradients.',
    rule: String.raw`s \leftarrow s + \hat g^2,\quad \theta \leftarrow \theta - \gamma\, \hat g/(\sqrt{s} + \epsilon)`,
    stochasticOnly: true,
    style: { light: '#AA3377', dark: '#DD77AA', dash: [10, 3], point: 'star' },
  },
  rmsprop: {
    name: 'RMSProp',
    short: 'RMSProp',
    summary: 'Divides by the root of a moving average of squared gradients.',
    rule: String.raw`s \leftarrow \rho s + (1-\rho)\hat g^2,\quad \theta \leftarrow \theta - \gamma\, \hat g/(\sqrt{s} + \epsilon)`,
    stochasticOnly: true,
    style: { light: '#997700', dark: '#CCBB44', dash: [4, 2], point: 'cross' },
  },
  adam: {
    name: 'Adam',
    short: 'Adam',
    summary: 'Momentum divided by the root of the second moment, both bias-corrected.',
    rule: String.raw`\theta \leftarrow \theta - \gamma\, \hat m/(\sqrt{\hat v} + \epsilon)`,
    stochasticOnly: true,
    style: { light: '#EE6677', dark: '#EE6677', dash: [12, 3, 3, 3], point: 'cross' },
  },
  'online-ng': {
    name: 'Online natural gradient',
    short: 'Online NG',
    summary: 'Preconditions with the running covariance of the gradients (Le Roux et al., 2007).',
    rule: String.raw`\theta \leftarrow \theta - \gamma\, (\hat\Sigma + \lambda I)^{-1} \hat g`,
    stochasticOnly: true,
    style: { light: '#117733', dark: '#55BB88', dash: [2, 2], point: 'crossRot' },
  },
  'variance-adapted': {
    name: 'Variance-adapted gradient',
    short: 'Variance-adapted',
    summary: 'Scales the stochastic gradient back where it is noise (section 5, Eq. 19).',
    rule: String.raw`\theta \leftarrow \theta - \gamma\, M \hat g`,
    stochasticOnly: true,
    style: { light: '#332288', dark: '#9988DD', dash: [10, 2, 2, 2, 2, 2], point: 'star' },
  },
};

export const optimizerKinds = Object.keys(optimizerInfo) as OptimizerKind[];
