import { randomBytes } from 'node:crypto'

/** Creates ids (UUIDv7, RFC 9562 5.7). They identify rows; they do not define the order of lanes. */
export type NewId = () => string

/**
 * `nowMs` is the system clock. Ids of one process ascend: within a millisecond the twelve bits after the time count up from a random start
 * (RFC 9562 6.2, method 1), so that rows of one moment are listed in the order in which they were created.
 */
export function idMaker(nowMs: () => number, bytes: (size: number) => Buffer = pooledBytes()): NewId {
  let last = 0
  let count = 0
  return () => {
    const now = nowMs()
    if (now > last) {
      last = now
      count = bytes(2).readUInt16BE() & 0x07ff
    } else if (++count > 0x0fff) {
      last++
      count = 0
    }
    const id = Buffer.from(bytes(16))
    id.writeUIntBE(last, 0, 6)
    id.writeUInt16BE(0x7000 | count, 6)
    id[8] = (id[8]! & 0x3f) | 0x80
    const hex = id.toString('hex')
    return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`
  }
}

// Asking the kernel for sixteen bytes at a time costs more than everything else an id needs.
function pooledBytes(): (size: number) => Buffer {
  let pool = Buffer.alloc(0)
  let at = 0
  return (size) => {
    if (at + size > pool.length) {
      pool = randomBytes(4096)
      at = 0
    }
    at += size
    return pool.subarray(at - size, at)
  }
}

/** An id before every id created at this system time or later. */
export function firstIdAt(ms: number): string {
  const time = ms.toString(16).padStart(12, '0')
  return `${time.slice(0, 8)}-${time.slice(8)}-0000-0000-000000000000`
}

/** When an id was created, by the system clock. */
export const timeOfId = (id: string): Date => new Date(Number.parseInt(id.replace('-', '').slice(0, 12), 16))

export const isUuid = (text: string): boolean => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text)
