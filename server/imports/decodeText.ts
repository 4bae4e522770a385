/** How the bytes of a file are to be read. `windows-1252`: what spreadsheets write on Windows when they are not asked for Unicode. */
export type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be' | 'windows-1252'

/** The file is no text in any of these encodings: its bytes at that place are not. */
export class NotText extends Error {
  override name = 'NotText'
}

const marks: [Encoding, number[]][] = [
  ['utf-8', [0xef, 0xbb, 0xbf]],
  ['utf-16le', [0xff, 0xfe]],
  ['utf-16be', [0xfe, 0xff]],
]

/** The encoding that the first bytes show: by their mark, or by the zeros of UTF-16 beside ASCII. Null: ASCII or more. */
function shownBy(head: Uint8Array): Encoding | null {
  for (const [encoding, mark] of marks) if (mark.every((byte, at) => head[at] === byte)) return encoding
  const zeros = [0, 0]
  for (const [at, byte] of head.subarray(0, 1_000).entries()) if (byte === 0) zeros[at % 2]!++
  const half = Math.min(head.length, 1_000) / 2
  if (zeros[1]! > half * 0.4 && zeros[0]! < half * 0.1) return 'utf-16le'
  if (zeros[0]! > half * 0.4 && zeros[1]! < half * 0.1) return 'utf-16be'
  return null
}

/**
 * Reads a file as text while it arrives. Without a mark it is UTF-8 as long as it can be; one that cannot be from its first letter beyond
 * ASCII on is windows-1252.
 * Out:    pieces of text, without the mark; `encoding` is known when the last piece was read.
 * Errors: NotText.
 */
export function decodeText(bytes: AsyncIterable<Uint8Array>): { pieces: AsyncGenerator<string>; encoding: () => Encoding } {
  let encoding: Encoding | null = null
  async function* pieces(): AsyncGenerator<string> {
    let decoder: TextDecoder | null = null
    let isFirst = true
    let held: Uint8Array = new Uint8Array()
    const choose = (found: Encoding) => {
      encoding = found
      decoder = new TextDecoder(found, { fatal: true })
    }
    const read = (piece: Uint8Array, stream: boolean): string => {
      try {
        const text = decoder!.decode(piece, { stream })
        if (text.includes('\u0000')) throw new NotText()
        return text
      } catch {
        throw new NotText('The file has bytes that are no text.')
      }
    }
    for await (const piece of bytes) {
      held = held.length ? Buffer.concat([held, piece]) : piece
      if (isFirst && held.length < 4) continue
      if (isFirst) {
        const shown = shownBy(held)
        if (shown) choose(shown)
        isFirst = false
      }
      if (!decoder) {
        const beyond = held.findIndex((byte) => byte >= 0x80)
        // A letter of UTF-8 has four bytes at most: more are needed to tell.
        if (beyond !== -1 && held.length - beyond < 4) continue
        if (beyond !== -1) choose(isUtf8(held.subarray(beyond)) ? 'utf-8' : 'windows-1252')
      }
      const text = decoder ? read(held, true) : asciiOf(held)
      held = new Uint8Array()
      if (text) yield text
    }
    if (!decoder) choose(shownBy(held) ?? (isWholeUtf8(held) ? 'utf-8' : 'windows-1252'))
    const last = read(held, false)
    if (last) yield last
  }
  return { pieces: pieces(), encoding: () => encoding ?? 'utf-8' }
}

function asciiOf(bytes: Uint8Array): string {
  if (bytes.includes(0)) throw new NotText('The file has bytes that are no text.')
  return Buffer.from(bytes).toString('latin1')
}

/** Whether the first letters beyond ASCII are UTF-8; the last one may be cut off. */
function isUtf8(bytes: Uint8Array): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: true })
    return true
  } catch {
    return false
  }
}

function isWholeUtf8(bytes: Uint8Array): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes)
    return true
  } catch {
    return false
  }
}
