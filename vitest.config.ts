import { availableParallelism } from 'node:os'
import { configDefaults, defineConfig } from 'vitest/config'
import { BaseSequencer, type TestSpecification } from 'vitest/node'

/** Starts the files that take minutes first: begun last, one of them would keep a single worker busy while the others have nothing to do. */
class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const takesLong = (file: TestSpecification) => /\/test\/(simulation|queue|crashes|planted|pages)\//.test(file.moduleId)
    return (await super.sort(files)).toSorted((a, b) => Number(takesLong(b)) - Number(takesLong(a)))
  }
}

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
    // On two cores vitest takes one worker; most tests wait for a database or a program that they started.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    sequence: { sequencer: LongestFirst },
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
})
