/** Letters, digits and hyphens of a name; what a file system may not like is left out. */
export function fileName(name: string): string {
  const plain = name
    .replace(/[^A-Za-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 100);
  return plain === '' ? 'curves' : plain;
}
