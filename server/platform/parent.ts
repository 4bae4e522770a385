/**
 * The launcher, when there is one; bin/runProduct.mjs documents the messages. Without a launcher no message is sent and no answer expected.
 */
export type Parent = {
  tell(message: object): void
  /** Sends a message, and resolves with the simulator's address from the launcher's answer; at once with null when there is no launcher. */
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
