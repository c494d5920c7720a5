/** What fits while a slider moves, by the times measured so far: whether all is asked for, and how many charts draw. */

/** Twenty redraws a second. */
const comfortable = 1000 / 20;
/** Ten: what is followed already is let go of later than it was taken up, so that it does not flicker. */
const bearable = 1000 / 10;
/** What fits into a frame of sixty a second holds nothing up. */
const frameMilliseconds = 1000 / 60;
/** What does not is asked for fifteen times a second, and between the losses alone, so that they are not held up. */
const wholeMilliseconds = 1000 / 15;
/** A try in vain holds the losses up; up to this it is made now and then, a tenth of the time. */
const tryable = 250;
const rare = 10;
/** The first answer of a problem reads its data and warms the engine up. */
const forgiven = 1000;

/** The median of the last few times (of two the shorter): one hiccup of a busy machine decides nothing. */
export function typicalOf(times: readonly number[]): number {
  return times.toSorted((a, b) => a - b)[(times.length - 1) >> 1] ?? 0;
}

/**
 * Whether an answer so slow is soon enough to follow a moving slider.
 * @param kept whether the one before it was; null where it is the first of its problem
 */
export function keepsUp(milliseconds: number, kept: boolean | null): boolean {
  return milliseconds <= (kept === null ? forgiven : kept ? bearable : comfortable);
}

/** Whether one that did not keep up, `ago` milliseconds before, is asked for again: it may have been slow by chance. */
export function isWorthATry(milliseconds: number, ago: number): boolean {
  return milliseconds <= tryable && ago >= rare * milliseconds;
}

/** Whether one that was asked for so long ago holds the losses up for longer than a try may. */
export function isLate(waited: number): boolean {
  return waited > tryable;
}

/** Whether all that is recorded is asked for again, `ago` after it came last, where it keeps up. */
export function isWholeDue(milliseconds: number, ago: number): boolean {
  return milliseconds <= frameMilliseconds || ago >= wholeMilliseconds;
}

/** Half a frame of thirty a second goes to the charts, the other half to what else the page does. */
const drawingMilliseconds = 1000 / 60;

/**
 * How many charts draw at an answer: as many as fit into the time there is for drawing, and one besides the loss in
 * any case, so that every chart has its turn.
 * @param each milliseconds a chart, or null before any was measured
 */
export function chartsThatFit(each: number | null): number {
  return each === null ? Infinity : Math.max(2, Math.floor(drawingMilliseconds / each));
}
