/** What to do when the page's process dies: load it again, unless it keeps dying. */

const windowMilliseconds = 60_000;
const maximumReloads = 3;

/** Whether a page that died at `now` is loaded again; `earlier` holds the times of the crashes before. Milliseconds. */
export function mayReload(earlier: readonly number[], now: number): boolean {
  return earlier.filter((time) => now - time < windowMilliseconds).length < maximumReloads;
}
