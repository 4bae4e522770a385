/** A pending action that waits for its turn: a statement, a call, a response. */
export type Step = { by: string; what: string; transaction: boolean; take(): Promise<void> }

/**
 * All actions of simulated processes pass through here, and none begins until the story takes it: so one seed gives one order of actions,
 * however busy the machine is.
 */
export type Steps = {
  /**
   * Requests an action. `run` is called when the step is taken, and the step is over when `over` says so (a statement that waits for
   * another's lock is over before it has a result). The caller gets the result, unless its process died meanwhile.
   */
  ask<T>(by: string, what: string, run: () => { result: Promise<T>; over: Promise<void> }, options?: { transaction?: boolean }): Promise<T>
  waiting(): Step[]
  take(step: Step): Promise<void>
  /** A process has died: its pending actions never begin. */
  forget(by: string): void
}

/** `standsStill`: of a suspended process, resolves when it runs again; null for any other. */
export function makeSteps(isAlive: (by: string) => boolean, standsStill: (by: string) => Promise<void> | null): Steps {
  let waiting: Step[] = []
  // A suspended process gets its results when it runs again.
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

/** Resolves when every promise that can continue has continued: promises are settled before the event loop turns. */
export const everythingSaid = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

/** Resolves when a promise is settled, either way. */
export async function ended(promise: Promise<unknown>): Promise<void> {
  await Promise.allSettled([promise])
}
