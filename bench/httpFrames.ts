const separator = Buffer.from('\r\n\r\n')

/**
 * Cuts a stream of bytes into HTTP/1.1 messages, with minimal work: load generator and receiver share two cores with the measured programs.
 * In:  a callback for each message: its head as text, its body.
 * Out: a function for the bytes of one connection as they arrive.
 * Errors: throws for a chunked message; no program of the benchmark sends one.
 */
export function httpFrames(take: (head: string, body: Buffer) => void): (bytes: Buffer) => void {
  let rest: Buffer | null = null
  return (bytes) => {
    let all = rest ? Buffer.concat([rest, bytes]) : bytes
    for (;;) {
      const headEnd = all.indexOf(separator)
      if (headEnd < 0) break
      const head = all.toString('latin1', 0, headEnd)
      if (/\r\ntransfer-encoding:/i.test(head)) throw new Error(`a chunked message: ${head}`)
      const end = headEnd + 4 + Number(/\r\ncontent-length: *(\d+)/i.exec(head)?.[1] ?? 0)
      if (all.length < end) break
      take(head, all.subarray(headEnd + 4, end))
      all = all.subarray(end)
    }
    rest = all.length ? all : null
  }
}
