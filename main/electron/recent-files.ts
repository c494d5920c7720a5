/** The files that were opened last, the latest first. */

export const maximumRecentFiles = 10;

export function addRecentFile(files: readonly string[], path: string): string[] {
  return [path, ...files.filter((file) => file !== path)].slice(0, maximumRecentFiles);
}
