/** Chart.js with the parts that only the screen needs, added to those of the figures. */

import annotation from 'chartjs-plugin-annotation';
import zoom from 'chartjs-plugin-zoom';
import { MatrixController, MatrixElement } from 'chartjs-chart-matrix';
import { Chart } from '#figures/chart.ts';

Chart.register(annotation, zoom, MatrixController, MatrixElement);

export { Chart };
