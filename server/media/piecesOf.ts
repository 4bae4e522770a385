import { bytesNotTaken } from '../model/http.ts'

/**
 * Hands bytes from a caller that pushes them to one that pulls them, one piece at a time.
 * Out: `take` settles when its piece is pulled; it rejects when nobody pulls any more.
 */
export function piecesOf() {
  let waiting: { piece: Uint8Array; taken: () => void; refused: (error: Error) => void } | null = null
  let pulled: (() => void) | null = null
  let ended: { error: Error | null } | null = null
  let isLeft = false
  const tell = () => {
    pulled?.()
    pulled = null
  }
  const take = (piece: Uint8Array): Promise<void> =>
    new Promise((taken, refused) => {
      if (isLeft) return refused(notTaken())
      waiting = { piece, taken, refused }
      tell()
    })
  async function* all(): AsyncGenerator<Uint8Array> {
    try {
      for (;;) {
        const next = waiting
        waiting = null
        if (next) {
          next.taken()
          yield next.piece
        } else if (ended) {
          if (ended.error) throw ended.error
          return
        } else {
          await new Promise<void>((resolve) => (pulled = resolve))
        }
      }
    } finally {
      isLeft = true
      ;(waiting as { refused: (error: Error) => void } | null)?.refused(notTaken())
    }
  }
  const end = (error: Error | null) => {
    ended ??= { error }
    tell()
  }
  return { take, pieces: { all, end: () => end(null), fail: (error: Error) => end(error) } }
}

const notTaken = (): Error => Object.assign(new Error('nobody takes the bytes any more'), { code: bytesNotTaken })
