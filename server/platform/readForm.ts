/** A form that is not well-formed, or larger than allowed; `code` says which. */
export class FormError extends Error {
  override name = 'FormError'
  readonly code: 'form_broken' | 'form_too_large'
  constructor(code: FormError['code'], words: string) {
    super(words)
    this.code = code
  }
}

/** A field of a form. Its content is read to its end before the next one is asked for, or not at all. */
export type FormField = { name: string; fileName: string | null; content: AsyncGenerator<Buffer> }

const maxHeadBytes = 16_384
const maxFields = 50

/** The boundary in a content type of `multipart/form-data` (RFC 7578, RFC 2046 section 5.1.1); null: it is none. */
export function boundaryIn(contentType: string): string | null {
  if (!/^multipart\/form-data\s*;/i.test(contentType)) return null
  const [, quoted, bare] = /;\s*boundary=(?:"([^"\r\n]{1,70})"|([^\s;"]{1,70}))/i.exec(contentType) ?? []
  return quoted ?? bare ?? null
}

/**
 * Reads a form field by field while it arrives; nothing of a file is held but the piece that just came.
 * In:     the bytes as they come, the boundary.
 * Errors: FormError when it ends early, or is not a form.
 */
export async function* readForm(bytes: AsyncIterable<Uint8Array>, boundary: string): AsyncGenerator<FormField> {
  const line = Buffer.from(`\r\n--${boundary}`)
  const source = makeSource(bytes)
  await passOver(source.until(line))
  for (let fields = 0; ; fields++) {
    if ((await source.take(2)).toString('latin1') === '--') return
    if (fields === maxFields) throw new FormError('form_broken', `The form has more than ${maxFields} fields.`)
    const content = source.until(line)
    yield { ...headOf(await headIn(source)), content }
    await passOver(content)
  }
}

async function passOver(bytes: AsyncGenerator<Buffer>): Promise<void> {
  while (!(await bytes.next()).done);
}

type Source = { until(mark: Buffer): AsyncGenerator<Buffer>; take(count: number): Promise<Buffer> }

async function headIn(source: Source): Promise<string> {
  const parts: Buffer[] = []
  let size = 0
  for await (const part of source.until(Buffer.from('\r\n\r\n'))) {
    size += part.length
    if (size > maxHeadBytes) throw new FormError('form_broken', 'A field of the form has too long a header.')
    parts.push(part)
  }
  return Buffer.concat(parts).toString('utf8')
}

/** Browsers escape quotation marks and line ends in names (HTML, "multipart/form-data encoding algorithm"). */
const unescaped = (text: string): string => text.replaceAll('%22', '"').replaceAll('%0D', '\r').replaceAll('%0A', '\n')

function headOf(head: string): Omit<FormField, 'content'> {
  const disposition = /^content-disposition:\s*form-data\s*;(.*)$/im.exec(head)?.[1] ?? ''
  const name = /(?:^|;)\s*name="([^"]*)"/i.exec(disposition)?.[1]
  if (name === undefined) throw new FormError('form_broken', 'A field of the form has no name.')
  const fileName = /;\s*filename="([^"]*)"/i.exec(disposition)?.[1]
  return { name: unescaped(name), fileName: fileName === undefined ? null : unescaped(fileName) }
}

function makeSource(bytes: AsyncIterable<Uint8Array>): Source {
  const pieces = bytes[Symbol.asyncIterator]()
  // The first boundary has no line end before it.
  let held = Buffer.from('\r\n')
  async function more(): Promise<void> {
    const { value, done } = await pieces.next()
    if (done) throw new FormError('form_broken', 'The form ends before its last boundary.')
    held = held.length ? Buffer.concat([held, value]) : Buffer.from(value)
  }
  return {
    /** Ends behind the mark, of which nothing is yielded. */
    async *until(mark) {
      for (;;) {
        const found = held.indexOf(mark)
        const ready = found === -1 ? held.length - mark.length + 1 : found
        const piece = held.subarray(0, Math.max(0, ready))
        held = held.subarray(found === -1 ? piece.length : found + mark.length)
        if (piece.length) yield piece
        if (found !== -1) return
        await more()
      }
    },
    async take(count) {
      while (held.length < count) await more()
      const taken = held.subarray(0, count)
      held = held.subarray(count)
      return taken
    },
  }
}
