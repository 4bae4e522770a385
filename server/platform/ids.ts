import { randomBytes } from 'node:crypto'

/** Makes ids (UUIDv7, RFC 9562 5.7). They name rows; they do not order lanes. */
export type NewId = () => string

/** `nowMs` is the machine's time: ids stay roughly ascending, which keeps index pages warm. */
export function idMaker(nowMs: () => number, bytes: (size: number) => Buffer = pooledBytes()): NewId {
  return () => {
    const id = Buffer.from(bytes(16))
    id.writeUIntBE(nowMs(), 0, 6)
    id[6] = (id[6]! & 0x0f) | 0x70
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

export const isUuid = (text: string): boolean => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text)
