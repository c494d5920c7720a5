/** From a schema of the contract to a form field: which control, which bounds, which default, which words. */

import type { z } from 'zod';

export interface SchemaField {
  readonly key: string;
  readonly title: string;
  readonly description: string | undefined;
  readonly control: 'number' | 'choice' | 'switch' | 'text' | 'other';
  /** For a number: whole numbers only. */
  readonly whole: boolean;
  /** null may be given, and means what the description says. */
  readonly nullable: boolean;
  /** For a choice: the values in the order of the schema. */
  readonly choices: readonly (string | boolean)[];
  /** What the file means when it leaves the key out; undefined: the key is required. */
  readonly usual: unknown;
}

interface Definition {
  readonly type: string;
  readonly innerType?: z.ZodType;
  readonly options?: readonly z.ZodType[];
  readonly entries?: Readonly<Record<string, string>>;
  readonly values?: readonly unknown[];
}

const definitionOf = (schema: z.ZodType): Definition => schema._zod.def as unknown as Definition;

/** The fields of an object's shape, in its order. */
export function fieldsOf(shape: Readonly<Record<string, z.ZodType>>): SchemaField[] {
  return Object.entries(shape).map(([key, schema]) => fieldOf(key, schema));
}

export function fieldOf(key: string, schema: z.ZodType): SchemaField {
  const usual = schema.safeParse(undefined);
  let inner = schema;
  let nullable = false;
  let title: string | undefined;
  let description: string | undefined;
  for (;;) {
    const meta = inner.meta();
    title ??= meta?.title;
    description ??= meta?.description;
    const { type, innerType } = definitionOf(inner);
    if (innerType === undefined || !['default', 'nullable', 'optional', 'prefault'].includes(type)) break;
    nullable ||= type === 'nullable';
    inner = innerType;
  }
  const base = {
    key,
    title: title ?? spaced(key),
    description,
    nullable,
    usual: usual.success ? usual.data : undefined,
    choices: [],
    whole: false,
  };
  const definition = definitionOf(inner);
  switch (definition.type) {
    case 'number':
      return { ...base, control: 'number', whole: (inner as z.ZodNumber).isInt };
    case 'int':
      return { ...base, control: 'number', whole: true };
    case 'boolean':
      return { ...base, control: 'switch' };
    case 'string':
      return { ...base, control: 'text' };
    case 'enum':
      return { ...base, control: 'choice', choices: Object.values(definition.entries ?? {}) };
    case 'union': {
      const literals = (definition.options ?? []).map(literalOf);
      return literals.every((value) => value !== undefined)
        ? { ...base, control: 'choice', choices: literals as (string | boolean)[] }
        : { ...base, control: 'other' };
    }
    default:
      return { ...base, control: 'other' };
  }
}

function literalOf(schema: z.ZodType): string | boolean | undefined {
  const { type, values } = definitionOf(schema);
  const value = type === 'literal' ? values?.[0] : undefined;
  return typeof value === 'string' || typeof value === 'boolean' ? value : undefined;
}

/** "Record every" for recordEvery. */
export function spaced(key: string): string {
  const words = key.replaceAll(/([A-Z])/g, ' $1').toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** A choice as it is read: "Monte-Carlo", "Line search". */
export function choiceTitle(choice: string | boolean): string {
  if (choice === true) return 'Yes';
  if (choice === false) return 'No';
  const special: Readonly<Record<string, string>> = {
    'monte-carlo': 'Monte-Carlo',
    'levenberg-marquardt': 'Levenberg-Marquardt',
    armijo: 'Armijo',
    kronecker: 'Kronecker (K-FAC)',
    ekfac: 'EKFAC',
    'inverse-sqrt': 'γ/√t',
    inverse: 'γ/t',
    relu: 'ReLU',
    mlp: 'Multi-layer perceptron',
    linear: 'Linear',
    poisson: 'Poisson',
  };
  return special[choice] ?? choice.charAt(0).toUpperCase() + choice.slice(1).replaceAll('-', ' ');
}
