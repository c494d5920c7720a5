/** Sentences, and figures with all that is written in them, said in the other words of Table 1. */

import type { Terminology } from '#contract/terminology.ts';
import type { Figure, PanelChart } from './figure.ts';
import { methodWords, words } from './terminology.ts';

const { ef, ofRows } = words.statistics;
const terms = /\bEFGD\b|\bEFG\b|\bEF\b|\b[Ee]mp(?:irical|\.) Fisher\b|\bFishers?\b/g;

/** A sentence that is written in the words of machine learning. Names that are the user's own are not for this. */
export function saidIn(text: string, terminology: Terminology): string {
  if (terminology === 'machine-learning') return text;
  return text.replace(terms, (term, at: number) => {
    if (term === 'EFGD') return methodWords('efgd', 'statistics').short;
    if (term === 'EFG') return `${ef}⁻¹g`;
    if (term === 'EF') return ef;
    const said = /^[Ee]mp/.test(term) ? ofRows : `empirical ${term}`;
    return at === 0 ? said.charAt(0).toUpperCase() + said.slice(1) : said;
  });
}

/** A figure whose words and labels are the program's own: those of the presets. */
export function figureSaidIn(figure: Figure, terminology: Terminology): Figure {
  if (terminology === 'machine-learning') return figure;
  const say = (text: string) => saidIn(text, terminology);
  return {
    ...figure,
    title: say(figure.title),
    caption: figure.caption.map(say),
    legend: figure.legend.map((entry) => ({ ...entry, label: say(entry.label) })),
    panels: figure.panels.map(
      (panel) => panel && { ...panel, title: say(panel.title), chart: chartSaidIn(panel.chart, say) },
    ),
  };
}

interface Labelled {
  readonly label?: string;
}
interface Titled {
  readonly title?: { readonly text?: unknown };
  readonly labels?: unknown;
}

function chartSaidIn(chart: PanelChart, say: (text: string) => string): PanelChart {
  const sayAll = (value: unknown): unknown =>
    typeof value === 'string' ? say(value) : Array.isArray(value) ? value.map(sayAll) : value;
  const scales = Object.entries((chart.options?.scales ?? {}) as Readonly<Record<string, Titled>>);
  return {
    ...chart,
    data: {
      ...chart.data,
      ...(chart.data.labels === undefined ? {} : { labels: sayAll(chart.data.labels) }),
      datasets: (chart.data.datasets as readonly Labelled[]).map((dataset) =>
        dataset.label === undefined ? dataset : { ...dataset, label: say(dataset.label) },
      ),
    },
    options: {
      ...chart.options,
      scales: Object.fromEntries(
        scales.map(([name, scale]) => [
          name,
          {
            ...scale,
            ...(scale.title === undefined
              ? {}
              : { title: { ...scale.title, text: sayAll(scale.title.text) } }),
            ...(scale.labels === undefined ? {} : { labels: sayAll(scale.labels) }),
          },
        ]),
      ),
    },
  } as PanelChart;
}
