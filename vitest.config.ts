import { configDefaults, defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: [
      'server/**/*.test.ts',
      'simulator/**/*.test.ts',
      'test/**/*.test.ts',
      'bin/**/*.test.ts',
      'web/**/*.test.ts',
      'bench/**/*.test.ts',
    ],
    // In full size, and run by `npm run test:proofs` alone.
    exclude: [...configDefaults.exclude, 'test/proofs/**'],
    globalSetup: ['test/support/globalSetup.ts'],
    setupFiles: ['test/support/sameDice.ts'],
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
})
