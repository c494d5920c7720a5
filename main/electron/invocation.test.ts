import { expect, test } from 'vitest';
import { commands } from '../cli/usage.ts';
import { readInvocation } from './invocation.ts';

const packaged = (...given: string[]) => readInvocation(['/opt/fisher-lab', ...given], true, '/home/me');

test('every command of the command line is answered without a window', () => {
  for (const { name } of commands) {
    expect(packaged(name, 'x', '--out', 'y')).toEqual({
      kind: 'command-line',
      argv: [name, 'x', '--out', 'y'],
    });
  }
  expect(packaged('--version')).toEqual({ kind: 'command-line', argv: ['--version'] });
  expect(packaged('--help').kind).toBe('command-line');
});

test('everything else is the window: files by absolute path, Chromium’s switches left alone', () => {
  expect(packaged()).toEqual({ kind: 'desktop', files: [], dataDirectory: null });
  expect(packaged('a.csv', '/b/c.fisherlab', '--enable-features=X', './run')).toEqual({
    kind: 'desktop',
    files: ['/home/me/a.csv', '/b/c.fisherlab', '/home/me/run'],
    dataDirectory: null,
  });
});

test('the data folder', () => {
  expect(packaged('--data-dir=d')).toMatchObject({ dataDirectory: '/home/me/d', files: [] });
  expect(packaged('--data-dir', '/d', 'x.csv')).toMatchObject({
    dataDirectory: '/d',
    files: ['/home/me/x.csv'],
  });
});

test('in a checkout the app’s folder comes first', () => {
  expect(readInvocation(['electron', '/checkout', 'run', 'x'], false, '/')).toEqual({
    kind: 'command-line',
    argv: ['run', 'x'],
  });
});
