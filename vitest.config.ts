import { availableParallelism } from 'node:os'
import { configDefaults, defineConfig } from 'vitest/config'
import { BaseSequencer, type TestSpecification } from 'vitest/node'

/**
 * The files that take longest, as measured. Begun last, one of them would keep a single worker busy while the others have nothing to do.
 * Those that mostly wait (for a killed program, a time limit) stand between those that compute.
 */
const longest = [
  'test/crashes/rolesKilled',
  'test/simulation/simulation',
  'test/pages/everyday',
  'test/queue/workersOnRedis',
  'test/pages/everyPage',
  'test/crashes/gracefulStop',
  'server/platform/upgradeAtWork',
  'test/crashes/everythingKilled',
  'test/planted/planted',
  'test/crashes/starting',
  'test/commands',
  'test/queue/bothQueues',
  'test/crashes/secondStart',
  'test/channelRemoved',
  'test/crashes/oneKilled',
  'test/pages/needsYou',
  'test/crashes/killedInJobs',
  'test/journeys/endpoints',
  'test/queue/wiring',
  'test/pages/trust',
  'test/crashes/databaseGone',
  'test/journeys/doubt',
  'test/queue/starts',
  'test/journeys/search',
  'test/crashes/acknowledged',
  'test/expressions',
].map((name) => `/${name}.test.ts`)

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const place = ({ moduleId }: TestSpecification) => {
      const at = longest.findIndex((name) => moduleId.endsWith(name))
      return at < 0 ? longest.length : at
    }
    return (await super.sort(files)).toSorted((a, b) => place(a) - place(b))
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
    // On two cores vitest takes one worker; a fifth of the time two would wait for a program that was killed or a limit that passes.
    maxWorkers: Math.max(3, availableParallelism() - 1),
    sequence: { sequencer: LongestFirst },
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
})
