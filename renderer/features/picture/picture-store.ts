/** How a picture is to be saved, and what it is of: the dialog asks, the store remembers the answers. */

import { defineStore } from 'pinia';
import { computed, ref, shallowRef } from 'vue';
import type { ChartDescription } from '#contract/api/charts.ts';
import type { ExportedFile } from '#contract/api/exports.ts';
import { pictureFormats, pictureSchema, type PictureInput, type SeenCurves } from '#contract/picture.ts';
import { useLab } from '../../lab.ts';
import { useAppearance } from '../../stores/appearance.ts';
import { keptRef } from '../../stores/keep.ts';
import { useMessages } from '../../stores/messages.ts';

/** `numbers` is the CSV of what the charts show. */
const saveFormats = [...pictureFormats, 'numbers'] as const;
export type SaveFormat = (typeof saveFormats)[number];

/** What is to be saved: charts of curves and charts described by their numbers, or what the lab draws by itself. */
export interface Subject {
  readonly title: string;
  /** What of the screen the picture has. */
  readonly note: string;
  readonly of:
    | { readonly seen: SeenCurves }
    | { readonly chart: ChartDescription }
    | { readonly draw: (picture: PictureInput) => Promise<readonly ExportedFile[]> };
}

interface Answers {
  format: SaveFormat;
  look: 'screen' | 'print';
  scale: number;
  transparent: boolean;
  /** As typed: the contract's check says what is wrong. */
  centimetres: unknown;
  points: unknown;
}

const first: Answers = {
  format: 'png',
  look: 'screen',
  scale: 2,
  transparent: false,
  centimetres: 14,
  points: 9,
};

export const usePicture = defineStore('picture', () => {
  const { client, host } = useLab();
  const appearance = useAppearance();
  const messages = useMessages();
  const answers = keptRef<Answers>('picture', first, acceptAnswers);
  const subject = shallowRef<Subject | null>(null);
  const formats = computed(() =>
    saveFormats.filter(
      (format) => format !== 'numbers' || (subject.value !== null && !('draw' in subject.value.of)),
    ),
  );
  const saving = ref(false);

  const onPaper = computed(() => answers.value.format === 'svg' || answers.value.format === 'pdf');
  const picture = computed<Record<string, unknown>>(() => {
    const { format, look, scale, transparent, centimetres, points } = answers.value;
    return {
      format,
      theme: look === 'print' ? 'print' : appearance.theme,
      ...(format === 'png' ? { scale, transparent } : {}),
      ...(onPaper.value ? { centimetres: centimetres ?? null } : {}),
      ...(onPaper.value && look === 'print' ? { points: points ?? 9 } : {}),
    };
  });
  const checked = computed(() =>
    answers.value.format === 'numbers' ? null : pictureSchema.safeParse(picture.value),
  );
  /** What is wrong with one of the answers, in the contract's words. */
  function errorOf(field: 'centimetres' | 'points'): string | null {
    const issue = checked.value?.error?.issues.find(({ path }) => path[0] === field);
    return issue === undefined ? null : `Must be ${issue.message}`;
  }
  const ready = computed(() => !saving.value && checked.value?.success !== false);

  function open(what: Subject): void {
    subject.value = what;
    if (!formats.value.includes(answers.value.format)) answers.value.format = first.format;
  }
  function openSeen(seen: SeenCurves): void {
    open({
      title: seen.title,
      note: 'The visible runs, the axes and the zoom are those on screen.',
      of: { seen },
    });
  }
  function openChart(chart: ChartDescription): void {
    open({ title: chart.title, note: 'It is drawn from the numbers on screen.', of: { chart } });
  }
  function close(): void {
    subject.value = null;
  }
  async function save(): Promise<void> {
    const what = subject.value?.of;
    if (what === undefined || !ready.value) return;
    saving.value = true;
    await messages.attempt('It could not be saved', async () => {
      const files = 'draw' in what ? await what.draw(input()) : [await request(what)];
      for (const file of files) await host.save(file);
      messages.show(
        'done',
        files.length === 1 ? `${files[0]!.name} exported.` : `${files.length} files exported.`,
      );
      close();
    });
    saving.value = false;
  }
  function request(what: Exclude<Subject['of'], { draw: unknown }>): Promise<ExportedFile> {
    const numbers = answers.value.format === 'numbers';
    if ('seen' in what) {
      return numbers
        ? client.request('exports.numbers', what)
        : client.request('exports.curves', { ...what, ...input() });
    }
    return numbers
      ? client.request('exports.chartNumbers', what)
      : client.request('exports.chart', { ...what, ...input() });
  }
  const input = () => picture.value as unknown as PictureInput;

  return {
    answers,
    subject,
    formats,
    saving,
    onPaper,
    errorOf,
    ready,
    open,
    openSeen,
    openChart,
    close,
    save,
  };
});

/** What was kept, each answer that is one of the possible ones; the numbers are checked as those that are typed. */
function acceptAnswers(found: unknown): Answers | undefined {
  if (typeof found !== 'object' || found === null) return undefined;
  const kept = found as Partial<Record<keyof Answers, unknown>>;
  return {
    format: saveFormats.find((format) => format === kept.format) ?? first.format,
    look: kept.look === 'print' ? 'print' : 'screen',
    scale: [1, 2, 3, 4].find((scale) => scale === kept.scale) ?? first.scale,
    transparent: kept.transparent === true,
    centimetres: kept.centimetres,
    points: kept.points ?? first.points,
  };
}
