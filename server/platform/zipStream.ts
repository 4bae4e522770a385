import { Readable } from 'node:stream'
import { createDeflateRaw, crc32 } from 'node:zlib'

/** A file of an archive; its content may be made while it is written. */
export type ZipEntry = { name: string; content: AsyncIterable<string> | string }

const version = 20
/** Sizes and checksum follow the content, and names are UTF-8. */
const flags = 0x0808
const deflated = 8
/** The first of January 1980, the oldest day that the format knows: the same content is the same archive. */
const date = 0x0021

/**
 * A ZIP archive, written piece by piece (APPNOTE.TXT 4.3): each file is compressed as it comes, and no file is kept in memory. Up to 4 GB,
 * since it does without ZIP64.
 * Errors: a RangeError beyond that.
 */
export async function* zipStream(entries: AsyncIterable<ZipEntry> | Iterable<ZipEntry>): AsyncGenerator<Buffer> {
  let at = 0
  const directory: Buffer[] = []
  for await (const { name, content } of entries) {
    const offset = at
    const head = localHeader(name)
    yield head
    at += head.length
    const found = { crc: 0, size: 0, compressed: 0 }
    for await (const piece of compress(content, found)) {
      yield piece
      at += piece.length
    }
    if (at > 0xff_ff_ff_ff || found.size > 0xff_ff_ff_ff) throw new RangeError('An archive may have 4 GB. Export fewer rows.')
    const descriptor = Buffer.alloc(16)
    descriptor.writeUInt32LE(0x08_07_4b_50, 0)
    writeSizes(descriptor, 4, found)
    yield descriptor
    at += descriptor.length
    directory.push(directoryEntry(name, offset, found))
  }
  const whole = Buffer.concat(directory)
  yield whole
  yield endOf(directory.length, whole.length, at)
}

type Sizes = { crc: number; size: number; compressed: number }

/** In: `found`: is counted up. */
async function* compress(content: ZipEntry['content'], found: Sizes): AsyncGenerator<Buffer> {
  async function* counted() {
    for await (const text of typeof content === 'string' ? [content] : content) {
      const bytes = Buffer.from(text)
      found.crc = crc32(bytes, found.crc)
      found.size += bytes.length
      yield bytes
    }
  }
  const source = Readable.from(counted(), { objectMode: false })
  const packed = createDeflateRaw({ level: 4 })
  source.on('error', (error) => packed.destroy(error))
  try {
    for await (const piece of source.pipe(packed) as AsyncIterable<Buffer>) {
      found.compressed += piece.length
      yield piece
    }
  } finally {
    source.destroy()
  }
}

const writeSizes = (into: Buffer, at: number, { crc, size, compressed }: Sizes): void => {
  into.writeUInt32LE(crc, at)
  into.writeUInt32LE(compressed, at + 4)
  into.writeUInt32LE(size, at + 8)
}

function localHeader(name: string): Buffer {
  const named = Buffer.from(name)
  const head = Buffer.alloc(30)
  head.writeUInt32LE(0x04_03_4b_50, 0)
  head.writeUInt16LE(version, 4)
  head.writeUInt16LE(flags, 6)
  head.writeUInt16LE(deflated, 8)
  head.writeUInt16LE(date, 12)
  head.writeUInt16LE(named.length, 26)
  return Buffer.concat([head, named])
}

function directoryEntry(name: string, offset: number, found: Sizes): Buffer {
  const named = Buffer.from(name)
  const entry = Buffer.alloc(46)
  entry.writeUInt32LE(0x02_01_4b_50, 0)
  entry.writeUInt16LE(version, 4)
  entry.writeUInt16LE(version, 6)
  entry.writeUInt16LE(flags, 8)
  entry.writeUInt16LE(deflated, 10)
  entry.writeUInt16LE(date, 14)
  writeSizes(entry, 16, found)
  entry.writeUInt16LE(named.length, 28)
  entry.writeUInt32LE(offset, 42)
  return Buffer.concat([entry, named])
}

function endOf(entries: number, length: number, at: number): Buffer {
  const end = Buffer.alloc(22)
  end.writeUInt32LE(0x06_05_4b_50, 0)
  end.writeUInt16LE(entries, 8)
  end.writeUInt16LE(entries, 10)
  end.writeUInt32LE(length, 12)
  end.writeUInt32LE(at, 16)
  return end
}
