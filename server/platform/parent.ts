/**
 * The launcher, when there is one: bin/runProduct.mjs says what is told and answered. Started by hand, nobody listens and nothing is asked.
 */
export type Parent = {
  tell(message: object): void
  /** Tells, and resolves with the simulator's address that the launcher answers; at once with null when there is no launcher. */
  ask(message: object): Promise<string | null>
  onGone(run: () => void): void
}

export function connectParent(): Parent {
  const tell = (message: object) => void process.send?.(message)
  return {
    tell,
    ask: (message) =>
      new Promise((resolve) => {
        if (!process.send) return resolve(null)
        const listen = (answer: unknown) => {
          const { simulatorUrl } = (answer ?? {}) as { simulatorUrl?: string | null }
          if (simulatorUrl === undefined) return
          process.off('message', listen)
          resolve(simulatorUrl)
        }
        process.on('message', listen)
        tell(message)
      }),
    onGone(run) {
      if (process.send) process.on('disconnect', run)
    },
  }
}
