import js from '@eslint/js';
import prettier from 'eslint-config-prettier';
import vue from 'eslint-plugin-vue';
import globals from 'globals';
import tseslint from 'typescript-eslint';

/** The rooms and what each may import; the arrows of the architecture, enforced. */
const mayImport = {
  contract: [],
  workers: ['contract'],
  figures: ['contract'],
  main: ['contract', 'workers', 'figures'],
  renderer: ['contract', 'figures'],
};
const rooms = Object.keys(mayImport);
const nodeIo = [
  'fs',
  'fs/promises',
  'net',
  'http',
  'https',
  'child_process',
  'os',
  'path',
  'sqlite',
  'dgram',
  'tls',
];

/** Packages that only one room (or one part of it) may use. */
const electronOnly = { name: 'electron', message: 'Only main/electron imports electron.' };
const nodeModules = (names) =>
  names.map((name) => ({ name: `node:${name}`, message: 'Only main touches the machine.' }));

const roomRules = Object.entries(mayImport).map(([room, allowed]) => {
  const forbidden = rooms.filter((other) => other !== room && !allowed.includes(other));
  return {
    files: [`${room}/**/*.{ts,vue}`],
    ignores: ['**/*.test.ts', 'main/electron/**'],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          paths: [
            electronOnly,
            ...(room === 'main' ? [] : nodeModules(nodeIo)),
            ...(room === 'contract' ? [{ name: 'vue', message: 'contract imports zod, nothing else.' }] : []),
          ],
          patterns: [
            {
              regex: `^(\\.\\./)+(${rooms.filter((r) => r !== room).join('|')})/`,
              message: 'Cross rooms through #room/ paths.',
            },
            ...(forbidden.length > 0
              ? [
                  {
                    regex: `^#(${forbidden.join('|')})/`,
                    message: `${room} may import only: ${allowed.join(', ') || 'nothing'}.`,
                  },
                ]
              : []),
            ...(room === 'contract'
              ? [{ regex: '^(?!zod$|\\./|\\.\\./|vitest$)', message: 'contract imports zod, nothing else.' }]
              : []),
          ],
        },
      ],
    },
  };
});

/** Only main/lab opens files or the database; the shells and the command line go through it. */
const filesOnlyInLab = {
  files: ['main/bridge/**/*.ts', 'main/server/**/*.ts'],
  ignores: ['**/*.test.ts'],
  rules: {
    'no-restricted-imports': [
      'error',
      { paths: [electronOnly, { name: 'node:sqlite', message: 'Only main/lab opens the database.' }] },
    ],
  },
};

export default tseslint.config(
  {
    ignores: [
      'dist',
      'release',
      'build',
      'node_modules',
      'coverage',
      'workers/kernels/assembly',
      'workers/kernels/binary.generated.js',
      'test-results',
      'playwright-report',
    ],
  },
  js.configs.recommended,
  ...tseslint.configs.strict,
  ...vue.configs['flat/recommended'],
  {
    files: ['**/*.{ts,vue,js}'],
    languageOptions: { globals: { ...globals.es2024 } },
    rules: {
      eqeqeq: 'error',
      'no-console': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      'no-restricted-syntax': [
        'error',
        { selector: 'ExportDefaultDeclaration', message: 'No default exports.' },
      ],
      'no-undef': 'off',
    },
  },
  { files: ['**/*.vue'], languageOptions: { parserOptions: { parser: tseslint.parser } } },
  { files: ['renderer/**/*.{ts,vue}'], languageOptions: { globals: globals.browser } },
  {
    files: ['main/cli/**/*.ts', 'scripts/**', 'bench/**', 'bin/**', 'tests/**'],
    rules: { 'no-console': 'off' },
  },
  {
    files: ['*.config.{ts,js}', '**/*.vue', '**/*.d.ts'],
    rules: { 'no-restricted-syntax': 'off' },
  },
  ...roomRules,
  filesOnlyInLab,
  prettier,
);
