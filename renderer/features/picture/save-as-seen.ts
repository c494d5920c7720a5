/** Opens the dialog for charts of the dashboard. */

import { useDashboard, type DashboardCard } from '../../stores/dashboard.ts';
import { useExperiments } from '../../stores/experiments.ts';
import { useTerms } from '../../stores/terms.ts';
import { usePicture } from './picture-store.ts';
import { seenCurves } from './seen.ts';

/** Pixels of a chart in a picture, by the columns of twelve that it takes on screen. */
const widthOf = (span: number) => 110 * span;

export function useSaveAsSeen() {
  const dashboard = useDashboard();
  const experiments = useExperiments();
  const picture = usePicture();
  const terms = useTerms();

  /** One chart by itself, or several as one figure of two columns. */
  function open(cards: readonly DashboardCard[]): void {
    const [only] = cards;
    if (only === undefined) return;
    const spec = (experiments.primary?.record?.spec ?? {}) as { name?: string };
    picture.openSeen(
      seenCurves({
        name: spec.name === undefined || spec.name === '' ? 'Comparison' : spec.name,
        scaling: dashboard.scaling,
        terminology: terms.terminology,
        runs: dashboard.visibleRuns,
        means: dashboard.means,
        xAxis: dashboard.xAxis,
        xBounds: dashboard.xBounds,
        cards,
        yBounds: ({ quantity }) => dashboard.yBounds[quantity] ?? null,
        width: cards.length === 1 ? widthOf(only.span) : 420,
        height: cards.length === 1 ? only.height : 240,
      }),
    );
  }

  return { open };
}
