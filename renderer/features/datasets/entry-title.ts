/** What a data set is called on screen: a generator by its name in words. */

import type { DatasetEntry } from '#contract/dataset.ts';
import { choiceTitle } from '../experiment/schema-fields.ts';

export const entryTitle = ({ origin, name }: Pick<DatasetEntry, 'origin' | 'name'>): string =>
  origin === 'synthetic' ? choiceTitle(name) : name;
