// @ts-check
import js from '@eslint/js';
import { defineConfig, globalIgnores } from 'eslint/config';
import tseslint from 'typescript-eslint';

const nodeGlobals = {
  Buffer: 'readonly',
  URL: 'readonly',
  clearTimeout: 'readonly',
  console: 'readonly',
  fetch: 'readonly',
  process: 'readonly',
  setTimeout: 'readonly',
};

/** The files of the server that name what only a worker of a browser has. */
const browserServer = ['server/src/browserServer.ts', 'server/src/lsp/serveWorker.ts'];

/** One TypeScript project per runtime: see docs/ARCHITECTURE.md. */
const projects = [
  {
    files: ['client/src/browser/**/*.ts', ...browserServer],
    project: './tsconfig.browser.json',
  },
  {
    files: ['client/**/*.ts', 'test/client/**/*.ts'],
    ignores: ['client/src/browser/**'],
    project: './tsconfig.client.json',
  },
  {
    files: ['webview/**/*.{ts,tsx}', 'test/webview/**/*.{ts,tsx}'],
    project: './tsconfig.webview.json',
  },
  {
    files: [
      'protocol/**/*.ts',
      'server/**/*.ts',
      'test/**/*.ts',
      'scripts/**/*.ts',
      'demo/**/*.ts',
      'bench/**/*.ts',
      '*.config.ts',
    ],
    ignores: ['test/client/**', 'test/webview/**', ...browserServer],
    project: './tsconfig.node.json',
  },
];

export default defineConfig(
  globalIgnores([
    'demo/system/gen/',
    'server/src/compiler/wellKnown/generated.ts',
    'dist/',
    '.cache/',
    'node_modules/',
    'demo/workspace/',
    'test/**/corpus/',
  ]),
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  js.configs.recommended,
  {
    files: ['**/*.ts', '**/*.tsx'],
    extends: [tseslint.configs.recommendedTypeChecked, tseslint.configs.stylisticTypeChecked],
    rules: {
      '@typescript-eslint/consistent-type-definitions': 'off',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-non-null-assertion': 'error',
      '@typescript-eslint/only-throw-error': 'error',
      '@typescript-eslint/restrict-template-expressions': [
        'error',
        { allowNumber: true, allowBoolean: true },
      ],
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      '@typescript-eslint/prefer-regexp-exec': 'off',
      eqeqeq: 'error',
      'no-console': ['error', { allow: ['error', 'warn'] }],
      'no-empty': ['error', { allowEmptyCatch: false }],
    },
  },
  ...projects.map(({ project, ...match }) => ({
    ...match,
    languageOptions: {
      parserOptions: { project: [project], tsconfigRootDir: import.meta.dirname },
    },
  })),
  {
    files: [
      'scripts/**',
      'demo/**',
      'bench/**',
      'server/src/commandLine/**',
      'server/src/cli.ts',
      'test/e2e/**',
    ],
    rules: { 'no-console': 'off' },
  },
  {
    files: ['**/*.js', '**/*.mjs'],
    languageOptions: { globals: nodeGlobals },
    rules: { 'no-console': 'off' },
  },
);
