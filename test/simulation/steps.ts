/** One thing that is about to happen and waits for its turn: a statement, a call, an answer. */
export type Step = { by: string; what: string; transaction: boolean; take(): Promise<void> }

/**
 * Everything that any simulated process wants from the world passes here, and nothing happens until the story takes it: so one seed
 * gives one order of things, however busy the machine is.
 */
export type Steps = {
  /**
   * Asks for something. `run` is begun when the step is taken, and the step is over when `over` says so (a statement that waits for
   * another's lock is over before it has a result). Whoever asked gets the result; a process that died meanwhile never does.
   */
  ask<T>(by: string, what: string, run: () => { result: Promise<T>; over: Promise<void> }, options?: { transaction?: boolean }): Promise<T>
  waiting(): Step[]
  take(step: Step): Promise<void>
  /** A process has died: whatever it asked for is never begun. */
  forget(by: string): void
}

/** `standsStill`: of a suspended process, resolves when it runs again; null for any other. */
export function makeSteps(isAlive: (by: string) => boolean, standsStill: (by: string) => Promise<void> | null): Steps {
  let waiting: Step[] = []
  // A suspended process gets its answers when it runs again.
  function hand(by: string, over: () => void): void {
    const standing = standsStill(by)
    if (standing) void standing.then(() => hand(by, over))
    else if (isAlive(by)) over()
  }
  return {
    ask: (by, what, run, { transaction = false } = {}) =>
      new Promise((resolve, reject) => {
        const take = async () => {
          const { result, over } = run()
          result.then(
            (value) => hand(by, () => resolve(value)),
            (error) => hand(by, () => reject(error)),
          )
          await over
        }
        waiting.push({ by, what, transaction, take })
      }),
    waiting: () => waiting,
    async take(step) {
      waiting = waiting.filter((one) => one !== step)
      await step.take()
      await everythingSaid()
    },
    forget: (by) => void (waiting = waiting.filter((one) => one.by !== by)),
  }
}

/** Resolves when every promise that could go on has gone on: promises are settled before the event loop turns. */
export const everythingSaid = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

/** Resolves when a promise is settled, either way. */
export async function ended(promise: Promise<unknown>): Promise<void> {
  await Promise.allSettled([promise])
}
