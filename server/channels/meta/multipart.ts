import { createHash } from 'node:crypto'

/** One field of a form; a file when it has a name. */
export type FormPart = { name: string } & ({ text: string } | { fileName: string; type: string; bytes: Uint8Array })

/**
 * Encodes a form as `multipart/form-data` (RFC 7578), which the platform requires for files (meta-platform.md 5.3).
 * In:  the fields in order. Names and types are ours or were checked; a file's name may be anything.
 * Out: the content type, with the boundary in it, and the bytes. The boundary is a digest of the content, so equal forms are equal bytes
 *      and no field can contain it by accident or on purpose.
 */
export function multipart(parts: readonly FormPart[]): { type: string; body: Uint8Array } {
  const digest = createHash('sha256')
  const fields = parts.map((part) => {
    const isText = 'text' in part
    const head = isText
      ? `Content-Disposition: form-data; name="${quoted(part.name)}"\r\n\r\n`
      : `Content-Disposition: form-data; name="${quoted(part.name)}"; filename="${quoted(part.fileName)}"\r\nContent-Type: ${part.type}\r\n\r\n`
    const content = isText ? Buffer.from(part.text.toWellFormed()) : part.bytes
    digest.update(head).update(content)
    return [Buffer.from(head), content]
  })
  const boundary = `form-${digest.digest('hex')}`
  const line = Buffer.from(`--${boundary}\r\n`)
  const end = Buffer.from('\r\n')
  const body = Buffer.concat([...fields.flatMap((field) => [line, ...field, end]), Buffer.from(`--${boundary}--\r\n`)])
  return { type: `multipart/form-data; boundary=${boundary}`, body }
}

/**
 * A form with one file, whose bytes are read while they are sent.
 * In:  the fields before it; the boundary, which must not occur in the file: it is long and random.
 * Out: as `multipart`, with the length of it all.
 */
export function streamedForm(
  fields: readonly { name: string; text: string }[],
  file: { name: string; fileName: string; type: string; size: number; read(): AsyncIterable<Uint8Array> },
  boundary: string,
): { type: string; length: number; body: AsyncIterable<Uint8Array> } {
  const texts = fields.map(
    ({ name, text }) => `--${boundary}\r\nContent-Disposition: form-data; name="${quoted(name)}"\r\n\r\n${text.toWellFormed()}\r\n`,
  )
  const head = `--${boundary}\r\nContent-Disposition: form-data; name="${quoted(file.name)}"; filename="${quoted(file.fileName)}"\r\n`
  const before = Buffer.from(`${texts.join('')}${head}Content-Type: ${file.type}\r\n\r\n`)
  const after = Buffer.from(`\r\n--${boundary}--\r\n`)
  async function* body() {
    yield before
    yield* file.read()
    yield after
  }
  return { type: `multipart/form-data; boundary=${boundary}`, length: before.length + file.size + after.length, body: body() }
}

/** Escaped as browsers do (HTML, "multipart/form-data encoding algorithm"): no name ends the header or its quotation marks. */
const quoted = (name: string): string => name.toWellFormed().replaceAll('"', '%22').replaceAll('\r', '%0D').replaceAll('\n', '%0A')
