import { defineConfig } from 'vitest/config'

// The proofs take minutes to an hour each and want the machine for themselves: one after the other, and not in `npm test`.
export default defineConfig({
  test: { include: ['test/proofs/**/*.test.ts'], fileParallelism: false, testTimeout: 7_200_000, hookTimeout: 300_000 },
})
