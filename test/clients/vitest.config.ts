import { defineConfig } from 'vitest/config'

// Other people's clients are installed beside these tests and run by `npm run test:clients`, not by `npm test`.
export default defineConfig({
  test: { root: '.', include: ['test/clients/*.test.mjs'], fileParallelism: false, testTimeout: 30_000, hookTimeout: 60_000 },
})
