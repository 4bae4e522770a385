import { defineConfig } from 'vitest/config'

// Full-scale tests take long and need the machine for themselves: `npm run test:proofs` runs them, `npm test` does not.
export default defineConfig({
  test: {
    root: '.',
    include: ['test/proofs/*.test.ts'],
    globalSetup: ['test/support/globalSetup.ts'],
    fileParallelism: false,
    disableConsoleIntercept: true,
    testTimeout: 7_200_000,
    hookTimeout: 300_000,
  },
})
