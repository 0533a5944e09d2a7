// Typed rules for src/, sdp/ and tests. Clocks, timers, randomness and the console
// each have one home; everywhere else they are passed in.
import tseslint from 'typescript-eslint';

const clockMessage = 'Time is passed in: use a Clock (src/base/clock.ts).';

export default tseslint.config(
  { ignores: ['dist/', 'build/', 'node_modules/', 'docs/api/', 'examples/*/public/', 'test/package/consumer.*', '**/*.mjs', '**/*.cjs', '*.js'] },
  ...tseslint.configs.recommendedTypeChecked,
  {
    languageOptions: { parserOptions: { project: './tsconfig.test.json', tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_' }],
      '@typescript-eslint/prefer-promise-reject-errors': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': 'off',
      'no-restricted-syntax': [
        'error',
        { selector: 'TSEnumDeclaration', message: 'Unions of strings instead of enums.' },
        { selector: "MemberExpression[object.name='Math'][property.name='random']", message: 'Randomness is passed in or comes from node:crypto.' },
      ],
      eqeqeq: 'error',
    },
  },
  {
    files: ['src/**', 'sdp/**'],
    rules: {
      'no-console': 'error',
      'no-restricted-globals': [
        'error',
        { name: 'setTimeout', message: clockMessage },
        { name: 'setInterval', message: clockMessage },
        { name: 'Date', message: clockMessage },
        { name: 'performance', message: clockMessage },
      ],
    },
  },
  { files: ['src/base/clock.ts'], rules: { 'no-restricted-globals': 'off' } },
  {
    files: ['test/**', 'examples/**', 'bench/**'],
    rules: {
      '@typescript-eslint/no-unused-expressions': 'off',
      '@typescript-eslint/no-non-null-assertion': 'off',
    },
  },
  // Compiled, never run: what stands there is there for its type.
  { files: ['test/types/**'], rules: { '@typescript-eslint/no-unused-vars': 'off' } }
);
