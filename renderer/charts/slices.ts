/** Long drawing in slices of a frame, shared by all charts, so that the page answers while hundreds of curves appear. */

/** Does a little work; true when all is done. */
export type Slice = () => boolean;

const sliceMilliseconds = 12;
const waiting = new Map<object, Slice>();
let frame: number | null = null;

/** Replaces what `owner` still had to do. */
export function inSlices(owner: object, slice: Slice): void {
  waiting.delete(owner);
  waiting.set(owner, slice);
  frame ??= requestAnimationFrame(work);
}

export function cancelSlices(owner: object): void {
  waiting.delete(owner);
}

function work(): void {
  frame = null;
  const end = performance.now() + sliceMilliseconds;
  for (const [owner, slice] of waiting) {
    while (performance.now() < end) {
      if (slice()) {
        waiting.delete(owner);
        break;
      }
    }
    if (performance.now() >= end) break;
  }
  if (waiting.size > 0) frame = requestAnimationFrame(work);
}
