/** Where the window opens: where it was, as long as enough of it can be seen on a display that is there now. */

import { z } from 'zod';

export const windowStateSchema = z.object({
  x: z.int(),
  y: z.int(),
  width: z.int().min(1),
  height: z.int().min(1),
  maximized: z.boolean(),
});
export type WindowState = z.infer<typeof windowStateSchema>;

export interface Rectangle {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export const minimumSize = { width: 800, height: 560 } as const;
const usualSize = { width: 1440, height: 900 } as const;
/** What must be visible of the title bar to take hold of the window. Pixels. */
const handle = { width: 200, height: 32 } as const;

export interface Placement {
  /** null: the middle of the display that the system chooses. */
  readonly position: { readonly x: number; readonly y: number } | null;
  readonly width: number;
  readonly height: number;
  readonly maximized: boolean;
}

/** `areas`: the work areas of the displays that are there now, the primary one first. */
export function placeWindow(saved: WindowState | null, areas: readonly Rectangle[]): Placement {
  const area = saved === null ? areas[0] : areas.find((candidate) => canBeTakenHoldOf(saved, candidate));
  const largest = area ?? areas[0] ?? { x: 0, y: 0, ...usualSize };
  const size = saved ?? usualSize;
  return {
    position: saved !== null && area !== undefined ? { x: saved.x, y: saved.y } : null,
    width: Math.min(Math.max(size.width, minimumSize.width), Math.max(largest.width, minimumSize.width)),
    height: Math.min(Math.max(size.height, minimumSize.height), Math.max(largest.height, minimumSize.height)),
    maximized: saved?.maximized ?? false,
  };
}

/** Whether a stretch of the title bar lies on the display, its upper edge included. */
function canBeTakenHoldOf(window: Rectangle, area: Rectangle): boolean {
  const visibleWidth = Math.min(window.x + window.width, area.x + area.width) - Math.max(window.x, area.x);
  return (
    visibleWidth >= Math.min(handle.width, window.width) &&
    window.y >= area.y &&
    window.y + handle.height <= area.y + area.height
  );
}
