import type { Readable } from 'node:stream'
import { ApiError } from '../platform/errors.ts'

/** Receives the payload of a webhook. `release`: the memory is no longer needed; may be called twice. */
export type Gathered = { body: Buffer; release(): void }
export type BodyIntake = { gather(stream: Readable): Promise<Gathered>; bytesHeld(): number }

type Upload = { held: number; cut: ((error: Error) => void) | null }

/**
 * Receives payloads of requests whose signature is not checked yet, within a fixed amount of memory for all of them. When the memory is
 * used up, the request that has been open for the longest is rejected with 503: the platform's payloads arrive within milliseconds, so that
 * one belongs to a client that holds many open. If all are complete and wait to be stored, the new one is rejected. The platform sends both
 * again.
 * In:     the maximum size of one payload, and of all together.
 * Errors: `gather` rejects with ApiError too_large or unavailable, or when the client disconnects. Then no memory is held.
 */
export function makeBodyIntake(limits: { bodyBytes: number; allBytes: number }): BodyIntake {
  const uploads = new Set<Upload>()
  let all = 0

  function release(upload: Upload): void {
    all -= upload.held
    upload.held = 0
    upload.cut = null
    uploads.delete(upload)
  }

  /** Counts bytes that are about to be held. A set iterates in insertion order. */
  function hold(upload: Upload, bytes: number): void {
    upload.held += bytes
    all += bytes
    while (all > limits.allBytes) {
      const oldest = [...uploads].find((one) => one.cut && one.held > 0) ?? upload
      oldest.cut!(new ApiError('unavailable', 'Too many webhooks are being received at once. Send it again.'))
      if (oldest === upload) return
    }
  }

  const gather = (stream: Readable): Promise<Gathered> =>
    new Promise((resolve, reject) => {
      const upload: Upload = { held: 0, cut: null }
      let first: Buffer | null = null
      let whole: Buffer | null = null
      let length = 0
      const stop = () => {
        stream.off('data', onData).off('end', onEnd).off('error', fail).off('close', onClose)
      }
      const fail = (error: Error) => {
        stop()
        release(upload)
        first = whole = null
        stream.resume() // discard the rest until the connection is closed
        reject(error)
      }
      const onClose = () => fail(new ApiError('invalid_input', 'The connection ended before the body did.'))
      const onEnd = () => {
        stop()
        upload.cut = null
        resolve({ body: whole?.subarray(0, length) ?? first ?? Buffer.alloc(0), release: () => release(upload) })
      }
      // Nearly every payload is one chunk, which is used without a copy. Several are copied together: a chunk of one byte costs a hundred.
      function onData(chunk: Buffer): void {
        const end = length + chunk.length
        if (end > limits.bodyBytes) return fail(new ApiError('too_large', 'A webhook may have 4 MB at most.'))
        if (!first) {
          first = chunk
          hold(upload, chunk.length)
        } else {
          if (!whole || end > whole.length) {
            const larger = Buffer.allocUnsafeSlow(Math.max(end, 2 * (whole?.length ?? first.length)))
            ;(whole ?? first).copy(larger, 0, 0, length)
            hold(upload, larger.length - (whole?.length ?? first.length))
            if (!upload.cut) return
            whole = larger
          }
          chunk.copy(whole, length)
        }
        length = end
      }
      upload.cut = fail
      uploads.add(upload)
      stream.on('data', onData).on('end', onEnd).on('error', fail).on('close', onClose)
    })

  return { gather, bytesHeld: () => all }
}
