import type { IncomingHttpHeaders, IncomingMessage } from 'node:http'
import { z } from 'zod'
import { ApiError } from '../platform/errors.ts'
import { boundaryIn, FormError, readForm } from '../platform/readForm.ts'
import { mappingInput, readOptions, type ReadOptions } from './imports.schemas.ts'

export type TakenForm<File> = { mapping: Record<string, string> | null; options: ReadOptions; name: string; file: File }

const mostFieldChars = 100_000

/**
 * Reads the form of an import: `mapping` and `options` as JSON, and `file`, in any order.
 * In:     what to do with the file while it arrives. Errors: ApiError invalid_input.
 */
export async function takeForm<File>(
  { raw, headers }: { raw: IncomingMessage; headers: IncomingHttpHeaders },
  take: (content: AsyncIterable<Uint8Array>) => Promise<File>,
): Promise<TakenForm<File>> {
  const boundary = boundaryIn(headers['content-type'] ?? '')
  if (!boundary) throw new ApiError('invalid_input', 'Send multipart/form-data with a field "file".')
  let mapping: Record<string, string> | null = null
  let options = readOptions.parse({})
  let found: { name: string; file: File } | null = null
  try {
    for await (const { name, fileName, content } of readForm(raw, boundary)) {
      if (name === 'mapping') mapping = jsonOf(mappingInput, name, await textOf(content))
      else if (name === 'options') options = jsonOf(readOptions, name, await textOf(content))
      else if (name === 'file' && fileName !== null && !found) found = { name: shortName(fileName), file: await take(content) }
    }
  } catch (error) {
    // Nobody reads the rest: the connection ends with the response.
    raw.resume()
    if (error instanceof FormError) throw new ApiError('invalid_input', error.message)
    throw error
  }
  if (!found) throw new ApiError('invalid_input', 'The form has no field "file" with a file.')
  return { mapping, options, ...found }
}

function jsonOf<T>(schema: z.ZodType<T>, field: string, text: string): T {
  let given: unknown
  try {
    given = JSON.parse(text)
  } catch {
    throw new ApiError('invalid_input', `${field}: must be JSON.`)
  }
  const read = schema.safeParse(given)
  if (read.success) return read.data
  const [issue] = read.error.issues
  throw new ApiError('invalid_input', `${[field, ...issue!.path].join('.')}: ${issue!.message}`)
}

async function textOf(content: AsyncIterable<Uint8Array>): Promise<string> {
  const pieces: Uint8Array[] = []
  let size = 0
  for await (const piece of content) {
    size += piece.length
    if (size > mostFieldChars) throw new FormError('form_broken', 'A field of the form is too long.')
    pieces.push(piece)
  }
  return Buffer.concat(pieces).toString('utf8')
}

/** The last part of a name, without what no file name has. */
const shortName = (name: string): string =>
  (name.split(/[\\/]/).at(-1) ?? '')
    .toWellFormed()
    .replaceAll(/\p{Cc}/gu, '')
    .trim()
    .slice(-200) || 'contacts.csv'
