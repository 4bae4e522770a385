import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    exclude: ['**/node_modules/**', 'test/proofs/**'],
    include: ['server/**/*.test.ts', 'simulator/**/*.test.ts', 'test/**/*.test.ts', 'bin/**/*.test.ts', 'web/**/*.test.ts', 'bench/**/*.test.ts'],
    globalSetup: ['test/support/globalSetup.ts'],
    setupFiles: ['test/support/sameDice.ts'],
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
})
