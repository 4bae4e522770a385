import { defineConfig } from 'vitest/config'

// Proofs take long and want the machine for themselves: they are run by `npm run test:proofs`, and not by `npm test`.
export default defineConfig({
  test: {
    root: '.',
    include: ['test/proofs/*.test.ts'],
    fileParallelism: false,
    disableConsoleIntercept: true,
    testTimeout: 7_200_000,
    hookTimeout: 300_000,
  },
})
