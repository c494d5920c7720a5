/** What hovering tells: on the ground of the chart, in words, as the reading beside the curves looks. */

import type { ChartType, TooltipItem, TooltipOptions } from 'chart.js';
import type { Theme } from './theme.ts';
import { shortNumber } from './format.ts';

type Tooltip<Kind extends ChartType> = { [Key in keyof TooltipOptions<Kind>]?: unknown };

export function tooltipLook(theme: Theme): Tooltip<'line'> {
  const font = { family: theme.fontFamily, size: theme.fontSize, weight: 'normal' };
  return {
    ...{ animation: false, caretSize: 0, caretPadding: 10, padding: { x: 8, y: 6 }, cornerRadius: 4 },
    ...{ backgroundColor: theme.background, borderColor: theme.axis, borderWidth: 1 },
    ...{ titleColor: theme.secondary, titleFont: font, bodyColor: theme.text, bodyFont: font },
    ...{ boxWidth: 8, boxHeight: 8, boxPadding: 4, multiKeyBackground: theme.background },
  };
}

/** "Index 3" over "Fisher: 0.0123"; a series without a name tells nothing. */
export function pointTooltip(xTitle: string, theme: Theme): Tooltip<'line'> {
  const number = (value: number | null) => shortNumber(value ?? Number.NaN, 4);
  return {
    ...tooltipLook(theme),
    filter: ({ dataset }: TooltipItem<'line'>) => (dataset.label ?? '') !== '',
    callbacks: {
      title: (items: TooltipItem<'line'>[]) =>
        items[0] === undefined ? '' : `${xTitle} ${number(items[0].parsed.x)}`,
      label: ({ dataset, parsed }: TooltipItem<'line'>) => `${dataset.label ?? ''}: ${number(parsed.y)}`,
      labelColor: ({ dataset }: TooltipItem<'line'>) => ({
        borderColor: dataset.borderColor,
        backgroundColor: dataset.borderColor,
        borderWidth: 0,
      }),
    },
  };
}
